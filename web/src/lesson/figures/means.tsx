// Means with their intervals on one scale, and a zoom on the best three.
import { useState } from "preact/hooks";
import { RIGHT, ticks, WIDE } from "../../play/axes";
import { lookOf } from "../../play/looks";
import { figure, say } from "../../play/words";
import type { FigureText } from "../text";
import { MEANS } from "../texts";

const ALL = [79, 99] as const; // the same for every setting, so that their figures can be compared
const AROUND = 0.75; // points on either side of the best three's middle
const [ROW, TOP, NAMES] = [34, 10, 78];

export function MeansFigure({ text }: { text: FigureText }) {
  const [near, setNear] = useState(false);
  const rows = text.rows ?? [];
  const best = rows.map(([, mean]) => mean).sort((a, b) => b - a).slice(0, 3); // prettier-ignore
  const middle = best.reduce((sum, one) => sum + one, 0) / best.length;
  const [low, high] = near ? [middle - AROUND, middle + AROUND] : ALL;
  const x = (value: number): number => NAMES + ((value - low) / (high - low)) * (WIDE - NAMES - RIGHT - 4);
  const foot = TOP + ROW * rows.length;
  const words = rows.map(([name, mean, from, to]) => say(MEANS.one, { name, mean: figure(mean), low: figure(from), high: figure(to) }));
  return (
    <div>
      <button type="button" aria-pressed={near} onClick={() => setNear(!near)}>{say(MEANS.zoom)}</button>
      <figure>
        <figcaption>{say(MEANS.title)}</figcaption>
        <svg class="chart" viewBox={`0 0 ${WIDE} ${foot + 26}`} role="img" aria-label={words.join("; ")}>
          <g class="axes">
            {ticks([low, high], 5).map((at) => (
              <g key={at}>
                <path class="grid" d={`M${x(at)} ${TOP}V${foot}`} />
                <text x={x(at)} y={foot + 18} text-anchor="middle">{figure(at)}</text>
              </g>
            ))}
          </g>
          {rows.map(([name, mean, from, to], place) => {
            const y = TOP + ROW * (place + 0.5);
            const seen = (value: number): number => Math.max(NAMES, Math.min(WIDE - RIGHT, x(value)));
            return (
              <g key={name} class={lookOf(place).name}>
                <text class="name" x={NAMES - 8} y={y + 4} text-anchor="end">{name}</text>
                {to > low && from < high ? <path d={`M${seen(from)} ${y}H${seen(to)}`} stroke-width="6" stroke-opacity=".55" /> : null}
                {mean > low && mean < high ? <circle class="closed" cx={x(mean)} cy={y} r="5" /> : <text x={mean < low ? NAMES + 2 : WIDE - RIGHT} y={y + 4}>{mean < low ? "◀" : "▶"}</text>}
              </g>
            );
          })}
        </svg>
      </figure>
    </div>
  );
}
