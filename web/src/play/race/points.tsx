// One's own points: put by mouse, or by moving a cross with the arrow keys.
import { useSignal } from "@preact/signals";
import type { Point } from "../../race/data";
import { figure, say } from "../words";
import { change, FEWEST_POINTS, MOST_POINTS, type RaceModel } from "./model";
import { RACE } from "./texts";

export const LEVELS = 64; // of each coordinate, so that a link holds a point in three characters
const APART = 4; // levels between points that are put by dragging
const GROUPS = [0, 1, 2];
const KEYS: Record<string, readonly [number, number]> = { ArrowLeft: [-2, 0], ArrowRight: [2, 0], ArrowUp: [0, 2], ArrowDown: [0, -2] };

/** Return the coordinate of a level: from -2 to 2. */
export function coordinate(level: number): number {
  return (level - (LEVELS - 1) / 2) / ((LEVELS - 1) / 4);
}

export function levelOf(at: number): number {
  return Math.max(0, Math.min(LEVELS - 1, Math.round(at * ((LEVELS - 1) / 4) + (LEVELS - 1) / 2)));
}

export function Points({ model }: { model: RaceModel }) {
  const { points } = model.state.value;
  const cross = useSignal<readonly [number, number]>([LEVELS / 2, LEVELS / 2]);
  const group = useSignal(0);
  const [x, y] = cross.value.map(coordinate) as [number, number];
  const put = ([a, b]: readonly [number, number]): void => {
    cross.value = [a, b];
    if (points.length < MOST_POINTS) change(model, { points: [...points, [coordinate(a), coordinate(b), group.value]] });
  };
  const undo = (): void => change(model, { points: points.slice(0, -1) });
  const pressed = (event: KeyboardEvent): void => {
    const by = KEYS[event.key];
    if (by) cross.value = [0, 1].map((axis) => Math.max(0, Math.min(LEVELS - 1, cross.value[axis]! + by[axis]!))) as [number, number];
    else if (event.key === "Enter" || event.key === " ") put(cross.value);
    else if (event.key === "Backspace") undo();
    else return;
    event.preventDefault();
  };
  const pointed = (event: PointerEvent): void => {
    if (!(event.buttons & 1)) return;
    const box = (event.currentTarget as Element).getBoundingClientRect();
    const at = (share: number): number => Math.max(0, Math.min(LEVELS - 1, Math.round(share * LEVELS - 0.5)));
    const [a, b] = [at((event.clientX - box.left) / box.width), at(1 - (event.clientY - box.top) / box.height)];
    const far = Math.hypot(a - cross.value[0], b - cross.value[1]) >= APART;
    if (event.type === "pointerdown" || far) put([a, b]);
  };
  const words = say(RACE.drawn, { n: points.length, x: figure(x, 2), y: figure(y, 2), group: group.value + 1 });
  return (
    <div class="own-points">
      <p class="help">{say(RACE.drawHelp)} {say(RACE.fewPoints, { n: FEWEST_POINTS })}</p>
      <div class="row" role="group" aria-label={say(RACE.draw)}>
        {GROUPS.map((one) => (
          <button key={one} type="button" aria-pressed={group.value === one} onClick={() => (group.value = one)}>{say(RACE.group, { n: one + 1 })}</button>
        ))}
      </div>
      <svg class="plane" viewBox="-2.4 -2.4 4.8 4.8" tabindex={0} role="application" aria-label={`${say(RACE.draw)}. ${say(RACE.drawHelp)}`} onKeyDown={pressed} onPointerDown={pointed} onPointerMove={pointed}>
        <path class="grid" d="M-2.4 0H2.4M0-2.4V2.4" />
        <Dots points={points} />
        <path class="cross" d={`M${x - 0.12} ${-y}h.24M${x} ${-y - 0.12}v.24`} />
      </svg>
      <p class="help" aria-live="polite">{words}</p>
      <div class="row">
        <button type="button" disabled={!points.length} onClick={undo}>{say(RACE.undo)}</button>
        <button type="button" disabled={!points.length} onClick={() => change(model, { points: [] })}>{say(RACE.clear)}</button>
      </div>
    </div>
  );
}

/** Points in the plane, y upwards: classes differ in colour and shape. */
export function Dots({ points, size = 0.055 }: { points: readonly Point[]; size?: number }) {
  return (
    <>
      {points.map(([x, y, group], place) =>
        group === 1 ? (
          <rect key={place} class="dot1" x={x - size} y={-y - size} width={2 * size} height={2 * size} />
        ) : group === 2 ? (
          <path key={place} class="dot2" d={`M${x} ${-y - 1.3 * size}l${1.3 * size} ${2.3 * size}h${-2.6 * size}Z`} />
        ) : (
          <circle key={place} class="dot0" cx={x} cy={-y} r={1.15 * size} />
        ),
      )}
    </>
  );
}
