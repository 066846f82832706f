// What is seen of a hidden layer while a network trains. Follows training/probes.py.
import type { Layer, Passed } from "./network";

const NOTHING = 1e-6; // a response or slope this small is none
const SATURATED = 0.01; // a slope below this hardly teaches

/** Shares of units and of responses, and which units they are. */
export interface Responses {
  /** Units that answer no example, and units at which no gradient passes at any. */
  dead: number;
  gradientDead: number;
  /** Responses with |f'(z)| below 0.01, over units and examples. */
  saturated: number;
  mean: number;
  sd: number;
  /** For each unit: 1 where it is dead, and the share of examples at which it is saturated. */
  deadUnits: Uint8Array;
  saturatedUnits: Float32Array;
}

/** Return what is seen of a layer; nothing of the last, which has no activation. */
export function responses(layer: Layer, { z, a }: Passed): Responses[] {
  if (!layer.site) return [];
  const width = layer.outputs;
  const n = z.length / width;
  const slope = new Float32Array(z.length);
  layer.site.slope(z, slope);
  const [after, slopes] = [new Float64Array(width), new Float64Array(width)];
  const saturatedUnits = new Float32Array(width);
  let [sum, squares] = [0, 0];
  for (let i = 0; i < z.length; i++) {
    const [unit, response, steep] = [i % width, a[i]!, Math.abs(slope[i]!)];
    after[unit] = Math.max(after[unit]!, Math.abs(response));
    slopes[unit] = Math.max(slopes[unit]!, steep);
    if (steep < SATURATED) saturatedUnits[unit]! += 1 / n;
    sum += response;
  }
  const mean = sum / a.length;
  for (const response of a) squares += (response - mean) ** 2;
  const deadUnits = Uint8Array.from(after, (most) => Number(most <= NOTHING));
  const share = (values: ArrayLike<number>): number => Array.from(values).reduce((all, one) => all + one, 0) / width;
  return [
    {
      dead: share(deadUnits),
      gradientDead: share(slopes.map((most) => Number(most <= NOTHING))),
      saturated: share(saturatedUnits),
      mean,
      sd: Math.sqrt(squares / a.length),
      deadUnits,
      saturatedUnits,
    },
  ];
}
