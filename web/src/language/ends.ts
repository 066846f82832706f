// What a function tends to at plus and minus infinity, read far out. Follows functions/ends.py.
import { at, geomspace, rounded, type Function1 } from "./arrays";

const FARTHER = geomspace(1e9, 1e12, 8); // where limits are read
const BEYOND = [Infinity, 1e300, 1e100]; // where one is tried that has more digits
const VANISHED = 1e-90; // of a value there: it is on its way to 0
const SAME = 1e-6; // relative to 1 + |limit|: the same number, still on its way

/** Return the limit at plus (1) or minus (-1) infinity: a number, an infinity, or NaN where there is none. */
export function limit(f: Function1, side: number): number {
  const values = [...f(FARTHER.map((x) => side * x))];
  const last = values.at(-1) as number;
  if (!values.every(Number.isFinite)) return last;
  const steps = values.slice(1).map((value, place) => value - (values[place] as number));
  if (Math.max(...values) - Math.min(...values) <= SAME * (1 + Math.abs(last))) return withDigits(f, side, last);
  if (steps.every((step) => step > 0)) return Infinity;
  return steps.every((step) => step < 0) ? -Infinity : NaN;
}

/** Return the limit to all digits, where the function still has a value farther out; else to nine. */
function withDigits(f: Function1, side: number, near: number): number {
  for (const x of BEYOND) {
    const farther = at(f, side * x);
    if (Math.abs(farther - near) <= SAME * (1 + Math.abs(near))) return Math.abs(farther) < VANISHED ? 0 : farther;
  }
  return Math.abs(near) < SAME ? 0 : rounded(near, 9);
}
