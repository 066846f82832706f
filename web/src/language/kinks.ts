// Finds the points where a function jumps, by halving all intervals of a grid at once. Follows functions/kinks.py.
import { geomspace, linspace, made, rounded, type Function1 } from "./arrays";

const NEAR = linspace(-20, 20, 3072).map((x) => x * 1.000137);
const FAR = geomspace(20, 1000, 513).slice(1).map((x) => x * 1.000137); // prettier-ignore
export const EDGES = Float64Array.of(...FAR.map((x) => -x).reverse(), ...NEAR, ...FAR);
const HALVINGS = 45;
const HALFWAY = 25; // from here on a steep slope's difference falls a millionfold, a jump's stays
const JUMP = 1e-6; // a smaller difference over the last interval is none
export const BESIDE = 1e-9; // how far from a kink, relative to 1 + |kink|, the one-sided values are read

/** Return the points in [-1000, 1000] where a function jumps, at most one in an interval. */
export function jumps(f: Function1): number[] {
  const left = EDGES.slice(0, -1);
  const width = made(left.length, (place) => (EDGES[place + 1] as number) - (left[place] as number));
  const [low, high] = [f(left), f(EDGES.slice(1))];
  let before = new Float64Array();
  for (let step = 0; step < HALVINGS; step++) {
    if (step === HALFWAY) before = low.map((one, place) => gap(one, high[place]!));
    const middle = f(left.map((one, place) => one + (width[place]! /= 2)));
    middle.forEach((value, place) => {
      if (gap(value, high[place]!) > gap(low[place]!, value)) {
        left[place]! += width[place]!;
        low[place] = value;
      } else high[place] = value;
    });
  }
  const found = new Set<number>();
  left.forEach((one, place) => {
    const [a, b] = [low[place]!, high[place]!];
    const scale = 1 + Math.max(Math.abs(a), Math.abs(b));
    const apart = gap(a, b);
    if (apart > JUMP * (Number.isFinite(scale) ? scale : 1) && apart > before[place]! / 2) {
      found.add(simplest(one, one + width[place]!));
    }
  });
  return [...found].sort((a, b) => a - b);
}

/** Return whether a function jumps at each point: its sides stay apart when they draw nearer. */
export function jumpsAt(f: Function1, at: Float64Array): boolean[] {
  const side = (times: number): Float64Array => f(at.map((one) => one + times * BESIDE * (1 + Math.abs(one))));
  const [farLeft, farRight, nearLeft, nearRight] = [side(-16), side(16), side(-1), side(1)];
  return [...at].map((_one, place) => {
    const near = gap(nearLeft[place]!, nearRight[place]!);
    return near > JUMP && near > gap(farLeft[place]!, farRight[place]!) / 2;
  });
}

function gap(a: number, b: number): number {
  const found = Math.abs(a - b);
  return Number.isFinite(a) && Number.isFinite(b) ? found : 0;
}

/** Return the shortest decimal number within 1e-11 of an interval: people write kinks as such. */
export function simplest(low: number, high: number): number {
  const middle = (low + high) / 2;
  for (let decimals = 0; decimals < 12; decimals++) {
    const found = rounded(middle, decimals);
    if (low - 1e-11 <= found && found <= high + 1e-11) return found;
  }
  return middle;
}
