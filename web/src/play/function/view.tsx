// The curves of some formulas: f and its derivatives, one panel each, read by pointer or arrow keys.
import { useComputed } from "@preact/signals";
import type { Activation } from "../../language/activation";
import { profile } from "../../analysis/profile";
import { figure, say } from "../words";
import { Swatch } from "../looks";
import { curveOf, spanOf, type Curve } from "./curve";
import { change, type FunctionModel } from "./model";
import { Panel, type Drawn } from "./panel";
import { FUNCTION } from "./texts";

const NAMES = ["f", "f′", "f″"];
const STEPS: Record<string, number> = { ArrowLeft: -0.02, ArrowRight: 0.02, ArrowDown: -0.02, ArrowUp: 0.02, PageDown: -0.2, PageUp: 0.2 };

const known = new WeakMap<Activation, Map<string, Curve>>();

/** Return a curve, made once for each activation. */
function curveOnce(activation: Activation, order: number, reach: number): Curve {
  const mine = known.get(activation) ?? new Map<string, Curve>();
  known.set(activation, mine);
  const key = `${order} ${reach}`;
  const found = mine.get(key) ?? curveOf(activation, order, reach);
  mine.set(key, found);
  return found;
}

/** The panels, with the numbers at the place that is read. `model` says what is drawn; `readings` whether the table is there. */
export function FunctionView({ model, readings = true }: { model: FunctionModel; readings?: boolean }) {
  const { reach, at, orders, sigma, chosen } = model.state.value;
  const found = useComputed(() => readable(model));
  const shades = useComputed(() => shadesOf(model));
  const one = found.value.find(({ place }) => place === chosen) ?? found.value[0];
  const moved = (to: number): void => change(model, { at: Math.max(-reach, Math.min(reach, Number(to.toPrecision(3)))) });
  const here = Float64Array.of(at);
  return (
    <div class="function-view">
      <div class={`panels of${orders.length}`}>
        {orders.map((order, first) => {
          const drawn = found.value.map(({ activation, place }) => ({ place, curve: curveOnce(activation, order, reach) }));
          return (
            <figure key={order}>
              <figcaption>{`${NAMES[order]}(x)`}</figcaption>
              <Panel
                drawn={drawn}
                reach={reach}
                at={at}
                shades={shades.value}
                {...(order === 0 ? { sigma } : {})}
                tangent={one && { value: one.activation.at(here, order)[0]!, slope: order ? NaN : one.activation.at(here, 1)[0]! }}
                moved={moved}
                svg={first ? { role: "img", "aria-label": words(model, order, drawn) } : reader(model, at, reach, moved, words(model, order, drawn))}
              />
            </figure>
          );
        })}
        {readings ? <Readings model={model} /> : null}
      </div>
    </div>
  );
}

/** Return the formulas that could be read, with their places. */
export function readable(model: FunctionModel): { activation: Activation; place: number; text: string }[] {
  return model.entries.value.flatMap(({ found, text }, place) => (found ? [{ activation: found.activation, place, text }] : []));
}

function shadesOf(model: FunctionModel): (readonly [number, number])[][] {
  const { chosen } = model.state.value;
  const all = readable(model);
  const one = all.find(({ place }) => place === chosen) ?? all[0];
  return one ? profileOnce(one.activation, 1).saturation.map(({ intervals }) => intervals) : [];
}

const profiles = new WeakMap<Activation, Map<number, ReturnType<typeof profile>>>();

/** Return a profile, computed once for each activation and spread. */
export function profileOnce(activation: Activation, sigma: number): ReturnType<typeof profile> {
  const mine = profiles.get(activation) ?? new Map<number, ReturnType<typeof profile>>();
  profiles.set(activation, mine);
  const found = mine.get(sigma) ?? profile(activation, sigma);
  mine.set(sigma, found);
  return found;
}

