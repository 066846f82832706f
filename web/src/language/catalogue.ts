// The catalogue's activations, each read when it is first asked for, and the names that they go by.
import { Activation, declaredKinks } from "./activation";
import { parse } from "./formula";
import type { Library } from "./library";
import type { Learner, Parameter } from "./spec";
import { stable } from "./stable";
import { entry, tables, type Entry, type ParameterRow } from "./tables";

const known = new Map<string, Activation>();
/** Alias -> name of the catalogue, and the parameters that it has there. */
const aliases = new Map<string, [name: string, parameters: string]>();
for (const [name, { aliases: others = [] }] of Object.entries(tables.catalogue)) {
  for (const alias of others) {
    const [other = "", parameters = ""] = alias.replace(/\)$/, "").split("(");
    aliases.set(other, [name, parameters]);
  }
}

export const NAMES: readonly string[] = Object.keys(tables.catalogue);

/** Return whether a name is another one of an activation of the catalogue. */
export function isAlias(name: string): boolean {
  return aliases.has(name);
}

/** Return what the catalogue, also in Portuguese, means by a name; nothing for others. */
export function named(name: string): Activation | undefined {
  const found = known.get(name) ?? made(name);
  if (found) known.set(name, found);
  return found;
}

function made(name: string): Activation | undefined {
  const alias = aliases.get(name);
  if (alias) {
    const pairs = alias[1].split(",").filter(Boolean).map((pair) => pair.split("=")); // prettier-ignore
    const values = pairs.map(([key = "", value]) => [key.trim(), Number(value)] as const);
    return named(alias[0])?.with(new Map(values));
  }
  const own = entry(tables.names.pt, name) ?? name;
  const stored = entry(tables.catalogue, own);
  return stored && fromTable(own, stored);
}

function fromTable(name: string, stored: Entry): Activation {
  const parameters = (stored.parameters ?? []).map(parameterOf);
  const names = parameters.map((one) => one.name);
  const expression = parse(stored.formula, ["x", ...names]);
  const computed = stored.computed ? parse(stored.computed, ["x", ...names]) : expression;
  const declared = declaredKinks(stored.kinks ?? [], names);
  return Activation.of(
    { name, formula: stored.formula, expression, tree: stable(computed), declared, gate: false },
    parameters,
  );
}

function parameterOf([name, value, low, high, learn]: ParameterRow): Parameter {
  return { name, value, low: low ?? -Infinity, high: high ?? Infinity, learn: learn as Learner };
}

export const LIBRARY: Library = { get: named, names: [...NAMES, ...aliases.keys()] };
