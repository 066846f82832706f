// The race among the rooms: its name, and what of it stands in a link.
import { INITIALISATIONS } from "../../race/initialise";
import type { Point } from "../../race/data";
import { NOISE } from "../../race/data";
import { BadLink, type Fields } from "../fields";
import { readOnce } from "../function/model";
import type { Room } from "../rooms";
import { change, DATA, DEFAULT, MOST_ARMS, MOST_POINTS, OPTIMISERS, type DataName, type RaceState } from "./model";
import { MEASURES } from "./course";
import { coordinate, levelOf, LEVELS } from "./points";
import { RaceRoom, shown } from "./room";
import { RACE } from "./texts";

export const raceRoom: Room = { name: "race", title: RACE.title, View: RaceRoom, write, read };

const SIGNS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"; // of base64 in addresses
const NAMES = {
  control: "c", data: "data", noise: "noise", depth: "depth", width: "width", initialisation: "init", optimiser: "opt",
  rate: "lr", batch: "batch", steps: "steps", seeds: "seeds", first: "seed",
} as const; // prettier-ignore

function write(): [string, string][] {
  const state = shown.state.value;
  const arms = state.arms.map((text): [string, string] => ["a", text]);
  const rest = Object.entries(NAMES).flatMap(([field, key]): [string, string][] => {
    const [now, usual] = [state, usualFor(state.data)].map((one) => String(one[field as keyof RaceState]));
    return now === usual ? [] : [[key, now as string]];
  });
  const points: [string, string][] = state.data === "points" && state.points.length ? [["p", packed(state.points)]] : [];
  const view: [string, string][] = shown.measure.value === MEASURES[0] ? [] : [["v", shown.measure.value]];
  const begun: [string, string][] = shown.course.value || shown.asked.value ? [["go", "1"]] : [];
  return [...arms, ...rest, ...points, ...view, ...begun];
}

/** Return what is usual where some data are chosen: their own noise. */
function usualFor(data: DataName): RaceState {
  return { ...DEFAULT, noise: data in NOISE ? NOISE[data as keyof typeof NOISE] : DEFAULT.noise };
}

function read(fields: Fields): void {
  const given = fields.all("a");
  if (given.length === 1 || given.length > MOST_ARMS) throw new BadLink(`a=${given.at(-1)}`);
  const unread = given.find((text) => readOnce(text).refusal);
  if (unread !== undefined) throw new BadLink(`a=${unread}`);
  const arms = given.length ? given : DEFAULT.arms;
  const data = fields.choice(NAMES.data, DATA, DEFAULT.data);
  const usual = usualFor(data);
  const whole = (field: "depth" | "width" | "batch" | "steps" | "seeds" | "first", low: number, high: number): number =>
    fields.number(NAMES[field], low, high, usual[field], true);
  const next: RaceState = {
    arms,
    data,
    control: fields.number(NAMES.control, 0, arms.length - 1, usual.control, true),
    noise: fields.number(NAMES.noise, 0, 1, usual.noise),
    depth: whole("depth", 1, 6),
    width: whole("width", 1, 32),
    initialisation: fields.choice(NAMES.initialisation, INITIALISATIONS, usual.initialisation),
    optimiser: fields.choice(NAMES.optimiser, OPTIMISERS, usual.optimiser),
    rate: fields.number(NAMES.rate, 1e-4, 10, usual.rate),
    batch: whole("batch", 1, 256),
    steps: whole("steps", 10, 10_000),
    seeds: whole("seeds", 2, 64),
    first: whole("first", 0, 999_999),
    points: unpacked(fields.text("p") ?? ""),
  };
  const measure = fields.choice("v", MEASURES, MEASURES[0]);
  const asked = fields.choice("go", ["0", "1"], "0") === "1";
  fields.end();
  change(shown, next);
  shown.asked.value = asked;
  shown.measure.value = measure;
}

function packed(points: readonly Point[]): string {
  return points.map(([x, y, group]) => `${SIGNS[levelOf(x)]}${SIGNS[levelOf(y)]}${group}`).join("");
}

function unpacked(text: string): Point[] {
  if (text.length % 3 || text.length > 3 * MOST_POINTS) throw new BadLink(`p=${text}`);
  return (text.match(/.{3}/g) ?? []).map((three): Point => {
    const [x, y, group] = [SIGNS.indexOf(three[0]!), SIGNS.indexOf(three[1]!), "012".indexOf(three[2]!)];
    if (x < 0 || y < 0 || group < 0 || x >= LEVELS) throw new BadLink(`p=${text}`);
    return [coordinate(x), coordinate(y), group];
  });
}
