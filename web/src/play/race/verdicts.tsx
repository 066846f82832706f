// The differences from the control, with their intervals and verdicts, as seeds come in.
import { useSignal } from "@preact/signals";
import type { Comparison } from "../../statistics/verdict";
import { Swatch } from "../looks";
import { say, signed } from "../words";
import { hides } from "../presets";
import type { Course } from "./course";
import { prepared, type RaceModel } from "./model";
import { RACE } from "./texts";
import { differenceWords, levelOf, scoreWords } from "./scores";

export function Verdicts({ course, model }: { course: Course; model: RaceModel }) {
  if (!course.drawn.verdicts.value) return null;
  const control = course.arms[course.control]?.name ?? "";
  const smallest = course.verdicts.find((one) => one)?.smallest ?? 0;
  return (
    <section class="verdicts">
      <h2>{say(RACE.verdicts)}</h2>
      <div class="scroll" tabIndex={0} role="region" aria-label={say(RACE.verdicts)}>
        <table>
          <thead>
            <tr>
              <th scope="col">{say(RACE.arms)}</th>
              <th scope="col">{say(RACE.verdict)}</th>
              <th scope="col" class="number">{say(RACE.difference, { name: control })}</th>
              <th scope="col">{say(RACE.interval)}</th>
              <th scope="col" class="number">{say(course.data.kind === "classes" ? RACE.meanAccuracy : RACE.meanError)}</th>
              <th scope="col" class="number">{say(RACE.n)}</th>
            </tr>
          </thead>
          <tbody>
            {course.arms.map(({ name }, place) => <Row key={place} name={name} place={place} course={course} />)}
          </tbody>
        </table>
      </div>
      {notes(course).map((words) => <p key={words} class="help">{words}</p>)}
      <p class="help">{say(RACE.method)} {smallest ? say(RACE.fewest, { n: smallest }) : ""}</p>
      {hides("settings") ? null : <Replay course={course} model={model} />}
    </section>
  );
}

function Row({ name, place, course }: { name: string; place: number; course: Course }) {
  course.drawn.verdicts.value;
  const mine = course.verdicts[place];
  const scores = [...(course.scores[place]?.values() ?? [])].map((one) => (Number.isNaN(one) ? levelOf(course) : one));
  const mean = scores.length ? scores.reduce((sum, one) => sum + one, 0) / scores.length : NaN;
  const isControl = place === course.control;
  return (
    <tr>
      <th scope="row"><Swatch place={place} /> {name}</th>
      <td class={`verdict ${mine?.verdict ?? ""}`}>{isControl ? say(RACE.isControl) : verdictWords(course, mine)}</td>
      <td class="number">{mine?.difference === undefined ? "–" : differenceWords(course, mine.difference)}</td>
      <td>{mine?.interval ? <Interval course={course} of={mine} /> : "–"}</td>
      <td class="number">{scores.length ? scoreWords(course, mean) : "–"}</td>
      <td class="number">{isControl ? scores.length : (mine?.n ?? 0)}</td>
    </tr>
  );
}

/** Say a verdict as it was computed, and nothing beyond it. */
export function verdictWords(course: Course, of: Comparison | undefined): string {
  if (!of) return say(RACE.soFar);
  if (of.verdict === "better" || of.verdict === "worse") return say(RACE[of.verdict]);
  if (of.verdict === "equivalent") return say(RACE.equivalent, { n: differenceWords(course, course.margin).replace("+", "") });
  return course.status.value === "finished" ? say(RACE.undecided, { n: of.n }) : say(RACE.soFar);
}

/** Say what makes a verdict and the interval beside it differ, and which networks failed. */
function notes(course: Course): string[] {
  const others = course.verdicts.filter((one) => one).length;
  const found = course.verdicts.flatMap((one, place) => {
    const name = course.arms[place]?.name ?? "";
    if (!one?.interval) return [];
    const [low, high] = one.interval;
    const outside = low > 0 || high < 0;
    if ((one.verdict === "better" || one.verdict === "worse") && !outside) return [say(RACE.earlier, { name })];
    return one.verdict === "undecided" && outside ? [say(RACE.alone, { name, n: others })] : [];
  });
  const failed = course.scores.flatMap((scores, place) => {
    const n = [...scores.values()].filter(Number.isNaN).length;
    const name = course.arms[place]?.name ?? "";
    return n ? [say(RACE.failed, { name, n, all: scores.size, level: scoreWords(course, levelOf(course)) })] : [];
  });
  return [...found, ...failed];
}

/** An interval in numbers, and drawn about the line of no difference. */
function Interval({ course, of: { interval, difference = 0 } }: { course: Course; of: Comparison }) {
  const [low, high] = interval as [number, number];
  const reach = 1.15 * Math.max(Math.abs(low), Math.abs(high), course.margin);
  const at = (value: number): number => 60 + (50 * value) / reach;
  return (
    <span class="interval">
      <svg viewBox="0 0 120 16" aria-hidden="true">
        {course.margin ? <rect class="margin" x={at(-course.margin)} width={at(course.margin) - at(-course.margin)} height="16" /> : null}
        <path class="zero" d="M60 0V16" />
        <path class="reach" d={`M${at(low)} 8H${at(high)}`} />
        <circle cx={at(difference)} cy="8" r="3.5" />
      </svg>
      {course.data.kind === "classes" ? `${signed(100 * low)} … ${signed(100 * high)}` : `${signed(low)} … ${signed(high)}`}
    </span>
  );
}

/** One seed again from its beginning, and whether it ends in the same numbers. */
function Replay({ course, model }: { course: Course; model: RaceModel }) {
  course.drawn.verdicts.value;
  const [first] = course.tasks;
  const seeds = (first?.seeds ?? []).filter((seed) => course.scores.every((one) => one.has(seed)));
  const chosen = useSignal<number | undefined>(undefined);
  const again = model.replay.value;
  again?.drawn.verdicts.value;
  const seed = chosen.value ?? seeds[0];
  if (seed === undefined || course.status.value === "running") return null;
  const start = (): void => {
    again?.end();
    model.replay.value = prepared(model, [seed]);
    model.replay.value?.run(true);
  };
  return (
    <div class="row replay">
      <label class="row">
        {say(RACE.replay)}
        <select value={seed} onChange={(event) => (chosen.value = Number(event.currentTarget.value))}>
          {seeds.map((one) => <option key={one} value={one}>{one}</option>)}
        </select>
      </label>
      <button type="button" onClick={start}>{say(RACE.run)}</button>
      {again ? <span role="status">{replayed(course, again)}</span> : null}
      {again ? <button type="button" onClick={() => { again.end(); model.replay.value = undefined; }}>{say(RACE.back)}</button> : null}
    </div>
  );
}

function replayed(course: Course, again: Course): string {
  const [n = 0] = again.tasks[0]?.seeds ?? [];
  if (again.status.value !== "finished") return say(RACE.replaying, { n: String(n) });
  const same = again.scores.every((scores, place) => Object.is(scores.get(n), course.scores[place]?.get(n)));
  return say(same ? RACE.same : RACE.notSame, { n: String(n) });
}
