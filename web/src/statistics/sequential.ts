// Evidence that holds however often one looks, from 8 pairs on: one may look after every seed and stop when one likes.
// Follows statistics/sequential.py: a mixture of Gaussian effect sizes N(0, 1), of unknown scale. Sources: Lai (1976);
// Wang, Ramdas (2025), "Anytime-valid t-tests and confidence sequences".
import type { Interval } from "./hall";
import type { Sample } from "./sample";

const FIRST_LOOK = 8; // pairs

interface Look {
  mean: number;
  logE: number;
}

/** Return the mean of the first 1, 2, ... differences, and the logarithm of their e-value against a true mean. */
function looks({ values, step }: Sample, mean = 0): Look[] {
  const [first = 0] = values;
  let [sum, squares] = [0, 0];
  return values.map((value, place) => {
    const n = place + 1;
    const shifted = value - first; // lest squares of a common level cancel
    [sum, squares] = [sum + shifted, squares + shifted * shifted];
    const now = sum / n + first;
    const spread = Math.max(squares - (sum * sum) / n, (n - 1) * step * step, 0);
    return { mean: now, logE: n < 2 ? 0 : logE(n, n * (now - mean) ** 2, spread) };
  });
}

/** Return the logarithm of an e-value; level / spread is t^2 / (n - 1). */
function logE(n: number, level: number, spread: number): number {
  const g = 1 + n;
  if (!(level > 0)) return -0.5 * Math.log(g);
  const ratio = Math.min(level / spread, 1e300);
  const evidence = spread <= 1e-24 * level ? Math.log(g) : Math.log1p(ratio) - Math.log1p(ratio / g);
  return -0.5 * Math.log(g) + 0.5 * n * evidence;
}

/** Return min(1, 1 / max e) over the looks, from 8 differences on, at which the mean had the sign it has now. */
export function anytimeP(sample: Sample): number {
  const all = looks(sample);
  const now = Math.sign(all.at(-1)?.mean ?? 0);
  const most = all.slice(FIRST_LOOK - 1).map(({ mean, logE }) => (Math.sign(mean) === now ? logE : 0));
  return most.length ? Math.min(1, Math.exp(-Math.max(...most))) : 1;
}

/** Return the larger p value that the mean is one of ±margin; 1 where it lies outside, nothing before the first look. */
export function anytimeBeyond(sample: Sample, margin: number): number | undefined {
  if (sample.n < FIRST_LOOK) return undefined;
  if (Math.abs(sample.mean) >= margin) return 1;
  const last = looks(sample, sample.mean > 0 ? margin : -margin).at(-1) as Look;
  return Math.min(1, Math.exp(-last.logE));
}

/** Return the interval that holds the mean at all looks at once; nothing while it is infinite. */
export function anytimeInterval(sample: Sample, alpha: number): Interval | undefined {
  const { n } = sample;
  if (n < FIRST_LOOK) return undefined;
  const g = 1 + n;
  const k = (g / alpha ** 2) ** (1 / n);
  if (k >= g) return undefined;
  const half = Math.max(sample.sd, sample.step) * Math.sqrt((((k - 1) / (1 - k / g)) * (n - 1)) / n);
  return [sample.mean - half, sample.mean + half];
}

/** Return the smallest number of pairs, from 8 on, whose largest e-value could be enough. */
export function anytimeFewest(comparisons: number, alpha: number): number {
  let n = FIRST_LOOK;
  while (((n - 1) / 2) * Math.log1p(n) < Math.log(comparisons / alpha)) n++;
  return n;
}
