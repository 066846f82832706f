// The digits of the page: unpacked when they are first asked for.
import { signal } from "@preact/signals";
import { divided } from "../../race/data";
import type { Data } from "../../race/data";

const [WIDTH, CLASSES, UNIT] = [64, 10, 16];

/** The digits, once they are there. */
export const digits = signal<Data | undefined>(undefined);
let asked = false;

export function askForDigits(): void {
  if (asked) return;
  asked = true;
  void unpacked().then((found) => (digits.value = found));
}

async function unpacked(): Promise<Data> {
  const stored = JSON.parse(document.getElementById("digits")?.textContent ?? "{}") as { rows: number; test: number; packed: string };
  const bytes = Uint8Array.from(atob(stored.packed), (letter) => letter.charCodeAt(0));
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate"));
  const raw = new Uint8Array(await new Response(stream).arrayBuffer());
  const inputs = Float32Array.from(raw.subarray(0, stored.rows * WIDTH), (one) => one / UNIT);
  const targets = Float32Array.from(raw.subarray(stored.rows * WIDTH));
  return divided("classes", WIDTH, CLASSES, inputs, targets, stored.rows - stored.test);
}
