// The report's own script: language and colours, files that are kept, and charts that one can zoom and choose in.
import { isChosen, isMany, onChoice, start as startChoice } from "./choice";
import { stored, type Chart } from "./data";
import { enliven } from "./figure";
import { start as startPage } from "./page";

const AHEAD = "400px"; // a chart comes to life before it is seen

startPage();
startChoice();
const waiting = new Map<Element, Chart>();
for (const [name, chart] of Object.entries(stored.live.charts)) {
  const figure = document.getElementById(name);
  if (figure) waiting.set(figure, chart);
}
const watch = new IntersectionObserver(
  (entries) => {
    for (const { isIntersecting, target } of entries) {
      const chart = waiting.get(target);
      if (!isIntersecting || !chart || !(target instanceof HTMLElement)) continue;
      watch.unobserve(target);
      waiting.delete(target);
      enliven(target, chart);
    }
  },
  { rootMargin: AHEAD },
);
for (const figure of waiting.keys()) watch.observe(figure);

// what stays as it is drawn follows the choice as well, as long as each activation has a colour
onChoice(() => {
  if (isMany()) return;
  for (const one of document.querySelectorAll<SVGElement>("svg [data-arm]")) {
    one.classList.toggle("off", !isChosen(one.dataset["arm"] ?? ""));
  }
});
