// Arms against their control over seeds: better, worse, equivalent or undecided. Follows statistics/compare.py; a network
// that failed counts as the best constant prediction.
import type { Interval } from "./hall";
import { differences, Sample } from "./sample";
import { WAYS, type WayName } from "./ways";

export const ALPHA = 0.05;
export type Verdict = "better" | "worse" | "equivalent" | "undecided";

/** An arm's numbers seed by seed, NaN for a network that failed, beside its control's. */
export interface Pairs {
  arm: readonly number[];
  control: readonly number[];
}

export interface Rules {
  /** The difference below which two arms count as equivalent; 0 for none. */
  margin: number;
  higherIsBetter: boolean;
  /** What a network that failed counts as. */
  level: number;
  alpha: number;
  way: WayName;
  /** What one test example makes of the measure, 0 where that is not known. */
  step: number;
}

/** Differences are arm - control; the interval is at 1 - alpha for this comparison alone, the other for all. */
export interface Comparison {
  n: number;
  failed: [arm: number, control: number];
  difference: number | undefined;
  interval: Interval | undefined;
  simultaneous: Interval | undefined;
  p: number | undefined;
  pHolm: number | undefined;
  pEquivalence: number | undefined;
  verdict: Verdict;
  /** So many pairs are needed to claim anything. */
  smallest: number;
}

/** Return the comparisons of a family, in its order, adjusted for each other. */
export function compare(family: readonly Pairs[], rules: Rules): Comparison[] {
  const samples = family.map((one) => sampleOf(one, rules));
  const way = WAYS[rules.way];
  const p = samples.map((one) => (one.n ? way.p(one) : 1));
  const adjusted = holm(p);
  const [smallest, alone] = [family.length, 1].map((m) => way.fewest(m, rules.alpha)) as [number, number];
  return family.map((pairs, place) => {
    const [sample, pHolm] = [samples[place] as Sample, adjusted[place] as number];
    const equal = equality(sample, family.length, rules);
    const tooFew = sample.n < smallest && !(sample.n >= alone && pHolm <= rules.alpha);
    const failed: [number, number] = [failures(pairs.arm), failures(pairs.control)];
    const none = sample.n > 0 && failed.every((count) => count === sample.n);
    return {
      n: sample.n,
      failed,
      difference: sample.n ? signed(sample.mean, rules) : undefined,
      interval: ends(way.interval(sample, rules.alpha), rules),
      simultaneous: ends(way.interval(sample, rules.alpha / family.length), rules),
      p: sample.n ? p[place] : undefined,
      pHolm: sample.n ? pHolm : undefined,
      pEquivalence: equal,
      verdict: tooFew || none ? "undecided" : decided(sample, pHolm, equal, rules.alpha),
      smallest,
    };
  });
}

function decided(sample: Sample, pHolm: number, equal: number | undefined, alpha: number): Verdict {
  if (equal !== undefined && equal <= alpha) return "equivalent";
  if (!(pHolm <= alpha) || !sample.mean) return "undecided";
  return sample.mean > 0 ? "better" : "worse";
}

/** Return the differences, above zero where the arm is better. */
function sampleOf({ arm, control }: Pairs, rules: Rules): Sample {
  const counted = (values: readonly number[]): number[] => values.map((one) => (Number.isFinite(one) ? one : rules.level));
  return new Sample(differences(counted(arm), counted(control)).map((gap) => signed(gap, rules)), rules.step);
}

function signed(value: number, { higherIsBetter }: Rules): number {
  return higherIsBetter ? value : -value;
}

function ends(interval: Interval | undefined, rules: Rules): Interval | undefined {
  if (!interval || rules.higherIsBetter) return interval;
  return [-interval[1], -interval[0]];
}

function failures(values: readonly number[]): number {
  return values.filter((one) => !Number.isFinite(one)).length;
}

/** Return the p value, for all comparisons, that the difference lies outside the margin. */
function equality(sample: Sample, comparisons: number, { margin, way }: Rules): number | undefined {
  const p = margin && sample.n ? WAYS[way].beyond(sample, margin) : undefined;
  return p === undefined ? undefined : Math.min(1, comparisons * p);
}

/** Return Holm's adjusted p values. Source: Holm (1979). */
export function holm(p: readonly number[]): number[] {
  const order = p.map((_one, place) => place).sort((a, b) => p[a]! - p[b]! || a - b);
  const found = new Array<number>(p.length).fill(1);
  let most = 0;
  order.forEach((place, rank) => {
    most = Math.max(most, (p.length - rank) * p[place]!);
    found[place] = Math.min(1, most);
  });
  return found;
}
