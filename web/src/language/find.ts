// How a user's words become an activation: a name of the catalogue, or a formula. Follows functions/find.py.
import { Activation } from "./activation";
import { isAlias, LIBRARY, named, NAMES } from "./catalogue";
import { closest } from "./closest";
import { FUNCTIONS, holds } from "./expression";
import { namedCall, read, type Formula, type NamedCall } from "./formula";
import { LONGEST } from "./grammar";
import { parsed } from "./python";
import { readSpec, type Parameter } from "./spec";
import { stable } from "./stable";
import { tables } from "./tables";
import { Unread } from "./tokens";
import { _, either, followed, plural, Refusal, type Text } from "./words";

const SPACE: Text = { message: " ", fields: {} };
const GATED = /^glu\s*\((.*\S.*)\)$/s; // a gated unit, of any activation

/** An activation, and what a user should know of how the words were read. */
export interface Found {
  activation: Activation;
  notes: Text[];
}

/** Return the activation of a catalogue name or a formula. Throws a Refusal for what cannot be read. */
export function find(given: string): Found {
  const spec = given.trim();
  if (spec.includes(".py:")) {
    throw new Refusal(_("functions in Python are not run in this page: write a formula, such as x*tanh(x)."));
  }
  const inner = GATED.exec(spec)?.[1];
  if (inner !== undefined) {
    const { activation, notes } = find(inner);
    return { activation: activation.as(new Map(), true), notes };
  }
  const { head: words, declared } = readSpec(spec);
  const head = inEnglish(words);
  const call = nameIn(head);
  if (call && named(call.name)) return { activation: withDeclared(fromName(call, head), declared), notes: [] };
  const formula = tried(head, declared, call);
  const whole = namedCall(formula.written, true);
  const notes = [...formula.notes, ...ofCommas(head)];
  if (!whole || !named(whole.name) || (FUNCTIONS.has(whole.name) && !NAMES.includes(whole.name))) {
    return { activation: fromFormula(formula, declared), notes };
  }
  return { activation: withDeclared(fromName(whole, head), declared), notes };
}

function tried(head: string, declared: Parameter[], call: NamedCall | undefined): Formula {
  try {
    return read(head, ["x", ...declared.map((one) => one.name)], LIBRARY, true);
  } catch (error) {
    if (call && error instanceof Refusal) fromName(call, head); // a name, which had better be one of the catalogue's
    throw error;
  }
}

/** Note what may be a decimal comma: max(0,5*x, x) is read with three arguments. */
function ofCommas(head: string): Text[] {
  const numbers = /(?<![\w.])0,\d+/.exec(head)?.[0];
  if (numbers === undefined || !head.includes(", ")) return [];
  return [_("{numbers} is read as two numbers; the decimal sign is a point", { numbers })];
}

/** Return a name with its numbers; nothing where the words are a formula. */
function nameIn(head: string): NamedCall | undefined {
  if (isAlias(head)) return { name: head, positional: [], keywords: new Map() };
  if (head.length > LONGEST) return undefined;
  try {
    const call = namedCall(parsed(head), false);
    return call?.name === "x" ? undefined : call;
  } catch (error) {
    if (error instanceof Unread || error instanceof RangeError) return undefined;
    throw error;
  }
}

function fromName(call: NamedCall, spec: string): Activation {
  const found = named(call.name);
  if (!found) {
    const given = call.name.slice(0, 60);
    const near = closest(given.toLowerCase(), NAMES, 2);
    const error = _("unknown {what} '{given}'.", { what: _("activation"), given });
    if (near.length) throw new Refusal(followed(error, followed(SPACE, _("Did you mean {names}?", { names: either(near) }))));
    throw new Refusal(followed(error, followed(SPACE, _("Allowed: {names}.", { names: _("a name of the catalogue, a formula such as x*tanh(x)") }))));
  }
  const names = found.parameters.map((one) => one.name);
  if (call.positional.length > names.length) throw tooMany(found.name, names.length, call.positional.length, spec);
  const values = new Map(call.positional.map((value, place) => [names[place] as string, value]));
  for (const [name, value] of call.keywords) {
    if (values.has(name)) {
      const fields = { parameter: name, name: found.name, spec };
      throw new Refusal(_("the parameter {parameter} of {name} is given twice in '{spec}'.", fields));
    }
    values.set(name, value);
  }
  return found.with(values);
}

function tooMany(name: string, n: number, given: number, spec: string): Refusal {
  if (!n) return new Refusal(_("{name} has no parameters.", { name }));
  return new Refusal(
    plural(
      "{name} has {n} parameter, but {given} numbers were given in '{spec}'.",
      "{name} has {n} parameters, but {given} numbers were given in '{spec}'.",
      n,
      { name, given, spec },
    ),
  );
}

function withDeclared(found: Activation, declared: Parameter[]): Activation {
  const values = new Map(declared.map((one) => [one.name, one.value]));
  return found.with(values).as(new Map(declared.map((one) => [one.name, one.learn])));
}

function fromFormula({ tree, text }: Formula, parameters: Parameter[]): Activation {
  if (!holds(tree, "x")) {
    throw new Refusal(_("the formula {text} has no x: it is not a function of the input.", { text }));
  }
  const what = { name: text, formula: text, expression: tree, tree: stable(tree), declared: undefined, gate: false };
  return Activation.of(what, parameters);
}

/** Return what the catalogue calls an activation, with the numbers that it was given; other words as they are. */
function inEnglish(head: string): string {
  const bracket = head.indexOf("(");
  const [name, rest] = bracket < 0 ? [head, ""] : [head.slice(0, bracket), head.slice(bracket)];
  const bare = name.trim().toLowerCase().normalize("NFKD").replace(/[^\0-\x7f]/g, "").replace(/[- ]/g, "_"); // prettier-ignore
  return (Object.hasOwn(tables.names.pt, bare) ? (tables.names.pt[bare] as string) : name) + rest;
}
