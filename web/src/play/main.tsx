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
let address: string | undefined; // as it was last read or written
let waiting = 0;

/** Show what the address says; where it says nothing, or nothing that can be, the page as it is at first. */
function follow(): void {
  const fragment = location.hash;
  if (fragment === address) return;
  address = fragment;
  notice.value = unknown.length ? () => say(UNKNOWN, { names: unknown.join(","), known: known.join(", ") }) : undefined;
  try {
    if (fragment.length > 1) room.value = opened(fragment);
  } catch (error) {
    if (!(error instanceof BadLink)) throw error;
    const part = error.part.slice(0, 80).replace(/\p{C}/gu, "\u{fffd}"); // nothing that turns the text around
    for (const one of ROOMS) one.read(new Fields([]));
    room.value = ROOMS[0]!;
    notice.value = () => say(SHELL.badLink, { part });
    write(written(room.value)); // the address no longer says what nobody understands
  }
  const alone = ROOMS.find((one) => one.name === only);
  if (alone && fragment.length < 2) room.value = alone;
}

/** Write an address, unless another has been written or asked for before. */
function write(fragment: string): void {
  clearTimeout(waiting);
  waiting = setTimeout(() => {
    if (location.hash !== address || `#${fragment}` === address) return;
    history.replaceState(null, "", `#${fragment}`);
    address = location.hash;
  }, WAIT);
}

follow();
const root = document.getElementById("root");
if (root) {
  root.replaceChildren();
  render(<Shell />, root);
}
effect(() => write(written(room.value)));
effect(() => {
  document.documentElement.lang = language.value;
  document.title = `actlab: ${say(room.value.title)}`;
});
addEventListener("hashchange", follow);
