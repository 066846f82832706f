// The function room: formulas, their curves, and what is known of the chosen one.
import { figure, say } from "../words";
import { hides } from "../presets";
import { About } from "./about";
import { Formulas } from "./formulas";
import { change, functionModel, type FunctionModel } from "./model";
import { FUNCTION } from "./texts";
import { FunctionView } from "./view";

export const shown = functionModel();
const NAMES = ["f", "f′", "f″"];
const REACHES = [2, 3, 5, 8, 12, 20];

export function FunctionRoom() {
  return (
    <div class="room">
      <div class="side">
        <Formulas model={shown} />
        <Drawing model={shown} />
      </div>
      <div class="main">
        <FunctionView model={shown} />
        <p class="help">{say(FUNCTION.legend)}</p>
        {hides("about") ? null : <About model={shown} />}
      </div>
    </div>
  );
}

/** Which derivatives are drawn, how far, and over which inputs. */
function Drawing({ model }: { model: FunctionModel }) {
  const { orders, reach, sigma, at } = model.state.value;
  const turn = (order: number): void => {
    const next = orders.includes(order) ? orders.filter((one) => one !== order) : [...orders, order].sort();
    if (next.length) change(model, { orders: next });
  };
  return (
    <fieldset>
      <legend>{say(FUNCTION.show)}</legend>
      <div class="row">
        {NAMES.map((name, order) => (
          <label key={name} class="check">
            <input type="checkbox" checked={orders.includes(order)} onChange={() => turn(order)} />
            {name}
          </label>
        ))}
      </div>
      <label class="slider">
        <span>{say(FUNCTION.reach, { n: reach })}</span>
        <input
          type="range"
          min="0"
          max={REACHES.length - 1}
          value={REACHES.indexOf(reach)}
          aria-valuetext={say(FUNCTION.reach, { n: reach })}
          onInput={(event) => {
            const next = REACHES[Number(event.currentTarget.value)] ?? 5;
            change(model, { reach: next, at: Math.max(-next, Math.min(next, at)) });
          }}
        />
      </label>
      <label class="slider">
        <span>{say(FUNCTION.sigma, { n: figure(sigma) })}</span>
        <input
          type="range"
          min="0.1"
          max="4"
          step="0.1"
          value={sigma}
          aria-valuetext={`σ = ${figure(sigma)}`}
          onInput={(event) => change(model, { sigma: Number(event.currentTarget.value) })}
        />
      </label>
    </fieldset>
  );
}

export { REACHES };
