// Networks that begin at the same weights, and part with the first step.
import { useMemo, useState } from "preact/hooks";
import { dataOf } from "../../race/data";
import { Member } from "../../race/member";
import { say } from "../../play/words";
import type { FigureText } from "../text";
import { START } from "../texts";
import { activationsOf } from "./named";

const SIDE = 10; // units of each hidden layer
const SEEN = 1; // the layer whose weights are shown, between the hidden ones
const RECIPE = { hidden: [SIDE, SIDE], initialisation: "tutorial", optimiser: "sgd", rate: 0.1, batch: 32 } as const;

/** The weights of a layer at the start and now, and a digest of all. */
interface Row {
  name: string;
  begun: Float32Array;
  now: Float32Array;
  digest: string;
}

export function StartFigure({ text }: { text: FigureText }) {
  const [steps, setSteps] = useState(0);
  const [seed, setSeed] = useState(0);
  const rows = useMemo(() => rowsOf(text, seed, steps), [text, seed, steps]);
  const changes = rows.map(({ begun, now }) => now.map((one, place) => one - begun[place]!));
  const most = Math.max(1e-9, ...changes.map((one) => Math.max(...one.map(Math.abs))));
  const different = new Set(rows.map(({ digest }) => digest)).size;
  return (
    <div>
      <div class="row">
        <button type="button" onClick={() => setSteps(steps + 1)}>{say(START.step)}</button>
        <button type="button" disabled={steps === 0} onClick={() => setSteps(0)}>{say(START.reset)}</button>
        <button type="button" onClick={() => (setSteps(0), setSeed(seed + 1))}>{say(START.other)}</button>
      </div>
      <p class="caption" aria-live="polite">
        {say(steps === 1 ? START.nowOne : START.now, { seed, n: steps })}.{" "}
        {different === 1 ? say(START.same) : different === rows.length ? say(START.apart) : ""}
      </p>
      {steps ? <p class="help">{say(START.below)}</p> : null}
      <div class="starts">
        {rows.map(({ name, now, digest }, place) => (
          <figure key={name}>
            <figcaption><code>{name}</code></figcaption>
            <Weights values={now} most={2} words={`${name}: ${say(START.weights)}, ${digest}`} />
            {steps ? <Weights values={changes[place]!} most={most} words={`${name}: ${say(START.change)}`} /> : null}
            <p class="help digest">{say(START.digest)} <code>{digest}</code></p>
          </figure>
        ))}
      </div>
    </div>
  );
}

/** A square of weights: blue below zero, orange above, the stronger the larger. */
function Weights({ values, most, words }: { values: Float32Array; most: number; words: string }) {
  return (
    <svg class="weights" viewBox={`0 0 ${SIDE} ${SIDE}`} role="img" aria-label={words}>
      {[...values].map((one, place) => (
        <rect key={place} class={one < 0 ? "below" : "above"} x={place % SIDE} y={Math.floor(place / SIDE)} width="1" height="1" fill-opacity={Math.min(1, Math.abs(one) / most).toFixed(3)} />
      ))}
    </svg>
  );
}

function rowsOf(text: FigureText, seed: number, steps: number): Row[] {
  const data = dataOf({ name: "circle", noise: 0.1, seed: 0, train: 200, test: 50 });
  return activationsOf(text).map(({ name, activation }) => {
    const member = new Member(activation, RECIPE, data, seed);
    const begun = member.layers[SEEN]!.weight.slice();
    for (let step = 0; step < steps; step++) member.step();
    return { name, begun, now: member.layers[SEEN]!.weight, digest: digestOf(member) };
  });
}

/** Return eight letters that change with any bit of any weight: FNV-1a, which is quick, not safe. */
function digestOf(member: Member): string {
  let found = 0x811c9dc5;
  for (const { weight, bias } of member.layers) {
    for (const array of [weight, bias]) {
      for (const byte of new Uint8Array(array.buffer)) found = Math.imul(found ^ byte, 0x01000193);
    }
  }
  return (found >>> 0).toString(16).padStart(8, "0");
}
