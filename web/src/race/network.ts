// A small perceptron: its weights, what it answers, and its gradients. Single precision is stored, double accumulated.
import type { Activation } from "../language/activation";
import { scale, type Initialisation } from "./initialise";
import { Random } from "./random";
import { Site } from "./site";

const WEIGHTS = 0; // tells this use of a seed's randomness from others

/** What passed through a layer: what came in, [n, inputs], the sums, and what went out, [n, outputs]. */
export interface Passed {
  x: Float32Array;
  z: Float32Array;
  a: Float32Array;
}

/** A layer's arrays, or their gradients. */
export interface Arrays {
  weight: Float32Array;
  bias: Float32Array;
  learnt: Float32Array[];
}

/** A layer: weights [inputs, outputs], bias [outputs], and of all but the last the activation there. */
export class Layer implements Arrays {
  readonly weight: Float32Array;
  readonly bias: Float32Array;
  readonly site: Site | undefined;

  constructor(
    readonly inputs: number,
    readonly outputs: number,
    activation: Activation | undefined,
  ) {
    this.weight = new Float32Array(inputs * outputs);
    this.bias = new Float32Array(outputs);
    this.site = activation && new Site(activation, outputs);
  }

  get learnt(): Float32Array[] {
    return this.site?.arrays ?? [];
  }

  forward(x: Float32Array): Passed {
    const { inputs, outputs, weight, bias } = this;
    const n = x.length / inputs;
    const z = new Float32Array(n * outputs);
    const sums = new Float64Array(outputs);
    for (let row = 0; row < n; row++) {
      sums.set(bias);
      for (let i = 0; i < inputs; i++) {
        const value = x[row * inputs + i]!;
        for (let o = 0, at = i * outputs; o < outputs; o++, at++) sums[o]! += value * weight[at]!;
      }
      z.set(sums, row * outputs);
    }
    if (!this.site) return { x, z, a: z };
    const a = new Float32Array(z.length);
    this.site.f(z, a);
    return { x, z, a };
  }

  /** Return the gradients, and that in what came in; `delta` [n, outputs] is the gradient in what went out. */
  backward(passed: Passed, delta: Float32Array): { gradient: Arrays; slope: Float32Array; back: Float32Array } {
    const { x, z } = passed;
    const learnt = this.learnt.map((array, place) => this.ofLearnt(array.length, place, z, delta));
    const slope = new Float32Array(z.length).fill(1);
    if (this.site) {
      this.site.slope(z, slope);
      delta = delta.map((one, place) => one * slope[place]!);
    }
    const [weight, bias, back] = this.products(x, delta);
    return { gradient: { weight, bias, learnt }, slope, back };
  }

  private ofLearnt(length: number, place: number, z: Float32Array, delta: Float32Array): Float32Array {
    const slopes = new Float32Array(z.length);
    this.site?.partial(place, z, slopes);
    const sums = new Float64Array(length);
    for (let i = 0; i < z.length; i++) sums[i % length]! += delta[i]! * slopes[i]!;
    return Float32Array.from(sums);
  }

  private products(x: Float32Array, delta: Float32Array): [Float32Array, Float32Array, Float32Array] {
    const { inputs, outputs, weight } = this;
    const n = x.length / inputs;
    const [ofWeight, ofBias] = [new Float64Array(weight.length), new Float64Array(outputs)];
    const back = new Float32Array(x.length);
    for (let row = 0; row < n; row++) {
      const start = row * outputs;
      for (let o = 0; o < outputs; o++) ofBias[o]! += delta[start + o]!;
      for (let i = 0; i < inputs; i++) {
        const value = x[row * inputs + i]!;
        let sum = 0;
        for (let o = 0, at = i * outputs; o < outputs; o++, at++) {
          ofWeight[at]! += value * delta[start + o]!;
          sum += delta[start + o]! * weight[at]!;
        }
        back[row * inputs + i] = sum;
      }
    }
    return [Float32Array.from(ofWeight), Float32Array.from(ofBias), back];
  }
}

/** Return the layers of a seed: the same draws for every activation, each weight scaled; biases start at zero. */
export function start(widths: readonly number[], how: Initialisation, of: Activation, seed: number): Layer[] {
  const random = new Random(seed, WEIGHTS);
  return widths.slice(1).map((outputs, place) => {
    const inputs = widths[place] as number;
    const last = place === widths.length - 2;
    const layer = new Layer(inputs, outputs, last ? undefined : of);
    const factor = Math.fround(scale(how, inputs, outputs, place === 0, of));
    for (let i = 0; i < layer.weight.length; i++) layer.weight[i] = Math.fround(random.truncated()) * factor;
    return layer;
  });
}

/** Return what passes through each layer for inputs [n, width]. */
export function through(layers: readonly Layer[], inputs: Float32Array): Passed[] {
  const found: Passed[] = [];
  for (const layer of layers) found.push(layer.forward(found.at(-1)?.a ?? inputs));
  return found;
}
