// Expectations under N(0, 1), split where a function may switch. Follows analysis/gaussian.py.
import type { Function1 } from "../language/arrays";
import { hosted, type Activation } from "../language/activation";
import { candidates } from "../language/switches";
import { _, Refusal } from "../language/words";

const REACHES = [12, 16, 20, 24, 28, 32, 38]; // standard deviations, to where the density ends
const PIECE = 2; // longest piece, in standard deviations
const NODES = 32; // per piece; smooth integrands are then exact to rounding
const MOST = 250_000; // nodes; what has not settled by then is not computed
const [SETTLED, TOLERATED] = [1e-11, 1e-6]; // two rules agree: to rounding; to more digits than anyone is shown
const UNDEFINED = 1e-16; // a smaller chance of an input without a value is none
const [BESIDE, NEARER] = [1e-7, 1e-11]; // nearest distances to a border at which a function is asked
const DECADES = Array.from({ length: 9 }, (_one, place) => 10 ** (place / 8));
const FLAT = 0.01; // a smaller power is no growth
const DIVERGES = 0.995; // a function that grows like distance^-power has no integral from power 1 on
const ROUGH = 10 ** -2.5; // a smooth function's difference falls a thousandfold over three decades
const GRADED = 64; // so many borders, the nearest to 0, get pieces that shrink towards them

/** A side of a border on which g is not smooth, the nearest point asked there, and the integral beside it if g grows. */
interface Side {
  at: number;
  near: number;
  beside: number | undefined;
}

interface Refined {
  value: number;
  /** The share that the ends of its reach have. */
  outermost: number;
}

/** Return E g(z) for z ~ N(0, 1): an infinity where it diverges, NaN where g has no value or it does not settle. */
export function expectation(g: Function1, borders: Iterable<number> = []): number {
  const ends = [...new Set(borders)].sort((a, b) => a - b);
  let value = NaN;
  for (const reach of REACHES) {
    const found = refined(g, ends.filter((end) => Math.abs(end) < reach), reach); // prettier-ignore
    value = found.value;
    if (!(found.outermost > SETTLED)) return value;
  }
  return Number.isNaN(value) ? value : Math.sign(value) * Infinity;
}

/** Halve all pieces until nothing changes. */
function refined(g: Function1, borders: number[], reach: number): Refined {
  const sides = sidesOf(g, borders);
  const beside = sides.reduce((sum, side) => sum + (side.beside ?? 0), 0);
  for (let before = Infinity, parts = 1; ; parts *= 2) {
    const { z, weights } = rule(borders, sides, reach, parts);
    const values = g(z);
    let [missing, value, size, ends] = [0, 0, 0, 0];
    values.forEach((one, place) => {
      const weight = weights[place]!;
      if (Number.isNaN(one)) missing += weight;
      else if (weight) {
        const term = weight * one;
        [value, size] = [value + term, size + Math.abs(term)];
        if (Math.abs(z[place]!) > reach - PIECE) ends += Math.abs(term);
      }
    });
    if (missing > UNDEFINED) return { value: NaN, outermost: 0 };
    if (Math.abs(value) < SETTLED * size) value = 0; // of an odd function, what its halves leave
    const apart = Math.abs(value - before);
    if (apart > SETTLED * size && Number.isFinite(value) && 2 * z.length <= MOST) {
      before = value;
      continue;
    }
    if (Number.isFinite(value) && apart > TOLERATED * size) return { value: NaN, outermost: 0 };
    return { value: value + beside, outermost: size > 0 && size < Infinity ? ends / size : 0 };
  }
}

/** Return the nodes, and weights that hold the density; pieces lie between the borders and shrink towards them. */
function rule(borders: number[], sides: Side[], reach: number, parts: number): { z: Float64Array; weights: number[] } {
  const ends = new Set(borders.map((one) => Math.min(Math.max(one, -reach), reach)));
  for (let end = -reach; end <= reach; end += PIECE) ends.add(end);
  for (const { at, near } of sides) {
    for (let power = 0; power < 12; power++) ends.add(Math.min(Math.max(at + (near - at) * 10 ** power, -reach), reach));
  }
  const found = [...ends].sort((a, b) => a - b);
  const leftOut = sides.filter((side) => side.beside !== undefined);
  const z: number[] = [];
  const weights: number[] = [];
  found.slice(1).forEach((high, place) => {
    const low = found[place]!;
    if (leftOut.some(({ at, near }) => low === Math.min(at, near) && high === Math.max(at, near))) return;
    const half = (high - low) / (2 * parts);
    for (let part = 0; part < parts; part++) {
      for (const [node, weight] of legendre()) {
        const at = low + half * (2 * part + 1 + node);
        z.push(at);
        weights.push((half * weight * Math.exp(-(at * at) / 2)) / Math.sqrt(2 * Math.PI));
      }
    }
  });
  return { z: Float64Array.from(z), weights };
}

