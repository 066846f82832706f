// Words for people: English in the source, said in Portuguese when they are shown.
import { entry, tables } from "./tables";

export type Language = "en" | "pt";
type Field = string | number | Text;

/** A text of the source with what fills its places, or several of them one after another. */
export interface Text {
  message: string;
  fields: Record<string, Field>;
  more?: Text;
}

/** Mark a text of the source for translation. */
export function _(message: string, fields: Record<string, Field> = {}): Text {
  return { message, fields };
}

/** Return the text for n things, with n and what else there is filled in. */
export function plural(one: string, many: string, n: number, fields: Record<string, Field> = {}): Text {
  return { message: n === 1 ? one : many, fields: { n, ...fields } };
}

/** Return one text with another after it. */
export function followed(text: Text, more: Text): Text {
  return { ...text, more: text.more ? followed(text.more, more) : more };
}

/** Return names with "or" between them. */
export function either(names: readonly string[]): Text {
  const [first, ...others] = names.map((name): Text => ({ message: "{name}", fields: { name } }));
  return others.reduce((before, one) => followed(before, followed(_(" or "), one)), first as Text);
}

/** Say a text in a language. */
export function said(text: Text, language: Language = "en"): string {
  const message = (language === "pt" && entry(tables.portuguese, text.message)) || text.message;
  const filled = message.replace(/\{(\w+)(:g)?[^}]*\}/g, (whole, name: string, general?: string) => {
    const value = entry(text.fields, name);
    if (value === undefined) return whole;
    if (typeof value === "object") return said(value, language);
    return general && typeof value === "number" ? sixDigits(value, language) : String(value);
  });
  return text.more ? filled + said(text.more, language) : filled;
}

/** Return a number as %g writes it, with a decimal comma in Portuguese. */
export function sixDigits(value: number, language: Language = "en"): string {
  if (!Number.isFinite(value)) return Number.isNaN(value) ? "nan" : value < 0 ? "-inf" : "inf";
  const size = Math.abs(value);
  const short = Number(value.toPrecision(6));
  const text = size !== 0 && (size < 1e-4 || size >= 1e6) ? exponential(short) : String(short);
  return language === "pt" ? text.replace(".", ",") : text;
}

function exponential(value: number): string {
  return value.toExponential().replace(/e([+-])(\d)$/, "e$10$2");
}

/** Words that cannot be taken: what was wrong, what is allowed, what to write; with the place where there is one. */
export class Refusal extends Error {
  constructor(
    readonly text: Text,
    readonly source = "",
    readonly column = -1,
  ) {
    super(said(text));
  }

  /** Return the error with the text below it and a caret under the place. */
  shown(language: Language = "en"): string {
    if (this.column < 0) return said(this.text, language);
    const letters = [...this.source];
    const begin = Math.max(0, Math.min(this.column - 40, letters.length - 76));
    const line = letters.slice(begin, begin + 76).map((one) => (/\p{C}|\p{Zl}|\p{Zp}/u.test(one) ? " " : one));
    return `${said(this.text, language)}\n  ${line.join("")}\n  ${" ".repeat(this.column - begin)}^`;
  }
}

/** Return the error that shows the text with a caret under a place, and the reason. */
export function refusal(source: string, column: number, reason: Text): Refusal {
  const head = _("cannot read the formula at column {column}: {reason}", { column: column + 1, reason });
  return new Refusal(/\?$/.test(said(reason)) ? head : followed(head, { message: ".", fields: {} }), source, column);
}
