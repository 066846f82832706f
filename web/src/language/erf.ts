// The error function to about fifteen digits: a series near 0, else exp(-x^2) times a Chebyshev series.
import { tables } from "./tables";

// of exp(x^2) erfc(x) in t = (x - 2) / (x + 2) for x >= 0
const COEFFICIENTS = tables.erfc;
const NEAR = 0.5;
const TINY = 709.782712893384; // where exp(-x^2) leaves the normal numbers, and SciPy says 0

/** Return 2 / sqrt(pi) times the integral of exp(-t^2) from 0 to x. */
export function erf(x: number): number {
  const size = Math.abs(x);
  if (!(size < NEAR)) return x > 0 ? 1 - erfc(x) : erfc(-x) - 1;
  const square = x * x;
  let [term, sum] = [1, 1];
  for (let n = 1; n < 14; n++) {
    term *= -square / n;
    sum += term / (2 * n + 1);
  }
  return (2 / Math.sqrt(Math.PI)) * x * sum;
}

/** Return 1 - erf(x), which keeps its digits where erf is near 1. */
export function erfc(x: number): number {
  if (Math.abs(x) < NEAR) return 1 - erf(x);
  if (x < 0) return 2 - erfc(-x);
  if (x * x > TINY) return 0;
  const t = (x - 2) / (x + 2);
  let [b, c] = [0, 0];
  for (let n = COEFFICIENTS.length - 1; n > 0; n--) [b, c] = [2 * t * b - c + (COEFFICIENTS[n] as number), b];
  const head = Math.fround(x); // whose square is exact
  return Math.exp(-head * head) * Math.exp((head - x) * (head + x)) * (t * b - c + (COEFFICIENTS[0] as number));
}
