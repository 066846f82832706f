// A formula as a function in NumPy, JAX or PyTorch, with its parameters' values filled in: f alone. Slopes at kinks, and
// what a framework has of its own, are written by actlab export.
import type { Activation } from "../../language/activation";
import { hosted } from "../../language/activation";
import { holds, type Expression } from "../../language/expression";

export type Library = "NumPy" | "JAX" | "PyTorch";
const IMPORTS: Record<Library, [start: string, special: string]> = {
  NumPy: ["import numpy as np", "from scipy import special"],
  JAX: ["import jax.numpy as jnp", "from jax.scipy import special"],
  PyTorch: ["import torch", "from torch import special"],
};
const PREFIX: Record<Library, string> = { NumPy: "np", JAX: "jnp", PyTorch: "torch" };

const [LOOSE, SUM, PRODUCT, SIGN, POWER, ATOM] = [0, 1, 2, 3, 4, 5];
const INFIX: Record<string, readonly [binds: number, left: number, right: number]> = {
  "+": [SUM, SUM, SUM], "-": [SUM, SUM, PRODUCT], "*": [PRODUCT, PRODUCT, SIGN], "/": [PRODUCT, PRODUCT, SIGN], "**": [POWER, ATOM, POWER],
}; // prettier-ignore
const COMPARED = new Set([">", ">=", "<", "<=", "==", "!="]);
// § is the library; those that are called the same in all of them
const SAME = "abs sign floor ceil round exp expm1 log log1p log2 log10 sqrt sin cos tan tanh sinh cosh sinc arcsin arccos arctan";
const FORMS: Record<string, string> = {
  asinh: "§.arcsinh(u)", acosh: "§.arccosh(u)", atanh: "§.arctanh(u)", cbrt: "§.sign(u) * §.abs(u) ** (1 / 3)",
  erf: "special.erf(u)", erfc: "special.erfc(u)", normal_cdf: "special.ndtr(u)", sigmoid: "special.expit(u)",
  relu: "§.clip(u, 0, None)", softplus: "§.clip(u, 0, None) + §.log1p(§.exp(-§.abs(u)))", softsign: "u / (1 + §.abs(u))",
  inverse_root: "u / §.sqrt(1 + (u * v) ** 2)", square: "u ** 2", cube: "u ** 3", reciprocal: "1 / u",
  rsqrt: "1 / §.sqrt(u)", exp2: "2 ** u", sech: "1 / §.cosh(u)", mod: "u % v", hypot: "§.sqrt(u ** 2 + v ** 2)",
  heaviside: "§.where(u > 0, 1.0, §.where(u < 0, 0.0, v))", clip: "§.clip(u, v, w)",
}; // prettier-ignore
for (const name of SAME.split(" ")) FORMS[name] = `§.${name}(u)`;

type Written = readonly [text: string, binds: number];

/** Return the source; nothing where the library has no such function. */
export function pythonOf(activation: Activation, library: Library): string | undefined {
  const values = Object.fromEntries(activation.values);
  const body = written(activation.tree, values, library)?.[0].replaceAll("§", PREFIX[library]);
  if (body === undefined) return undefined;
  const [start, special] = IMPORTS[library];
  return `${start}\n${body.includes("special.") ? `${special}\n` : ""}\n\ndef f(x):\n    return ${body}`;
}

function written(tree: Expression, values: Record<string, number>, library: Library): Written | undefined {
  if (!holds(tree, "x")) return number(hosted(tree, values)(Float64Array.of(0))[0]!);
  if (tree.kind !== "call") return [tree.name, ATOM];
  const parts = tree.arguments.map((one) => written(one, values, library));
  if (parts.includes(undefined)) return undefined;
  return ofCall(tree, parts as Written[], library);
}

function ofCall({ name, arguments: of }: Expression, parts: readonly Written[], library: Library): Written | undefined {
  const [a, b, c] = parts as [Written, Written, Written];
  const infix = INFIX[name];
  if (infix) return [`${inside(a, infix[1])} ${name} ${inside(b, infix[2])}`, infix[0]];
  if (name === "neg") return [`-${inside(a, POWER)}`, SIGN];
  if (COMPARED.has(name)) return [`§.where(${inside(a, SUM)} ${name} ${inside(b, SUM)}, 1.0, 0.0)`, ATOM];
  if (name === "where") return [`§.where(${condition(of[0]!, a)}, ${real(b)}, ${real(c)})`, ATOM];
  if (name === "max" || name === "min") return extreme(name, of, a, b, library);
  const form = FORMS[name];
  if (form === undefined) return undefined;
  return [filled(form, parts), /^[§\w.]+\([^()]*\)$/.test(form) ? ATOM : LOOSE];
}

/** A bound that is a number is a clip, which PyTorch has for numbers too. */
function extreme(name: "max" | "min", of: readonly Expression[], a: Written, b: Written, library: Library): Written {
  const [x, bound] = holds(of[0]!, "x") ? [a, b] : [b, a];
  const both = of.every((one) => holds(one, "x"));
  if (both || library !== "PyTorch") return [`§.${name === "max" ? "maximum" : "minimum"}(${a[0]}, ${b[0]})`, ATOM];
  return [`§.clip(${x[0]}, ${name === "max" ? `${bound[0]}, None` : `None, ${bound[0]}`})`, ATOM];
}

/** Return a comparison as it is written where it decides, which it does inside where(..., 1.0, 0.0). */
function condition(tree: Expression, [text, binds]: Written): string {
  if (tree.kind === "call" && COMPARED.has(tree.name)) return text.slice("§.where(".length, -", 1.0, 0.0)".length);
  return `${inside([text, binds], SUM)} != 0`;
}

/** A branch that is a number has to be no whole one, for the type that comes of it. */
function real([text]: Written): string {
  return /^-?\d+$/.test(text) ? `${text}.0` : text;
}

function inside([text, binds]: Written, least: number): string {
  return binds < least ? `(${text})` : text;
}

/** Fill a form in: an argument stands in brackets unless it is alone between those of a call. */
function filled(form: string, parts: readonly Written[]): string {
  return form.replace(/\b[uvw]\b/g, (name, place: number) => {
    const part = parts["uvw".indexOf(name)] as Written;
    const alone = /[(,] ?$/.test(form.slice(0, place)) && /^[,)]/.test(form.slice(place + 1));
    return alone ? part[0] : inside(part, ATOM);
  });
}

function number(value: number): Written {
  if (!Number.isFinite(value)) return [Number.isNaN(value) ? 'float("nan")' : `float("${value < 0 ? "-" : ""}inf")`, ATOM];
  return [String(value), value < 0 ? SIGN : ATOM];
}
