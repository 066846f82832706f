// One activation's networks, trained in slices between which the worker listens.
import type { Activation } from "../language/activation";
import { find } from "../language/find";
import { Refusal } from "../language/words";
import { dataOf, type Data } from "./data";
import { Chance } from "./loss";
import { Member } from "./member";
import type { FromWorker, Task, ToWorker } from "./protocol";

const SLICE = 10; // milliseconds, short so that a page on few processors stays quick
const NOTHING = new Float32Array();

type Post = (message: FromWorker) => void;
type Later = (then: () => void, rest: number) => void;

/** Return what takes messages; `later` calls back after a rest, once those that wait have been taken. */
export function served(post: Post, later: Later): (message: ToWorker) => void {
  let course: Course | undefined;
  let turn = 0; // of the training that goes on, so that one that was paused does not return
  let running = false;
  const slice = (mine: number, rest: number): void => {
    if (!running || mine !== turn || !course) return;
    const until = performance.now() + SLICE;
    const { points } = course;
    do {
      if (!course.step()) {
        running = false;
        return;
      }
    } while (performance.now() < until && !(rest && course.points > points));
    later(() => slice(mine, rest), course.points > points ? rest : 0);
  };
  return (message) => {
    if (message.kind === "start") {
      running = false;
      course = started(message.task, post);
    } else if (message.kind === "run") {
      running = true;
      const mine = ++turn;
      if (course) course.watched = message.rest > 0;
      later(() => slice(mine, message.rest), 0);
    } else if (message.kind === "pause") running = false;
    else if (message.kind === "step") course?.shown();
  };
}

function started(task: Task, post: Post): Course | undefined {
  try {
    return new Course(task, post);
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    post({ kind: "refused", text: error.text });
    return undefined;
  }
}

/** The networks of one activation, one after another. */
class Course {
  private readonly data: Data;
  private readonly chance: Chance;
  private readonly grid: Float32Array;
  private readonly activation: Activation;
  private member: Member | undefined;
  private place = 0;
  /** So many points have been said. */
  points = 0;
  /** Whether somebody looks at every point, and not only at each network's end. */
  watched = true;
  private since = { loss: 0, gradients: [] as number[], steps: 0 };

  constructor(
    private readonly task: Task,
    private readonly post: Post,
  ) {
    const { activation, notes } = find(task.activation);
    this.activation = activation;
    this.data = "kind" in task.data ? task.data : dataOf(task.data);
    this.chance = new Chance(this.data);
    this.grid = gridOf(this.data.width, task.grid, task.reach);
    this.begin();
    const example = this.data.kind === "classes" ? 1 / this.data.test.n : 0;
    post({ kind: "ready", name: activation.name, notes, chance: this.chance.score, example });
  }

  /** Make the next seed's network, and show it before its first step. */
  private begin(): boolean {
    const seed = this.task.seeds[this.place++];
    this.member = seed === undefined ? undefined : new Member(this.activation, this.task.recipe, this.data, seed);
    return this.member !== undefined;
  }

  /** Take one step, or begin the next network; return whether anything is left to do. */
  step(): boolean {
    const member = this.current();
    if (!member) return false;
    this.count(member, member.step());
    return true;
  }

  /** Take one step and say all its numbers. */
  shown(): void {
    const member = this.current();
    if (!member) return;
    const shown = member.shown();
    this.post({ kind: "shown", seed: member.seed, shown });
    this.count(member, shown);
  }

  private current(): Member | undefined {
    const { member } = this;
    if (!member) return undefined;
    if (member.steps === 0) this.point(member);
    if (member.sound && member.steps < this.task.steps) return member;
    this.post({ kind: "finished", seed: member.seed, score: member.judged(this.chance), diverged: !member.sound });
    if (this.begin()) return this.current();
    this.post({ kind: "all" });
    return undefined;
  }

  private count(member: Member, { loss, gradients }: { loss: number; gradients: number[] }): void {
    const { since } = this;
    since.loss += loss;
    gradients.forEach((one, place) => (since.gradients[place] = (since.gradients[place] ?? 0) + one));
    since.steps++;
    if (member.steps % this.task.every === 0 || member.steps === this.task.steps || !member.sound) this.point(member);
  }

  private drawn(member: Member): Float32Array {
    return this.grid.length ? member.outputs(this.grid) : NOTHING;
  }

  private point(member: Member): void {
    const { loss, gradients, steps } = this.since;
    this.points++;
    this.post({
      kind: "point",
      seed: member.seed,
      step: member.steps,
      loss: steps ? loss / steps : NaN,
      gradients: gradients.map((one) => one / steps),
      worth: member.worth(),
      grid: this.watched || !member.sound || member.steps === this.task.steps ? this.drawn(member) : NOTHING,
    });
    this.since = { loss: 0, gradients: [], steps: 0 };
  }
}

/** Return the points of a square grid, row after row from its lowest, or of a line; none for other data. */
function gridOf(width: number, side: number, reach: number): Float32Array {
  if (width > 2 || side < 2) return new Float32Array();
  const at = (place: number): number => reach * ((2 * place) / (side - 1) - 1);
  if (width === 1) return Float32Array.from({ length: side }, (_one, place) => at(place));
  return Float32Array.from({ length: 2 * side * side }, (_one, place) =>
    at(place % 2 ? Math.floor(place / 2 / side) : (place >> 1) % side),
  );
}
