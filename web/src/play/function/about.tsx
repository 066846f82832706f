// What is known of the chosen formula: its profile, its relatives, and how to take it along.
import type { Activation } from "../../language/activation";
import { tables } from "../../language/tables";
import { figure, percent, say, told } from "../words";
import { Code } from "./code";
import { Kin } from "./kin";
import type { FunctionModel } from "./model";
import { insideOf } from "./rewrite";
import { FUNCTION } from "./texts";
import { profileOnce, readable } from "./view";

const KINKS = 4; // that are listed, those nearest to 0

/** Return a value without what rounding left of 0. */
function clean(value: number): number {
  return Math.abs(value) < 1e-9 ? 0 : value;
}

export function About({ model }: { model: FunctionModel }) {
  const { chosen, sigma } = model.state.value;
  const one = readable(model).find(({ place }) => place === chosen);
  if (!one) return null;
  const inner = one.activation.record.gate ? insideOf(one.text) : undefined;
  return (
    <section class="about">
      <h2>{say(FUNCTION.profile, { name: one.text })}</h2>
      {inner === undefined ? null : <p>{say(FUNCTION.gated, { inner })}</p>}
      <Profile activation={one.activation} sigma={sigma} />
      <Kin activation={one.activation} />
      <Code activation={one.activation} text={inner ?? one.text} />
    </section>
  );
}

function Profile({ activation, sigma }: { activation: Activation; sigma: number }) {
  const { low, high, mean, gain, chi1, saturation } = profileOnce(activation, sigma);
  const nearest = [...activation.kinks].sort((a, b) => Math.abs(a.at) - Math.abs(b.at)).slice(0, KINKS);
  const kinks = nearest.map(({ at, slope }) => say(FUNCTION.kink, { x: at, slope }));
  const rows: [string, string][] = [
    [say(FUNCTION.range), `${figure(clean(low))} … ${figure(clean(high))}`],
    [say(FUNCTION.kinks), kinks.length ? kinks.join("; ") + (activation.kinks.length > KINKS ? "; …" : "") : say(FUNCTION.none)],
    [say(FUNCTION.mean), figure(mean)],
    [say(FUNCTION.gain), figure(gain)],
    [say(FUNCTION.chi), figure(chi1)],
    ...saturation.map(({ below, share }): [string, string] => [say(FUNCTION.saturated, { n: below }), percent(share)]),
  ];
  const stored = tables.catalogue[activation.name];
  const source = stored?.reference && tables.references[stored.reference];
  const verdict = chi1 > 1.005 ? FUNCTION.chiGrows : chi1 < 0.995 ? FUNCTION.chiShrinks : FUNCTION.chiKeeps;
  return (
    <>
      <dl>
        {rows.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      <p class="help">
        {say(FUNCTION.over, { n: figure(sigma) })} {say(FUNCTION.gainHelp)} {Number.isFinite(chi1) ? say(verdict, { n: figure(chi1) }) : ""}
      </p>
      {stored?.note ? <p>{told({ message: stored.note, fields: {} })}</p> : null}
      {source ? <p class="help">{say(FUNCTION.source, { source: `${source[0]} (${source[1]})` })}</p> : null}
    </>
  );
}
