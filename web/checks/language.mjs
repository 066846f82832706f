// Reads formulas from standard input and says what the page makes of each: its text and numbers, or the refusal.
import { readFileSync } from "node:fs";

const { find, read, LIBRARY, Refusal } = await import(process.argv[2]);

function number(value) {
  return Number.isFinite(value) ? value : String(value); // JSON has no infinity
}

function numbers(activation, x, orders) {
  return orders.map((order) => [...activation.at(Float64Array.from(x), order)].map(number));
}

function answer({ text, layer, x = [], orders = [] }) {
  try {
    if (layer === "formula") return { text: read(text, ["x"], LIBRARY).text };
    const { activation, notes } = find(text);
    const { kinks, parameters } = { kinks: x.length ? activation.kinks : [], parameters: activation.parameters };
    const at = [...x, ...kinks.map((one) => one.at)];
    return {
      text: activation.name,
      gate: activation.record.gate,
      parameters: parameters.map(({ name, value, learn }) => [name, value, learn]),
      kinks: kinks.map((one) => [one.at, one.slope]),
      numbers: numbers(activation, at, orders),
      notes: notes.length,
    };
  } catch (error) {
    if (error instanceof Refusal) return { refused: error.shown(), portuguese: error.shown("pt") };
    return { broken: String(error.stack) };
  }
}

const asked = JSON.parse(readFileSync(0, "utf8"));
process.stdout.write(JSON.stringify(asked.map(answer)));
