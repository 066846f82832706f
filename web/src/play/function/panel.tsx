// One panel of the function room: the curves of one derivative, with what is saturated, the tangent and the place read.
import type { ComponentChildren } from "preact";
import { Axes, BOTTOM, frameOf, HIGH, LEFT, pathOf, RIGHT, TOP, WIDE, type Frame } from "../axes";
import { lookOf } from "../looks";
import { heightOf, type Curve } from "./curve";

/** A curve with its place among the formulas. */
export interface Drawn {
  place: number;
  curve: Curve;
}

interface Settings {
  drawn: readonly Drawn[];
  reach: number;
  at: number;
  /** Where |f'| of the chosen one lies below a bound, the palest first. */
  shades: readonly (readonly [low: number, high: number])[][];
  /** The inputs' deviation, where their density is shown. */
  sigma?: number;
  /** The slope and value of the tangent. */
  tangent?: { value: number; slope: number } | undefined;
  moved: (at: number) => void;
  svg: Record<string, unknown>;
  children?: ComponentChildren;
}

export function Panel({ drawn, reach, at, shades, sigma, tangent, moved, svg }: Settings) {
  const frame = frameOf([-reach, reach], heightOf(drawn.map((one) => one.curve), reach / 5)); // prettier-ignore
  const seek = (event: PointerEvent): void => {
    const box = (event.currentTarget as Element).getBoundingClientRect();
    const x = ((event.clientX - box.left) / box.width) * WIDE;
    const share = (x - LEFT) / (WIDE - LEFT - RIGHT);
    if (share >= 0 && share <= 1) moved((2 * share - 1) * reach);
  };
  return (
    <svg class="chart" viewBox={`0 0 ${WIDE} ${HIGH}`} onPointerMove={seek} onPointerDown={seek} {...svg}>
      <Axes frame={frame} />
      <svg x={LEFT} y={TOP} width={WIDE - LEFT - RIGHT} height={HIGH - TOP - BOTTOM} viewBox={`${LEFT} ${TOP} ${WIDE - LEFT - RIGHT} ${HIGH - TOP - BOTTOM}`}>
        {shades.map((ranges, depth) => ranges.map((range, place) => <Shade key={`${depth} ${place}`} frame={frame} range={range} depth={depth} />))}
        {sigma === undefined ? null : <path class="density" d={density(frame, sigma)} />}
        <path class="reader" d={`M${frame.x(at)} ${TOP}V${HIGH - BOTTOM}`} />
        {drawn.map(({ place, curve }) => (
          <Lines key={place} place={place} curve={curve} frame={frame} />
        ))}
        {tangent && Number.isFinite(tangent.slope) ? <path class="tangent" d={lineThrough(frame, at, tangent)} /> : null}
        {tangent && Number.isFinite(tangent.value) ? <circle class="touch" cx={frame.x(at)} cy={frame.y(tangent.value)} r="4" /> : null}
      </svg>
    </svg>
  );
}

function Shade({ frame, range: [low, high], depth }: { frame: Frame; range: readonly [number, number]; depth: number }) {
  const [from, to] = [Math.max(low, frame.xs[0]), Math.min(high, frame.xs[1])];
  if (!(from < to)) return null;
  return <rect class={`shade${depth}`} x={frame.x(from)} y={TOP} width={frame.x(to) - frame.x(from)} height={HIGH - TOP - BOTTOM} />;
}

function Lines({ place, curve, frame }: { place: number; curve: Curve; frame: Frame }) {
  const { name, dash } = lookOf(place);
  return (
    <g class={name}>
      {curve.pieces.map((piece, index) => (
        <path key={index} d={pathOf(piece, frame)} stroke-dasharray={dash} />
      ))}
      {curve.ends.map(({ at, closed }, index) => (
        <circle key={`end${index}`} class={closed ? "closed" : "open"} cx={frame.x(at[0])} cy={frame.y(at[1])} r="4" />
      ))}
    </g>
  );
}

/** Return the bell of the inputs at the foot of the chart, a quarter of its height. */
function density(frame: Frame, sigma: number): string {
  const foot = HIGH - BOTTOM;
  const tall = (HIGH - TOP - BOTTOM) / 4;
  const [low, high] = frame.xs;
  const points = Array.from({ length: 121 }, (_one, place) => {
    const x = low + (place * (high - low)) / 120;
    return `L${frame.x(x).toFixed(1)} ${(foot - tall * Math.exp(-((x / sigma) ** 2) / 2)).toFixed(1)}`;
  });
  return `M${frame.x(low)} ${foot}${points.join("")}L${frame.x(high)} ${foot}Z`;
}

function lineThrough(frame: Frame, at: number, { value, slope }: { value: number; slope: number }): string {
  const far = frame.xs[1] - frame.xs[0];
  const ends = [-1, 1].map((side) => `${frame.x(at + side * far).toFixed(1)} ${frame.y(value + side * far * slope).toFixed(1)}`);
  return `M${ends.join("L")}`;
}
