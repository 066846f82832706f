// The words of the race.
import type { Words } from "../words";

export const RACE = {
  title: { en: "Race", pt: "Corrida" },
} satisfies Record<string, Words>;
