// The page's language, and its own words in both; what the engine says is translated by its tables.
import { signal } from "@preact/signals";
import { said, sixDigits } from "../language/words";
import type { Language, Text } from "../language/words";

export type { Language } from "../language/words";

/** Words for people, in every language of the page. */
export type Words = Readonly<Record<Language, string>>;
type Field = string | number;

const first = document.documentElement.dataset["language"] ?? navigator.language.toLowerCase();
export const language = signal<Language>(first.startsWith("pt") ? "pt" : "en");

/** Return words in the page's language, with what fills their places: `{n}`. */
export function say(words: Words, fields: Readonly<Record<string, Field>> = {}): string {
  return words[language.value].replace(/\{(\w+)\}/g, (whole, name: string) => {
    const value = fields[name];
    return value === undefined ? whole : typeof value === "number" ? figure(value) : value;
  });
}

/** Return what the engine says in the page's language. */
export function told(text: Text): string {
  return said(text, language.value);
}

/** Return a number to so many digits, with the language's decimal sign. */
export function figure(value: number, digits = 4): string {
  if (!Number.isFinite(value)) return Number.isNaN(value) ? "–" : value < 0 ? "−∞" : "∞";
  return sixDigits(Number(value.toPrecision(digits)) + 0, language.value).replace("-", "−");
}

/** Return a number with a sign, as a difference is written. */
export function signed(value: number, digits = 3): string {
  return (value > 0 ? "+" : "") + figure(value, digits);
}

/** Return a share as per cent. */
export function percent(share: number, digits = 3): string {
  return `${figure(100 * share, digits)}${language.value === "pt" ? "" : "\u00a0"}%`;
}

/** Return what a number field is to show: its own notation has the point in both languages. */
export function plain(value: number): string {
  return String(Number(value.toPrecision(6)) + 0);
}
