// The cost along a straight line between two networks that were trained from different starts.
import { find } from "../../language/find";
import { dataOf } from "../../race/data";
import { losses, mean } from "../../race/loss";
import { Member } from "../../race/member";
import type { Layer } from "../../race/network";

const [WIDTH, STEPS, POINTS] = [16, 60, 41];
const ROUNDING = 1e-4; // a hill that is lower is single precision's

export interface Cut {
  /** [way from 0 to 1, cost]. */
  points: [number, number][];
  /** How far the cost rises above the straight line between its ends; 0 where it does not. */
  hill: number;
}

/** Train a network from two starts and walk straight between the ends; "regression" has no hidden layer. */
export function cut(name: string, seed: number): Cut {
  const hidden = name === "regression" ? [] : [WIDTH];
  const { activation } = find(name === "regression" ? "identity" : name);
  const data = dataOf({ name: "moons", noise: 0.2, seed: 0, train: 200, test: 50 });
  const recipe = { hidden, initialisation: "tutorial", optimiser: "sgd", rate: 0.03, batch: 64 } as const;
  const [first, last, between] = [0, 1, 2].map((place) => {
    const member = new Member(activation, recipe, data, 2 * (seed + 1) + (place % 2));
    for (let step = 0; step < (place < 2 ? STEPS : 0); step++) member.step();
    return member;
  }) as [Member, Member, Member];
  const points = Array.from({ length: POINTS }, (_one, place): [number, number] => {
    const way = place / (POINTS - 1);
    between.layers.forEach((layer, at) => mix(layer, first.layers[at]!, last.layers[at]!, way));
    return [way, mean(losses(data.kind, between.outputs(data.train.inputs), data.train.targets))];
  });
  const [from, to] = [points[0]![1], points.at(-1)![1]];
  const hill = Math.max(...points.map(([way, cost]) => cost - from - way * (to - from)));
  return { points, hill: hill > ROUNDING ? hill : 0 };
}

function mix(layer: Layer, first: Layer, last: Layer, way: number): void {
  for (const array of ["weight", "bias"] as const) {
    layer[array].forEach((_one, at) => (layer[array][at] = first[array][at]! + way * (last[array][at]! - first[array][at]!)));
  }
}
