// Scales, round ticks and the frame of a chart in SVG.
import { figure } from "./words";

export const [WIDE, HIGH] = [400, 240];
export const [LEFT, RIGHT, TOP, BOTTOM] = [46, 16, 8, 26];

/** What places numbers on a chart. */
export interface Frame {
  x: (value: number) => number;
  y: (value: number) => number;
  xs: readonly [number, number];
  ys: readonly [number, number];
  log: boolean;
}

export function frameOf(xs: readonly [number, number], ys: readonly [number, number], log = false): Frame {
  const up = log ? Math.log10 : (value: number): number => value;
  const [low, high] = [up(ys[0]), up(ys[1])];
  return {
    x: (value) => LEFT + ((value - xs[0]) / (xs[1] - xs[0] || 1)) * (WIDE - LEFT - RIGHT),
    y: (value) => HIGH - BOTTOM - ((up(value) - low) / (high - low || 1)) * (HIGH - TOP - BOTTOM),
    xs,
    ys,
    log,
  };
}

/** Return round numbers within ends, about so many. */
export function ticks([low, high]: readonly [number, number], about: number): number[] {
  const rough = (high - low) / about;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = ([1, 2, 5].find((one) => one * power >= rough) ?? 10) * power;
  const found: number[] = [];
  for (let k = Math.ceil(low / step); k * step <= high * (1 + 1e-12); k++) found.push(Number((k * step).toPrecision(12)) + 0);
  return found;
}

function powers([low, high]: readonly [number, number]): number[] {
  const decades = Math.log10(high / low);
  const within = decades > 3 ? [1] : decades > 1 ? [1, 2, 5] : [1, 2, 3, 4, 6, 8];
  const every = Math.ceil(decades / 6);
  const found: number[] = [];
  for (let power = Math.floor(Math.log10(low)); power <= Math.log10(high); power++) {
    if (power % every === 0) for (const one of within) found.push(Number(`${one}e${power}`));
  }
  return found.filter((one) => one >= low && one <= high);
}

/** The grid with its numbers. */
export function Axes({ frame }: { frame: Frame }) {
  const { x, y, xs, ys, log } = frame;
  return (
    <g class="axes" aria-hidden="true">
      {ticks(xs, 6).map((at) => (
        <g key={`x${at}`}>
          <path class={at === 0 ? "zero" : "grid"} d={`M${x(at)} ${TOP}V${HIGH - BOTTOM}`} />
          <text x={x(at)} y={HIGH - 8} text-anchor="middle">{figure(at)}</text>
        </g>
      ))}
      {(log ? powers(ys) : ticks(ys, 5)).map((at) => (
        <g key={`y${at}`}>
          <path class={at === 0 ? "zero" : "grid"} d={`M${LEFT} ${y(at)}H${WIDE - RIGHT}`} />
          <text x={LEFT - 5} y={y(at) + 4} text-anchor="end">{figure(at)}</text>
        </g>
      ))}
    </g>
  );
}

/** Return a path through points; what lies far outside the chart is cut there. */
export function pathOf(points: readonly (readonly [number, number])[], { x, y }: Frame): string {
  const cut = (value: number): number => Math.max(-HIGH, Math.min(2 * HIGH, value));
  return points.map(([a, b], place) => `${place ? "L" : "M"}${x(a).toFixed(1)} ${cut(y(b)).toFixed(1)}`).join("");
}
