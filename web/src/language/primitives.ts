// What carries out each primitive in double precision, as NumPy does; the others are written out by their definitions.
import { erf, erfc } from "./erf";

export type Of1 = (u: number) => number;
export type Of2 = (u: number, v: number) => number;

export const OF_ONE: Record<string, Of1> = {
  neg: (u) => -u,
  abs: Math.abs,
  sign: Math.sign,
  floor: Math.floor,
  ceil: Math.ceil,
  round: halfEven,
  exp: Math.exp,
  expm1: Math.expm1,
  log: Math.log,
  log1p: Math.log1p,
  log2: Math.log2,
  log10: Math.log10,
  sqrt: Math.sqrt,
  cbrt: Math.cbrt,
  sin: Math.sin,
  cos: Math.cos,
  tan: Math.tan,
  sinc: (u) => (u === 0 ? 1 : Math.sin(Math.PI * u) / (Math.PI * u)),
  tanh: Math.tanh,
  sinh: Math.sinh,
  cosh: Math.cosh,
  asinh: Math.asinh,
  acosh: Math.acosh,
  atanh: Math.atanh,
  arcsin: Math.asin,
  arccos: Math.acos,
  arctan: Math.atan,
  erf,
  erfc,
  normal_cdf: normalCdf,
  sigmoid: (u) => 1 / (1 + Math.exp(-u)),
  softplus: (u) => Math.max(u, 0) + Math.log1p(Math.exp(-Math.abs(u))),
};

export const OF_TWO: Record<string, Of2> = {
  "+": (u, v) => u + v,
  "-": (u, v) => u - v,
  "*": (u, v) => u * v,
  "/": (u, v) => u / v,
  "**": power,
  ">": (u, v) => Number(u > v),
  ">=": (u, v) => Number(u >= v),
  "<": (u, v) => Number(u < v),
  "<=": (u, v) => Number(u <= v),
  "==": (u, v) => Number(u === v),
  "!=": (u, v) => Number(u !== v),
  "*0": (u, v) => (u === 0 || v === 0 ? 0 : u * v),
  max: Math.max,
  min: Math.min,
  hypot: Math.hypot,
};

export const where = (u: number, v: number, w: number): number => (u ? v : w);
export const clip = (u: number, v: number, w: number): number => Math.min(Math.max(u, v), w);

/** Return the distribution function of N(0, 1). */
export function normalCdf(u: number): number {
  return erfc(-u * Math.SQRT1_2) / 2;
}

/** Return u to the power v as C does, where JavaScript has no value for 1 to the power of infinity or NaN. */
function power(u: number, v: number): number {
  if (u === 1 || (u === -1 && Math.abs(v) === Infinity)) return 1;
  return v === 2 ? u * u : v === 0.5 ? Math.sqrt(u) : u ** v;
}

/** Round to the nearest whole number; halves go to the even neighbour. */
function halfEven(u: number): number {
  const rounded = Math.round(u);
  return Math.abs(u % 1) === 0.5 ? 2 * Math.round(u / 2) : rounded;
}
