// Colours as the page's style sheet has them at the moment: an element that nobody sees is asked how it looks.

let line: Element | undefined;

/** Return a new element of SVG. */
export function drawing(tag: string, attributes: Record<string, string>): Element {
  const one = document.createElementNS(document.querySelector("svg")?.namespaceURI ?? null, tag);
  for (const [name, value] of Object.entries(attributes)) one.setAttribute(name, value);
  return one;
}

/** Return a colour of a mark as the page shows it. */
export function colour(name: string): string {
  const one = sample();
  one.setAttribute("stroke", name);
  one.removeAttribute("class");
  return getComputedStyle(one).stroke;
}

/** Return the colour of an axis or its grid. */
export function tone(kind: "axis" | "grid"): string {
  const one = sample();
  one.removeAttribute("stroke");
  one.setAttribute("class", kind);
  return getComputedStyle(one).stroke;
}

function sample(): Element {
  if (!line) {
    line = drawing("line", {});
    const around = drawing("svg", { class: "unseen", "aria-hidden": "true" });
    around.append(line);
    document.body.append(around);
  }
  return line;
}
