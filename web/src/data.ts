// What the page stores for its script; render/live.py writes it.

export type Said = string | Record<string, string>;
export type Span = [number, number];
export type Row = (number | null)[];

/** A row as it is stored: whole steps from number to number, in units of the decimal that is named. */
type Packed = Row | { by: number; steps: Row };

export interface Look {
  colour: string;
  dash: number[];
}

export interface Axis {
  label: Said;
  log: boolean;
  ends: Span;
}

/** A line; its numbers are places in the pool, -1 for none. */
export interface Line extends Look {
  arm: string;
  x: number;
  y: number;
  low: number;
  high: number;
  singles: number[];
  across: number;
  width: number;
  layer: number;
  marker: string;
}

export interface Points {
  arm: string;
  x: number;
  y: number;
  colour: string;
  marker: string;
  size: number;
  hollow: boolean;
  foot: boolean;
  opacity: number;
}

export interface Panel {
  title: Said;
  x: Axis;
  y: Axis;
  lines: Line[];
  points: Points[];
}

export interface Chart {
  columns: number;
  merged: boolean;
  panels: Panel[];
}

export interface Arm extends Look {
  name: string;
  label: Said;
  picked: boolean;
}

export interface Live {
  pool: Packed[];
  charts: Record<string, Chart>;
  arms: Arm[];
  many: boolean;
  looks: Look[];
  other: Look;
}

export interface Stored {
  title: Record<string, string>;
  files: Record<string, string>;
  live: Live;
}

export const stored: Stored = JSON.parse(document.getElementById("actlab-data")?.textContent ?? "{}");

const rows = new Map<number, Row>();

/** Return a row of numbers; empty for none. */
export function row(place: number): Row {
  const found = rows.get(place) ?? unpacked(stored.live.pool[place] ?? []);
  rows.set(place, found);
  return found;
}

function unpacked(stored: Packed): Row {
  if (Array.isArray(stored)) return stored;
  let now = 0;
  return stored.steps.map((step) => (step === null ? null : (now += step) / 10 ** stored.by));
}
