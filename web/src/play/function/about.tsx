// What is known of the chosen formula: its profile, its relatives, and how to take it along.
import type { Activation } from "../../language/activation";
import { tables } from "../../language/tables";
import { figure, say, told } from "../words";
import { Code } from "./code";
import { Kin } from "./kin";
import type { FunctionModel } from "./model";
import { FUNCTION } from "./texts";
import { profileOnce, readable } from "./view";

export function About({ model }: { model: FunctionModel }) {
  const { chosen, sigma } = model.state.value;
  const one = readable(model).find(({ place }) => place === chosen);
  if (!one) return null;
  return (
    <section class="about">
      <h2>{say(FUNCTION.profile, { name: one.text })}</h2>
      <Profile activation={one.activation} sigma={sigma} />
      <Kin activation={one.activation} />
      <Code activation={one.activation} text={one.text} />
    </section>
  );
}

function Profile({ activation, sigma }: { activation: Activation; sigma: number }) {
  const { low, high, mean, gain, chi1, saturation } = profileOnce(activation, sigma);
  const kinks = activation.kinks.slice(0, 4).map(({ at, slope }) => say(FUNCTION.kink, { x: at, slope }));
  const rows: [string, string][] = [
    [say(FUNCTION.range), `${figure(low)} … ${figure(high)}`],
    [say(FUNCTION.kinks), kinks.length ? kinks.join("; ") + (activation.kinks.length > 4 ? "; …" : "") : say(FUNCTION.none)],
    [say(FUNCTION.mean), figure(mean)],
    [say(FUNCTION.gain), figure(gain)],
    [say(FUNCTION.chi), figure(chi1)],
    ...saturation.map(({ below, share }): [string, string] => [say(FUNCTION.saturated, { n: below }), `${figure(100 * share, 3)} %`]),
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
