// One network in training: its steps, each a pure matter of its seed, and what it is worth at the moment.
import type { Activation } from "../language/activation";
import { _, Refusal } from "../language/words";
import { Chance, losses, mean, scores } from "./loss";
import type { Data, Part } from "./data";
import type { Initialisation } from "./initialise";
import { start, through, type Arrays, type Layer, type Passed } from "./network";
import { Memory, type Optimiser } from "./optimise";
import { responses, type Responses } from "./probes";
import { Random } from "./random";

const BATCHES = 1; // tells this use of a seed's randomness from others

/** How all networks of a race are trained. */
export interface Recipe {
  hidden: readonly number[];
  initialisation: Initialisation;
  optimiser: Optimiser;
  rate: number;
  batch: number;
}

/** What came of a step: the loss before it, and of each layer the norm of the gradient in its weights. */
export interface Taken {
  step: number;
  loss: number;
  gradients: number[];
}

/** All numbers of a step, layer by layer: what passed, the gradients, the arrays before and after it. */
export interface Shown extends Taken {
  rows: Int32Array;
  targets: Float32Array;
  layers: { passed: Passed; delta: Float32Array; slope: Float32Array; gradient: Arrays; before: Arrays; after: Arrays }[];
}

/** What a network is worth on the test part; `sites` are its hidden layers there. */
export interface Worth {
  loss: number;
  score: number;
  sites: Responses[];
}

export class Member {
  readonly layers: Layer[];
  steps = 0;
  /** Whether the loss is still a number. */
  sound = true;
  private readonly memories: Memory[];
  private order: Int32Array = new Int32Array();
  private epoch = 0;
  private next = 0;

  constructor(
    readonly activation: Activation,
    readonly recipe: Recipe,
    readonly data: Data,
    readonly seed: number,
  ) {
    if (activation.record.gate) throw new Refusal(_("gated units do not race in this page: write the activation alone."));
    const widths = [data.width, ...recipe.hidden, data.outputs];
    this.layers = start(widths, recipe.initialisation, activation, seed);
    this.memories = this.layers.flatMap(listed).map((array) => new Memory(recipe.optimiser, array.length));
  }

  /** Return the rows of the next batch: every epoch is a fresh permutation, the same for every activation. */
  private rows(): Int32Array {
    return Int32Array.from({ length: this.recipe.batch }, () => {
      if (this.next >= this.order.length) {
        this.order = new Random(this.seed, BATCHES, this.epoch++).permutation(this.data.train.n);
        this.next = 0;
      }
      return this.order[this.next++]!;
    });
  }

  /** Take one step on the next batch. */
  step(): Taken {
    return this.taken(this.rows(), undefined);
  }

  /** Take one step, and return all its numbers. */
  shown(): Shown {
    const rows = this.rows();
    const shown: Shown = { step: 0, loss: NaN, gradients: [], rows, targets: new Float32Array(), layers: [] };
    const taken = this.taken(rows, shown);
    return { ...shown, ...taken };
  }

  private taken(rows: Int32Array, shown: Shown | undefined): Taken {
    const { inputs, targets } = chosen(this.data.train, this.data.width, rows);
    const passed = through(this.layers, inputs);
    const outputs = (passed.at(-1) as Passed).a;
    let delta: Float32Array = new Float32Array(outputs.length);
    const loss = mean(losses(this.data.kind, outputs, targets, delta));
    const gradients: Arrays[] = [];
    for (let place = this.layers.length - 1; place >= 0; place--) {
      const [layer, of] = [this.layers[place] as Layer, passed[place] as Passed];
      const { gradient, slope, back } = layer.backward(of, delta);
      gradients.unshift(gradient);
      const before = copied(layer);
      shown?.layers.unshift({ passed: of, delta, slope, gradient, before, after: before });
      delta = back;
    }
    this.sound &&= Number.isFinite(loss);
    this.update(gradients);
    if (shown) {
      shown.targets = targets;
      shown.layers.forEach((one, place) => (one.after = copied(this.layers[place] as Layer)));
    }
    return { step: this.steps++, loss, gradients: gradients.map(({ weight }) => norm(weight)) };
  }

  private update(gradients: Arrays[]): void {
    const arrays = this.layers.flatMap(listed);
    gradients.flatMap(listed).forEach((gradient, place) => {
      const direction = new Float32Array(gradient.length);
      this.memories[place]?.direction(gradient, direction);
      const array = arrays[place] as Float32Array;
      for (let i = 0; i < array.length; i++) array[i] = array[i]! - this.recipe.rate * direction[i]!;
    });
  }

  /** Return the outputs [n, k] of inputs [n, width]. */
  outputs(inputs: Float32Array): Float32Array {
    return (through(this.layers, inputs).at(-1) as Passed).a;
  }

  /** Return what the network is worth now. */
  worth(): Worth {
    const { kind, test } = this.data;
    const passed = through(this.layers, test.inputs);
    const outputs = (passed.at(-1) as Passed).a;
    return {
      loss: mean(losses(kind, outputs, test.targets)),
      score: mean(scores(kind, outputs, test.targets)),
      sites: this.layers.flatMap((layer, place) => responses(layer, passed[place] as Passed)),
    };
  }

  /** Return the number that is judged; NaN where the network failed: it diverged, or is no better than one constant. */
  judged(chance: Chance): number {
    const { kind, test } = this.data;
    const examples = scores(kind, this.outputs(test.inputs), test.targets);
    return this.sound && chance.beatenBy(examples) ? mean(examples) : NaN;
  }
}

function listed({ weight, bias, learnt }: Arrays): Float32Array[] {
  return [weight, bias, ...learnt];
}

function copied({ weight, bias, learnt }: Arrays): Arrays {
  return { weight: weight.slice(), bias: bias.slice(), learnt: learnt.map((one) => one.slice()) };
}

function chosen({ inputs, targets }: Part, width: number, rows: Int32Array): Omit<Part, "n"> {
  const found = new Float32Array(rows.length * width);
  rows.forEach((row, place) => found.set(inputs.subarray(row * width, row * width + width), place * width));
  return { inputs: found, targets: Float32Array.from(rows, (row) => targets[row]!) };
}

function norm(values: Float32Array): number {
  let sum = 0;
  for (const one of values) sum += one * one;
  return Math.sqrt(sum);
}
