// Units of a small network that die while it trains, at a learning rate that is chosen.
import { useEffect, useMemo, useState } from "preact/hooks";
import { dataOf } from "../../race/data";
import { Member } from "../../race/member";
import { through } from "../../race/network";
import { figure, say } from "../../play/words";
import type { FigureText } from "../text";
import { DYING } from "../texts";
import { activationsOf, type Named } from "./named";

const RATES = [0.01, 0.03, 0.1, 0.3, 1, 3, 10];
const [WIDTH, STEPS, AT_ONCE] = [16, 300, 10];
const NOTHING = 1e-6; // a slope this small is none

/** A network, how many steps it has taken, and which units of its last hidden layer pass no gradient at any example. */
interface Now {
  steps: number;
  sound: boolean;
  dead: boolean[];
}

export function DyingFigure({ text }: { text: FigureText }) {
  const [place, setPlace] = useState(2);
  const all = useMemo(() => activationsOf(text), [text]);
  const rate = RATES[place]!;
  return (
    <div>
      <label class="slider">
        <span>{say(DYING.rate, { n: rate })}</span>
        <input
          type="range"
          min="0"
          max={RATES.length - 1}
          value={place}
          aria-valuetext={figure(rate)}
          onInput={(event) => setPlace(Number(event.currentTarget.value))}
        />
      </label>
      <p class="caption">{say(DYING.title)}, {say(DYING.steps, { n: STEPS })}</p>
      <div class="arms-of-units">
        {all.map((one) => <Units key={`${one.name} ${rate}`} one={one} rate={rate} />)}
      </div>
    </div>
  );
}

function going({ sound, steps }: Pick<Now, "sound" | "steps">): boolean {
  return sound && steps < STEPS;
}

function Units({ one, rate }: { one: Named; rate: number }) {
  const [now, setNow] = useState<Now>({ steps: 0, sound: true, dead: Array.from({ length: WIDTH }, () => false) });
  useEffect(() => trained(one, rate, setNow), [one, rate]);
  const n = now.dead.filter(Boolean).length;
  const words = !now.sound ? say(DYING.diverged) : say(n === 1 ? DYING.one : DYING.dead, { n, all: WIDTH });
  return (
    <figure aria-busy={going(now)}>
      <figcaption><code>{one.name}</code></figcaption>
      <svg class="squares" viewBox="0 0 84 84" role="img" aria-label={`${one.name}: ${words}`}>
        {now.dead.map((dead, unit) => (
          <rect key={unit} class={!now.sound ? "lost" : dead ? "dead" : "alive"} x={2 + 20 * (unit % 4) + 0.5} y={2 + 20 * (unit >> 2) + 0.5} width="18" height="18" />
        ))}
      </svg>
      <p class="help">{words}</p>
    </figure>
  );
}

/** Train a network a few steps at a time, telling each; return what ends it. */
function trained({ activation }: Named, rate: number, tell: (now: Now) => void): () => void {
  const data = dataOf({ name: "circle", noise: 0.1, seed: 0, train: 200, test: 200 });
  const recipe = { hidden: [WIDTH, WIDTH, WIDTH], initialisation: "he", optimiser: "sgd", rate, batch: 32 } as const;
  const member = new Member(activation, recipe, data, 0);
  let waiting = 0;
  const go = (): void => {
    for (let step = 0; step < AT_ONCE && going(member); step++) member.step();
    tell({ steps: member.steps, sound: member.sound, dead: deadOf(member) });
    if (going(member)) waiting = requestAnimationFrame(go);
  };
  waiting = requestAnimationFrame(go);
  return () => cancelAnimationFrame(waiting);
}

function deadOf(member: Member): boolean[] {
  const place = member.layers.length - 2;
  const { z } = through(member.layers, member.data.train.inputs)[place]!;
  const slopes = new Float32Array(z.length);
  member.layers[place]?.site?.slope(z, slopes);
  const dead = Array.from({ length: WIDTH }, () => true);
  slopes.forEach((one, at) => (dead[at % WIDTH] &&= Math.abs(one) <= NOTHING));
  return dead;
}
