// The formulas that are drawn: typed or picked, with their errors, and a slider for every parameter.
import { tables } from "../../language/tables";
import { Swatch } from "../looks";
import { figure, language, plain, say, told } from "../words";
import { change, MOST, type Entry, type FunctionModel } from "./model";
import { reachOf, rewritten } from "./rewrite";
import { FUNCTION } from "./texts";

export function Formulas({ model }: { model: FunctionModel }) {
  const { formulas, chosen } = model.state.value;
  const put = (place: number, text: string): void =>
    change(model, { formulas: formulas.map((one, index) => (index === place ? text : one)) });
  const remove = (place: number): void =>
    change(model, { formulas: formulas.filter((_one, index) => index !== place), chosen: chosen > place ? chosen - 1 : Math.min(chosen, formulas.length - 2) });
  const add = (text: string): void => change(model, { formulas: [...formulas, text], chosen: formulas.length });
  return (
    <fieldset class="formulas">
      <legend>{say(FUNCTION.formulas)}</legend>
      <p class="help" id="formula-help">{say(FUNCTION.help)}</p>
      {model.entries.value.map((entry, place) => (
        <div key={place} class={`formula${place === chosen ? " chosen" : ""}`}>
          <Line
            group="chosen"
            place={place}
            entry={entry}
            chosen={place === chosen}
            help="formula-help"
            labels={{ choose: say(FUNCTION.choose, { n: place + 1 }), text: say(FUNCTION.formula, { n: place + 1 }), remove: say(FUNCTION.remove, { n: place + 1 }) }}
            choose={() => change(model, { chosen: place })}
            put={(text) => put(place, text)}
            focused={() => change(model, { chosen: place })}
            remove={formulas.length > 1 ? () => remove(place) : undefined}
          />
          <Notes entry={entry} place={place} />
          <Sliders entry={entry} put={(text) => put(place, text)} />
        </div>
      ))}
      {formulas.length < MOST ? (
        <div class="row">
          <button type="button" onClick={() => add("x*sigmoid(x)")}>{say(FUNCTION.add)}</button>
          <Catalogue pick={add} />
        </div>
      ) : null}
    </fieldset>
  );
}

/** What a line of formulas says and does. */
interface LineOf {
  group: string;
  place: number;
  entry: Entry;
  chosen: boolean;
  help: string;
  labels: { choose: string; text: string; remove: string };
  choose: () => void;
  put: (text: string) => void;
  focused?: (() => void) | undefined;
  /** None where so few are left that all have to stay. */
  remove: (() => void) | undefined;
}

/** One formula that is typed: which of them is chosen, its line, its text, and the way to be rid of it. */
export function Line({ group, place, entry, chosen, help, labels, choose, put, focused, remove }: LineOf) {
  return (
    <div class="row">
      <input type="radio" name={group} checked={chosen} aria-label={labels.choose} onChange={choose} />
      <Swatch place={place} />
      <input
        type="text"
        class="text"
        spellcheck={false}
        autocapitalize="off"
        autocomplete="off"
        value={entry.text}
        aria-label={labels.text}
        aria-describedby={entry.refusal ? `error${place}` : help}
        aria-invalid={entry.refusal ? "true" : "false"}
        onInput={(event) => put(event.currentTarget.value)}
        onFocus={() => focused?.()}
      />
      {remove ? <button type="button" class="plain" aria-label={labels.remove} onClick={(event) => {
        focusFirst(event.currentTarget);
        remove();
      }}>×</button> : null}
    </div>
  );
}

/** Put the focus on the first field beside a button that is about to go. */
function focusFirst(button: Element): void {
  button.closest("fieldset")?.querySelector<HTMLElement>(".text")?.focus();
}

/** What is to be known of how the words were read, or why they were not. */
export function Notes({ entry: { refusal, found }, place }: { entry: Entry; place: number }) {
  if (refusal) return <pre class="error" id={`error${place}`} role="status">{refusal.shown(language.value)}</pre>;
  return <>{found?.notes.map((note, index) => <p key={index} class="help">{told(note)}</p>)}</>;
}

function Sliders({ entry: { found }, put }: { entry: Entry; put: (text: string) => void }) {
  if (!found) return null;
  const { activation } = found;
  return (
    <>
      {activation.parameters.map((parameter) => {
        const [low, high, step] = reachOf(activation, parameter);
        return (
          <label key={parameter.name} class="slider">
            <span>{`${parameter.name} = ${figure(parameter.value)}`}</span>
            <input
              type="range"
              min={plain(low)}
              max={plain(high)}
              step={plain(step)}
              value={plain(parameter.value)}
              aria-valuetext={`${parameter.name} = ${figure(parameter.value)}`}
              onInput={(event) => put(rewritten(activation, parameter.name, Number(event.currentTarget.value)))}
            />
          </label>
        );
      })}
    </>
  );
}

/** A choice of all activations of the catalogue, family by family. */
export function Catalogue({ pick }: { pick: (name: string) => void }) {
  const families = new Map<string, string[]>();
  for (const [name, { family }] of Object.entries(tables.catalogue)) families.set(family, [...(families.get(family) ?? []), name]);
  return (
    <select
      aria-label={say(FUNCTION.catalogue)}
      value=""
      onChange={(event) => {
        if (event.currentTarget.value) pick(event.currentTarget.value);
        event.currentTarget.value = "";
      }}
    >
      <option value="">{say(FUNCTION.catalogue)}</option>
      {[...families].map(([family, names]) => (
        <optgroup key={family} label={told({ message: family, fields: {} })}>
          {names.map((name) => <option key={name} value={name}>{name}</option>)}
        </optgroup>
      ))}
    </select>
  );
}
