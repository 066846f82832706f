// Pieces of a written formula: what one is, and new ones, each in the place of an old one. Follows language/building.py.
import { ELSEWHERE } from "./foreign";
import { children, type Keyword, type Node } from "./nodes";
import { parsed } from "./python";

const LETTERS = ["a", "b", "c"]; // of a template

/** Return a number, whole where it is. */
export function numeral({ at }: Node, value: number): Node {
  const constant: Node = { kind: "number", value: Math.abs(value), whole: Number.isInteger(value), at };
  return value < 0 ? { kind: "unary", sign: "-", operand: constant, at } : constant;
}

/** Return name(arguments, keywords). */
export function applied({ at }: Node, name: string, args: Node[], keywords: Keyword[] = []): Node {
  return { kind: "call", of: { kind: "name", name, at }, args, keywords, at };
}

/** Return where(condition, yes, no). */
export function chosen(where: Node, condition: Node, yes: Node, no: Node): Node {
  return applied(where, "where", [condition, yes, no]);
}

export function binary({ at }: Node, left: Node, sign: string, right: Node): Node {
  return { kind: "binary", left, sign, right, at };
}

export function joined({ at }: Node, sign: string, values: Node[]): Node {
  return { kind: "joined", sign, values, at };
}

/** Return a formula in a, b, c with trees in their places. */
export function withArguments(where: Node, template: string, args: Node[]): Node {
  return filled(where, parsed(template), args);
}

function filled(where: Node, node: Node, args: Node[]): Node {
  const at = where.at;
  const inside = (one: Node): Node => filled(where, one, args);
  switch (node.kind) {
    case "name":
      return args[LETTERS.indexOf(node.name)] ?? { ...node, at };
    case "binary":
      return { ...node, left: inside(node.left), right: inside(node.right), at };
    case "unary":
      return { ...node, operand: inside(node.operand), at };
    case "compare":
      return { ...node, left: inside(node.left), others: node.others.map(inside), at };
    case "call":
      return { ...node, of: { ...node.of, at }, args: node.args.map(inside), at };
    default:
      return { ...node, at };
  }
}

/** Return how many of a, b, c a template has. */
export function arity(template: string): number {
  const names = new Set<string>();
  const visit = (node: Node): void => {
    if (node.kind === "name" && LETTERS.includes(node.name)) names.add(node.name);
    children(node).forEach(visit);
  };
  visit(parsed(template));
  return names.size;
}

/** Return whether a tree is true or false, and no number. */
export function isCondition(node: Node): boolean {
  switch (node.kind) {
    case "compare":
    case "joined":
      return true;
    case "unary":
      return node.sign === "not" || (node.sign === "~" && isCondition(node.operand));
    case "binary":
      return "&|".includes(node.sign) && isCondition(node.left) && isCondition(node.right);
    case "call": {
      const name = lastName(node.of);
      return Object.hasOwn(ELSEWHERE.compared, name) || Object.hasOwn(ELSEWHERE.joined, name) || name === "logical_not";
    }
    default:
      return false;
  }
}

/** Return the parts of a.b.c; nothing for any other tree. */
export function dottedName(node: Node): string[] {
  const parts: string[] = [];
  let inner = node;
  for (; inner.kind === "attribute"; inner = inner.of) parts.unshift(inner.name);
  return inner.kind === "name" ? [inner.name, ...parts] : [];
}

/** Return c of a.b.c or c; nothing for any other tree. */
export function lastName(node: Node): string {
  return node.kind === "name" || node.kind === "attribute" ? node.name : "";
}

/** Return the number in [0.0], anything else as it is. */
export function only(node: Node): Node {
  return node.kind === "list" && node.parts.length === 1 ? (node.parts[0] as Node) : node;
}

export function isConstant(node: Node | undefined): boolean {
  return node?.kind === "number" || node?.kind === "constant";
}

/** Return whether a bound is none at all: None, inf, -np.inf, float('inf'). */
export function isNone(node: Node): boolean {
  if (node.kind === "constant" && node.value === null) return true;
  if (node.kind === "unary" && node.sign === "-") return isNone(node.operand);
  if (node.kind === "call" && node.args.length === 1) {
    const [one] = node.args;
    if (one?.kind === "constant" && (one.value === "inf" || one.value === "-inf")) return true;
  }
  return ["inf", "infty", "Inf"].includes(lastName(node));
}

/** Return whether a tree is the number 0, or False. */
export function isZero(node: Node): boolean {
  return (node.kind === "number" && node.value === 0) || (node.kind === "constant" && node.value === false);
}

export function isOne(node: Node): boolean {
  return (node.kind === "number" && node.value === 1) || (node.kind === "constant" && node.value === true);
}
