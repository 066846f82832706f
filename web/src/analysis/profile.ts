// What the page says of one activation without training. Follows analysis/profile.py, for inputs z ~ N(0, sigma^2).
import type { Activation } from "../language/activation";
import { BESIDE } from "../language/kinks";
import { limit } from "../language/ends";
import { bordersOf, expectation } from "./gaussian";
import { lowest, rangesBelow } from "./numeric";
import { erfc } from "../language/erf";
import type { Function1 } from "../language/arrays";

const ZERO = 1e-12;
const NEAR = 1e-6; // values beside a border that differ by a larger share lie on no straight line
const POLE = 1e4; // a function that large beside a border, and ten times as large at a tenth of the distance, has a pole

/** Of one activation; infinite where something diverges, NaN where it is not defined. */
export interface Profile {
  /** Infimum and supremum of f. */
  low: number;
  high: number;
  mean: number;
  /** sigma / sqrt(E f(z)^2): with weights of this gain the signal keeps its variance sigma^2. */
  gain: number;
  /** gain^2 E f'(z)^2: what a squared gradient is multiplied by, layer by layer. */
  chi1: number;
  /** The shares of inputs with |f'| below 0.1 and below 0.01, and where these are. */
  saturation: { below: number; share: number; intervals: [number, number][] }[];
}

export function profile(activation: Activation, sigma = 1): Profile {
  const f: Function1 = (x) => activation.onHost(x);
  const slope: Function1 = (x) => activation.at(x, 1);
  const borders = bordersOf(activation);
  const over = (g: Function1): number =>
    expectation((z) => g(z.map((one) => sigma * one)), borders.map((one) => one / sigma)); // prettier-ignore
  const square = (g: Function1): Function1 => (x) => g(x).map((one) => one * one); // prettier-ignore
  const [second, slopes] = [over(square(f)), over(square(slope))];
  const usable = second > 0 && second < Infinity;
  const ends = [-1, 1].map((side) => limit(f, side));
  return {
    low: extreme(f, borders, ends, 1),
    high: extreme(f, borders, ends, -1),
    mean: tidied(over(f)),
    gain: usable ? sigma * second ** -0.5 : NaN,
    chi1: usable ? (sigma * sigma * slopes) / second : NaN,
    saturation: [0.1, 0.01].map((below) => {
      const intervals = rangesBelow(slope, below);
      return { below, intervals, share: share(intervals, sigma) };
    }),
  };
}

/** Return the infimum (sign 1) or supremum (-1): the least on the grid, beside a border, or a limit. */
function extreme(f: Function1, borders: number[], ends: number[], sign: number): number {
  const near = beside(f, borders).map((one) => sign * one);
  if (near.includes(-Infinity) || ends.includes(-sign * Infinity)) return -sign * Infinity;
  const least = lowest((x) => f(x).map((one) => sign * one));
  const all = [least, ...near, ...ends.map((one) => sign * one)].filter((one) => Number.isFinite(one));
  if (ends.some(Number.isNaN)) all.push(oscillating(f, sign));
  return all.length ? tidied(sign * Math.min(...all)) : NaN;
}

/** Return what an oscillation reaches far out. */
function oscillating(f: Function1, sign: number): number {
  const wide = Float64Array.from({ length: 20011 }, (_one, place) => -1e6 + (place * 2e6) / 20010);
  const least = f(wide).reduce((all, one) => (sign * one < all ? sign * one : all), Infinity);
  return least > -1e3 ? least : -Infinity;
}

/** Return f at the borders and its limits from both sides; an infinity where it has a pole. */
function beside(f: Function1, borders: readonly number[]): number[] {
  const at = Float64Array.from(borders);
  const found = [...f(at)];
  for (const side of [-1, 1]) {
    const step = (times: number): Float64Array => f(at.map((one) => one + times * side * BESIDE * (1 + Math.abs(one))));
    const [near, far, farther] = [step(1), step(2), step(100)];
    near.forEach((one, place) => {
      const straight = Math.abs(one - far[place]!) < NEAR * (1 + Math.abs(one));
      const pole = Math.abs(one) > POLE && Math.abs(one) > 5 * Math.abs(farther[place]!);
      found.push(pole ? Math.sign(one) * Infinity : straight ? 2 * one - far[place]! : one);
    });
  }
  return found;
}

/** Return the share of N(0, sigma^2) in intervals. */
export function share(intervals: readonly [number, number][], sigma: number): number {
  const below = (x: number): number => (x === Infinity ? 1 : x === -Infinity ? 0 : erfc(-x / sigma / Math.SQRT2) / 2);
  return intervals.reduce((sum, [low, high]) => sum + below(high) - below(low), 0);
}

function tidied(value: number): number {
  return Number.isFinite(value) && Math.abs(value - Math.round(value)) < ZERO ? Math.round(value) + 0 : value;
}
