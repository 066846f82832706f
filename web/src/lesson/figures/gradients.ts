// How large the gradient is in each layer of a deep random network.
import type { Activation } from "../../language/activation";
import type { Initialisation } from "../../race/initialise";
import { start, through } from "../../race/network";
import { Random } from "../../race/random";

export const DEPTH = 20;
const [WIDTH, INPUTS] = [48, 16];
const [OF_INPUTS, OF_OUTPUTS] = [7, 8]; // tell these uses of a seed from others

/** Return the norm of the gradient in the weights of each hidden layer, over that of the last of them. */
export function chain(activation: Activation, how: Initialisation, seed: number): number[] {
  const layers = start(Array.from({ length: DEPTH + 2 }, () => WIDTH), how, activation, seed);
  const drawn = (use: number): Float32Array => {
    const random = new Random(seed, use);
    return Float32Array.from({ length: INPUTS * WIDTH }, () => random.normal());
  };
  const passed = through(layers, drawn(OF_INPUTS));
  let delta = drawn(OF_OUTPUTS);
  const norms: number[] = [];
  for (let place = layers.length - 1; place >= 0; place--) {
    const { gradient, back } = layers[place]!.backward(passed[place]!, delta);
    norms.unshift(Math.sqrt(gradient.weight.reduce((sum, one) => sum + one * one, 0)));
    delta = back;
  }
  const last = norms[DEPTH - 1]!;
  return norms.slice(0, DEPTH).map((one) => one / last);
}
