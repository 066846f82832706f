// A race that runs: what its workers have said so far, shown a few times a second however often they speak.
import { signal } from "@preact/signals";
import type { Comparison } from "../../statistics/verdict";
import type { Data } from "../../race/data";
import type { Shown } from "../../race/member";
import type { FromWorker, Task } from "../../race/protocol";
import { Race, workersOf } from "../../race/runner";
import type { Text } from "../../language/words";

const OFTEN = 100; // milliseconds between two drawings at least
export const SLOW = 25; // milliseconds of rest after each point, where one wants to watch
/** What counts as no difference: one point of accuracy; for numbers there is no such size. */
const MARGIN = 0.01;

export type Status = "ready" | "running" | "paused" | "finished";
export type Said = Extract<FromWorker, { kind: "point" }>;
export const MEASURES = ["testLoss", "trainLoss", "score"] as const;
export type Measure = (typeof MEASURES)[number];

/** The sum, sum of squares and number of what seeds have at one step. */
interface Sums {
  step: number;
  of: Record<Measure, [sum: number, squares: number, n: number]>;
}

/** What is known of one activation. */
export interface Arm {
  name: string;
  refusal?: Text;
  last?: Said;
  shown?: { seed: number; shown: Shown };
  sums: Map<number, Sums>;
  /** So many networks' losses stopped being numbers. */
  diverged: number;
}

let trainers: (() => Worker) | undefined;

/** Return what makes workers, from the engine's own text in the page. */
function makers(): () => Worker {
  trainers ??= workersOf(document.getElementById("engine")?.textContent ?? "") as () => Worker;
  return trainers;
}

export class Course {
  readonly status = signal<Status>("ready");
  /** Count the drawings: whoever reads one is drawn anew with it. Each has a frame of its own, so that none is long. */
  readonly drawn = { networks: signal(0), curves: signal(0), verdicts: signal(0) };
  readonly arms: Arm[];
  verdicts: (Comparison | undefined)[] = [];
  private readonly race: Race;
  private waiting = false;
  private more = false; // has been said since what is being drawn
  private last = 0;
  private finished = 0;
  private judged = -1;

  constructor(
    readonly tasks: readonly Task[],
    readonly data: Data,
    readonly control: number,
  ) {
    this.arms = tasks.map(({ activation }) => ({ name: activation, sums: new Map(), diverged: 0 }));
    this.race = new Race(makers(), tasks, data.kind === "classes", (arm, message) => this.heard(arm, message));
  }

  get margin(): number {
    return this.data.kind === "classes" ? MARGIN : 0;
  }

  /** So many networks are trained, and so many there are. */
  get done(): [done: number, all: number] {
    const seeds = this.tasks.reduce((sum, task) => sum + task.seeds.length, 0);
    return [this.race.scores.reduce((sum, one) => sum + one.size, 0), seeds];
  }

  /** Of each activation: seed -> what is judged, NaN where the network failed. */
  get scores(): readonly Map<number, number>[] {
    return this.race.scores;
  }

  run(slowly: boolean): void {
    if (this.status.value === "finished") return;
    this.race.run(slowly ? SLOW : 0);
    this.status.value = "running";
  }

  pause(): void {
    this.race.pause();
    if (this.status.value === "running") this.status.value = "paused";
  }

  step(): void {
    this.pause();
    if (this.status.value === "ready") this.status.value = "paused";
    this.race.step();
  }

  end(): void {
    this.race.end();
  }

  private heard(place: number, message: FromWorker): void {
    const arm = this.arms[place] as Arm;
    if (message.kind === "point") {
      if (message.grid.length || !this.tasks[0]?.grid) arm.last = message;
      count(arm, message);
    } else if (message.kind === "shown") arm.shown = message;
    else if (message.kind === "finished" && message.diverged) arm.diverged++;
    else if (message.kind === "refused") arm.refusal = message.text;
    if (message.kind === "all" || message.kind === "refused") this.finished++;
    this.draw();
  }

  private draw(): void {
    this.more = true;
    if (this.waiting) return;
    this.waiting = true;
    const first = (now: number): void => {
      if (now - this.last < OFTEN) return void requestAnimationFrame(first);
      this.last = now;
      this.more = false;
      this.drawn.networks.value++;
      requestAnimationFrame(() => {
        this.drawn.curves.value++;
        requestAnimationFrame(() => this.settle());
      });
    };
    requestAnimationFrame(first);
  }

  /** Judge, as the last part of a drawing, and begin another where more has been said. */
  private settle(): void {
    this.judge();
    if (this.finished === this.arms.length) this.status.value = "finished";
    this.drawn.verdicts.value++;
    this.waiting = false;
    if (this.more) this.draw();
  }

  private judge(): void {
    const [done] = this.done;
    if (done === this.judged) return;
    this.judged = done;
    this.verdicts = this.race.verdicts(this.control, this.margin, "e-process");
  }
}

function count(arm: Arm, { step, loss, worth }: Said): void {
  if (!Number.isFinite(worth.loss)) return; // it diverged
  const sums = arm.sums.get(step) ?? { step, of: { testLoss: [0, 0, 0], trainLoss: [0, 0, 0], score: [0, 0, 0] } };
  arm.sums.set(step, sums);
  const values: Record<Measure, number> = { testLoss: worth.loss, trainLoss: loss, score: worth.score };
  for (const measure of MEASURES) {
    const [value, sum] = [values[measure], sums.of[measure]];
    if (!Number.isFinite(value)) continue;
    sum[0] += value;
    sum[1] += value * value;
    sum[2]++;
  }
}

/** Return the mean over seeds at each step, with a standard deviation where there are several. */
export function curve(arm: Arm, measure: Measure): { step: number; mean: number; sd: number }[] {
  const rows = [...arm.sums.values()].filter(({ of }) => of[measure][2] > 0).sort((a, b) => a.step - b.step);
  return rows.map(({ step, of }) => {
    const [sum, squares, n] = of[measure];
    const mean = sum / n;
    return { step, mean, sd: n > 1 ? Math.sqrt(Math.max(0, squares - n * mean * mean) / (n - 1)) : 0 };
  });
}
