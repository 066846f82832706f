// Which activations are shown: one choice for the whole page. Of many, those that are chosen have colours, others are grey.
import { stored, type Arm, type Look } from "./data";

const listeners: (() => void)[] = [];
const looks = new Map<string, Look>();
const known = new Map<string, Arm>();

/** Whether there are so many that each line cannot have a colour. */
export const isMany = (): boolean => stored.live.many;

/** Call a function whenever the choice has changed. */
export function onChoice(listener: () => void): void {
  listeners.push(listener);
}

/** Return whether an activation is chosen; what stands for none always is. */
export function isChosen(arm: string): boolean {
  return !known.has(arm) || looks.has(arm);
}

/** Return the look of a chosen activation. */
export function look(arm: string): Look | undefined {
  return looks.get(arm);
}

/** Choose an activation or no longer. */
export function toggle(arm: string): void {
  if (!looks.delete(arm)) give(arm);
  changed();
}

/** Choose what is chosen at first, or nothing. */
export function choose(which: "first" | "none"): void {
  looks.clear();
  if (which === "first") for (const arm of known.values()) if (arm.picked) looks.set(arm.name, arm);
  changed();
}

/** Start with the page's first choice. */
export function start(): void {
  for (const arm of stored.live.arms) known.set(arm.name, arm);
  choose("first");
}

/** Give an activation its own look, or among many one that no other has. */
function give(name: string): void {
  const arm = known.get(name);
  if (!arm) return;
  const used = new Set([...looks.values()].map(written));
  const free = stored.live.looks.find((one) => !used.has(written(one)));
  looks.set(name, arm.picked && !used.has(written(arm)) ? arm : (free ?? stored.live.looks[0] ?? arm));
}

function written(one: Look): string {
  return `${one.colour} ${one.dash.join(" ")}`;
}

function changed(): void {
  for (const listener of listeners) listener();
}
