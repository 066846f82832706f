// The questions that are asked of any function: its least value, and where it is small. Follows analysis/numeric.py.
import { linspace, type Function1 } from "../language/arrays";

const FAR = 50; // what is beyond is read from the limits
const HALVINGS = 60;
const [FINER, ROUNDS] = [33, 8]; // points of each finer grid, and how many follow
const RESOLVED = 1e-4; // of the range of values: a point of the grid this near to the least is tried as well
export const GRID = linspace(-FAR, FAR, 8192);

/** Return the least value on [-50, 50]; infinite where it has none. */
export function lowest(f: Function1): number {
  const values = f(GRID).map((one) => (Number.isFinite(one) ? one : Infinity));
  let [least, at, highest] = [Infinity, 0, -Infinity];
  values.forEach((one, place) => {
    if (one < least) [least, at] = [one, place];
    if (one < Infinity && one > highest) highest = one;
  });
  if (!Number.isFinite(least)) return least;
  let central = at; // a wave that is faster than the grid shows its extreme where it is slow
  values.forEach((one, place) => {
    const near = one <= least + RESOLVED * (highest - least);
    if (near && Math.abs(GRID[place]!) < Math.abs(GRID[central]!)) central = place;
  });
  return Math.min(least, ...[...new Set([at, central])].map((place) => refined(f, place)));
}

function refined(f: Function1, place: number): number {
  let [low, high] = [GRID[Math.max(place - 1, 0)]!, GRID[Math.min(place + 1, GRID.length - 1)]!];
  let least = Infinity;
  for (let round = 0; round < ROUNDS; round++) {
    const x = linspace(low, high, FINER);
    let at = 0;
    f(x).forEach((one, index, all) => {
      if (Number.isFinite(one) && !(one >= (all[at] as number))) at = index;
      if (Number.isFinite(one)) least = Math.min(least, one);
    });
    [low, high] = [x[Math.max(at - 1, 0)]!, x[Math.min(at + 1, FINER - 1)]!];
  }
  return least;
}

/** Return the intervals in which |f| lies below a bound; those that reach the grid's end have no end. */
export function rangesBelow(f: Function1, bound: number): [low: number, high: number][] {
  const values = f(GRID);
  const inside = (place: number): boolean => Math.abs(values[place] ?? NaN) < bound;
  const found: [number, number][] = [];
  for (let place = 0; place < GRID.length; place++) {
    if (!inside(place)) continue;
    const low = place === 0 ? -Infinity : edge(f, bound, GRID[place]!, GRID[place - 1]!);
    while (inside(place + 1)) place++;
    found.push([low, place === GRID.length - 1 ? Infinity : edge(f, bound, GRID[place]!, GRID[place + 1]!)]);
  }
  return found;
}

function edge(f: Function1, bound: number, inside: number, outside: number): number {
  for (let step = 0; step < HALVINGS; step++) {
    const middle = inside + (outside - inside) / 2;
    if (middle === inside || middle === outside) break;
    if (Math.abs(f(Float64Array.of(middle))[0]!) < bound) inside = middle;
    else outside = middle;
  }
  return outside;
}
