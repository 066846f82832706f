// LaTeX in plain spelling: \frac{1}{1 + e^{-x}} is (1/(1 + e^(-x))). Follows language/latex.py.
import { entry, tables } from "./tables";

const { latex: SYMBOLS, nothing: NOTHING, fractions: FRACTIONS, upright: UPRIGHT } = tables.spellings;
const CASES = /\\begin\{cases\}(.*?)\\end\{cases\}/gs;
const WORD = /^[A-Za-z0-9]$/;

/** Return LaTeX in plain spelling, anything else as it is; what it does not know it leaves. */
export function plain(source: string): string {
  if (!/\\|\^\{|\$/.test(source)) return source;
  let text = source.trim().replace(/^\$+|\$+$/g, "");
  text = text.replace(/^\\\[/, "").replace(/\\\]$/, "");
  if (text.startsWith("\\(")) text = text.slice(2).replace(/\\\)$/, "");
  text = text.replace(CASES, inCases).replaceAll("\\{", "(").replaceAll("\\}", ")");
  return new Reader(text).all().replace(/\s+/g, " ").trim();
}

/** Return `a & x > 0 \\ b & otherwise` as where(x > 0, a, b); as it was where it says less. */
function inCases(whole: string, inside: string): string {
  const rows = inside.split("\\\\").filter((one) => one.trim());
  if (rows.length < 2 || !rows.every((one) => one.includes("&"))) return whole;
  const cases = rows.map((one) => {
    const amp = one.indexOf("&");
    return [one.slice(0, amp).replace(/^[ ,]+|[ ,]+$/g, ""), conditionOf(one.slice(amp + 1))] as const;
  });
  let found = cases.at(-1)?.[0] ?? ""; // the last case is all the rest
  for (const [value, condition] of cases.slice(0, -1).reverse()) found = `where(${condition}, ${value}, ${found})`;
  return found;
}

function conditionOf(text: string): string {
  const bare = text.replace(/\\(?:text|mathrm|textrm)\s*\{\s*(?:if|for|when)\s*\}|\\(?:text|mathrm)\s*\{\s*\}/g, "");
  return bare.replace(/^\s*(?:if|for|when)\b/, "").replace(/^[ ,.;]+|[ ,.;]+$/g, "");
}

/** Return two pieces with a space between words, which LaTeX does not need: x\tanh(x). */
function apart(before: string, piece: string): string {
  const words = piece.length > 1 && /^[A-Za-z]/.test(piece) && WORD.test(before.slice(-1));
  return before + (words ? " " : "") + piece;
}

function bracketed(text: string): string {
  return /^[A-Za-z0-9]+$/.test(text) ? text : `(${text})`;
}

class Reader {
  private place = 0;

  constructor(private readonly text: string) {}

  all(): string {
    let found = "";
    while (this.place < this.text.length) found = apart(found, this.piece());
    return found.replaceAll("[", "(").replaceAll("]", ")");
  }

  /** Return the next piece: a command with its groups, a group, or a character. */
  private piece(): string {
    const letter = this.text.charAt(this.place);
    if (letter === "\\") return this.command();
    if (letter === "{") return `(${this.group()})`;
    this.place++;
    return letter === "~" ? " " : letter;
  }

  private taken(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.place;
    return pattern.exec(this.text)?.[0];
  }

  private command(): string {
    const name = this.taken(/\\([A-Za-z]+|[^]|$)/y)?.slice(1) ?? "";
    this.place += name.length + 1;
    if (FRACTIONS.includes(name)) return `(${bracketed(this.group())}/${bracketed(this.group())})`;
    if (name === "sqrt") {
      const cube = this.taken(/\s*\[3\]/y);
      this.place += cube?.length ?? 0;
      return `${cube ? "cbrt" : "sqrt"}(${this.group()})`;
    }
    if (UPRIGHT.includes(name)) return this.group();
    if (["quad", "qquad", ",", ";", ":", " ", "\\"].includes(name)) return " ";
    if (NOTHING.includes(name) || name === "!" || name === "") return "";
    if (name === "sigma" && this.taken(/\s*(?:\\left\s*)?\(/y)) return "sigmoid";
    const word = entry(SYMBOLS, name) ?? name;
    return word + (WORD.test(word.slice(-1)) && WORD.test(this.text.charAt(this.place)) ? " " : "");
  }

  /** Return what stands in the next braces, or the next character. */
  private group(): string {
    while (this.text.charAt(this.place) === " ") this.place++;
    if (this.text.charAt(this.place) !== "{") return this.place < this.text.length ? this.piece() : "";
    this.place++;
    let found = "";
    while (this.place < this.text.length && this.text.charAt(this.place) !== "}") found = apart(found, this.piece());
    this.place++;
    return found;
  }
}
