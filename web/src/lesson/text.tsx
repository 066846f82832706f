// The text of the lesson, which stands in the page as data; web/lesson.py makes it of the documentation's pages.
import { createElement, type ComponentChildren } from "preact";
import type { Language } from "../play/words";

/** A text, or the name of an element with what is in it. */
export type Node = string | Node[];

/** A live figure: its name, what it shows, its settings, and the rows of the table that it draws. */
export interface FigureText {
  name: string;
  shown?: readonly string[];
  settings?: Readonly<Record<string, string>>;
  rows?: readonly (readonly [name: string, mean: number, low: number, high: number])[];
}

export interface SectionText {
  title: string;
  before: Node[];
  figure: FigureText;
  after: Node[];
  question: Node[];
  answer: Node[];
}

export interface LessonText {
  title: string;
  intro: Node[];
  sections: SectionText[];
}

export const LESSON = JSON.parse(document.getElementById("lesson")?.textContent ?? "null") as Record<Language, LessonText>;

/** Texts as elements. */
export function Prose({ nodes }: { nodes: readonly Node[] }) {
  return <>{nodes.map(element)}</>;
}

function element(node: Node): ComponentChildren {
  if (typeof node === "string") return node;
  const [tag, ...inside] = node as [string, ...Node[]];
  const found = createElement(tag, null, ...inside.map(element));
  return tag === "table" ? <div class="scroll">{found}</div> : found;
}
