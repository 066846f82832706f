// What of the catalogue a function is: the same, at other parameters, or stretched and shifted; else what is nearest.
// Follows analysis/relatives.py; looks at fewer stretches, so that it may miss one, but claims none that is not exact.
import type { Activation } from "../language/activation";
import { linspace } from "../language/arrays";
import { named, NAMES } from "../language/catalogue";
import { fitted } from "./fit";

const EXACT = 1e-9; // relative to 1 + |value|
const FAR = [30, 100, 1000];
const WIDE = Float64Array.from([...linspace(-20, 20, 3001), ...FAR, ...FAR.map((one) => -one)]);
const FITTED = WIDE.filter((_one, place) => place < 3001 && place % 20 === 0);
const NEAR = linspace(-6, 6, 121); // where stretched ones are looked for
const COMPARED = linspace(-5, 5, 1001);
const MOST = 2; // more parameters fit too many functions
const WIDEST = 10; // stretch, and its inverse
const STARTS = [[1, 0], [0.5, 0], [2, 0], [1, 1], [1, -1], [-1, 0]] as const; // prettier-ignore
const FAMILIAR = ["sigmoid", "tanh", "relu"]; // which everybody knows, and which are said even of what has a name
const ROUGH = 0.05; // a fit that is farther off will not become exact

export interface Relatives {
  /** As one writes them: silu(beta=1.7), 2*sigmoid(2*x) - 1. */
  same: string[];
  nearest: { name: string; distance: number } | undefined;
}

/** Compare an activation with the catalogue, itself left out, record by record: whoever asks may do something else between. */
export function* relatives(activation: Activation): Generator<undefined, Relatives> {
  const [wide, near, compared] = [WIDE, NEAR, COMPARED].map((x) => activation.onHost(x)) as [Float64Array, Float64Array, Float64Array];
  const found: Relatives = { same: [], nearest: undefined };
  const others = NAMES.filter((name) => name !== activation.name);
  for (const name of others) {
    const record = named(name) as Activation;
    const same = identical(wide, record);
    if (same) found.same.push(same);
    else {
      const there = record.onHost(COMPARED);
      const distance = compared.reduce((most, one, place) => Math.max(most, Math.abs(one - there[place]!)), 0);
      if (distance < (found.nearest?.distance ?? 1e3)) found.nearest = { name, distance };
    }
    yield;
  }
  if (!near.every(Number.isFinite)) return found;
  const whole = found.same.map((one) => one.split("(")[0]);
  for (const name of found.same.length ? FAMILIAR : others) {
    if (name === activation.name || whole.includes(name)) continue;
    const same = rescaled(wide, near, named(name) as Activation);
    if (same) found.same.push(same);
    yield;
  }
  return found;
}

function identical(wide: Float64Array, record: Activation): string | undefined {
  if (is(wide, record.onHost(WIDE))) return written(record);
  const { parameters } = record;
  if (!parameters.length || parameters.length > MOST) return undefined;
  const wanted = wide.filter((_one, place) => place < 3001 && place % 20 === 0);
  if (!wanted.every(Number.isFinite)) return undefined;
  const at = (values: readonly number[]): Activation =>
    record.with(new Map(parameters.map(({ name, low, high }, place) => [name, Math.min(high, Math.max(low, values[place]!))])));
  const residual = (values: readonly number[]): Float64Array =>
    at(values).onHost(FITTED).map((one, place) => clipped(one - wanted[place]!)); // prettier-ignore
  const fit = fitted(residual, parameters.map((one) => one.value)); // prettier-ignore
  if (!residual(fit).every((one) => Math.abs(one) < ROUGH)) return undefined;
  const rounded = at(fit.map(short));
  return is(wide, rounded.onHost(WIDE)) ? written(rounded) : undefined;
}

/** Return a g(b x + c) + d, where that is the function. */
function rescaled(wide: Float64Array, near: Float64Array, record: Activation): string | undefined {
  const curve = (b: number, c: number, x: Float64Array): Float64Array => record.onHost(x.map((one) => b * one + c));
  const exactly = (b: number, c: number): string | undefined => {
    const [a, d] = outer(curve(b, c, NEAR), near).map(short) as [number, number];
    const all = curve(b, c, WIDE).map((one) => a * one + d);
    const fair = Math.abs(b) >= 1 / WIDEST && Math.abs(b) <= WIDEST && a !== 0;
    return fair && is(wide, all) ? sum(times(a, `${record.name}(${sum(times(b, "x"), c)})`), d) : undefined;
  };
  const residual = ([b, c]: readonly number[]): Float64Array => {
    const got = curve(b!, c!, NEAR).map(clipped);
    const [a, d] = outer(got, near);
    return got.map((one, place) => a * one + d - near[place]!);
  };
  const plain = [1, -1].map((b) => exactly(b, 0)).find(Boolean);
  if (plain) return plain;
  const best = STARTS.map((start) => [start, residual(start).reduce((all, one) => all + one * one, 0)] as const);
  const [start] = best.reduce((least, one) => (one[1] < least[1] ? one : least));
  const fit = fitted(residual, start);
  if (!residual(fit).every((one) => Math.abs(one) < ROUGH / 10)) return undefined;
  const [b, c] = fit as [number, number];
  // relu and its like are the same at every stretch, so that a fit finds any: the plain one is meant
  return exactly(Math.sign(b), short(c / Math.abs(b))) ?? exactly(short(b), short(c));
}

/** Return the best a and d of a g + d. */
function outer(curve: Float64Array, values: Float64Array): [a: number, d: number] {
  const mean = (of: Float64Array): number => of.reduce((all, one) => all + one, 0) / of.length;
  const [centre, level] = [mean(curve), mean(values)];
  let [product, square] = [0, 1e-300];
  curve.forEach((one, place) => {
    product += (one - centre) * values[place]!;
    square += (one - centre) ** 2;
  });
  return [product / square, level - (product / square) * centre];
}

function is(values: Float64Array, others: Float64Array): boolean {
  return values.every((one, place) => {
    const other = others[place]!;
    return Object.is(one + 0, other + 0) || Math.abs(one - other) <= EXACT * (1 + Math.abs(one));
  });
}

function clipped(value: number): number {
  return Number.isNaN(value) ? 1e6 : Math.max(-1e6, Math.min(1e6, value));
}

/** Return the number of few digits that a fit means. */
function short(value: number): number {
  return Math.abs(value) > 1e-9 ? Number(value.toPrecision(7)) : 0;
}

function written(record: Activation): string {
  const usual = named(record.name)?.values;
  const other = [...record.values].filter(([name, value]) => usual?.get(name) !== value);
  return other.length ? `${record.name}(${other.map(([name, value]) => `${name}=${value}`).join(", ")})` : record.name;
}

function times(factor: number, what: string): string {
  return factor === 1 ? what : factor === -1 ? `-${what}` : `${factor}*${what}`;
}

function sum(left: string, number: number): string {
  return number ? `${left} ${number > 0 ? "+" : "-"} ${Math.abs(number)}` : left;
}
