// Student's t: its distribution function and quantiles, by the incomplete beta function.

/** Return P(T <= t) with so many degrees of freedom. */
export function studentCdf(freedom: number, t: number): number {
  if (Number.isNaN(t)) return NaN;
  const square = t * t;
  // of the two arguments the one that is small without a difference of nearly equal numbers
  const far = square > 1;
  const tail = far
    ? beta(freedom / (freedom + square), freedom / 2, 0.5)
    : 1 - beta(square / (freedom + square), 0.5, freedom / 2);
  return t > 0 ? 1 - tail / 2 : tail / 2;
}

/** Return the t with P(T <= t) = p, 0.5 <= p < 1, by halving. */
export function studentQuantile(freedom: number, p: number): number {
  let [low, high] = [0, 1];
  while (studentCdf(freedom, -high) > 1 - p) [low, high] = [high, 2 * high];
  for (let step = 0; step < 200; step++) {
    const middle = (low + high) / 2;
    if (middle === low || middle === high) break;
    if (studentCdf(freedom, -middle) > 1 - p) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

/** Return the regularised incomplete beta function, by the continued fraction of Lentz. Source: DLMF 8.17.22. */
function beta(x: number, a: number, b: number): number {
  if (x <= 0) return 0;
  if (x >= 1) return 1;
  if (x > (a + 1) / (a + b + 2)) return 1 - beta(1 - x, b, a);
  const front = Math.exp(a * Math.log(x) + b * Math.log1p(-x) - logBeta(a, b)) / a;
  let [c, d] = [1, 1 / notZero(1 - ((a + b) * x) / (a + 1))];
  let found = d;
  for (let m = 1; m < 500; m++) {
    const even = (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m));
    d = 1 / notZero(1 + even * d);
    c = notZero(1 + even / c);
    found *= c * d;
    const odd = (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1));
    d = 1 / notZero(1 + odd * d);
    c = notZero(1 + odd / c);
    found *= c * d;
    if (Math.abs(c * d - 1) < 1e-16) break;
  }
  return front * found;
}

function notZero(value: number): number {
  return Math.abs(value) < 1e-300 ? 1e-300 : value;
}

function logBeta(a: number, b: number): number {
  return logGamma(a) + logGamma(b) - logGamma(a + b);
}

/** Return the logarithm of the gamma function by Stirling's series, from 15 on, to where the argument is brought. */
function logGamma(x: number): number {
  let shift = 0;
  while (x < 15) shift += Math.log(x++);
  const square = x * x;
  const series = (1 / 12 - (1 / 360 - (1 / 1260 - (1 / 1680 - 1 / 1188 / square) / square) / square) / square) / x;
  return (x - 0.5) * Math.log(x) - x + Math.log(2 * Math.PI) / 2 + series - shift;
}
