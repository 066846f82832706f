// Differences ready for arithmetic. Follows statistics/sample.py, paired.py and permutation.py.

const TIE = 1e-12; // a difference below this share of the values is rounding of their decimals
const ROUNDING = 1e-10; // sums that differ by less, in shares of the sizes, are equal
export const MOST = 16; // pairs: so many have all their sign vectors counted

export class Sample {
  /** `step` is what one test example is worth, 0 where that is not known. */
  constructor(
    readonly values: readonly number[],
    readonly step = 0,
  ) {}

  get n(): number {
    return this.values.length;
  }

  get mean(): number {
    return sum(this.values) / this.n;
  }

  /** The standard deviation (n - 1); 0 where the spread is rounding of the decimals, or below two values. */
  get sd(): number {
    if (this.n < 2) return 0;
    const largest = Math.max(...this.values.map(Math.abs));
    if (Math.max(...this.values) - Math.min(...this.values) <= 1e-10 * largest) return 0;
    return Math.sqrt((this.moment(2) * this.n) / (this.n - 1));
  }

  /** The moment coefficient of skewness; 0 without spread. */
  get skewness(): number {
    return this.sd ? this.moment(3) / this.moment(2) ** 1.5 : 0;
  }

  /** The sample with the other sign. */
  get turned(): Sample {
    return new Sample(this.values.map((one) => -one), this.step);
  }

  private moment(order: number): number {
    const { mean } = this;
    return sum(this.values.map((one) => (one - mean) ** order)) / this.n;
  }
}

/** Return the sum, rounded once: by Neumaier's compensation. */
export function sum(values: readonly number[]): number {
  let [total, lost] = [0, 0];
  for (const one of values) {
    const next = total + one;
    lost += Math.abs(total) >= Math.abs(one) ? total - next + one : one - next + total;
    total = next;
  }
  return total + lost;
}

/** Return a - b, in which a difference that is rounding of the decimals is a tie. */
export function differences(a: readonly number[], b: readonly number[]): number[] {
  return a.map((one, place) => {
    const other = b[place] as number;
    const gap = one - other;
    return Math.abs(gap) <= TIE * Math.max(Math.abs(one), Math.abs(other)) ? 0 : gap;
  });
}

/** Return the two-sided p value of the mean under all sign vectors; zeros take no part. At most 16 others. */
export function signFlipP(values: readonly number[]): number {
  const sizes = values.filter((one) => one !== 0).map(Math.abs).sort((a, b) => a - b); // prettier-ignore
  const n = sizes.length;
  if (!n) return 1;
  if (n > MOST) throw new RangeError(`at most ${MOST} pairs`);
  const reached = Math.abs(sum(values)) - ROUNDING * sum(sizes);
  const all = 2 ** (n - 1); // the sign of the last stays, since |sum| does not see a common one
  let hits = 0;
  for (let signs = 0; signs < all; signs++) {
    let total = 0;
    for (let place = 0; place < n; place++) total += (signs >> place) & 1 ? -sizes[place]! : sizes[place]!;
    if (Math.abs(total) >= reached) hits++;
  }
  return hits / all;
}
