// The live page: what it shows follows its address, and its address follows what it shows.
import { effect } from "@preact/signals";
import { render } from "preact";
import { BadLink, Fields } from "./fields";
import { opened, written } from "./link";
import { known, only, unknown, UNKNOWN } from "./presets";
import { ROOMS } from "./rooms";
import { notice, room, Shell, SHELL } from "./shell";
import { language, say } from "./words";

const WAIT = 250; // milliseconds until the address follows
let last = "";

/** Show what the address says; where it says nothing, or nothing that can be, the page as it is at first. */
function follow(): void {
  const fragment = location.hash;
  if (fragment === `#${last}`) return;
  notice.value = unknown.length ? () => say(UNKNOWN, { names: unknown.join(","), known: known.join(", ") }) : undefined;
  try {
    if (fragment.length > 1) room.value = opened(fragment);
  } catch (error) {
    if (!(error instanceof BadLink)) throw error;
    const part = error.part.slice(0, 80).replace(/\p{C}/gu, "\u{fffd}"); // nothing that turns the text around
    for (const one of ROOMS) one.read(new Fields([]));
    room.value = ROOMS[0]!;
    last = ""; // so that the address no longer says what nobody understands
    notice.value = () => say(SHELL.badLink, { part });
  }
  const alone = ROOMS.find((one) => one.name === only);
  if (alone && fragment.length < 2) room.value = alone;
}

follow();
const root = document.getElementById("root");
if (root) {
  root.replaceChildren();
  render(<Shell />, root);
}
let waiting = 0;
effect(() => {
  const fragment = written(room.value);
  clearTimeout(waiting);
  waiting = setTimeout(() => {
    if (fragment === last) return;
    last = fragment;
    history.replaceState(null, "", `#${fragment}`);
  }, WAIT);
});
effect(() => {
  document.documentElement.lang = language.value;
  document.title = `actlab: ${say(room.value.title)}`;
});
addEventListener("hashchange", follow);
