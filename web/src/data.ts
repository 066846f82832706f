// What the page stores for its script; render/live.py writes it.

export type Said = string | Record<string, string>;
export type Span = [number, number];
export type Row = (number | null)[];

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
  pool: Row[];
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

/** Return a row of numbers; empty for none. */
export function row(place: number): Row {
  return stored.live.pool[place] ?? [];
}
