// What a teacher hides: ?ui=race,simple in the address, before the fragment.
import type { Words } from "./words";

/** What may be hidden: the rooms' choice, what is known of a function, settings of a race beyond the first. */
export type Hidden = "rooms" | "about" | "settings" | "head";

const PRESETS: Record<string, readonly Hidden[]> = {
  function: ["rooms"],
  race: ["rooms"],
  lesson: ["rooms"],
  simple: ["about", "settings"],
  bare: ["head", "rooms"],
};

const asked = (new URLSearchParams(location.search).get("ui") ?? "").split(",").filter(Boolean);
const hidden = new Set(asked.flatMap((one) => PRESETS[one] ?? []));

/** Names after ?ui= that mean nothing. */
export const unknown: readonly string[] = asked.filter((one) => !Object.hasOwn(PRESETS, one));

export const UNKNOWN: Words = {
  en: "Nothing is known as ?ui={names}; there are {known}.",
  pt: "Não se conhece ?ui={names}; existem {known}.",
};
export const known: readonly string[] = Object.keys(PRESETS);

/** The room that is shown alone. */
export const only: string | undefined = asked.find((one) => ["function", "race", "lesson"].includes(one));

export function hides(what: Hidden): boolean {
  return hidden.has(what);
}
