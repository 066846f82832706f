// A figure with charts that can be zoomed: its buttons and keys, and its panels in columns.
import { onChoice } from "./choice";
import type { Chart, Panel } from "./data";
import { legend } from "./legend";
import { onChange, spoken } from "./page";
import { Plot, type Across, type Showing } from "./plot";

const ZOOM = 0.5;
const axes = new Map<string, Across>();

/** Put charts that can be zoomed before what is drawn in a figure. */
export function enliven(figure: HTMLElement, chart: Chart): void {
  const tools = document.getElementById("chart-tools") as HTMLTemplateElement;
  const showing: Showing = { logX: null, logY: null, singles: false };
  const live = document.createElement("div");
  live.className = "live";
  live.append(tools.content.cloneNode(true));
  const grid = document.createElement("div");
  grid.className = chart.columns > 1 ? "plots several" : "plots";
  live.append(grid);
  figure.insertBefore(live, figure.querySelector(".drawn"));
  const plots = chart.panels.map((panel) => plot(panel, grid, chart, figure.id, showing));
  let current = plots[0];
  plots.forEach((one, place) => {
    const cell = grid.children[place];
    for (const kind of ["focusin", "pointerenter"]) cell?.addEventListener(kind, () => (current = one));
  });
  const build = () => plots.forEach((one) => one.build());
  const act = (what: string) => {
    if (current) run(what, current, plots, showing, build);
    press(live, plots, showing);
  };
  for (const button of live.querySelectorAll<HTMLElement>("button[data-do]")) {
    button.addEventListener("click", () => act(button.dataset["do"] ?? ""));
  }
  const singles = live.querySelector<HTMLElement>("[data-do=singles]");
  if (singles) singles.hidden = !chart.panels.some((panel) => panel.lines.some((line) => line.singles.length > 1));
  legend(figure, document.getElementById("chart-chooser") as HTMLTemplateElement);
  figure.classList.add(chart.merged ? "beside" : "instead");
  build();
  press(live, plots, showing);
  onChoice(build);
  onChange(build);
  new ResizeObserver(() => plots.forEach((one) => one.fit())).observe(grid);
}

/** Return a panel with its labels, in a place that keys reach. */
function plot(panel: Panel, grid: HTMLElement, chart: Chart, name: string, showing: Showing): Plot {
  const cell = document.createElement("div");
  const [title, place, below, readout] = ["p", "div", "p", "p"].map((tag) => document.createElement(tag));
  if (!title || !place || !below || !readout) throw new Error("no elements");
  title.className = "up";
  title.append(...spoken(panel.title), ...(panel.title ? [": "] : []), ...spoken(panel.y.label));
  below.className = "across";
  below.append(...spoken(panel.x.label));
  readout.className = "readout";
  place.className = "plot";
  place.tabIndex = 0;
  place.setAttribute("role", "group");
  place.setAttribute("aria-labelledby", `${name}-title`);
  place.setAttribute("aria-describedby", `${name}-sentence`);
  cell.append(title, place, below, readout);
  grid.append(cell);
  const height = () => (chart.columns > 1 || chart.panels.length > 1 ? 190 : innerWidth < 500 ? 260 : 340);
  const made = new Plot(panel, place, readout, height, shared(panel), showing);
  place.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey || !key(event, made)) return;
    readout.setAttribute("aria-live", "polite");
    event.preventDefault();
  });
  place.addEventListener("pointermove", () => readout.removeAttribute("aria-live"));
  return made;
}

/** Return what charts on the same axis share. */
function shared(panel: Panel): Across {
  const key = JSON.stringify([panel.x.label, panel.x.ends]);
  const found = axes.get(key) ?? { key, range: null, plots: new Set<Plot>() };
  axes.set(key, found);
  return found;
}

/** Do what a key means; return whether it means anything. */
function key(event: KeyboardEvent, plot: Plot): boolean {
  const moves: Record<string, () => void> = event.shiftKey
    ? {
        ArrowLeft: () => plot.moveX(-1, 1),
        ArrowRight: () => plot.moveX(1, 1),
        ArrowUp: () => plot.moveY(1, 1),
        ArrowDown: () => plot.moveY(-1, 1),
      }
    : {
        ArrowLeft: () => plot.step(-1),
        ArrowRight: () => plot.step(1),
        Home: () => plot.step(-Infinity),
        End: () => plot.step(Infinity),
        PageUp: () => plot.moveY(0, ZOOM),
        PageDown: () => plot.moveY(0, 1 / ZOOM),
      };
  const always: Record<string, () => void> = {
    "+": () => plot.moveX(0, ZOOM),
    "=": () => plot.moveX(0, ZOOM),
    "-": () => plot.moveX(0, 1 / ZOOM),
    "0": () => plot.whole(),
  };
  const found = moves[event.key] ?? always[event.key];
  found?.();
  return found !== undefined;
}

/** Do what a button says. */
function run(what: string, plot: Plot, plots: Plot[], showing: Showing, build: () => void): void {
  const actions: Record<string, () => void> = {
    in: () => plot.moveX(0, ZOOM),
    out: () => plot.moveX(0, 1 / ZOOM),
    left: () => plot.moveX(-1, 1),
    right: () => plot.moveX(1, 1),
    taller: () => plot.moveY(0, ZOOM),
    flatter: () => plot.moveY(0, 1 / ZOOM),
    up: () => plot.moveY(1, 1),
    down: () => plot.moveY(-1, 1),
    whole: () => plots.forEach((one) => one.whole()),
    singles: () => (showing.singles = !showing.singles),
    "log-x": () => (showing.logX = other(showing.logX, plots.map((one) => one.logX))),
    "log-y": () => {
      showing.logY = other(showing.logY, plots.map((one) => one.logY));
      plots.forEach((one) => one.wholeHeight());
    },
  };
  actions[what]?.();
  if (["singles", "log-x", "log-y"].includes(what)) build();
}

/** Return powers of ten for all where one has none, else what the panels have by themselves, or none where they do. */
function other(now: boolean | null, logs: boolean[]): boolean | null {
  if (logs.includes(false)) return true;
  return now === null ? false : null;
}

/** Show which switches are on. */
function press(live: HTMLElement, plots: Plot[], showing: Showing): void {
  const states: Record<string, boolean[]> = {
    "log-x": plots.map((one) => one.logX),
    "log-y": plots.map((one) => one.logY),
    singles: [showing.singles],
  };
  for (const [what, state] of Object.entries(states)) {
    const pressed = state.includes(false) ? (state.includes(true) ? "mixed" : "false") : "true";
    live.querySelector(`[data-do=${what}]`)?.setAttribute("aria-pressed", pressed);
  }
  const note = live.querySelector<HTMLElement>("[data-note=singles]");
  if (note) note.hidden = !showing.singles;
}
