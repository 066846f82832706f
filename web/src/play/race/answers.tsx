// What a network answers: the plane coloured by its classes, or a curve along x, with the training points on it.
import { useLayoutEffect, useMemo, useRef } from "preact/hooks";
import type { Data, Point } from "../../race/data";
import { say } from "../words";
import type { Course, Said } from "./course";
import { dataFor, REACH, SIDE, type RaceModel } from "./model";
import { Dots } from "./points";
import { RACE } from "./texts";
import { scoreWords } from "./scores";

const SEEN = 120; // training points that are drawn
const COLOURS = [[0, 114, 178], [213, 94, 0], [0, 158, 115]] as const; // of classes: Okabe, Ito (2008)
const STRONGEST = 170; // opacity, of 255, of a sure answer

interface Props {
  name: string;
  course: Course | undefined;
  last: Said | undefined;
  model: RaceModel;
}

export function Answers({ name, course, last, model }: Props) {
  const state = model.state.value;
  const data = useMemo(() => course?.data ?? dataFor(state), [course, state]);
  const points = useMemo(() => (data && data.width < 3 ? pointsOf(data) : []), [data]);
  const dots = useMemo(() => <Dots points={points} />, [points]); // the same each time, so that it is not drawn anew
  if (!data || data.width > 2) return null;
  const where = last ? say(RACE.seedStep, { seed: last.seed, step: String(last.step) }) : say(RACE.waiting);
  const score = course && last ? scoreWords(course, last.worth.score) : "–";
  const words = say(data.width === 2 ? RACE.boundary : RACE.fit, { name, where, score });
  return (
    <div class="answers" role="img" aria-label={words}>
      {data.width === 2 && last ? <Plane grid={last.grid} outputs={data.outputs} /> : null}
      <svg viewBox={`${-REACH} ${-REACH} ${2 * REACH} ${2 * REACH}`} aria-hidden="true">
        {dots}
        {data.width === 1 && last ? <path class="fit" d={fit(last.grid)} /> : null}
      </svg>
    </div>
  );
}

function pointsOf({ width, train }: Data): Point[] {
  return Array.from({ length: Math.min(SEEN, train.n) }, (_one, row) => {
    if (width === 1) return [train.inputs[row]!, train.targets[row]!, 0];
    return [train.inputs[2 * row]!, train.inputs[2 * row + 1]!, train.targets[row]!];
  });
}

function fit(grid: Float32Array): string {
  const step = (2 * REACH) / (grid.length - 1);
  const cut = (y: number): number => Math.max(-2 * REACH, Math.min(2 * REACH, Number.isNaN(y) ? 0 : y));
  return Array.from(grid, (y, place) => `${place ? "L" : "M"}${(place * step - REACH).toFixed(3)} ${cut(-y).toFixed(3)}`).join("");
}

/** The plane in the colours of the classes, the surer the stronger. */
function Plane({ grid, outputs }: { grid: Float32Array; outputs: number }) {
  const canvas = useRef<HTMLCanvasElement>(null);
  useLayoutEffect(() => {
    const pen = canvas.current?.getContext("2d");
    if (pen) pen.putImageData(coloured(grid, outputs), 0, 0);
  }, [grid, outputs]);
  return <canvas ref={canvas} width={SIDE} height={SIDE} aria-hidden="true" />;
}

function coloured(grid: Float32Array, outputs: number): ImageData {
  const image = new ImageData(SIDE, SIDE);
  for (let place = 0; place < SIDE * SIDE; place++) {
    const answers = grid.subarray(place * outputs, (place + 1) * outputs);
    const most = answers.reduce((all, one) => Math.max(all, one), -Infinity);
    const best = answers.indexOf(most);
    const share = 1 / answers.reduce((sum, one) => sum + Math.exp(one - most), 0);
    const sure = (share * outputs - 1) / (outputs - 1);
    const [row, column] = [SIDE - 1 - Math.floor(place / SIDE), place % SIDE]; // the grid begins at the lowest row
    const opacity = Number.isFinite(sure) ? STRONGEST * sure : 0;
    image.data.set([...(COLOURS[best] ?? [0, 0, 0]), opacity], 4 * (row * SIDE + column));
  }
  return image;
}
