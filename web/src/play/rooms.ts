// The rooms of the page: one record each, in the order of their tabs.
import type { ComponentType } from "preact";
import { lessonRoom } from "../lesson/record";
import type { Fields } from "./fields";
import { functionRoom } from "./function/record";
import { raceRoom } from "./race/record";
import type { Words } from "./words";

export interface Room {
  /** In links. */
  name: string;
  title: Words;
  View: ComponentType;
  /** The fields of a link to what the room shows; it reads signals, so that the link follows. */
  write: () => [key: string, value: string][];
  /** Show what a link says. Throws a BadLink before anything has changed; no fields are the room at first. */
  read: (fields: Fields) => void;
}

export const ROOMS: readonly Room[] = [functionRoom, raceRoom, lessonRoom];
