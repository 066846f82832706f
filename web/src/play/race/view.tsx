// A race to be watched: its buttons, each activation's network, the curves, the verdicts, one step in numbers.
import { useSignalEffect } from "@preact/signals";
import { announce } from "../announce";
import { say } from "../words";
import { askForDigits } from "./digits";
import { ArmCard } from "./card";
import { Curves } from "./curves";
import { dataFor, drawable, FEWEST_POINTS, prepared, reset, type RaceModel } from "./model";
import type { Course } from "./course";
import { StepNumbers } from "./step";
import { RACE } from "./texts";
import { Verdicts } from "./verdicts";

/** `compact` leaves out the curves and a step's numbers. */
export function RaceView({ model, compact = false }: { model: RaceModel; compact?: boolean }) {
  useSignalEffect(() => {
    if (model.state.value.data === "digits") askForDigits();
  });
  useSignalEffect(() => tell(model));
  useSignalEffect(() => {
    if (model.asked.value && canStart(model) === "") start(model);
  });
  const course = model.replay.value ?? model.course.value;
  return (
    <div class="race-view">
      <Buttons model={model} />
      <Progress model={model} />
      <Headline model={model} />
      <div class="cards">
        {model.state.value.arms.map((name, place) => (
          <ArmCard key={place} name={name} place={place} course={course} model={model} />
        ))}
      </div>
      {course ? <p class="help">{course.data.width === 2 ? say(RACE.colours) : ""} {say(RACE.unitsHelp)}</p> : null}
      {course && !compact ? <Curves course={course} measure={model.measure} /> : null}
      {model.course.value ? <Verdicts course={model.course.value} model={model} /> : null}
      {course && !compact ? <StepNumbers course={course} /> : null}
    </div>
  );
}

function Buttons({ model }: { model: RaceModel }) {
  const { course, replay, slowly } = model;
  const now = replay.value ?? course.value;
  const status = now?.status.value ?? "ready";
  const begun = (): Course | undefined => now ?? (course.value = prepared(model));
  const ready = canStart(model) === "";
  return (
    <div class="row buttons">
      {status === "running" ? (
        <button type="button" class="main-action" onClick={() => now?.pause()}>{say(RACE.pause)}</button>
      ) : (
        <button type="button" class="main-action" disabled={!ready || status === "finished"} onClick={() => begun()?.run(slowly.value)}>
          {say(status === "paused" ? RACE.resume : RACE.run)}
        </button>
      )}
      <button type="button" disabled={!ready || status === "finished"} onClick={() => begun()?.step()}>{say(RACE.step)}</button>
      <button type="button" disabled={!course.value} onClick={() => reset(model)}>{say(RACE.reset)}</button>
      <label class="check">
        <input
          type="checkbox"
          checked={slowly.value}
          onChange={(event) => {
            slowly.value = event.currentTarget.checked;
            if (now && status === "running") now.run(slowly.value);
          }}
        />
        {say(RACE.slowly)}
      </label>
    </div>
  );
}

function start(model: RaceModel): void {
  model.asked.value = false;
  model.course.value = prepared(model);
  model.course.value?.run(false);
}

/** Say why nothing can be trained; nothing where it can. */
function canStart(model: RaceModel): string {
  const { data, points } = model.state.value;
  if (model.entries.value.some((one) => one.refusal)) return say(RACE.noFormulas);
  if (data === "points" && !drawable(points)) return say(RACE.fewPoints, { n: FEWEST_POINTS });
  return dataFor(model.state.value) ? "" : "…";
}

function Progress({ model }: { model: RaceModel }) {
  const course = model.course.value;
  course?.drawn.verdicts.value;
  return (
    <p class="progress">
      {course ? progress(course) : say(RACE.waiting)} <span class="help">{canStart(model) || say(RACE.pairing)}</span>
    </p>
  );
}

function progress(course: Course): string {
  const [done, all] = course.done;
  const status = course.status.value;
  return say(status === "finished" && done === all ? RACE.finished : status === "paused" ? RACE.paused : RACE.progress, { done, all });
}

/** What is decided, before all else. */
function Headline({ model }: { model: RaceModel }) {
  const course = model.course.value;
  course?.drawn.verdicts.value;
  const found = course ? decided(course) : [];
  return found.length ? <p class="headline">{found.join(" ")}</p> : null;
}

/** Say the verdicts that there are. */
function decided(course: Course): string[] {
  const control = course.arms[course.control]?.name ?? "";
  return course.verdicts.flatMap((one, place) => {
    const name = course.arms[place]?.name ?? "";
    if (!one || one.verdict === "undecided") return [];
    if (one.verdict === "equivalent") return [say(RACE.equivalentTo, { name, control })];
    return [say(one.verdict === "better" ? RACE.betterThan : RACE.worseThan, { name, control })];
  });
}

/** Tell who does not see it what the race has come to: its state, and what is decided. */
function tell(model: RaceModel): void {
  const course = model.course.value;
  if (!course) return;
  course.drawn.verdicts.value;
  const status = course.status.value;
  const state = status === "paused" || status === "finished" ? [progress(course)] : [];
  const words = [...decided(course), ...state].join(" ");
  if (words) announce(words);
}
