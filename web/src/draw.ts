// What stands on a chart beside its lines: bands, single seeds and points, drawn on uPlot's canvas within the axes.
import type uPlot from "uplot";
import { row, type Line, type Points, type Row } from "./data";

const BAND = 0.18; // opacity, as in the page's SVG
const SINGLE = 0.45;

type Place = (x: number | null | undefined, y: number | null | undefined) => [number, number] | null;

/** Draw something within the axes. */
export function within(plot: uPlot, draw: (pen: CanvasRenderingContext2D, place: Place) => void): void {
  const { ctx, bbox } = plot;
  const logs = [plot.scales.x?.distr === 3, plot.scales.y?.distr === 3];
  const lowest = plot.scales.y?.min ?? 0;
  ctx.save();
  ctx.beginPath();
  ctx.rect(bbox.left, bbox.top, bbox.width, bbox.height);
  ctx.clip();
  draw(ctx, (x, y) => {
    if (x == null || y == null || (logs[0] && x <= 0)) return null;
    const height = logs[1] && y <= 0 ? lowest / 1e3 : y;
    return [plot.valToPos(x, "x", true), plot.valToPos(height, "y", true)];
  });
  ctx.restore();
}

/** Draw the band of a line. */
export function band(pen: CanvasRenderingContext2D, place: Place, line: Line, paint: string): void {
  const [x, low, high] = [row(line.x), row(line.low), row(line.high)];
  pen.fillStyle = paint;
  pen.globalAlpha = BAND;
  let run: [number, number][][] = [];
  for (let at = 0; at <= x.length; at++) {
    const [below, above] = [place(x[at], low[at]), place(x[at], high[at])];
    if (below && above) {
      run.push([below, above]);
      continue;
    }
    if (run.length > 1) {
      pen.beginPath();
      for (const [one] of run) if (one) pen.lineTo(...one);
      for (const [, one] of run.reverse()) if (one) pen.lineTo(...one);
      pen.fill();
    }
    run = [];
  }
}

/** Draw the lines whose mean a line is. */
export function singles(pen: CanvasRenderingContext2D, place: Place, line: Line, paint: string): void {
  pen.strokeStyle = paint;
  pen.globalAlpha = SINGLE;
  pen.lineWidth = devicePixelRatio;
  const x = row(line.across);
  for (const one of line.singles) {
    pen.beginPath();
    path(pen, place, x, row(one));
    pen.stroke();
  }
}

/** Draw a line of which the cursor says nothing, such as the ends of a range. */
export function still(pen: CanvasRenderingContext2D, place: Place, line: Line, paint: string): void {
  pen.strokeStyle = paint;
  pen.lineWidth = line.width * devicePixelRatio;
  pen.setLineDash(line.dash.map((length) => length * devicePixelRatio));
  pen.beginPath();
  path(pen, place, row(line.x), row(line.y));
  pen.stroke();
  pen.setLineDash([]);
}

/** Draw separate points. */
export function points(pen: CanvasRenderingContext2D, place: Place, mark: Points, paint: string, foot: number): void {
  const half = (mark.size / 2) * devicePixelRatio * (mark.marker === "." ? 0.5 : 1);
  const [x, y] = [row(mark.x), row(mark.y)];
  pen.strokeStyle = pen.fillStyle = paint;
  pen.globalAlpha = mark.opacity;
  pen.lineWidth = 1.5 * devicePixelRatio;
  x.forEach((across, at) => {
    const found = mark.foot ? place(across, 1) : place(across, y[at]);
    if (!found) return;
    const [left, top] = mark.foot ? [found[0], foot - (y[at] ?? 0) * foot * 0.9] : found;
    pen.beginPath();
    if (mark.marker === "x") {
      for (const side of [-1, 1]) {
        pen.moveTo(left - half, top - side * half);
        pen.lineTo(left + half, top + side * half);
      }
      pen.stroke();
      return;
    }
    pen.arc(left, top, half, 0, 2 * Math.PI);
    if (mark.hollow) pen.stroke();
    else pen.fill();
  });
}

function path(pen: CanvasRenderingContext2D, place: Place, x: Row, y: Row): void {
  let pending = true;
  x.forEach((across, at) => {
    const found = place(across, y[at]);
    if (found && pending) pen.moveTo(...found);
    else if (found) pen.lineTo(...found);
    pending = !found;
  });
}
