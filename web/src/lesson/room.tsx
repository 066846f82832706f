// The lesson: its steps one below the other, each with the figure that shows what it says beside it.
import { signal } from "@preact/signals";
import { useEffect, useRef, useState } from "preact/hooks";
import { language, say } from "../play/words";
import { FIGURES } from "./figures/table";
import { LESSON, Prose, type FigureText, type SectionText } from "./text";
import { LESSON_WORDS } from "./texts";

const NEAR = "600px"; // a figure is made when it comes so near
const SETTLED = [0, 60, 250]; // milliseconds after which it has its size, on quick machines and slow ones

/** The step that is read, from 1; 0 is the head. */
export const reading = signal(0);
/** A step to go to as soon as it is there. */
export const wanted = signal(0);

export function LessonRoom() {
  const { intro, sections } = LESSON[language.value];
  useEffect(() => {
    if (wanted.value) go(wanted.value);
    wanted.value = 0;
  }, [wanted.value]);
  return (
    <div class="lesson">
      <Prose nodes={intro} />
      <Contents sections={sections} />
      {sections.map((section, place) => <Step key={place} section={section} n={place + 1} />)}
    </div>
  );
}

/** Go to a step, and again when the figures above it have their size. */
function go(n: number): void {
  for (const wait of SETTLED) setTimeout(() => document.getElementById(idOf(n))?.scrollIntoView(), wait);
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
  const { title, before, figure, after, question, answer } = section;
  const place = useRef<HTMLElement>(null);
  useEffect(() => seen(place.current!, "-20% 0px -70% 0px", (inside) => inside && (reading.value = n)), [n]);
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
          <Prose nodes={answer} />
        </details>
      </div>
    </section>
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
