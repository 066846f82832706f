// What a screen reader is told when something has happened that is only seen.
import { signal } from "@preact/signals";

const now = signal("");

/** Say something aloud, once. */
export function announce(words: string): void {
  if (now.value !== words) now.value = words;
}

export function Announcements() {
  return <div class="unseen" aria-live="polite">{now.value}</div>;
}
