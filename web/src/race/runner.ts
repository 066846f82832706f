// A race on the page: one worker for each activation, and the verdicts as seeds come in.
import { ALPHA, compare, type Comparison } from "../statistics/verdict";
import type { WayName } from "../statistics/ways";
import type { FromWorker, Task, ToWorker } from "./protocol";

/** What the page is told: of which arm, and what. */
export type Heard = (arm: number, message: FromWorker) => void;

/** A worker, or what stands for one in tests. */
export interface Trainer {
  postMessage(message: ToWorker): void;
  onmessage: ((event: MessageEvent<FromWorker>) => void) | null;
  terminate(): void;
}

/** Return what makes workers of a script's own text, which a page that was opened from a file can do as well. */
export function workersOf(script: string): () => Trainer {
  const address = URL.createObjectURL(new Blob([script], { type: "text/javascript" }));
  return () => new Worker(address);
}

/** The networks of some activations, which are paired by their seeds. */
export class Race {
  private readonly workers: Trainer[];
  /** Of each arm, seed -> what is judged; NaN where the network failed. */
  readonly scores: Map<number, number>[];
  private chance = NaN;
  private example = 0;

  constructor(
    make: () => Trainer,
    readonly tasks: readonly Task[],
    private readonly higherIsBetter: boolean,
    heard: Heard,
  ) {
    this.scores = tasks.map(() => new Map<number, number>());
    this.workers = tasks.map((task, arm) => {
      const worker = make();
      worker.onmessage = ({ data }) => {
        if (data.kind === "ready") [this.chance, this.example] = [data.chance, data.example];
        if (data.kind === "finished") this.scores[arm]?.set(data.seed, data.score);
        heard(arm, data);
      };
      worker.postMessage({ kind: "start", task });
      return worker;
    });
  }

  private say(message: ToWorker): void {
    for (const worker of this.workers) worker.postMessage(message);
  }

  /** Train, with so many milliseconds of rest after each point. */
  run(rest = 0): void {
    this.say({ kind: "run", rest });
  }

  pause(): void {
    this.say({ kind: "pause" });
  }

  /** Take one step in each arm, and be told all its numbers. */
  step(): void {
    this.say({ kind: "step" });
  }

  end(): void {
    for (const worker of this.workers) worker.terminate();
  }

  /** Whether all seeds of all arms are in, which the sign-flip test waits for. */
  get complete(): boolean {
    return this.tasks.every(({ seeds }, arm) => seeds.every((seed) => this.scores[arm]?.has(seed)));
  }

  /**
   * Return every other arm against the control, over the seeds that both have finished; nothing for the control.
   *
   * While seeds come in, "e-process" claims what holds however often one looks; "sign-flip" is for one look at the end.
   */
  verdicts(control: number, margin: number, way: WayName): (Comparison | undefined)[] {
    const theirs = this.scores[control] ?? new Map<number, number>();
    const others = this.scores.flatMap((_one, arm) => (arm === control ? [] : [arm]));
    const family = others.map((arm) => {
      const mine = this.scores[arm] as Map<number, number>;
      const seeds = [...mine.keys()].filter((seed) => theirs.has(seed));
      return { arm: seeds.map((seed) => mine.get(seed)!), control: seeds.map((seed) => theirs.get(seed)!) };
    });
    const { higherIsBetter, chance: level, example: step } = this;
    const rules = { margin, higherIsBetter, level, step, way, alpha: ALPHA };
    const found = compare(family, rules);
    return this.scores.map((_one, arm) => (arm === control ? undefined : found[others.indexOf(arm)]));
  }
}
