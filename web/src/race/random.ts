// Numbers from a seed: xoshiro128** of Blackman and Vigna (2018, public domain), started by splitmix32, whose last step
// is that of MurmurHash3 (Appleby, public domain). The same seed gives the same numbers on every machine.

const GOLDEN = 0x9e3779b9; // 2^32 over the golden ratio

/** A stream of numbers; `uses` tell the streams of one seed from each other. */
export class Random {
  private a = 0;
  private b = 0;
  private c = 0;
  private d = 0;

  constructor(...uses: number[]) {
    let state = 0;
    const mixed = (): number => {
      state = (state + GOLDEN) | 0;
      let z = state;
      z = Math.imul(z ^ (z >>> 16), 0x85ebca6b);
      z = Math.imul(z ^ (z >>> 13), 0xc2b2ae35);
      return z ^ (z >>> 16);
    };
    for (const use of uses) {
      state = mixed() ^ (use | 0);
      state = mixed() ^ Math.floor(use / 2 ** 32);
    }
    [this.a, this.b, this.c, this.d] = [mixed(), mixed(), mixed(), mixed()];
  }

  /** Return 32 random bits, as a number from 0 to 2^32 - 1. */
  bits(): number {
    const times5 = Math.imul(this.b, 5);
    const found = Math.imul((times5 << 7) | (times5 >>> 25), 9);
    const shifted = this.b << 9;
    this.c ^= this.a;
    this.d ^= this.b;
    this.b ^= this.c;
    this.a ^= this.d;
    this.c ^= shifted;
    this.d = (this.d << 11) | (this.d >>> 21);
    return found >>> 0;
  }

  /** Return a number from 0 up to 1, of 53 random bits. */
  uniform(low = 0, high = 1): number {
    const share = ((this.bits() >>> 5) * 2 ** 26 + (this.bits() >>> 6)) / 2 ** 53;
    return low + (high - low) * share;
  }

  /** Return a whole number below n, each equally likely. */
  below(n: number): number {
    const most = 2 ** 32 - (2 ** 32 % n);
    for (;;) {
      const found = this.bits();
      if (found < most) return found % n;
    }
  }

  /** Return a draw from N(0, 1), by the polar method of Marsaglia (1964). */
  normal(): number {
    for (;;) {
      const [u, v] = [this.uniform(-1, 1), this.uniform(-1, 1)];
      const square = u * u + v * v;
      if (square > 0 && square < 1) return u * Math.sqrt((-2 * Math.log(square)) / square);
    }
  }

  /** Return a draw from N(0, 1) truncated at -2 and 2. */
  truncated(): number {
    for (;;) {
      const found = this.normal();
      if (Math.abs(found) <= 2) return found;
    }
  }

  /** Return 0 to n - 1 in a random order. */
  permutation(n: number): Int32Array {
    const order = Int32Array.from({ length: n }, (_one, place) => place);
    for (let last = n - 1; last > 0; last--) {
      const other = this.below(last + 1);
      [order[last], order[other]] = [order[other]!, order[last]!];
    }
    return order;
  }
}
