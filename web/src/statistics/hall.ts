// The t test and its interval, corrected for the skewness of the differences. Follows statistics/hall.py.
import type { Sample } from "./sample";
import { studentCdf, studentQuantile } from "./student";

const SMALL = 1.5; // by how much over n the skewness of a sample is raised
const FAR = 1e30; // a t beyond which nothing changes, and whose cube is still a number

export type Interval = [low: number, high: number];

function error(sample: Sample): number {
  return sample.sd / Math.sqrt(sample.n);
}

/** Return Hall's T of Student's t. */
function corrected(t: number, a: number): number {
  return t + (a * t * t) / 3 + (a * a * t ** 3) / 27 + a / 6;
}

/** Return the t whose T is a value. */
function uncorrected(value: number, a: number): number {
  const z = value - a / 6;
  const c = Math.cbrt(1 + a * z);
  return (3 * z) / (c * c + c + 1);
}

/** Return the skewness over sqrt(n), with Fisher's correction, and raised for a small sample. */
function asymmetries(sample: Sample): [number, number] {
  const { n } = sample;
  const a = n > 2 ? (sample.skewness * Math.sqrt(n - 1)) / (n - 2) : 0;
  return [a, a * (1 + SMALL / n)];
}

function studentised(sample: Sample, mean: number): number {
  return Math.max(-FAR, Math.min((sample.mean - mean) / error(sample), FAR));
}

/** Return the larger p value, of Student's t and Hall's T, that the true mean is at least `mean`. */
export function lowerP(sample: Sample, mean: number): number {
  if (sample.n < 2) return 1;
  if (!error(sample)) return sample.mean < mean ? 0 : 1;
  const t = studentised(sample, mean);
  const readings = asymmetries(sample).map((a) => corrected(t, a));
  return Math.max(studentCdf(sample.n - 1, t), studentCdf(sample.n - 1, Math.max(...readings)));
}

/** Return the p value of Hall's T that the true mean is zero. */
export function twoSidedP(sample: Sample): number {
  if (sample.n < 2 || !sample.mean) return 1;
  if (!error(sample)) return 0;
  const t = studentised(sample, 0);
  const nearest = Math.min(...asymmetries(sample).map((a) => Math.abs(corrected(t, a))));
  return 2 * studentCdf(sample.n - 1, -nearest);
}

/** Return the smallest interval that holds Student's and the inverse of Hall's; nothing below two values. */
export function hull(sample: Sample, alpha: number): Interval | undefined {
  if (sample.n < 2) return undefined;
  const [one, q] = [error(sample), studentQuantile(sample.n - 1, 1 - alpha / 2)];
  const reach = [-q, q, ...asymmetries(sample).flatMap((a) => [uncorrected(-q, a), uncorrected(q, a)])];
  return one ? [sample.mean - one * Math.max(...reach), sample.mean - one * Math.min(...reach)] : [sample.mean, sample.mean];
}
