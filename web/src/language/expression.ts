// The tree of a formula, and the primitives that it is made of.
import { tables, type Row } from "./tables";

export interface Leaf {
  kind: "number" | "symbol";
  value: number;
  name: string;
  arguments: readonly [];
  size: 1;
  hash: number;
}

export interface Call {
  kind: "call";
  name: string;
  arguments: readonly Expression[];
  size: number;
  hash: number;
}

/** A number, a symbol, or a primitive applied to expressions; a branch that is shared is one object. */
export type Expression = Leaf | Call;

export const ABSORBING = tables.absorbing; // u times v, where 0 times anything is 0; no formula can name it
export const ARGUMENTS = ["u", "v", "w"]; // of a definition
export const FUNCTIONS = new Set(tables.functions);
export const PRIMITIVES = new Map(Object.entries(tables.primitives));

export function row(primitive: string): Row {
  const found = PRIMITIVES.get(primitive);
  if (!found) throw new Error(`no primitive is called ${primitive}`);
  return found;
}

export function number(value: number): Leaf {
  return { kind: "number", value, name: "", arguments: [], size: 1, hash: hashed(String(value)) };
}

export function symbol(name: string): Leaf {
  return { kind: "symbol", value: NaN, name, arguments: [], size: 1, hash: hashed(name) };
}

export function call(name: string, ...parts: readonly Expression[]): Call {
  let size = 1;
  let hash = hashed(name);
  for (const part of parts) {
    size += part.size;
    hash = (Math.imul(hash, 31) + part.hash) | 0;
  }
  return { kind: "call", name, arguments: parts, size, hash };
}

function hashed(text: string): number {
  let hash = 7;
  for (let place = 0; place < text.length; place++) hash = (Math.imul(hash, 33) + text.charCodeAt(place)) | 0;
  return hash;
}

/** Return whether two trees are the same, node by node. */
export function same(one: Expression, other: Expression): boolean {
  if (one === other) return true;
  if (one.hash !== other.hash || one.size !== other.size) return false;
  if (one.kind === "number" && other.kind === "number") return one.value === other.value;
  if (one.kind !== other.kind || one.name !== other.name || one.arguments.length !== other.arguments.length) return false;
  return one.arguments.every((part, place) => same(part, other.arguments[place] as Expression));
}

/** Return whether a tree is this number. */
export function is(tree: Expression, value: number): boolean {
  return tree.kind === "number" && tree.value === value;
}

/** Return each node of a tree once, every node after its arguments. */
export function ordered(tree: Expression): Expression[] {
  const found = new Set<Expression>();
  const waiting: [Expression, boolean][] = [[tree, false]];
  for (let next = waiting.pop(); next; next = waiting.pop()) {
    const [node, ready] = next;
    if (found.has(node)) continue;
    if (ready || !node.arguments.length) found.add(node);
    else {
      waiting.push([node, true]);
      for (let place = node.arguments.length - 1; place >= 0; place--) {
        waiting.push([node.arguments[place] as Expression, false]);
      }
    }
  }
  return [...found];
}

/** Put expressions in the place of symbols. */
export function substitute(tree: Expression, values: ReadonlyMap<string, Expression>): Expression {
  const made = new Map<Expression, Expression>();
  for (const node of ordered(tree)) {
    if (node.kind === "symbol") made.set(node, values.get(node.name) ?? node);
    else if (node.kind === "number") made.set(node, node);
    else {
      const parts = node.arguments.map((part) => made.get(part) as Expression);
      made.set(node, parts.every((part, place) => part === node.arguments[place]) ? node : call(node.name, ...parts));
    }
  }
  return made.get(tree) as Expression;
}

/** Return whether a symbol stands in a tree. */
export function holds(tree: Expression, name: string): boolean {
  return ordered(tree).some((node) => node.kind === "symbol" && node.name === name);
}
