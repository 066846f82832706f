// The points at which a derivative has to be looked at: kinks, removable ones, and those where it has no bound.
// Follows functions/points.py.
import { digits, type Function1 } from "./arrays";
import { BESIDE, jumpsAt } from "./kinks";

const MENDED = 64; // so many kinks are given a slope of their own
const AGREE = 1e-6; // relative to 1 + |slope|: the slopes of both sides are one
const SAME = 1e-7; // relative to 1 + |slope|: what is read beside a kink is the formula's own slope there
const NEARER = [4, 5, 6, 7, 8, 9, 10].map((power) => 10 ** -power); // distances at which a slope is seen to grow
const GROWS = 1.05; // by at least this for each step of ten, as a root's slope does, or a logarithm

export interface Slope {
  at: number;
  slope: number;
}

/** A point at which |f'| grows without bound like distance^-power; infinite where f itself does, or jumps. */
export interface Unbounded {
  at: number;
  power: number;
}

export interface Points {
  kinks: Slope[];
  removable: Slope[];
  unbounded: Unbounded[];
}

/** Return the points that get a slope of their own, which is not the one of the formula there. */
export function mended({ kinks, removable }: Points): Slope[] {
  return [...(kinks.length <= MENDED ? kinks : []), ...removable];
}

/** Look at f and f' beside each place. At a kink the slope is that of the left side, or of the right where it has none. */
export function look(f: Function1, slope: Function1, places: Iterable<number>): Points {
  const at = Float64Array.from([...new Set(places)].sort((a, b) => a - b));
  const found: Points = { kinks: [], removable: [], unbounded: [] };
  if (!at.length) return found;
  const power = growth(slope, at);
  const [left, right, own] = [oneSided(slope, at, -1), oneSided(slope, at, 1), slope(at)];
  const [jump, bend] = [jumpsAt(f, at), jumpsAt(slope, at)];
  at.forEach((point, place) => {
    const [a, b, here] = [left[place]!, right[place]!, own[place]!];
    if (!Number.isNaN(power[place]!)) {
      found.unbounded.push({ at: point, power: power[place]! });
      return;
    }
    const finite = Number.isFinite(a) && Number.isFinite(b);
    const used = Number.isFinite(a) ? a : b;
    if ((jump[place] || (finite && bend[place])) && Number.isFinite(used)) {
      const isOwn = Math.abs(here - used) <= SAME * (1 + Math.abs(used));
      found.kinks.push({ at: point, slope: isOwn ? here + 0 : digits(used, 8) });
      return;
    }
    const agree = finite && Math.abs(a - b) <= AGREE * (1 + Math.abs(a));
    if (agree && !(Math.abs(here - a) <= AGREE * (1 + Math.abs(a)))) {
      found.removable.push({ at: point, slope: digits((a + b) / 2, 8) });
    }
  });
  return found;
}

/** Return the limit of f' from one side: a straight line through two points, where rounding does not show. */
function oneSided(slope: Function1, at: Float64Array, side: number): Float64Array {
  const beside = (times: number): Float64Array =>
    slope(at.map((one) => one + times * side * BESIDE * (1 + Math.abs(one))));
  const [near, far] = [beside(1), beside(2)];
  return near.map((one, place) => 2 * one - far[place]!);
}

/** Return the power of distance^-power by which |f'| grows towards each point, NaN where it does not. */
function growth(slope: Function1, at: Float64Array): Float64Array {
  const powers = [-1, 1].map((side) => {
    const sizes = NEARER.map((step) => slope(at.map((one) => one + side * step * (1 + Math.abs(one)))).map(Math.abs));
    return at.map((_one, place) => {
      const here = sizes.map((row) => row[place]!);
      const steps = here.slice(1).map((size, before) => size / here[before]!);
      const grows = here.every(Number.isFinite) && steps.every((step) => step > GROWS) && here.at(-1)! > 1;
      return grows ? steps.reduce((sum, step) => sum + Math.log10(step), 0) / steps.length : NaN;
    });
  }) as [Float64Array, Float64Array];
  const [left, right] = powers;
  return left.map((one, place) => (Number.isNaN(one) ? right[place]! : Number.isNaN(right[place]!) ? one : Math.max(one, right[place]!)));
}
