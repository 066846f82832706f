// The lesson: its steps one below the other, each with the figure that shows what it says beside it.
import { signal } from "@preact/signals";
import { useEffect, useRef, useState } from "preact/hooks";
import { language, say } from "../play/words";
import { FIGURES } from "./figures/table";
import { LESSON, Prose, type FigureText, type SectionText } from "./text";
import { LESSON_WORDS } from "./texts";

const NETWORKS = new Set(["race", "dying", "chain", "start", "surface"]); // figures with networks of their own
const NEAR = "600px"; // a figure is made when it comes so near
const MOVES = ["wheel", "touchmove", "keydown", "pointerdown"]; // by which a reader goes on for himself

/** The step that is read, from 1; 0 is the head. */
export const reading = signal(0);
/** A step to go to as soon as it is there. */
export const wanted = signal(0);

export function LessonRoom() {
  const { intro, sections } = LESSON[language.value];
  useEffect(() => {
    if (wanted.value) hold(document.getElementById(idOf(wanted.value))!);
    wanted.value = 0;
  }, [wanted.value]);
  useEffect(() => () => letGo(), []);
  return (
    <div class="lesson">
      <Prose nodes={intro} />
      <Contents sections={sections} />
      {sections.map((section, place) => <Step key={place} section={section} n={place + 1} />)}
    </div>
  );
}

let letGo = (): void => undefined; // of the step that is held

/** Go to a step and keep it there while the figures above it get their size, until the reader moves. */
function hold(step: HTMLElement): void {
  letGo();
  const page = document.documentElement;
  let [y, height] = [0, 0];
  const watch = new ResizeObserver(() => {
    step.scrollIntoView();
    [y, height] = [scrollY, page.scrollHeight];
  });
  // a browser that keeps in place what is read moves only with the height
  const moved = (): void => void (page.scrollHeight === height && Math.abs(scrollY - y) > 1 && release());
  const release = (): void => {
    watch.disconnect();
    removeEventListener("scroll", moved);
    for (const kind of MOVES) removeEventListener(kind, release);
  };
  watch.observe(step.parentElement!);
  addEventListener("scroll", moved);
  for (const kind of MOVES) addEventListener(kind, release, { passive: true });
  letGo = release;
}

function idOf(n: number): string {
  return `step-${n}`;
}

function Contents({ sections }: { sections: readonly SectionText[] }) {
  return (
    <nav class="contents" aria-label={say(LESSON_WORDS.steps)}>
      <ol>
        {sections.map(({ title }, place) => (
          <li key={place}><a href={`#lesson&s=${place + 1}`}>{title.replace(/^\d+\. /, "")}</a></li>
        ))}
      </ol>
    </nav>
  );
}

function Step({ section, n }: { section: SectionText; n: number }) {
  const { title, before, figure, after, question, answer, source } = section;
  const place = useRef<HTMLElement>(null);
  useEffect(() => seen(place.current!, "-20% 0px -70% 0px", (inside) => passed(n, inside)), [n]);
  return (
    <section class="step" id={idOf(n)} ref={place} aria-labelledby={`${idOf(n)}-title`}>
      <h2 id={`${idOf(n)}-title`}>{title}</h2>
      <div class="told"><Prose nodes={before} /></div>
      <Later figure={figure} />
      <div class="told"><Prose nodes={after} /></div>
      <div class="told question">
        <Prose nodes={question} />
        <details>
          <summary>{say(LESSON_WORDS.think)}</summary>
          {source ? <Source command={source} networks={NETWORKS.has(figure.name)} /> : null}
          <Prose nodes={answer} />
        </details>
      </div>
    </section>
  );
}

const passing = new Set<number>(); // the steps where one reads, two of them at a border

function passed(n: number, inside: boolean): void {
  if (inside) passing.add(n);
  else passing.delete(n);
  reading.value = Math.max(0, ...passing);
}

/** Where an answer's numbers come from, as the figure beside it may show others. */
function Source({ command, networks }: { command: string; networks: boolean }) {
  return (
    <p class="help">
      {say(LESSON_WORDS.numbers)} <code>{command}</code>{networks ? `; ${say(LESSON_WORDS.others)}` : "."}
    </p>
  );
}

/** A figure, made when it is nearly in sight. */
function Later({ figure }: { figure: FigureText }) {
  const [near, setNear] = useState(false);
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => (near ? undefined : seen(place.current!, `${NEAR} 0px`, (inside) => inside && setNear(true))), [near]);
  const Figure = FIGURES[figure.name];
  return (
    <div class="live" ref={place}>
      {near && Figure ? <Figure text={figure} /> : <div class="waiting" />}
    </div>
  );
}

/** Tell when an element comes into a part of the window; return what ends that. */
function seen(element: Element, margin: string, tell: (inside: boolean) => void): () => void {
  const observer = new IntersectionObserver((entries) => tell(entries.some((one) => one.isIntersecting)), { rootMargin: margin });
  observer.observe(element);
  return () => observer.disconnect();
}
