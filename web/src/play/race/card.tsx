// One activation's network while it trains: what it answers, its units, its gradients.
import { Swatch } from "../looks";
import { figure, percent, say, told } from "../words";
import { Answers } from "./answers";
import type { Course, Said } from "./course";
import type { RaceModel } from "./model";
import { RACE } from "./texts";
import { scoreWords } from "./scores";

interface Props {
  name: string;
  place: number;
  course: Course | undefined;
  model: RaceModel;
}

export function ArmCard({ name, place, course, model }: Props) {
  course?.drawn.networks.value;
  const arm = course?.arms[place];
  const last = arm?.last;
  return (
    <section class="card" aria-label={name}>
      <h2><Swatch place={place} /> {name}</h2>
      {arm?.refusal ? <p class="error" role="alert">{told(arm.refusal)}</p> : null}
      <Answers name={name} course={course} last={last} model={model} />
      {course && last ? (
        <p class="score">
          {say(RACE.seedStep, { seed: last.seed, step: String(last.step) })}: {say(course.data.kind === "classes" ? RACE.accuracy : RACE.error)} <b>{scoreWords(course, last.worth.score)}</b>{Number.isFinite(last.worth.loss) ? "" : ` (${say(RACE.diverged)})`}
        </p>
      ) : null}
      {last ? <Units last={last} /> : null}
      {last ? <Gradients sizes={last.gradients} /> : null}
    </section>
  );
}

/** The hidden units, layer by layer. */
function Units({ last }: { last: Said }) {
  return (
    <>
      <h3>{say(RACE.units)}</h3>
      {last.worth.sites.map(({ dead, saturated, deadUnits, saturatedUnits }, layer) => {
        const n = deadUnits.length;
        const words = say(RACE.unitsOf, { layer: layer + 1, n, dead: Math.round(dead * n), saturated: percent(saturated, 2) });
        return (
          <svg key={layer} class="units" viewBox={`0 0 ${Math.max(n, 8) * 10} 10`} role="img" aria-label={words}>
            <title>{words}</title>
            {Array.from(deadUnits, (isDead, unit) => (
              <g key={unit}>
                <rect class={isDead ? "dead" : "unit"} x={unit * 10 + 1} y="1" width="8" height="8" fill-opacity={isDead ? 1 : 1 - 0.88 * saturatedUnits[unit]!} />
                {isDead ? <path class="crossed" d={`M${unit * 10 + 2.5} 2.5l5 5m0-5l-5 5`} /> : null}
              </g>
            ))}
          </svg>
        );
      })}
    </>
  );
}

const [LEAST, DECADES] = [1e-6, 7]; // of the bars' logarithmic scale: from 1e-6 to 10

/** The size of the gradient in each layer's weights, by powers of ten. */
function Gradients({ sizes }: { sizes: readonly number[] }) {
  if (!sizes.length) return null;
  return (
    <>
      <h3>{say(RACE.gradients)}</h3>
      <ul class="bars">
        {sizes.map((size, layer) => {
          const share = Number.isFinite(size) ? Math.max(0, Math.min(1, Math.log10(Math.max(size, LEAST) / LEAST) / DECADES)) : 0;
          return (
            <li key={layer}>
              <svg viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true">
                <rect class="bar" width={100 * share} height="8" />
              </svg>
              <span>{say(RACE.gradientOf, { layer: layer + 1, n: figure(size, 2) })}</span>
            </li>
          );
        })}
      </ul>
    </>
  );
}