let known: [node: number, weight: number][] | undefined;

/** Return the nodes and weights of Gauss and Legendre on [-1, 1], by Newton's method. */
function legendre(): [number, number][] {
  known ??= Array.from({ length: NODES }, (_one, place) => {
    let x = Math.cos((Math.PI * (place + 0.75)) / (NODES + 0.5));
    let slope = 1;
    for (let step = 0; step < 8; step++) {
      let [p, before] = [1, 0];
      for (let n = 1; n <= NODES; n++) [p, before] = [((2 * n - 1) * x * p - (n - 1) * before) / n, p];
      slope = (NODES * (x * p - before)) / (x * x - 1);
      x -= p / slope;
    }
    return [x, 2 / ((1 - x * x) * slope * slope)];
  });
  return known;
}

/** Return the sides on which g is not smooth: its differences fall too slowly. */
function sidesOf(g: Function1, borders: number[]): Side[] {
  const at = Float64Array.from([...borders].sort((a, b) => Math.abs(a) - Math.abs(b)).slice(0, GRADED));
  return [-1, 1].flatMap((side) => {
    const rows = [1, 10, 1e3, 1e4].map((far) => g(at.map((one) => one + side * BESIDE * (1 + Math.abs(one)) * far)));
    return [...at].flatMap((one, place): Side[] => {
      const [a, b, c, d] = rows.map((row) => row[place]!) as [number, number, number, number];
      const [last, first] = [Math.abs(a - b), Math.abs(c - d)];
      const rough = last > ROUGH * first && last > 1e-12 * (1 + Math.abs(d));
      if (!rough && Math.abs(a) !== Infinity) return [];
      return [{ at: one, near: one + side * nearest(one), beside: tail(g, one, side) }];
    });
  });
}

/** Return how near to a border g is asked: nearer to a number of few digits, which is the border itself. */
function nearest(at: number): number {
  return (at !== Number(at.toFixed(6)) ? BESIDE : NEARER) * (1 + Math.abs(at));
}

/** Return the integral of g beside a border, where it grows as a power of the distance; nothing where it does not. */
function tail(g: Function1, at: number, side: number): number | undefined {
  const width = nearest(at);
  const [near, far] = [1, 10].map((decade) => g(Float64Array.from(DECADES, (one) => at + side * width * decade * one)));
  const highest = [near, far].map((values) => Math.max(...values!.map(Math.abs))) as [number, number];
  if (highest[0] === Infinity) return Math.sign([...near!].find((one) => Math.abs(one) === Infinity) ?? 1) * Infinity;
  const power = highest[1] > 0 ? Math.log10(highest[0] / highest[1]) : 0;
  if (!(power > FLAT)) return undefined;
  const density = Math.exp(-(at * at) / 2) / Math.sqrt(2 * Math.PI);
  const factors = [...near!].map((one, place) => one * (width * DECADES[place]!) ** power);
  const factor = (factors.reduce((sum, one) => sum + one, 0) / factors.length) * density;
  if (!(Number.isFinite(factor) && power < DIVERGES)) return Number.isNaN(factor) ? NaN : Math.sign(factor) * Infinity;
  return (factor * width ** (1 - power)) / (1 - power);
}

/** Return E f(z)^2, z ~ N(0, 1): infinite where it diverges, NaN where it is not defined. */
export function secondMoment(activation: Activation): number {
  return expectation((z) => activation.onHost(z).map((one) => one * one), bordersOf(activation));
}

/** Return where a function may have a kink, a jump or a pole; between them it is smooth. */
export function bordersOf(activation: Activation): number[] {
  const { kinks, removable, unbounded } = activation.points;
  const values = Object.fromEntries(activation.values);
  const found = [...kinks, ...removable, ...unbounded].map((one) => one.at);
  return [...found, ...candidates(activation.tree, (tree) => hosted(tree, values))];
}

/** Return the gain E[f(z)^2]^(-1/2), z ~ N(0, 1). Throws a Refusal where the second moment is 0, infinite or undefined. */
export function gain(activation: Activation): number {
  const second = secondMoment(activation);
  if (second > 0 && second < Infinity) return second ** -0.5;
  const reason = second === 0 ? _("is 0") : second > 0 ? _("is infinite") : _("is not defined");
  throw new Refusal(
    _("{name} has no gain: E f(z)^2 for z ~ N(0, 1) {reason}; choose another initialisation.", {
      name: activation.name,
      reason,
    }),
  );
}
