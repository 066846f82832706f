// One step in numbers: forward, loss, backward, update.
import { useSignal } from "@preact/signals";
import type { Shown } from "../../race/member";
import { figure, say } from "../words";
import type { Course } from "./course";
import { RACE } from "./texts";

const UNITS = 6; // of a layer that are shown

export function StepNumbers({ course }: { course: Course }) {
  course.drawn.verdicts.value;
  const arm = useSignal(0);
  const stepped = course.arms[arm.value] ?? course.arms[0];
  if (!course.arms.some((one) => one.shown)) return null;
  return (
    <section class="step-numbers">
      <h2>{say(RACE.oneStep)}</h2>
      <label class="row">
        {say(RACE.ofArm)}
        <select value={arm.value} onChange={(event) => (arm.value = event.currentTarget.selectedIndex)}>
          {course.arms.map(({ name }, place) => <option key={place} value={place}>{name}</option>)}
        </select>
      </label>
      {stepped?.shown ? <Numbers seed={stepped.shown.seed} shown={stepped.shown.shown} course={course} /> : null}
    </section>
  );
}

function Numbers({ seed, shown, course }: { seed: number; shown: Shown; course: Course }) {
  const { layers, rows, targets, loss, step } = shown;
  const x = [...(layers[0]?.passed.x.subarray(0, course.data.width) ?? [])];
  const inputs = x.slice(0, UNITS).map((one) => figure(one, 3)).join("; ") + (x.length > UNITS ? "; …" : "");
  const fields = { step: String(step + 1), seed: String(seed), n: rows.length, x: inputs, target: figure(targets[0] ?? NaN, 3) };
  return (
    <>
      <p>{say(RACE.batchOf, fields)}</p>
      <p class="help">{say(RACE.forward)}</p>
      <p><b>{say(RACE.lossOf, { n: figure(loss, 5) })}</b></p>
      <p class="help">{say(RACE.backward)}</p>
      {layers.map((layer, place) => (
        <Layer key={place} layer={layer} place={place} last={place === layers.length - 1} course={course} />
      ))}
    </>
  );
}

interface LayerProps {
  layer: Shown["layers"][number];
  place: number;
  last: boolean;
  course: Course;
}

function Layer({ layer: { passed, delta, slope, gradient, before, after }, place, last, course }: LayerProps) {
  const width = before.bias.length;
  const units = Array.from({ length: Math.min(width, UNITS) }, (_one, unit) => unit);
  const rows: [string, Float32Array][] = last
    ? [["z", passed.z], [say(RACE.slopeIn), delta]]
    : [["z", passed.z], ["f(z)", passed.a], ["f′(z)", slope], [say(RACE.slopeOut), delta]]; // prettier-ignore
  const { optimiser = "", rate = NaN } = course.tasks[0]?.recipe ?? {};
  const steepest = gradient.weight.reduce((most, one, at) => (Math.abs(one) > Math.abs(gradient.weight[most]!) ? at : most), 0);
  const [old, next, steep] = [before, after, gradient].map(({ weight }) => weight[steepest]!) as [number, number, number];
  const update = {
    optimiser, rate, from: Math.floor(steepest / width) + 1, to: (steepest % width) + 1,
    before: figure(old, 6), after: figure(next, 6), gradient: figure(steep, 5),
  }; // prettier-ignore
  return (
    <div class="scroll" tabIndex={0} role="region" aria-label={last ? say(RACE.outputs) : say(RACE.layer, { n: place + 1 })}>
      <table>
        <thead>
          <tr>
            <th scope="col">{last ? say(RACE.outputs) : say(RACE.layer, { n: place + 1 })}</th>
            {units.map((unit) => <th key={unit} scope="col" class="number">{say(RACE.unit, { n: unit + 1 })}</th>)}
          </tr>
        </thead>
        <tbody>
          {rows.map(([name, values]) => (
            <tr key={name}>
              <th scope="row">{name}</th>
              {units.map((unit) => <td key={unit} class="number">{figure(values[unit]!)}</td>)}
            </tr>
          ))}
        </tbody>
      </table>
      <p class="help">{say(RACE.update, update)}</p>
    </div>
  );
}
