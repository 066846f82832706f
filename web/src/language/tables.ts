// The tables that web/tables.py writes, with their types.
import stored from "./tables.json";

/** A row: arity, definition, slopes. */
export type Row = [number, string, ...string[]];
/** Name, value, lowest and highest (null for none), and by what it is learnt: "", "layer" or "unit". */
export type ParameterRow = [string, number, number | null, number | null, string];

export interface Entry {
  formula: string;
  computed?: string;
  family: string;
  parameters?: ParameterRow[];
  kinks?: [string, string][];
  aliases?: string[];
  note?: string;
  reference?: string;
}

type Names = Record<string, string>;

export interface Elsewhere {
  homes: Names;
  family: Names;
  other: Names;
  written: Names;
  compared: Names;
  joined: Names;
  parameters: Record<string, string[]>;
  like: Record<string, number>;
  constants: Names;
  choices: string[];
  clips: string[];
  of_two: string[];
  lower: string[];
  upper: string[];
  casts: string[];
  numbers: string[];
  ignored: string[];
  together: string[];
}

export interface Tables {
  primitives: Record<string, Row>;
  absorbing: string;
  functions: string[];
  rules: [string, string][];
  erfc: number[];
  limits: { longest: number; largest: number; deepest: number; expanded: number };
  spellings: { characters: Names; latex: Names; nothing: string[]; fractions: string[]; upright: string[] };
  elsewhere: Elsewhere;
  catalogue: Record<string, Entry>;
  references: Record<string, [authors: string, year: number]>;
  names: { pt: Names };
  portuguese: Names;
}

// what JSON means is held against the program's own tables by a test
export const tables = stored as unknown as Tables;

/** Return an own entry of a table; names such as "constructor" are none. */
export function entry<T>(table: Record<string, T>, name: string): T | undefined {
  return Object.hasOwn(table, name) ? table[name] : undefined;
}
