// A formula's text at another value of a parameter: the text stays the whole truth, in the field and in the link.
import { named } from "../../language/catalogue";
import type { Activation } from "../../language/activation";
import type { Parameter } from "../../language/spec";

/** Return the words for an activation at a parameter's value: elu(alpha=0.5), or a formula with its declarations. */
export function rewritten(activation: Activation, name: string, value: number): string {
  const parameters = activation.parameters.map((one) => (one.name === name ? { ...one, value } : one));
  const { record } = activation;
  const own = named(record.name);
  const words = own?.record.name === record.name ? called(own, parameters) : declared(record.formula, parameters);
  return record.gate ? `glu(${words})` : words;
}

/** Return the words for the activation of a gated unit, of whose words these are. */
export function insideOf(words: string): string {
  return words.trim().replace(/^glu\s*\(/, "").slice(0, -1);
}

function called(own: Activation, parameters: readonly Parameter[]): string {
  const values = parameters.map((one) => `${one.name}=${number(one.value)}`).join(", ");
  // what is learnt otherwise than usual is declared after the name
  const other = parameters.filter((one, place) => one.learn !== own.parameters[place]?.learn);
  return `${own.name}(${values})${other.length ? `; ${other.map(declaration).join(", ")}` : ""}`;
}

function declared(formula: string, parameters: readonly Parameter[]): string {
  return parameters.length ? `${formula}; ${parameters.map(declaration).join(", ")}` : formula;
}

function declaration({ name, value, learn }: Parameter): string {
  return `${name}=${number(value)} ${learn ? `per ${learn}` : "fixed"}`;
}

function number(value: number): string {
  return String(Number(value.toPrecision(6)));
}

/** Return the ends of a parameter's slider and its step: what is allowed, within a few times its usual size. */
export function reachOf(activation: Activation, { name, low, high, value }: Parameter): [low: number, high: number, step: number] {
  const usual = named(activation.name)?.values.get(name) ?? 1;
  const size = Math.max(2, 4 * Math.abs(usual), 4 ** Math.ceil(Math.log(Math.abs(value) || 1) / Math.log(4)));
  const [from, to] = [Math.max(low, -size), Math.min(high, size)];
  const step = 10 ** Math.floor(Math.log10((to - from) / 50));
  return [Math.ceil(from / step) * step, Math.floor(to / step) * step, step];
}
