// A formula in LaTeX, with its parameters' values filled in; the language reads it back as the same function.
import type { Activation } from "../../language/activation";
import type { Expression } from "../../language/expression";

const [SUM, PRODUCT, SIGN, POWER, ATOM] = [1, 2, 3, 4, 5];
const NATIVE = new Set(["max", "min", "sin", "cos", "tan", "tanh", "sinh", "cosh", "arcsin", "arccos", "arctan"]);
const COMPARED: Record<string, string> = { ">": ">", ">=": "\\ge", "<": "<", "<=": "\\le", "==": "=", "!=": "\\ne" };

/** Return f(x) = ... */
export function latexOf(activation: Activation): string {
  return `f(x) = ${written(activation.record.expression, activation.values)[0]}`;
}

type Written = readonly [text: string, binds: number];

function written(tree: Expression, values: ReadonlyMap<string, number>): Written {
  if (tree.kind === "number") return number(tree.value);
  if (tree.kind === "symbol") {
    const value = values.get(tree.name);
    return value === undefined ? [tree.name, ATOM] : number(value);
  }
  if (tree.name === "where") return cases(tree, values);
  return ofCall(tree.name, tree.arguments.map((one) => written(one, values))); // prettier-ignore
}

/** Return a choice, and those that stand in its last branch, as one list of cases. */
function cases(tree: Expression, values: ReadonlyMap<string, number>): Written {
  const rows: string[] = [];
  let rest = tree;
  while (rest.kind === "call" && rest.name === "where") {
    const [condition, yes, no] = rest.arguments as readonly [Expression, Expression, Expression];
    rows.push(`${written(yes, values)[0]} & ${written(condition, values)[0]}`);
    rest = no;
  }
  rows.push(`${written(rest, values)[0]} & \\text{otherwise}`);
  return [`\\begin{cases} ${rows.join(" \\\\ ")} \\end{cases}`, ATOM];
}

function inside([text, binds]: Written, least: number): string {
  return binds < least ? `\\left(${text}\\right)` : text;
}

function ofCall(name: string, parts: readonly Written[]): Written {
  const [a, b] = parts as [Written, Written];
  switch (name) {
    case "+":
      return [`${inside(a, SUM)} + ${inside(b, SIGN)}`, SUM];
    case "-":
      return [`${inside(a, SUM)} - ${inside(b, PRODUCT)}`, SUM];
    case "*":
      return [`${inside(a, PRODUCT)} \\cdot ${inside(b, POWER)}`, PRODUCT];
    case "/":
      return [`\\frac{${a[0]}}{${b[0]}}`, PRODUCT];
    case "neg":
      return [`-${inside(a, POWER)}`, SIGN];
    case "**":
      return [`${inside(a, ATOM)}^{${b[0]}}`, POWER];
    case "square":
    case "cube":
      return [`${inside(a, ATOM)}^{${name === "square" ? 2 : 3}}`, POWER];
    case "exp":
      return [`e^{${a[0]}}`, POWER];
    case "abs":
      return [`\\left|${a[0]}\\right|`, ATOM];
    case "sqrt":
      return [`\\sqrt{${a[0]}}`, ATOM];
    case "log":
      return [`\\ln\\left(${a[0]}\\right)`, ATOM];
  }
  const sign = COMPARED[name];
  if (sign) return [`${inside(a, SUM)} ${sign} ${inside(b, SUM)}`, 0];
  const head = NATIVE.has(name) ? `\\${name}` : `\\operatorname{${name.replaceAll("_", "\\_")}}`;
  return [`${head}\\left(${parts.map((one) => one[0]).join(", ")}\\right)`, ATOM];
}

function number(value: number): Written {
  const [digits = "", power] = String(value).split("e");
  if (power !== undefined) return [`${digits} \\cdot 10^{${Number(power)}}`, value < 0 ? SIGN : PRODUCT];
  return [digits, value < 0 ? SIGN : ATOM];
}
