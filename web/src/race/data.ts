// Points made from a seed, as data/sources/toys.py makes them, two clouds, a sine, and points of one's own.
import { Random } from "./random";

export interface Part {
  n: number;
  /** [n, width], row after row. */
  inputs: Float32Array;
  /** [n]: classes, or numbers. */
  targets: Float32Array;
}

export interface Data {
  kind: "classes" | "numbers";
  width: number;
  outputs: number;
  train: Part;
  test: Part;
}

/** [x, y, class]. */
export type Point = readonly [number, number, number];
type Draw = (random: Random, group: number) => [number, number];
export type Name = keyof typeof SETS | "sine";

export interface Choice {
  name: Name | "points";
  noise: number;
  seed: number;
  train: number;
  test: number;
  /** One's own. */
  points?: readonly Point[];
}

// Two classes of points in the plane, without noise: class 0 and class 1
const SETS = {
  circle(random: Random, group: number): [number, number] {
    const [angle, radius] = [random.uniform(0, 2 * Math.PI), group ? 0.5 : 1];
    return [radius * Math.cos(angle), radius * Math.sin(angle)];
  },
  moons(random: Random, group: number): [number, number] {
    const t = random.uniform(0, Math.PI);
    return group ? [1 - Math.cos(t), 0.5 - Math.sin(t)] : [Math.cos(t), Math.sin(t)];
  },
  spiral(random: Random, group: number): [number, number] {
    const i = random.uniform(0, 96);
    const [angle, radius] = [(i * Math.PI) / 16, (6.5 * (104 - i)) / 104];
    const sign = group ? -1 : 1;
    return [sign * radius * Math.sin(angle), sign * radius * Math.cos(angle)];
  },
  xor(random: Random, group: number): [number, number] {
    const [x, y] = [random.uniform(-1, 1), random.uniform(-1, 1)];
    return x * y < 0 === (group === 1) ? [x, y] : [-x, y];
  },
  gaussians(_random: Random, group: number): [number, number] {
    return group ? [1, 1] : [-1, -1];
  },
} satisfies Record<string, Draw>;

/** The deviation of the noise where nobody says another. */
export const NOISE: Record<Name, number> = {
  circle: 0.1, moons: 0.2, spiral: 0.1, xor: 0.1, gaussians: 0.8, sine: 0.1,
}; // prettier-ignore

/** Return the data of a choice: the same for every network of a race. */
export function dataOf(choice: Choice): Data {
  if (choice.name === "points") return ofPoints(choice);
  return choice.name === "sine" ? sine(choice) : made(choice, SETS[choice.name]);
}

/** Return points in a random order, half of them of either class, standardised by the training points. */
function made({ noise, seed, train, test }: Choice, draw: Draw): Data {
  const random = new Random(seed);
  const n = train + test;
  const targets = Float32Array.from(random.permutation(n), (place) => place % 2);
  const rows = [...targets].map((group) => draw(random, group));
  const points = rows.map(([x, y]) => [x + noise * random.normal(), y + noise * random.normal()]);
  const columns = [0, 1].map((column) => standardised(points.map((one) => one[column]!), train)); // prettier-ignore
  const inputs = Float32Array.from({ length: 2 * n }, (_one, place) => columns[place % 2]![place >> 1]!);
  return divided("classes", 2, 2, inputs, targets, train);
}

/** Return y = sin(x) with noise, x in [-2 pi, 2 pi], both standardised by the training rows. */
function sine({ noise, seed, train, test }: Choice): Data {
  const random = new Random(seed);
  const x = Array.from({ length: train + test }, () => random.uniform(-2 * Math.PI, 2 * Math.PI));
  const y = x.map((one) => Math.sin(one) + noise * random.normal());
  const [inputs, targets] = [standardised(x, train), standardised(y, train)];
  return divided("numbers", 1, 1, Float32Array.from(inputs), Float32Array.from(targets), train);
}

/** Return one's own points as they are; a third of them, chosen by the seed, are for the test. */
function ofPoints({ points = [], seed }: Choice): Data {
  const order = new Random(seed).permutation(points.length);
  const rows = [...order].map((place) => points[place] as Point);
  const inputs = Float32Array.from(rows.flatMap(([x, y]) => [x, y]));
  const targets = Float32Array.from(rows, ([, , group]) => group);
  const classes = rows.reduce((most, [, , group]) => Math.max(most, group + 1), 2);
  return divided("classes", 2, classes, inputs, targets, points.length - Math.floor(points.length / 3));
}

/** Return rows in their order as those for training and those for the test: of images, for example. */
export function divided(
  kind: Data["kind"],
  width: number,
  outputs: number,
  inputs: Float32Array,
  targets: Float32Array,
  train: number,
): Data {
  const part = (from: number, to: number): Part => ({
    n: to - from,
    inputs: inputs.slice(from * width, to * width),
    targets: targets.slice(from, to),
  });
  return { kind, width, outputs, train: part(0, train), test: part(train, targets.length) };
}

/** Return numbers less the mean of the first `train`, over their deviation. */
function standardised(values: number[], train: number): number[] {
  const first = values.slice(0, train);
  const mean = first.reduce((sum, one) => sum + one, 0) / train;
  const deviation = Math.sqrt(first.reduce((sum, one) => sum + (one - mean) ** 2, 0) / train);
  return values.map((one) => (one - mean) / deviation);
}
