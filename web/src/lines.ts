// The lines of a panel: which of them are shown, in which order, and how they look.
import type uPlot from "uplot";
import { isChosen, isMany, look } from "./choice";
import { colour } from "./colours";
import { row, stored, type Line, type Look, type Panel } from "./data";

const CHOSEN = 2; // width of the lines that are chosen among many, and how faint the others are
const OTHERS = 0.6;

/** Return whether a line is one that the cursor reads, and no bar between two ends. */
export function isRead(line: Line): boolean {
  const x = row(line.x);
  return x.length !== 2 || x[0] !== x[1];
}

/** Return the lines that are shown and read, in the order in which they are drawn. */
export function read(panel: Panel): Line[] {
  const found = panel.lines.filter((line) => isRead(line) && (isMany() || isChosen(line.arm)));
  const rank = (line: Line) => line.layer + (isMany() && line.arm && isChosen(line.arm) ? 100 : 0);
  return found.sort((one, other) => rank(one) - rank(other));
}

/** Return a line's own look, or among many that of its activation's choice. */
export function lookOf(line: Line): Look {
  if (!isMany() || !line.arm) return line;
  return look(line.arm) ?? stored.live.other;
}

/** Return how uPlot draws a line. */
export function series(line: Line): uPlot.Series {
  const { colour: paint, dash } = lookOf(line);
  const chosen = !isMany() || !line.arm || isChosen(line.arm);
  return {
    stroke: colour(paint),
    width: !chosen ? 0.8 : isMany() && line.arm ? CHOSEN : line.width,
    alpha: chosen ? 1 : OTHERS,
    dash,
    cap: "butt",
    points: { show: line.marker !== "", size: 5, fill: colour(paint) },
  };
}

/** Return the lines on one common x; where a line has no point of its own is no gap. */
export function data(lines: Line[], logX: boolean, logY: boolean): (number | null | undefined)[][] {
  const x = [...new Set(lines.flatMap((line) => row(line.x)))].filter((at) => at !== null).sort((a, b) => a - b);
  const used = logX ? x.filter((at) => at > 0) : x;
  const heights = lines.map((line) => {
    const y = row(line.y);
    const known = new Map(row(line.x).map((at, place) => [at, y[place] ?? null]));
    return used.map((at) => {
      const value = known.get(at);
      return logY && typeof value === "number" && value <= 0 ? null : value;
    });
  });
  return [used, ...heights];
}
