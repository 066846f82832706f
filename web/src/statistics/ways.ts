// The ways to test paired differences, each with the interval that belongs to it. Follows statistics/inference.py.
import { hull, lowerP, twoSidedP, type Interval } from "./hall";
import { signFlipP, type Sample } from "./sample";
import { anytimeBeyond, anytimeFewest, anytimeInterval, anytimeP } from "./sequential";

interface Way {
  /** The two-sided p value. */
  p(sample: Sample): number;
  interval(sample: Sample, alpha: number): Interval | undefined;
  /** The p value that the mean lies outside ±margin. */
  beyond(sample: Sample, margin: number): number | undefined;
  /** With fewer pairs nothing can be claimed. */
  fewest(comparisons: number, alpha: number): number;
}

export const WAYS = {
  /** For one look, once all seeds are in: the larger p of the sign-flip test and of Hall's t; at most 16 pairs. */
  "sign-flip": {
    p: (sample) => Math.max(signFlipP(sample.values), twoSidedP(sample)),
    interval: hull,
    beyond(sample, margin) {
      if (sample.n < 2) return undefined;
      return Math.min(1, 2 * Math.max(lowerP(sample, margin), lowerP(sample.turned, margin)));
    },
    fewest: (comparisons, alpha) => Math.ceil(Math.log2((2 * comparisons) / alpha)),
  },
  /** For looks after every seed: what it claims holds however often one looks. */
  "e-process": { p: anytimeP, interval: anytimeInterval, beyond: anytimeBeyond, fewest: anytimeFewest },
} satisfies Record<string, Way>;

export type WayName = keyof typeof WAYS;
