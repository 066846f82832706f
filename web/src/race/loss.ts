// Losses, their gradients in the outputs, and the metric that is judged. Follows data/tasks.py.
import type { Data } from "./data";

/** Return the loss of each example of outputs [n, k], and put its gradient, over n, into `delta` where there is one. */
export function losses(
  kind: Data["kind"],
  outputs: Float32Array,
  targets: ArrayLike<number>,
  delta?: Float32Array,
): Float64Array {
  const n = targets.length;
  const k = outputs.length / n;
  const found = new Float64Array(n);
  for (let row = 0; row < n; row++) {
    const target = targets[row] as number;
    if (kind === "numbers") {
      const gap = outputs[row]! - target;
      found[row] = gap * gap;
      if (delta) delta[row] = (2 * gap) / n;
      continue;
    }
    const start = row * k;
    let most = -Infinity;
    for (let i = 0; i < k; i++) most = Math.max(most, outputs[start + i]!);
    let sum = 0;
    for (let i = 0; i < k; i++) sum += Math.exp(outputs[start + i]! - most);
    found[row] = most + Math.log(sum) - outputs[start + target]!;
    if (!delta) continue;
    for (let i = 0; i < k; i++) {
      delta[start + i] = (Math.exp(outputs[start + i]! - most) / sum - (i === target ? 1 : 0)) / n;
    }
  }
  return found;
}

/** Return the judged number of each example: 1 where the largest output is the class, else 0; or the squared error. */
export function scores(kind: Data["kind"], outputs: Float32Array, targets: ArrayLike<number>): Float64Array {
  if (kind === "numbers") return losses(kind, outputs, targets);
  const n = targets.length;
  const k = outputs.length / n;
  return Float64Array.from({ length: n }, (_one, row) => {
    const mine = outputs.subarray(row * k, row * k + k);
    return mine.every(Number.isFinite) && mine.indexOf(Math.max(...mine)) === targets[row] ? 1 : 0;
  });
}

export function mean(values: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i] as number;
  return sum / values.length;
}

const ERRORS = 2; // standard errors within which a network is no better than chance

/** What the best constant prediction scores on the test part: the commonest class, or the mean. Follows data/chance.py. */
export class Chance {
  readonly score: number;
  private readonly examples: Float64Array;
  private readonly sign: number;

  constructor({ kind, outputs, train, test }: Data) {
    const constant = new Float32Array(outputs);
    if (kind === "numbers") constant[0] = mean(train.targets);
    else for (const group of train.targets) constant[group] = constant[group]! + 1;
    const everywhere = Float32Array.from({ length: test.n * outputs }, (_one, place) => constant[place % outputs]!);
    this.examples = scores(kind, everywhere, test.targets);
    this.score = mean(this.examples);
    this.sign = kind === "classes" ? 1 : -1;
  }

  /** Return whether scores are better beyond the sampling of the examples. */
  beatenBy(examples: Float64Array): boolean {
    const gain = examples.map((one, place) => this.sign * (one - this.examples[place]!));
    const average = mean(gain);
    const spread = Math.sqrt(gain.reduce((sum, one) => sum + (one - average) ** 2, 0) / Math.max(gain.length - 1, 1));
    return average > (ERRORS * spread) / Math.sqrt(gain.length);
  }
}
