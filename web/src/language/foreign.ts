// What functions are called elsewhere. Follows language/foreign.py, whose tables are in tables.json.
import { entry, tables } from "./tables";

export const TORCH = "torch", LAX = "lax", MATH = "math", KERAS = "keras", FLAX = "flax";
export const LAYERS = "keras.layers", BACKEND = "keras.backend", OPS = "keras.ops";
export const KERAS_HOMES: readonly string[] = [KERAS, LAYERS, BACKEND, OPS];
export const ELSEWHERE = tables.elsewhere;
export const FAMILY: Record<string, string | undefined> = ELSEWHERE.family;

/** Return the framework of a dotted name without its last part; nothing where nobody has such a name. */
export function homeOf(dotted: readonly string[]): string {
  for (let length = dotted.length; length > 0; length--) {
    const found = entry(ELSEWHERE.homes, dotted.slice(0, length).join("."));
    if (found) return found;
  }
  return "";
}

/** Return a name as everybody would write it: LeakyReLU, leaky_relu and leakyrelu are one. */
export function folded(name: string): string {
  return name.replaceAll("_", "").toLowerCase();
}
