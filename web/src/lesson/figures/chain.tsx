// The gradient on its way back through twenty layers, for some activations with the same draws.
import { useMemo, useState } from "preact/hooks";
import { INITIALISATIONS, type Initialisation } from "../../race/initialise";
import { Axes, frameOf, HIGH, pathOf, WIDE } from "../../play/axes";
import { lookOf, Swatch } from "../../play/looks";
import { figure, say } from "../../play/words";
import type { FigureText } from "../text";
import { CHAIN } from "../texts";
import { chain, DEPTH } from "./gradients";
import { activationsOf } from "./named";

const NAMES: Partial<Record<Initialisation, string>> = { glorot: "Glorot", he: "He", lecun: "LeCun" };
const SAME = 1.2; // times: what lies nearer is as large

export function ChainFigure({ text }: { text: FigureText }) {
  const [how, setHow] = useState<Initialisation>("glorot");
  const [seed, setSeed] = useState(0);
  const all = useMemo(() => activationsOf(text), [text]);
  const lines = useMemo(() => all.map(({ activation }) => chain(activation, how, seed)), [all, how, seed]);
  const known = INITIALISATIONS.filter((one) => one === "tutorial" || NAMES[one]);
  return (
    <div>
      <div class="row">
        <label>
          {say(CHAIN.weights)}{" "}
          <select value={how} onChange={(event) => setHow(known[event.currentTarget.selectedIndex] ?? "glorot")}>
            {known.map((one) => <option key={one} value={one}>{NAMES[one] ?? say(CHAIN.tutorial)}</option>)}
          </select>
        </label>
        <button type="button" onClick={() => setSeed(seed + 1)}>{say(CHAIN.again)}</button>
      </div>
      <figure>
        <figcaption>{say(CHAIN.title, { n: DEPTH })}</figcaption>
        <Lines lines={lines} words={all.map(({ name }, place) => `${name}: ${ending(lines[place]!)}`).join("; ")} />
      </figure>
      <table>
        <tbody>
          {all.map(({ name }, place) => (
            <tr key={name}>
              <th scope="row"><Swatch place={place} /> {name}</th>
              <td>{ending(lines[place]!)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Lines({ lines, words }: { lines: readonly (readonly number[])[]; words: string }) {
  const powers = lines.map((line) => line.map((one, layer) => [layer + 1, Math.log10(one)] as const).filter(([, one]) => Number.isFinite(one)));
  const all = powers.flat().map(([, one]) => one);
  const frame = frameOf([1, DEPTH], [Math.min(-2, ...all) - 0.5, Math.max(2, ...all) + 0.5]);
  return (
    <svg class="chart" viewBox={`0 0 ${WIDE} ${HIGH}`} role="img" aria-label={words}>
      <Axes frame={frame} />
      <text class="inner" x={WIDE - 12} y={HIGH - 34} text-anchor="end">{say(CHAIN.layer)}</text>
      {powers.map((line, place) => (
        <g key={place} class={lookOf(place).name}>
          <path d={pathOf(line, frame)} stroke-dasharray={lookOf(place).dash} />
        </g>
      ))}
    </svg>
  );
}

/** Say how the gradient of the first layer compares with that of the last. */
function ending([first]: readonly number[]): string {
  const share = first as number;
  const times = Math.max(share, 1 / share);
  const words = times < SAME ? CHAIN.keeps : share < 1 ? CHAIN.shrinks : CHAIN.grows;
  return `${say(CHAIN.first)}: ${say(words, { n: times < 1e5 ? figure(times, 2) : power(times) })}`;
}

function power(value: number): string {
  const digits = [...String(Math.round(Math.log10(value)))].map((one) => "⁰¹²³⁴⁵⁶⁷⁸⁹"[Number(one)]);
  return `10${digits.join("")}`;
}
