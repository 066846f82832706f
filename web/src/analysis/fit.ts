// Least squares by Levenberg's and Marquardt's method, for a few numbers: slopes are differences.

const TRIES = 40;
const STEP = 1e-6; // of a difference, relative to 1 + |number|

/** Return the numbers at which the sum of squares is least nearby, from a start. */
export function fitted(residual: (at: readonly number[]) => Float64Array, start: readonly number[]): number[] {
  let at = [...start];
  let now = residual(at);
  let [cost, damping] = [squares(now), 1e-3];
  for (let step = 0; step < TRIES && cost > 0 && damping < 1e12; step++) {
    const slopes = at.map((one, place) => {
      const by = STEP * (1 + Math.abs(one));
      const [up, down] = [1, -1].map((side) => residual(at.map((other, index) => (index === place ? one + side * by : other)))) as [Float64Array, Float64Array];
      return up.map((value, row) => (value - down[row]!) / (2 * by));
    });
    const next = solved(slopes, now, damping)?.map((by, place) => at[place]! - by);
    const there = next && residual(next);
    const less = there ? squares(there) : NaN;
    if (next && there && less < cost) {
      const small = cost - less <= 1e-15 * cost;
      [at, now, cost, damping] = [next, there, less, damping / 10];
      if (small) break;
    } else damping *= 10;
  }
  return at;
}

function squares(values: Float64Array): number {
  return values.reduce((sum, one) => sum + one * one, 0);
}

/** Return the step that the damped normal equations ask for; nothing where they have no solution. */
function solved(slopes: readonly Float64Array[], residuals: Float64Array, damping: number): number[] | undefined {
  const dot = (a: Float64Array, b: Float64Array): number => a.reduce((sum, one, row) => sum + one * b[row]!, 0);
  const rows = slopes.map((one, place) => {
    const row = slopes.map((other) => dot(one, other));
    row[place] = row[place]! * (1 + damping) + 1e-300;
    return [...row, dot(one, residuals)];
  });
  const n = rows.length;
  for (let column = 0; column < n; column++) {
    const pivot = rows.slice(column).reduce((best, row) => (Math.abs(row[column]!) > Math.abs(best[column]!) ? row : best));
    const other = rows.indexOf(pivot);
    [rows[column], rows[other]] = [pivot, rows[column]!];
    const size = pivot[column] as number;
    if (!size || !Number.isFinite(size)) return undefined;
    for (const row of rows) {
      if (row === pivot) continue;
      const times = row[column]! / size;
      row.forEach((value, place) => (row[place] = value - times * pivot[place]!));
    }
  }
  return rows.map((row, place) => (row[n] as number) / (row[place] as number));
}
