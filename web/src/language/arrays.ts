// Arrays of numbers in double precision, and functions of them.

export type Function1 = (x: Float64Array) => Float64Array;

/** Return an array computed place by place. */
export function made(length: number, at: (place: number) => number): Float64Array {
  return Float64Array.from({ length }, (_one, place) => at(place));
}

/** Return n numbers from first to last, at equal steps. */
export function linspace(first: number, last: number, n: number): Float64Array {
  return made(n, (place) => (place === n - 1 ? last : first + (place * (last - first)) / (n - 1)));
}

/** Return n numbers from first to last, at equal ratios. */
export function geomspace(first: number, last: number, n: number): Float64Array {
  const exponents = linspace(Math.log10(first), Math.log10(last), n);
  return made(n, (place) => (place === 0 ? first : place === n - 1 ? last : 10 ** (exponents[place] as number)));
}

/** Return a function's value at one place. */
export function at(f: Function1, x: number): number {
  return f(Float64Array.of(x))[0] as number;
}

/** Return a number of so many digits, as Python's %g keeps them. */
export function digits(value: number, count: number): number {
  return Number.isFinite(value) ? Number(value.toPrecision(count)) + 0 : value;
}

/** Return a number rounded to so many decimals, halves as they are stored. */
export function rounded(value: number, decimals: number): number {
  return Math.abs(value) < 1e15 ? Number(value.toFixed(decimals)) + 0 : value;
}
