// What a race is: its activations, data, network, training and seeds, and how it is run.
import { computed, signal, type ReadonlySignal, type Signal } from "@preact/signals";
import { dataOf, NOISE } from "../../race/data";
import type { Choice, Data, Name, Point } from "../../race/data";
import type { Initialisation } from "../../race/initialise";
import type { Optimiser } from "../../race/optimise";
import type { Task } from "../../race/protocol";
import { readOnce, type Entry } from "../function/model";
import { Course, type Measure } from "./course";
import { digits } from "./digits";

export type DataName = Name | "points" | "digits";
export const DATA: readonly DataName[] = ["circle", "moons", "spiral", "xor", "gaussians", "sine", "points", "digits"];
export const OPTIMISERS: readonly Optimiser[] = ["sgd", "momentum", "adam"];
export const MOST_ARMS = 6;
export const MOST_POINTS = 200;
export const FEWEST_POINTS = 9;
const EXAMPLES = 300; // for training, and as many for the test
const [SIDE, REACH] = [40, 2.4]; // of the grid on which answers are drawn
const [SIDE_OF_LINE, POINTS] = [120, 24]; // of a curve of answers; evaluations of each network

export interface RaceState {
  arms: readonly string[];
  control: number;
  data: DataName;
  noise: number;
  depth: number;
  width: number;
  initialisation: Initialisation;
  optimiser: Optimiser;
  rate: number;
  batch: number;
  steps: number;
  seeds: number;
  first: number;
  points: readonly Point[];
}

export const DEFAULT: RaceState = {
  arms: ["relu", "tanh", "sigmoid"], control: 0, data: "circle", noise: NOISE.circle, depth: 2, width: 6,
  initialisation: "glorot", optimiser: "sgd", rate: 0.1, batch: 32, steps: 600, seeds: 16, first: 0, points: [],
}; // prettier-ignore

export interface RaceModel {
  state: Signal<RaceState>;
  entries: ReadonlySignal<Entry[]>;
  /** What runs, or has run; nothing before the first step. */
  course: Signal<Course | undefined>;
  /** One seed that is watched again. */
  replay: Signal<Course | undefined>;
  slowly: Signal<boolean>;
  /** Whether a link asks for what came of it: it is to run as soon as it can. */
  asked: Signal<boolean>;
  /** Of which there are curves. */
  measure: Signal<Measure>;
}

/** Return a race of its own; what is not said is as in the room at first. */
export function raceModel(start: Partial<RaceState> = {}): RaceModel {
  const state = signal<RaceState>({ ...DEFAULT, ...start });
  return {
    state,
    entries: computed(() => state.value.arms.map(readOnce)),
    course: signal<Course | undefined>(undefined),
    replay: signal<Course | undefined>(undefined),
    slowly: signal(!matchMedia("(prefers-reduced-motion: reduce)").matches),
    asked: signal(false),
    measure: signal<Measure>("testLoss"),
  };
}

/** Change what is to be trained: what was trained so far is gone, since it would be another race. */
export function change(model: RaceModel, part: Partial<RaceState>): void {
  reset(model);
  const of = part.data;
  const noise = of && of in NOISE ? { noise: NOISE[of as Name] } : {};
  model.state.value = { ...model.state.value, ...noise, ...part };
}

export function reset(model: RaceModel): void {
  model.asked.value = false;
  for (const one of [model.course, model.replay]) {
    one.value?.end();
    one.value = undefined;
  }
}

/** Return the data of a choice, or nothing where there are too few points. */
export function dataFor({ data, noise, points, first }: RaceState): Data | undefined {
  if (data === "digits") return digits.value;
  if (data === "points" && !drawable(points)) return undefined;
  const choice: Choice = { name: data, noise, seed: data === "points" ? first : 0, train: EXAMPLES, test: EXAMPLES, points };
  return dataOf(choice);
}

export function drawable(points: readonly Point[]): boolean {
  return points.length >= FEWEST_POINTS && new Set(points.map(([, , group]) => group)).size > 1;
}

/** Return the course of a race, ready to run; nothing where something is lacking. */
export function prepared(model: RaceModel, seeds?: readonly number[]): Course | undefined {
  const { state, entries } = model;
  const data = dataFor(state.value);
  if (!data || entries.value.some((one) => one.refusal)) return undefined;
  return new Course(tasksOf(state.value, data, seeds), data, state.value.control);
}

function tasksOf(state: RaceState, data: Data, only?: readonly number[]): Task[] {
  const { arms, depth, width, initialisation, optimiser, rate, batch, steps, first } = state;
  const seeds = only ?? Array.from({ length: state.seeds }, (_one, place) => first + place);
  const grid = data.width === 2 ? SIDE : data.width === 1 ? SIDE_OF_LINE : 0;
  const hidden = new Array<number>(depth).fill(width);
  return arms.map((activation) => ({
    activation,
    recipe: { hidden, initialisation, optimiser, rate, batch },
    data,
    seeds,
    steps,
    every: Math.max(1, Math.round(steps / POINTS)),
    grid,
    reach: REACH,
  }));
}

export { REACH, SIDE };
