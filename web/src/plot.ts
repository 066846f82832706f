// One panel as a chart by uPlot: zoomed by dragging, read by a cursor that all charts on the same axis share.
import uPlot from "uplot";
import { moved, powers, reach } from "./axis";
import { isChosen, isMany, look } from "./choice";
import { colour, tone } from "./colours";
import { row, type Line, type Panel, type Row, type Span } from "./data";
import { band, points, singles, still, within } from "./draw";
import { data, isRead, lookOf, read, series } from "./lines";
import { shown } from "./page";

const FONT = '12.5px system-ui, -apple-system, "Segoe UI", Roboto, "Liberation Sans", sans-serif';
const MOST_READ = 14; // activations whose values are read out at the cursor
const STEP = 0.25; // of what is seen: by so much a chart moves

let keyed = false; // whether the place that is read was chosen by keys

/** What the charts on one axis share: the part of it that is seen, if not the whole. */
export interface Across {
  key: string;
  range: Span | null;
  plots: Set<Plot>;
}

/** How a figure shows its panels; null is as the panel is by itself. */
export interface Showing {
  logX: boolean | null;
  logY: boolean | null;
  singles: boolean;
}

/** One panel. */
export class Plot {
  private chart: uPlot | undefined;
  private up: Span | null = null;
  private dragged = false;
  private lines: Line[] = []; // those that are read at the cursor

  constructor(
    private readonly panel: Panel,
    private readonly place: HTMLElement,
    private readonly readout: HTMLElement,
    private readonly height: () => number,
    private readonly across: Across,
    private readonly showing: Showing,
  ) {
    across.plots.add(this);
  }

  get logX(): boolean {
    return this.showing.logX ?? this.panel.x.log;
  }

  get logY(): boolean {
    return this.showing.logY ?? this.panel.y.log;
  }

  /** Draw anew, after anything has changed but the part that is seen. */
  build(): void {
    this.chart?.destroy();
    const rule = { stroke: tone("axis"), font: FONT, grid: { stroke: tone("grid"), width: 0.8 }, ticks: { show: false } };
    const words = (_: uPlot, places: number[]) => places.map((at) => shown(at));
    const axis = { ...rule, values: words, filter: (_: uPlot, places: number[]) => places };
    const lines = (this.lines = read(this.panel));
    // a chart that is replaced may be drawn once more: it keeps its own axes
    const { logX, logY } = this;
    const splits = (_: uPlot, __: number, low: number, high: number) => powers([low, high], 6);
    this.chart = new uPlot(
      {
        width: Math.max(this.place.clientWidth, 160),
        height: this.height(),
        legend: { show: false },
        padding: [8, 22, 0, 0],
        scales: {
          x: { time: false, distr: logX ? 3 : 1, range: () => this.seenX(logX) },
          y: { distr: logY ? 3 : 1, range: () => this.up ?? this.wholeY(logY) },
        },
        axes: [
          { ...axis, size: 28, space: 56, ...(logX && { splits }) },
          {
            ...axis,
            size: 54,
            space: 34,
            ...(logY && { splits }),
          },
        ],
        series: [{}, ...lines.map(series)],
        cursor: {
          drag: { x: true, y: true, uni: 30, setScale: false },
          points: { size: 7 },
          sync: {
            key: this.across.key,
            setSeries: false,
            scales: ["x", null],
            filters: { pub: (type: string) => !this.dragged && (type === "mousemove" || type === "mouseleave"), sub: () => true },
          },
          bind: {
            mousedown: (_, __, act) => (event) => {
              this.dragged = true;
              return act(event);
            },
            mouseup: (_, __, act) => (event) => {
              const done = act(event);
              this.dragged = false;
              return done;
            },
            // a page that moves below a mouse at rest takes nothing from whoever reads by keys
            mousemove: (_, __, act) => (event) => {
              if (keyed && !event.movementX && !event.movementY) return null;
              keyed = false;
              return act(event);
            },
            mouseleave: (_, __, act) => (event) => (keyed ? null : act(event)),
            dblclick: () => () => {
              this.whole();
              return null;
            },
          },
        },
        hooks: {
          drawClear: [(chart) => this.below(chart)],
          draw: [(chart) => this.above(chart)],
          setSelect: [(chart) => this.selected(chart)],
          setCursor: [(chart) => this.say(chart)],
        },
      },
      data(lines, logX, logY) as uPlot.AlignedData,
      this.place,
    );
    this.chart.root.setAttribute("aria-hidden", "true");
  }

  /** Fit the chart into its place. */
  fit(): void {
    const width = Math.max(this.place.clientWidth, 160);
    if (this.chart && width !== this.chart.width) this.chart.setSize({ width, height: this.height() });
  }

  /** Show another part of what is seen. */
  refresh(): void {
    const [min, max] = this.seenX();
    this.chart?.setScale("x", { min, max });
  }

