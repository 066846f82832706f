// The curves of all activations by step: the mean over seeds with a band of one standard deviation.
import type { Signal } from "@preact/signals";
import { Axes, BOTTOM, frameOf, HIGH, LEFT, pathOf, RIGHT, TOP, WIDE } from "../axes";
import { lookOf, Swatch } from "../looks";
import { figure, say } from "../words";
import { curve, MEASURES, type Course, type Measure } from "./course";
import { RACE } from "./texts";
import { scoreWords } from "./scores";

export function Curves({ course, measure }: { course: Course; measure: Signal<Measure> }) {
  if (!course.drawn.curves.value) return null;
  const named = (one: Measure): string =>
    say(one === "score" ? (course.data.kind === "classes" ? RACE.accuracy : RACE.error) : RACE[one]);
  const rows = course.arms.map((arm) => curve(arm, measure.value));
  const diverged = course.arms.filter((arm) => arm.diverged).map(({ name, diverged }) => `${name} (${diverged})`);
  const words = say(RACE.curves, { what: named(measure.value) });
  const ends = course.arms.map(({ name }, place) => {
    const last = rows[place]?.at(-1);
    if (!last) return "";
    return `${name}: ${measure.value === "score" ? scoreWords(course, last.mean) : figure(last.mean, 3)}`;
  });
  return (
    <section class="curves">
      <label class="row">
        {say(RACE.measure)}
        <select value={measure.value} onChange={(event) => (measure.value = MEASURES[event.currentTarget.selectedIndex] ?? "testLoss")}>
          {MEASURES.map((one) => <option key={one} value={one}>{named(one)}</option>)}
        </select>
      </label>
      <Chart rows={rows} log={measure.value !== "score" || course.data.kind === "numbers"} steps={course.tasks[0]?.steps ?? 1} words={say(RACE.curvesOf, { what: named(measure.value), ends: ends.filter(Boolean).join("; ") })} />
      <ul class="legend">
        {course.arms.map(({ name }, place) => <li key={place}><Swatch place={place} /> {name}</li>)}
      </ul>
      <p class="help">{words}. {diverged.length ? say(RACE.leftOut, { names: diverged.join(", ") }) : ""}</p>
    </section>
  );
}

interface ChartProps {
  rows: { step: number; mean: number; sd: number }[][];
  log: boolean;
  steps: number;
  words: string;
}

function Chart({ rows, log, steps, words }: ChartProps) {
  const values = rows.flatMap((one) => one.flatMap(({ mean, sd }) => [mean - sd, mean, mean + sd])).filter((one) => Number.isFinite(one) && (!log || one > 0));
  const means = rows.flatMap((one) => one.map(({ mean }) => mean)).filter((one) => !log || one > 0);
  const least = log ? Math.min(...means) / 3 : -Infinity; // a band may reach down to nothing, which has no place here
  const seen = values.filter((one) => one >= least);
  const ends: [number, number] = seen.length ? [Math.min(...seen), Math.max(...seen)] : [0.1, 1];
  if (ends[0] === ends[1]) ends[1] = ends[0] + (Math.abs(ends[0]) || 1);
  const frame = frameOf([0, steps], ends, log);
  const floor = log ? ends[0] : -Infinity;
  return (
    <svg class="chart wide" viewBox={`0 0 ${WIDE} ${HIGH}`} role="img" aria-label={words}>
      <Axes frame={frame} />
      <svg x={LEFT} y={TOP} width={WIDE - LEFT - RIGHT} height={HIGH - TOP - BOTTOM} viewBox={`${LEFT} ${TOP} ${WIDE - LEFT - RIGHT} ${HIGH - TOP - BOTTOM}`}>
        {rows.map((one, place) => {
          const { name, dash } = lookOf(place);
          const above = one.map(({ step, mean, sd }) => [step, mean + sd] as const);
          const below = one.map(({ step, mean, sd }) => [step, Math.max(mean - sd, floor)] as const).reverse();
          const line = one.filter(({ mean }) => !log || mean > 0).map(({ step, mean }) => [step, mean] as const);
          return (
            <g key={place} class={name}>
              {one.length > 1 ? <path class="band" d={`${pathOf([...above, ...below], frame)}Z`} /> : null}
              {line.length > 1 ? <path d={pathOf(line, frame)} stroke-dasharray={dash} /> : null}
            </g>
          );
        })}
      </svg>
    </svg>
  );
}
