// What a user types: what it is, then parameters after a semicolon. Follows functions/spec.py.
import { PRIMITIVES } from "./expression";
import { LONGEST } from "./grammar";
import { plain } from "./latex";
import { respell } from "./spelling";
import { _, Refusal } from "./words";

export type Learner = "" | "layer" | "unit";

/** A parameter of a formula; `learn` says by what it is learnt with the weights, one for each. */
export interface Parameter {
  name: string;
  value: number;
  low: number;
  high: number;
  learn: Learner;
}

export interface Spec {
  head: string;
  declared: Parameter[];
}

const NAME = String.raw`[\p{L}_][\p{L}\p{N}_]*`;
const DECLARATION = /^\s*([A-Za-z_]\w*)\s*=\s*(\S+)(?:\s+(per\s+layer|per\s+unit|fixed))?\s*$/;
const FLOAT = /^[+-]?(?:\d(?:_?\d)*\.?(?:\d(?:_?\d)*)?|\.\d(?:_?\d)*)(?:[eE][+-]?\d(?:_?\d)*)?$/;
const COMMENT = /\s+#.*$|\s+%\s+[A-Za-z].*$/g;
const LEFT = new RegExp(
  String.raw`^((?!where\b)(${NAME})(?:\s*\(\s*(${NAME})\s*(?:[,;|][^)=]*)?\))?\s*=(?!=)\s*)(?=\S)`, "u",
); // prettier-ignore
const FUNCTIONS = [
  String.raw`^lambda\s+(${NAME})\s*((?:,\s*${NAME}\s*(?:=\s*[^,:]+)?)*):\s*`,
  String.raw`^(${NAME})()\s*(?:->|→|↦)\s*`,
  String.raw`^@\(\s*(${NAME})\s*()\)\s*`,
  String.raw`^def\s+[\p{L}\p{N}_]+\(\s*(${NAME})\s*(?::[^,)=]*)?((?:,\s*${NAME}\s*(?::[^,)=]*)?(?:=\s*[^,)]+)?)*)\)` +
    String.raw`\s*(?:->[^:]*)?:\s*(?:""".*?"""\s*)?(?=return\s)`,
].map((form) => new RegExp(form, "su"));

/** Split a user's words. Throws a Refusal for a declaration that is none. */
export function readSpec(given: string): Spec {
  const [text, defaults] = formulaAlone(given);
  const semicolon = text.indexOf(";");
  const head = semicolon < 0 ? text : text.slice(0, semicolon);
  const rest = semicolon < 0 ? "" : text.slice(semicolon + 1);
  const declared = [...defaults, ...(/[^ ;]/.test(rest) ? rest.split(",").map(declaration) : [])];
  declared.forEach(({ name }, place) => {
    const twice = declared.findIndex((other) => other.name === name) !== place;
    if (!twice && name !== "x" && !PRIMITIVES.has(name)) return;
    throw new Refusal(
      _("the name {name} cannot be declared: it is taken. Write another, such as alpha=1.0.", { name }),
    );
  });
  return { head: head.trim(), declared };
}

/** Return a formula without what stands around it in code or a paper, and the parameters that have values there. */
export function formulaAlone(given: string): [string, Parameter[]] {
  if ([...given].length > LONGEST) return [given, []]; // to be refused
  let text = plain(given).replace(COMMENT, "").trim();
  let variable = "x";
  let declared: Parameter[] = [];
  const left = LEFT.exec(text);
  if (left && left[2] !== "x") [text, variable] = [text.slice(left[0].length), left[3] ?? "x"];
  for (const form of FUNCTIONS) {
    const found = form.exec(text);
    if (!found) continue;
    [variable, declared] = [found[1] as string, defaultsOf(found[2] ?? "")];
    text = text.slice(found[0].length);
  }
  text = text.replace(/^return /, "").trim().replace(/,$/, "").trim(); // prettier-ignore
  return [withX(text, variable), declared];
}

/** Return the parameters of ", a=0.5, b: float = 1"; those without a value are named when they are missed. */
function defaultsOf(text: string): Parameter[] {
  const given = text.split(",").filter((part) => part.includes("="));
  return given.map((part) => {
    const equals = part.indexOf("=");
    return declaration(`${part.slice(0, equals).split(":")[0]}=${part.slice(equals + 1)}`);
  });
}

/** Write the input as x, unless x is something else there. */
function withX(text: string, variable: string): string {
  const word = (name: string): RegExp => new RegExp(`(?<![A-Za-z_.])(?<![A-Za-z_]\\d)${name}(?![A-Za-z0-9_])`, "g");
  return variable === "x" || word("x").test(text) ? text : text.replace(word(variable), "x"); // 2t and t² have t in them
}

function declaration(part: string): Parameter {
  const found = DECLARATION.exec(respell(part).text);
  const [, name = "", digits = "", how = ""] = found ?? [];
  const value = FLOAT.test(digits) ? Number(digits.replaceAll("_", "")) : NaN;
  if (Number.isFinite(value)) {
    const learn = how.replace(/^per\s+|fixed/, "") as Learner;
    return { name, value, low: -Infinity, high: Infinity, learn };
  }
  throw new Refusal(
    _("cannot read '{part}': a parameter is declared as alpha=1.0, alpha=1.0 per layer or alpha=1.0 per unit.", {
      part: part.trim().slice(0, 60),
    }),
  );
}
