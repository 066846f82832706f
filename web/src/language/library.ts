// The named functions that a formula may use, and how they are looked up. Follows functions/library.py.
import type { Expression } from "./expression";
import { folded, FAMILY, LAYERS } from "./foreign";

/** What the parser needs to know of a named function: its name, its tree in x, its parameters. */
export interface Definition {
  readonly name: string;
  readonly values: ReadonlyMap<string, number>;
  readonly tree: Expression;
}

export interface Library {
  /** Return what is meant by a name. */
  get(name: string): Definition | undefined;
  /** All names, those with a dot being those of frameworks. */
  readonly names: readonly string[];
}

export const NONE: Library = { get: () => undefined, names: [] };

/** Return the plain name with the same letters, whatever their size; nothing where there is none, or one letter. */
export function sameLetters(name: string, names: Iterable<string>): string {
  if (name.length < 2) return "";
  const letters = folded(name);
  for (const known of names) if (/^[A-Za-z_]\w*$/.test(known) && folded(known) === letters) return known;
  return "";
}

/** Return what a framework calls by a name: by the aliases, whose modules and functions differ in letters only. */
export function inFramework(library: Library, home: string, name: string): Definition | undefined {
  const family = FAMILY[home] ?? home;
  const letters = folded(name);
  const last = (key: string): number => key.lastIndexOf(".");
  const found = library.names.filter((key) => last(key) >= 0 && folded(key.slice(last(key) + 1)) === letters);
  for (const wanted of [home, family]) {
    for (const key of found) {
      if (key.slice(0, last(key)) === wanted || (wanted === family && framework(key) === family)) return library.get(key);
    }
  }
  return undefined;
}

function framework(alias: string): string {
  return alias.startsWith(LAYERS) ? "" : (alias.split(".")[0] as string);
}
