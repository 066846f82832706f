// Where the curve of a function, or of one of its derivatives, must not be drawn through. Follows analysis/breaks.py.
import { hosted, type Activation } from "../language/activation";
import { jumpsAt } from "../language/kinks";
import { look } from "../language/points";
import { candidates } from "../language/switches";
import type { Function1 } from "../language/arrays";

/** Return the points in [-1000, 1000] where a derivative jumps, has no bound or no value; order 0 is f itself. */
export function breaks(activation: Activation, order: number): number[] {
  const below = order ? breaks(activation, order - 1) : [];
  const { kinks, unbounded } = activation.points;
  const values = Object.fromEntries(activation.values);
  const of = (which: number): Function1 => (x) => activation.onHost(x, which); // prettier-ignore
  const places = new Set([
    ...below,
    ...[...kinks, ...unbounded].map((one) => one.at),
    ...candidates(activation.treeOf(order), (tree) => hosted(tree, values)),
  ]);
  const at = Float64Array.from([...places].sort((a, b) => a - b));
  const [jump, own] = [jumpsAt(of(order), at), of(order)(at)];
  const broken = [...at].filter((_one, place) => jump[place] || !Number.isFinite(own[place]));
  const grows = order ? look(of(order - 1), of(order), places).unbounded.map((one) => one.at) : [];
  return [...new Set([...below, ...broken, ...grows])].sort((a, b) => a - b);
}
