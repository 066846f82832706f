// The gradient at a sigmoid output, with two costs: where it is sure and wrong, only one still learns.
import { useState } from "preact/hooks";
import { Axes, BOTTOM, frameOf, HIGH, pathOf, TOP, WIDE } from "../../play/axes";
import { lookOf, Swatch } from "../../play/looks";
import { figure, language, say, type Words } from "../../play/words";
import { OUTPUT } from "../texts";

const REACH = 12;

interface Cost {
  name: Words;
  /** |dcost/dz| where the network answers p = sigmoid(z) and the target is 1. */
  slope: (p: number) => number;
}

const COSTS: readonly Cost[] = [
  { name: OUTPUT.entropy, slope: (p) => 1 - p },
  { name: OUTPUT.squared, slope: (p) => 2 * (1 - p) * p * (1 - p) },
];

/** Write a number to three digits, without a power of ten. */
function small(value: number): string {
  return value.toLocaleString(language.value === "pt" ? "pt-BR" : "en", { maximumSignificantDigits: 3 });
}

function sigmoid(z: number): number {
  return 1 / (1 + Math.exp(-z));
}

export function OutputFigure() {
  const [z, setZ] = useState(-5);
  const frame = frameOf([-REACH, REACH], [-0.03, 1.05]);
  const points = Array.from({ length: 201 }, (_one, place) => -REACH + (2 * REACH * place) / 200);
  const values = COSTS.map(({ slope }) => slope(sigmoid(z)));
  const words = COSTS.map(({ name }, place) => `${say(name)}: ${small(values[place]!)}`).join("; ");
  return (
    <div>
      <figure>
        <figcaption>{say(OUTPUT.title)}</figcaption>
        <svg class="chart" viewBox={`0 0 ${WIDE} ${HIGH}`} role="img" aria-label={words}>
          <Axes frame={frame} />
          <path class="reader" d={`M${frame.x(z)} ${TOP}V${HIGH - BOTTOM}`} />
          {COSTS.map(({ slope }, place) => (
            <g key={place} class={lookOf(place).name}>
              <path d={pathOf(points.map((at) => [at, slope(sigmoid(at))] as const), frame)} stroke-dasharray={lookOf(place).dash} />
              <circle class="closed" cx={frame.x(z)} cy={frame.y(values[place]!)} r="5" />
            </g>
          ))}
        </svg>
      </figure>
      <label class="slider">
        <span>{say(OUTPUT.sum, { n: z })}</span>
        <input type="range" min={-REACH} max={REACH} step="0.5" value={z} aria-valuetext={`z = ${figure(z)}. ${words}`} onInput={(event) => setZ(Number(event.currentTarget.value))} />
      </label>
      <p>{say(OUTPUT.answer, { n: small(sigmoid(z)) })}</p>
      <table>
        <tbody>
          {COSTS.map(({ name }, place) => (
            <tr key={place}>
              <th scope="row"><Swatch place={place} /> {say(name)}</th>
              <td class="number">{small(values[place]!)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
