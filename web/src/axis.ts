// Axes: their whole reach when they change between linear and powers of ten, and round ticks on the latter.
import type { Row, Span } from "./data";

const ROOM = 0.05;

/** Return the reach of an axis on which all values have room; on one of powers of ten only those above zero count. */
export function reach(rows: Iterable<Row>, log: boolean): Span {
  let low = Infinity;
  let high = -Infinity;
  for (const row of rows) {
    for (const value of row) {
      if (value === null || (log && value <= 0)) continue;
      low = Math.min(low, value);
      high = Math.max(high, value);
    }
  }
  if (!(low <= high)) return log ? [1, 10] : [0, 1];
  if (log) {
    const factor = high > low ? (high / low) ** ROOM : 2;
    return [low / factor, high * factor];
  }
  const room = ROOM * (high - low || Math.abs(high) || 1);
  return [low - room, high + room];
}

/** Return a range after it is moved and stretched by shares of itself, about a place; within the whole one. */
export function moved(range: Span, whole: Span, log: boolean, by: number, times: number, about?: number): Span {
  const to = log ? Math.log10 : (value: number) => value;
  const from = log ? (value: number) => 10 ** value : (value: number) => value;
  const [low, high, first, last] = [to(range[0]), to(range[1]), to(whole[0]), to(whole[1])];
  const middle = about === undefined ? (low + high) / 2 : Math.min(Math.max(to(about), low), high);
  const width = Math.min((high - low) * times, last - first);
  if (!(width > 1e-9 * (last - first))) return range;
  const share = high > low ? (middle - low) / (high - low) : 0.5;
  const start = Math.min(Math.max(middle - share * width + by * (high - low), first), last - width);
  return [from(start), from(start + width)];
}

/** Return round places on an axis of powers of ten: powers, where they are few also 2 and 5 times them, else even ones. */
export function powers([low, high]: Span, most: number): number[] {
  const first = Math.floor(Math.log10(low));
  const last = Math.ceil(Math.log10(high));
  const all = Array.from({ length: last - first + 1 }, (_, place) => first + place);
  const tens = all.map((power) => Number(`1e${power}`)).filter((at) => low <= at && at <= high);
  if (tens.length > 2) return tens.filter((_, place) => place % Math.ceil(tens.length / most) === 0);
  const fine = all.flatMap((power) => [1, 2, 5].map((times) => Number(`${times}e${power}`)));
  const found = fine.filter((at) => low <= at && at <= high);
  return found.length > 1 ? found : even([low, high], most);
}

function even([low, high]: Span, most: number): number[] {
  const least = (high - low) / most;
  const power = 10 ** Math.floor(Math.log10(least));
  const step = power * ([1, 2, 5, 10].find((times) => times * power >= least * (1 - 1e-9)) ?? 10);
  const digits = Math.max(0, Math.ceil(-Math.log10(step)));
  const places: number[] = [];
  for (let at = Math.ceil(low / step); at * step <= high; at++) places.push(Number((at * step).toFixed(digits)));
  return places;
}