  /** Move or stretch the x axis of all charts that share it, about the cursor if there is one. */
  moveX(by: number, times: number): void {
    const left = this.chart?.cursor.left ?? -1;
    const about = left >= 0 ? this.chart?.posToVal(left, "x") : undefined;
    this.across.range = moved(this.seenX(), this.wholeX(), this.logX, by * STEP, times, about);
    for (const plot of this.across.plots) plot.refresh();
  }

  /** Move or stretch the height. */
  moveY(by: number, times: number): void {
    const whole = this.wholeY();
    this.up = moved(this.up ?? whole, whole, this.logY, by * STEP, times);
    this.refresh();
  }

  /** Show the whole again, on all charts that share the axis. */
  whole(): void {
    this.across.range = this.up = null;
    for (const plot of this.across.plots) plot.refresh();
  }

  /** Forget the part of the height that was seen. */
  wholeHeight(): void {
    this.up = null;
  }

  /** Read the values at the next point, or at the first (-Infinity) or last one (Infinity). */
  step(by: number): void {
    const { chart } = this;
    if (!chart) return;
    const x = chart.data[0];
    const seen = [...x.keys()].filter((at) => x[at]! >= chart.scales.x!.min! && x[at]! <= chart.scales.x!.max!);
    const here = chart.cursor.idx == null || (chart.cursor.left ?? -1) < 0 ? -1 : seen.indexOf(chart.cursor.idx);
    const next = seen[Math.min(Math.max(here < 0 && by === -1 ? seen.length - 1 : here + by, 0), seen.length - 1)];
    if (next === undefined) return;
    keyed = true;
    for (const plot of this.across.plots) plot.readAt(x[next]!);
  }

  /** Put the cursor to a place on the axis. */
  readAt(x: number): void {
    const { chart } = this;
    if (!chart || (this.logX && x <= 0)) return;
    const left = chart.valToPos(x, "x");
    chart.setCursor({ left: Math.min(left, chart.over.clientWidth - 0.01), top: chart.over.clientHeight / 2 });
  }

  private wholeX(log = this.logX): Span {
    const [low, high] = this.panel.x.ends;
    if (!log || low > 0) return [low, high];
    return [reach(this.panel.lines.map((line) => row(line.x)), true)[0], high];
  }

  private seenX(log = this.logX): Span {
    const [low, high] = this.across.range ?? this.wholeX(log);
    return log && low <= 0 ? [Math.min(this.wholeX(log)[0], high / 10), high] : [low, high];
  }

  private wholeY(log = this.logY): Span {
    if (log === this.panel.y.log) return this.panel.y.ends;
    const rows: Row[] = this.panel.lines.flatMap((line) => [row(line.y), row(line.low), row(line.high)]);
    if (log) return reach(this.panel.lines.map((line) => row(line.y)), true);
    return reach(rows, false);
  }

  private below(chart: uPlot): void {
    within(chart, (pen, place) => {
      for (const line of this.panel.lines) {
        if (!line.arm || !isChosen(line.arm)) continue;
        const paint = colour(lookOf(line).colour);
        band(pen, place, line, paint);
        if (this.showing.singles) singles(pen, place, line, paint);
      }
    });
  }

  private above(chart: uPlot): void {
    within(chart, (pen, place) => {
      for (const line of this.panel.lines) {
        if (isRead(line) || !isChosen(line.arm)) continue;
        still(pen, place, line, colour(lookOf(line).colour));
      }
      for (const mark of this.panel.points) {
        if (!isChosen(mark.arm)) continue;
        const paint = isMany() ? (look(mark.arm) ?? mark).colour : mark.colour;
        points(pen, place, mark, colour(paint), chart.bbox.top + chart.bbox.height);
      }
    });
  }

  private selected(chart: uPlot): void {
    const { left, top, width, height } = chart.select;
    if (width <= 0 || height <= 0) return;
    const { clientWidth, clientHeight } = chart.over; // along an axis that is not chosen from, all of it is selected
    if (width < clientWidth) this.across.range = [chart.posToVal(left, "x"), chart.posToVal(left + width, "x")];
    if (height < clientHeight) this.up = [chart.posToVal(top + height, "y"), chart.posToVal(top, "y")];
    chart.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false);
    for (const plot of this.across.plots) plot.refresh();
  }

  private say(chart: uPlot): void {
    const at = (chart.cursor.left ?? -1) < 0 ? null : chart.cursor.idx;
    const x = at == null ? undefined : chart.data[0][at];
    const values = this.panel.lines.flatMap((line) => {
      const place = this.lines.indexOf(line) + 1;
      const value = at == null || !place ? null : chart.data[place]?.[at];
      return typeof value === "number" && line.arm && isChosen(line.arm) ? [`${line.arm} ${shown(value, 4)}`] : [];
    });
    this.readout.textContent = x === undefined ? "" : `${shown(x)}: ${values.slice(0, MOST_READ).join("; ")}`;
  }
}
