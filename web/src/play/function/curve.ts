// A curve as it may be drawn: pieces between the points where it breaks, and marks for what happens there.
import type { Activation } from "../../language/activation";
import { linspace } from "../../language/arrays";
import { BESIDE } from "../../language/kinks";
import { breaks } from "../../analysis/breaks";

const POINTS = 400; // of a whole curve
const FEWEST = 16; // of a piece
const SAME = 1e-7; // relative to 1 + |value|: what lies nearer is one point
const POLE = 1e3; // times its neighbour: a point that large has a pole beside it
const MARKED = 24; // so many breaks have marks; of more, as of a staircase, none

export type Place = readonly [x: number, y: number];

/** A point where a curve ends: closed where the value is the one used, open where it is only drawn near to. */
export interface End {
  at: Place;
  closed: boolean;
}

export interface Curve {
  pieces: Place[][];
  ends: End[];
}

/** Return the curve of f (order 0) or of a derivative on [-reach, reach]. */
export function curveOf(activation: Activation, order: number, reach: number): Curve {
  const broken = breaks(activation, order).filter((at) => Math.abs(at) < reach);
  const borders = [-reach, ...broken, reach];
  const f = (x: Float64Array): Float64Array => activation.at(x, order);
  const { kinks, unbounded } = activation.points;
  const corners = [...kinks, ...unbounded].map((one) => one.at); // which even points may miss
  const pieces = borders.slice(1).flatMap((high, place) => between(f, [borders[place] as number, high], reach, corners));
  return { pieces, ends: broken.length > MARKED ? [] : broken.flatMap((at) => marks(f, at, order)) };
}

function between(f: (x: Float64Array) => Float64Array, [low, high]: Place, reach: number, corners: readonly number[]): Place[][] {
  const n = Math.max(FEWEST, Math.round((POINTS * (high - low)) / (2 * reach)));
  const inside = (at: number, side: number): number => at + side * BESIDE * (1 + Math.abs(at));
  const even = linspace(inside(low, 1), inside(high, -1), n);
  const x = Float64Array.from([...even, ...corners.filter((at) => low < at && at < high)]).sort();
  const found: Place[][] = [[]];
  f(x).forEach((y, place) => {
    if (Number.isFinite(y)) found.at(-1)?.push([x[place] as number, y]);
    else if (found.at(-1)?.length) found.push([]);
  });
  return found.filter((piece) => piece.length > 1);
}

/** Return the ends at a break: the limits of both sides, and the value there. */
function marks(f: (x: Float64Array) => Float64Array, at: number, order: number): End[] {
  const step = BESIDE * (1 + Math.abs(at));
  const [left, own, right] = f(Float64Array.of(at - step, at, at + step)) as unknown as [number, number, number];
  const sides = [...new Set([left, right])].filter((one) => Math.abs(one) < 1e6);
  const near = (a: number, b: number): boolean => Math.abs(a - b) <= 10 * SAME * (1 + Math.abs(a));
  const used = order < 2 && Number.isFinite(own); // a second derivative has no value where the first one jumps
  const open = sides.filter((one, place) => !(used && near(one, own)) && !sides.slice(0, place).some((other) => near(one, other)));
  const ends: End[] = open.map((y) => ({ at: [at, y], closed: false }));
  return used ? [...ends, { at: [at, own], closed: true }] : ends;
}

/** Return between which values pieces lie; infinite where one grows beyond all bounds towards its end. */
export function spanOf(pieces: readonly Place[][]): Place {
  const values = pieces.flatMap((piece) => {
    const y = piece.map(([, value]) => value);
    const grown = (end: number, next: number): number => (Math.abs(end) > POLE * (1 + Math.abs(next)) ? Math.sign(end) * Infinity : end);
    return [grown(y[0]!, y[1]!), ...y.slice(1, -1), grown(y.at(-1)!, y.at(-2)!)];
  });
  return [Math.min(...values), Math.max(...values)];
}

/** Return the height that shows curves: all of it, unless a few places are far out. */
export function heightOf(curves: readonly Curve[], least: number): Place {
  const values = curves.flatMap((one) => one.pieces.flat().map(([, y]) => y)).sort((a, b) => a - b);
  const marked = curves.flatMap((one) => one.ends.map((end) => end.at[1]));
  if (!values.length) return [-1, 1];
  const at = (share: number): number => values[Math.round(share * (values.length - 1))] as number;
  const [low, high] = [at(0.05), at(0.95)];
  const most = 0.75 * (high - low) + least;
  const ends = [Math.max(values[0] as number, low - most), Math.min(values.at(-1) as number, high + most)];
  const seen = [...ends, 0, ...marked.filter((one) => Math.abs(one) < 100)];
  const [bottom, top] = [Math.min(...seen), Math.max(...seen)];
  const room = 0.06 * Math.max(top - bottom, least);
  return [bottom - room, top + room];
}
