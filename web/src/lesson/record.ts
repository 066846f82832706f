// The lesson among the rooms: its name, and the step that stands in a link.
import type { Room } from "../play/rooms";
import { LessonRoom, reading, wanted } from "./room";
import { LESSON } from "./text";
import { LESSON_WORDS } from "./texts";

export const lessonRoom: Room = {
  name: "lesson",
  title: LESSON_WORDS.title,
  View: LessonRoom,
  write: () => (reading.value > 1 ? [["s", String(reading.value)]] : []),
  read: (fields) => {
    const step = fields.number("s", 1, LESSON.en.sections.length, 0, true);
    fields.end();
    wanted.value = step;
  },
};
