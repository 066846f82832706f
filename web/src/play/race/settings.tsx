// What is to be trained: activations with their control, data, network, training, seeds.
import { INITIALISATIONS } from "../../race/initialise";
import { figure, say, type Words } from "../words";
import { hides } from "../presets";
import { Catalogue, Line, Notes } from "../function/formulas";
import { change, DATA, MOST_ARMS, OPTIMISERS, type RaceModel, type RaceState } from "./model";
import { Points } from "./points";
import { Sample } from "./sample";
import { RACE } from "./texts";

const NARROW = 832; // a screen on which settings stand above the race, and would hide it
export const RATES = [0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1];
export const BATCHES = [1, 8, 16, 32, 64, 128];
export const STEPS = [100, 200, 400, 600, 1000, 2000, 4000];
export const SEEDS = [8, 12, 16, 24, 32];

export function Settings({ model }: { model: RaceModel }) {
  return (
    <>
      <Arms model={model} />
      <DataChoice model={model} />
      {hides("settings") ? null : <Network model={model} />}
    </>
  );
}

function Arms({ model }: { model: RaceModel }) {
  const { arms, control } = model.state.value;
  const put = (place: number, text: string): void =>
    change(model, { arms: arms.map((one, index) => (index === place ? text : one)) });
  const remove = (place: number): void =>
    change(model, { arms: arms.filter((_one, index) => index !== place), control: control > place ? control - 1 : control === place ? 0 : control });
  const add = (text: string): void => change(model, { arms: [...arms, text] });
  return (
    <fieldset class="formulas">
      <legend>{say(RACE.arms)}</legend>
      <p class="help" id="control-help">{say(RACE.controlHelp)}</p>
      {model.entries.value.map((entry, place) => (
        <div key={place} class={`formula${place === control ? " chosen" : ""}`}>
          <Line
            group="control"
            place={place}
            entry={entry}
            chosen={place === control}
            help="control-help"
            labels={{ choose: say(RACE.control, { n: place + 1 }), text: say(RACE.arm, { n: place + 1 }), remove: say(RACE.remove, { n: place + 1 }) }}
            choose={() => change(model, { control: place })}
            put={(text) => put(place, text)}
            remove={arms.length > 2 ? () => remove(place) : undefined}
          />
          <Notes entry={entry} place={place} />
        </div>
      ))}
      {arms.length < MOST_ARMS ? (
        <div class="row">
          <button type="button" onClick={() => add("gelu")}>{say(RACE.add)}</button>
          <Catalogue pick={add} />
        </div>
      ) : null}
    </fieldset>
  );
}

function DataChoice({ model }: { model: RaceModel }) {
  const { data, noise } = model.state.value;
  return (
    <fieldset>
      <legend>{say(RACE.data)}</legend>
      <Choice model={model} field="data" label={RACE.data} options={DATA} named={(one) => say(RACE[one])} />
      {data === "digits" || data === "points" ? null : (
        <Slider model={model} field="noise" words={RACE.noise} ends={[0, 1, 0.05]} value={noise} />
      )}
      {data === "digits" ? <Sample /> : null}
      {data === "points" ? <Points model={model} /> : null}
    </fieldset>
  );
}

function Network({ model }: { model: RaceModel }) {
  const { depth, width, first } = model.state.value;
  const named = (one: string): string => (one === "tutorial" || one === "matched" ? say(RACE[one]) : one);
  return (
    <details class="box" open={innerWidth > NARROW}>
      <summary>{say(RACE.network)}</summary>
      <Slider model={model} field="depth" words={RACE.depth} ends={[1, 6, 1]} value={depth} />
      <Slider model={model} field="width" words={RACE.width} ends={[1, 32, 1]} value={width} />
      <Choice model={model} field="initialisation" label={RACE.initialisation} options={INITIALISATIONS} named={named} />
      <Choice model={model} field="optimiser" label={RACE.optimiser} options={OPTIMISERS} />
      <Choice model={model} field="rate" label={RACE.rate} options={RATES} />
      <Choice model={model} field="batch" label={RACE.batch} options={BATCHES} />
      <Choice model={model} field="steps" label={RACE.steps} options={STEPS} />
      <Choice model={model} field="seeds" label={RACE.seeds} options={SEEDS} />
      <label class="slider">
        <span>{say(RACE.first)}</span>
        <input
          type="number"
          min="0"
          max="999999"
          value={first}
          onChange={(event) => {
            const next = Math.floor(Number(event.currentTarget.value));
            if (next >= 0 && next <= 999_999) change(model, { first: next });
            else event.currentTarget.value = String(first);
          }}
        />
      </label>
    </details>
  );
}

interface ChoiceProps<T extends string | number> {
  model: RaceModel;
  field: keyof RaceState;
  label: Words;
  options: readonly T[];
  named?: (one: T) => string;
}

/** A choice of one of a few values, and of the one that there is. */
function Choice<T extends string | number>({ model, field, label, options, named }: ChoiceProps<T>) {
  const value = model.state.value[field] as T;
  const all = options.includes(value) ? options : [value, ...options]; // a link may ask for others
  return (
    <label class={`slider${field === "data" ? " broad" : ""}`}>
      <span>{say(label)}</span>
      <select value={value} onChange={(event) => change(model, { [field]: all[event.currentTarget.selectedIndex] } as Partial<RaceState>)}>
        {all.map((one) => (
          <option key={one} value={one}>{named ? named(one) : typeof one === "number" ? figure(one, 6) : one}</option>
        ))}
      </select>
    </label>
  );
}

interface SliderProps {
  model: RaceModel;
  field: "noise" | "depth" | "width";
  words: Words;
  ends: readonly [low: number, high: number, step: number];
  value: number;
}

function Slider({ model, field, words, ends: [low, high, step], value }: SliderProps) {
  const label = say(words, { n: value });
  return (
    <label class="slider">
      <span>{label}</span>
      <input type="range" min={low} max={high} step={step} value={value} aria-valuetext={label} onInput={(event) => change(model, { [field]: Number(event.currentTarget.value) })} />
    </label>
  );
}
