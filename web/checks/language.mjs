// Reads formulas from standard input and says what the page makes of each: its text and numbers, or the refusal.
import { readFileSync } from "node:fs";

const { find, Refusal } = await import(process.argv[2]);

function number(value) {
  return Number.isFinite(value) ? value : String(value); // JSON has no infinity
}

function answer({ text, x = [], orders = [], kinks: wanted = false }) {
  try {
    const { activation, notes } = find(text);
    const kinks = wanted ? activation.kinks : [];
    const at = [...x.map(Number), ...kinks.map((one) => one.at)];
    return {
      text: activation.name,
      gate: activation.record.gate,
      parameters: activation.parameters.map(({ name, value, learn }) => [name, value, learn]),
      kinks: kinks.map(({ at, slope }) => [number(at), number(slope)]),
      numbers: orders.map((order) => [...activation.at(Float64Array.from(at), order)].map(number)),
      notes: notes.length,
    };
  } catch (error) {
    if (error instanceof Refusal) return { refused: error.shown(), portuguese: error.shown("pt") };
    return { broken: `${text}: ${error.stack}` };
  }
}

const asked = JSON.parse(readFileSync(0, "utf8"));
process.stdout.write(JSON.stringify(asked.map(answer)));
