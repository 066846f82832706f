// The page as a whole: its language, its colours, and files that are kept. No network, no storage.
import { stored, type Said } from "./data";

const page = document.documentElement;
const listeners: (() => void)[] = [];

/** Call a function whenever the language or the colours have changed. */
export function onChange(listener: () => void): void {
  listeners.push(listener);
}

/** Return words in the page's language. */
export function said(words: Said): string {
  return typeof words === "string" ? words : (words[page.lang] ?? "");
}

/** Return words in every language, each in an element of its own, of which the page shows one. */
export function spoken(words: Said): (Node | string)[] {
  if (typeof words === "string") return [words];
  return Object.entries(words).map(([language, text]) => {
    const span = document.createElement("span");
    span.lang = language;
    span.textContent = text;
    return span;
  });
}

/** Return a number to six digits, with the decimal sign of the page's language. */
export function shown(value: number, digits = 6): string {
  const text = String(Number(value.toPrecision(digits)));
  return page.lang === "pt" ? text.replace(".", ",") : text;
}

/** Show which of several buttons is chosen. */
function press(attribute: string, value: string): void {
  for (const button of document.querySelectorAll(`button[${attribute}]`)) {
    button.setAttribute("aria-pressed", String(button.getAttribute(attribute) === value));
  }
}

function speak(language: string): void {
  page.lang = language;
  document.title = stored.title[language] ?? document.title;
  for (const picture of document.querySelectorAll("svg[role=img]")) {
    // of several titles browsers show the first one
    const title = picture.querySelector(`:scope > title[lang="${language}"]`);
    if (title) picture.prepend(title);
  }
  press("data-language", language);
}

function paint(theme: string): void {
  page.dataset.theme = theme;
  press("data-theme-choice", theme);
}

function keep(name: string): void {
  const address = URL.createObjectURL(new Blob([stored.files[name] ?? ""], { type: "text/plain" }));
  const link = document.createElement("a");
  link.href = address;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), 1000);
}

/** Copy the code that stands beside a button; where the clipboard is closed, it is selected. */
async function copy(button: HTMLElement): Promise<void> {
  const code = button.parentElement?.querySelector("pre");
  const copied = button.parentElement?.querySelector(".copied");
  if (!code) return;
  try {
    await navigator.clipboard.writeText(code.textContent ?? "");
    if (copied instanceof HTMLElement) copied.hidden = false;
  } catch {
    getSelection()?.selectAllChildren(code);
  }
}

function changed(): void {
  for (const listener of listeners) listener();
}

/** Make the page's own buttons work, and show them. */
export function start(): void {
  for (const button of document.querySelectorAll("button")) {
    button.addEventListener("click", () => {
      const { language, themeChoice, file, copy: copies } = button.dataset;
      if (language) speak(language);
      if (themeChoice) paint(themeChoice);
      if (file) keep(file);
      if (copies !== undefined) void copy(button);
      if (language || themeChoice) changed();
    });
    button.hidden = false;
  }
  const controls = document.querySelector(".controls");
  if (controls instanceof HTMLElement) controls.hidden = false;
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", changed);
  speak(page.lang);
}