/** Return what makes the first panel a slider: the arrow keys move the place that is read. */
function reader(model: FunctionModel, at: number, reach: number, moved: (at: number) => void, words: string): Record<string, unknown> {
  const onKeyDown = (event: KeyboardEvent): void => {
    const ends: Record<string, number> = { Home: -reach, End: reach };
    const step = STEPS[event.key];
    const to = ends[event.key] ?? (step === undefined ? undefined : at + step * reach);
    if (to === undefined) return;
    event.preventDefault();
    moved(to);
  };
  const read = readable(model).map(({ activation, text }) => {
    const [y, slope] = [0, 1].map((order) => figure(activation.at(Float64Array.of(at), order)[0] ?? NaN));
    return `${text}: f = ${y}, f′ = ${slope}`;
  });
  return {
    role: "slider", tabindex: 0, onKeyDown, "aria-label": words, "aria-valuemin": -reach, "aria-valuemax": reach,
    "aria-valuenow": at, "aria-valuetext": `x = ${figure(at)}. ${read.join("; ")}`,
  }; // prettier-ignore
}

/** Say what a panel shows: between which values each curve lies, and where it jumps. */
function words(model: FunctionModel, order: number, drawn: readonly Drawn[]): string {
  const { reach, formulas } = model.state.value;
  const names = readable(model).map(({ text }) => text).join(", "); // prettier-ignore
  const head = say(FUNCTION.picture, { what: NAMES[order] ?? "", names, low: -reach, high: reach });
  const curves = drawn.map(({ place, curve: { pieces, ends } }) => {
    const [low, high] = spanOf(pieces);
    const at = [...new Set(ends.map((end) => end.at[0]))].map((x) => figure(x)).join("; ");
    const name = formulas[place] ?? "";
    return say(FUNCTION.span, { name, low, high }) + (at ? say(FUNCTION.breaks, { at }) : "");
  });
  return [head, ...curves].join(". ");
}

/** The values of all formulas at the place that is read. */
function Readings({ model }: { model: FunctionModel }) {
  const { at, chosen } = model.state.value;
  const here = Float64Array.of(at);
  const one = readable(model).find(({ place }) => place === chosen);
  return (
    <div class="scroll readings" tabIndex={0} role="group" aria-label={say(FUNCTION.readings)}>
      <table>
        <thead>
          <tr>
            <th scope="col">{`x = ${figure(at)}`}</th>
            {NAMES.map((name) => (
              <th key={name} scope="col" class="number">{name}</th>
            ))}
          </tr>
        </thead>
        <tbody>
          {readable(model).map(({ activation, place, text }) => {
            const [y, slope, bend] = [0, 1, 2].map((order) => activation.at(here, order)[0] as number) as [number, number, number];
            const corner = activation.kinks.some((kink) => kink.at === at);
            return (
              <tr key={place} class={place === chosen ? "chosen" : ""}>
                <th scope="row"><Swatch place={place} /> {text}</th>
                <td class="number">{figure(y)}</td>
                <td class="number">{figure(slope)}{corner ? "*" : ""}</td>
                <td class="number">{corner ? "–" : figure(bend)}</td>
              </tr>
            );
          })}
        </tbody>
      </table>
      {readable(model).some(({ activation }) => activation.kinks.some((kink) => kink.at === at)) ? <p class="help">* {say(FUNCTION.used)}</p> : null}
      {one ? <Tangent text={one.text} at={at} values={[0, 1].map((order) => one.activation.at(here, order)[0]!)} /> : null}
    </div>
  );
}

/** The tangent of the chosen formula, as an equation. */
function Tangent({ text, at, values: [y = NaN, slope = NaN] }: { text: string; at: number; values: number[] }) {
  if (!Number.isFinite(y) || !Number.isFinite(slope)) return null;
  const line = `y = ${figure(y)} ${slope < 0 ? "−" : "+"} ${figure(Math.abs(slope))} (x ${at < 0 ? "+" : "−"} ${figure(Math.abs(at))})`;
  return <p class="help">{say(FUNCTION.tangent, { name: text, line })}</p>;
}
