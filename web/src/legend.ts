// The legend as a choice: each activation is a button, of many one that can be searched for.
import { choose, isChosen, isMany, look, onChoice, toggle } from "./choice";
import { drawing } from "./colours";
import { stored, type Arm, type Look } from "./data";
import { spoken } from "./page";

const SIGN = "0 0 28 12";

/** Make the legend of a figure a choice; give it one where there are many activations. */
export function legend(figure: HTMLElement, chooser: HTMLTemplateElement): void {
  const own = figure.querySelector<HTMLElement>("ul.legend");
  if (!isMany()) {
    for (const item of own?.querySelectorAll<HTMLElement>("li[data-arm]") ?? []) {
      const button = switchOf(item.dataset["arm"] ?? "");
      button.append(...item.childNodes);
      item.append(button);
    }
    return;
  }
  if (own) own.classList.add("drawn");
  const made = chooser.content.cloneNode(true) as DocumentFragment;
  const list = made.querySelector("ul");
  const items = stored.live.arms.map((arm) => [arm.name.toLowerCase(), item(arm)] as const);
  list?.append(...items.map(([, one]) => one));
  const field = made.querySelector("input");
  field?.addEventListener("input", () => {
    for (const [name, one] of items) one.hidden = !name.includes(field.value.trim().toLowerCase());
  });
  for (const button of made.querySelectorAll("button")) {
    const which = button.dataset["choose"];
    if (which === "first" || which === "none") button.addEventListener("click", () => choose(which));
  }
  (figure.querySelector(".live") ?? figure).append(made);
}

function item(arm: Arm): HTMLElement {
  const one = document.createElement("li");
  const button = switchOf(arm.name);
  const line = drawing("line", { x1: "0", x2: "28", y1: "6", y2: "6", "stroke-width": "2.2" });
  const sign = drawing("svg", { viewBox: SIGN, class: "swatch", "aria-hidden": "true" });
  const name = document.createElement("span");
  sign.append(line);
  name.append(...spoken(arm.label));
  button.append(sign, name);
  one.append(button);
  const paint = () => dress(line, look(arm.name) ?? stored.live.other);
  onChoice(paint);
  paint();
  return one;
}

function dress(line: Element, { colour, dash }: Look): void {
  line.setAttribute("stroke", colour);
  line.setAttribute("stroke-dasharray", dash.join(" "));
}

/** Return a button that shows and changes whether an activation is chosen. */
function switchOf(arm: string): HTMLButtonElement {
  const button = document.createElement("button");
  button.type = "button";
  button.dataset["toggle"] = arm;
  const show = () => button.setAttribute("aria-pressed", String(isChosen(arm)));
  button.addEventListener("click", () => toggle(arm));
  onChoice(show);
  show();
  return button;
}
