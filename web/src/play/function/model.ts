// What the function room shows: formulas, which of them is chosen, the range, the derivatives, the inputs' spread.
import { computed, signal, type ReadonlySignal, type Signal } from "@preact/signals";
import { find } from "../../language/find";
import type { Found } from "../../language/find";
import { Refusal } from "../../language/words";

export const MOST = 6; // formulas at once
const KEPT = 200; // readings that are remembered

export interface FunctionState {
  formulas: readonly string[];
  /** Which derivatives are drawn: 0 is f itself. */
  orders: readonly number[];
  /** The curves go from -reach to reach. */
  reach: number;
  /** The deviation of the inputs, which are N(0, sigma^2). */
  sigma: number;
  /** Which formula has its tangent, profile and code shown. */
  chosen: number;
  /** Where the tangent is. */
  at: number;
}

export const DEFAULT: FunctionState = {
  formulas: ["elu(alpha=1)", "tanh"], orders: [0, 1, 2], reach: 5, sigma: 1, chosen: 0, at: 1,
}; // prettier-ignore

/** A formula as it was typed, and what it was read as, or why it was not. */
export interface Entry {
  text: string;
  found?: Found;
  refusal?: Refusal;
}

export interface FunctionModel {
  state: Signal<FunctionState>;
  entries: ReadonlySignal<Entry[]>;
}

/** Return a model of its own; what is not said is as in the room at first. */
export function functionModel(start: Partial<FunctionState> = {}): FunctionModel {
  const state = signal({ ...DEFAULT, ...start });
  return { state, entries: computed(() => state.value.formulas.map(readOnce)) };
}

/** Change a part of what is shown. */
export function change(model: FunctionModel, part: Partial<FunctionState>): void {
  model.state.value = { ...model.state.value, ...part };
}

const known = new Map<string, Entry>();

/** Read a formula; the same text gives the same entry. */
export function readOnce(text: string): Entry {
  const found = known.get(text) ?? read(text);
  if (known.size > KEPT) known.clear();
  known.set(text, found);
  return found;
}

function read(text: string): Entry {
  try {
    return { text, found: find(text) };
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return { text, refusal: error };
  }
}
