// How scores and their differences are said: shares as per cent and points, errors as they are.
import { Chance } from "../../race/loss";
import { figure, percent, say, signed } from "../words";
import type { Course } from "./course";
import { RACE } from "./texts";

export function scoreWords({ data }: Course, value: number): string {
  return data.kind === "classes" ? percent(value) : figure(value, 3);
}

export function differenceWords({ data }: Course, value: number): string {
  if (data.kind === "numbers") return signed(value);
  const points = signed(100 * value);
  return `${points} ${say(/^.1$/.test(points) ? RACE.pointUnit : RACE.pointsUnit)}`;
}

/** Return what a network that failed counts as: the best constant answer. */
export function levelOf({ data }: Course): number {
  return new Chance(data).score;
}
