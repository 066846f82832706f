// Where a formula may switch: the zeros of what is compared, taken the size or the root of, or divided by.
// Between them a formula is smooth. Follows functions/switches.py.
import { rounded, type Function1 } from "./arrays";
import { call, holds, is, number, ordered, same, type Call, type Expression } from "./expression";
import { EDGES, jumps, simplest } from "./kinks";

const HALVINGS = 60;
const TOUCHES = 1e-9; // an extreme of a switch this near to zero, relative to 1 + its size about, touches zero
const COMPARED = [">", ">=", "<", "<=", "==", "!=", "max", "min"];
const AT_ZERO = "abs sign relu sqrt cbrt log log2 log10 rsqrt reciprocal sinc heaviside".split(" ");
const ITSELF = ["mod", "floor", "ceil", "round", "hypot"];
const STEPS = ["floor", "ceil", "round", "mod"];
const BY_NUMBER: Record<string, number[]> = {
  log1p: [-1], acosh: [1], atanh: [-1, 1], arcsin: [-1, 1], arccos: [-1, 1],
}; // prettier-ignore

/** What computes a tree at x. */
export type Host = (tree: Expression) => Function1;

/** Return the points in [-1000, 1000] where a formula may have a kink, a jump or a pole, in order. */
export function candidates(tree: Expression, host: Host): number[] {
  const found = new Set<number>();
  const distinct: Expression[] = [];
  for (const node of ordered(tree)) {
    for (const one of ofNode(node)) if (!distinct.some((known) => same(known, one))) distinct.push(one);
  }
  for (const one of distinct) zeros(host(one)).forEach((at) => found.add(at));
  for (const node of ordered(tree)) {
    if (!STEPS.includes(node.name) || node.kind !== "call") continue;
    const stepping = node.name === "mod" ? call("floor", call("/", ...node.arguments)) : node;
    jumps(host(stepping)).forEach((at) => found.add(at));
  }
  return [...found].sort((a, b) => a - b);
}

/** Yield the trees at whose zeros a node may switch. */
function* ofNode(node: Expression): Generator<Expression> {
  if (node.kind !== "call" || !holds(node, "x")) return;
  const { name } = node;
  const [u, v] = node.arguments as [Expression, Expression];
  if (COMPARED.includes(name)) yield difference(u, v);
  else if (name === "clip") for (const border of node.arguments.slice(1)) yield difference(u, border);
  else if (name === "/" && holds(v, "x")) yield v;
  else if (ITSELF.includes(name)) yield node;
  else if (name === "tan") yield call("cos", u);
  else if (name === "**") {
    if (!(v.kind === "number" && Number.isInteger(v.value) && v.value >= 0)) yield u;
  } else if (AT_ZERO.includes(name)) yield u;
  else for (const edge of BY_NUMBER[name] ?? []) yield difference(u, number(edge));
}

function difference(u: Expression, v: Expression): Call | Expression {
  return is(v, 0) ? u : is(u, 0) ? v : call("-", u, v);
}

/** Return where a tree changes its sign, jumps over zero, or touches it. */
function zeros(f: Function1): number[] {
  const values = f(EDGES);
  const last = values.length - 1;
  const found: number[] = [];
  const [crossing, lowest]: [number[], number[]] = [[], []];
  const value = (place: number): number => values[place] as number;
  const isZero = (place: number): boolean => place < 0 || place > last || value(place) === 0;
  for (let place = 0; place <= last; place++) {
    if (value(place) === 0 && !(isZero(place - 1) && isZero(place + 1))) found.push(EDGES[place]!); // ends of runs
    if (place === last) break;
    const [low, high] = [value(place), value(place + 1)];
    if (Math.sign(low) * Math.sign(high) < 0 || Number.isNaN(low) !== Number.isNaN(high)) crossing.push(place);
    if (place === 0) continue;
    const [before, here, after] = [Math.abs(value(place - 1)), Math.abs(low), Math.abs(high)];
    const least = here <= before && here <= after && before + after > 2 * here;
    if (least && Math.sign(value(place - 1)) * Math.sign(high) > 0) lowest.push(place);
  }
  found.push(...bisected(f, crossing));
  found.push(...touched(f, lowest));
  return found;
}

/** Halve all intervals at once; what is kept is the half whose ends differ in sign, or in whether they are NaN. */
function bisected(f: Function1, places: number[]): number[] {
  if (!places.length) return [];
  const left = Float64Array.from(places, (place) => EDGES[place]!);
  const right = Float64Array.from(places, (place) => EDGES[place + 1]!);
  const sign = (value: number): number => (Number.isNaN(value) ? 2 : Math.sign(value));
  const atLeft = f(left).map(sign);
  for (let step = 0; step < HALVINGS; step++) {
    const middle = left.map((one, place) => one + (right[place]! - one) / 2);
    f(middle).forEach((value, place) => {
      (sign(value) === atLeft[place] ? left : right)[place] = middle[place]!;
    });
  }
  return [...left].map((one, place) => simplest(one, right[place]!));
}

/** Look for the least |u| in each interval, by thirds; return where it is 0. */
function touched(f: Function1, places: number[]): number[] {
  if (!places.length) return [];
  const left = Float64Array.from(places, (place) => EDGES[place - 1]!);
  const right = Float64Array.from(places, (place) => EDGES[place + 1]!);
  const scale = f(left).map((value) => 1 + Math.abs(value));
  for (let step = 0; step < HALVINGS; step++) {
    const a = left.map((one, place) => one + (right[place]! - one) / 3);
    const b = right.map((one, place) => one - (one - left[place]!) / 3);
    const [atA, atB] = [f(a), f(b)];
    atA.forEach((value, place) => {
      if (Math.abs(value) <= Math.abs(atB[place]!)) right[place] = b[place]!;
      else left[place] = a[place]!;
    });
  }
  const at = left.map((one, place) => (one + right[place]!) / 2);
  const near = at.map((one) => rounded(one, 7)); // where a square is least its digits end
  const [atNear, atAt] = [f(near).map(Math.abs), f(at).map(Math.abs)];
  return places.flatMap((_one, place) => {
    const sizes = [atNear[place]!, atAt[place]!].map((size) => (Number.isNaN(size) ? Infinity : size));
    if (!(Math.min(...sizes) <= TOUCHES * scale[place]!)) return [];
    return [atNear[place]! <= atAt[place]! ? near[place]! : at[place]!];
  });
}
