// The race among the rooms: its name, and what of it stands in a link.
import type { Room } from "../rooms";
import { RaceRoom } from "./room";
import { RACE } from "./texts";

export const raceRoom: Room = { name: "race", title: RACE.title, View: RaceRoom, write: () => [], read: (fields) => fields.end() };
