// What the page and its workers say to each other; each worker trains one activation, seed after seed.
import type { Text } from "../language/words";
import type { Choice, Data } from "./data";
import type { Recipe, Shown, Worth } from "./member";

/** One activation of a race. */
export interface Task {
  /** As a user writes it. */
  activation: string;
  recipe: Recipe;
  /** Made here, or chosen and made by the worker. */
  data: Choice | Data;
  seeds: readonly number[];
  /** Steps of each network, and after how many it is evaluated. */
  steps: number;
  every: number;
  /** The side of the grid on which outputs are drawn, from -reach to reach; 0 for none. */
  grid: number;
  reach: number;
}

export type ToWorker =
  | { kind: "start"; task: Task }
  /** Train, with so many milliseconds of rest after each point; 0 where nobody is to see it happen. */
  | { kind: "run"; rest: number }
  | { kind: "pause" }
  | { kind: "step" };

export type FromWorker =
  /** What a constant prediction scores, and what one test example makes of a score, 0 where that is not known. */
  | { kind: "ready"; name: string; notes: Text[]; chance: number; example: number }
  | { kind: "refused"; text: Text }
  /**
   * A network after so many steps: the mean loss and gradients since the last point, what it is worth, its outputs, which
   * where there is no rest are said at its end only.
   */
  | { kind: "point"; seed: number; step: number; loss: number; gradients: number[]; worth: Worth; grid: Float32Array }
  /** A network's end: what is judged, NaN where it failed. */
  | { kind: "finished"; seed: number; score: number; diverged: boolean }
  | { kind: "shown"; seed: number; shown: Shown }
  | { kind: "all" };
