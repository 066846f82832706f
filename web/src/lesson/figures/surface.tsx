// Cuts through the cost of some networks, on one scale.
import { useMemo, useState } from "preact/hooks";
import { Axes, frameOf, HIGH, pathOf, WIDE, type Frame } from "../../play/axes";
import { lookOf } from "../../play/looks";
import { figure, say } from "../../play/words";
import type { FigureText } from "../text";
import { SURFACE } from "../texts";
import { cut, type Cut } from "./cuts";

export function SurfaceFigure({ text }: { text: FigureText }) {
  const [seed, setSeed] = useState(0);
  const names = text.shown ?? [];
  const cuts = useMemo(() => names.map((name) => cut(name, seed)), [names, seed]);
  const costs = cuts.flatMap(({ points }) => points.map(([, cost]) => cost));
  const [low, high] = [Math.min(...costs), Math.max(...costs)];
  const frame = frameOf([0, 1], [low - 0.1 * (high - low), high + 0.1 * (high - low)]);
  return (
    <div>
      <button type="button" onClick={() => setSeed(seed + 1)}>{say(SURFACE.again)}</button>
      <p class="caption">{say(SURFACE.title)}</p>
      <div class="panels">
        {cuts.map((one, place) => <Way key={names[place]} name={names[place]!} one={one} place={place} frame={frame} />)}
      </div>
    </div>
  );
}

function Way({ name, one: { points, hill }, place, frame }: { name: string; one: Cut; place: number; frame: Frame }) {
  const model = name === "regression" ? say(SURFACE.regression) : name === "identity" ? say(SURFACE.identity) : say(SURFACE.hidden, { name });
  const words = hill ? say(SURFACE.hill, { n: figure(hill, 2) }) : say(SURFACE.none);
  return (
    <figure>
      <figcaption>{model}: {words}</figcaption>
      <svg class="chart" viewBox={`0 0 ${WIDE} ${HIGH}`} role="img" aria-label={`${model}: ${words}`}>
        <Axes frame={frame} />
        <path class="reader" d={pathOf([points[0]!, points.at(-1)!], frame)} />
        <g class={lookOf(place).name}><path d={pathOf(points, frame)} /></g>
      </svg>
    </figure>
  );
}
