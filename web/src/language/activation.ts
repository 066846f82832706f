// What an activation is, and all that follows from its formula. Follows functions/record.py.
import type { Function1 } from "./arrays";
import { derivative } from "./derive";
import { limit } from "./ends";
import { Program } from "./evaluate";
import type { Expression } from "./expression";
import { parse } from "./formula";
import { look, mended, type Points, type Slope } from "./points";
import type { Parameter } from "./spec";
import { candidates } from "./switches";
import { _, Refusal } from "./words";

/** What stays the same whatever values the parameters have. */
export interface What {
  name: string;
  formula: string;
  /** The tree as written, and in primitives that do not overflow. */
  expression: Expression;
  tree: Expression;
  /** Kinks that were declared, as formulas in the parameters; nothing where they are to be found. */
  declared: { at: Expression; slope: Expression }[] | undefined;
  /** Whether it stands in a gated unit. */
  gate: boolean;
}

/** A function of x with parameters. Its derivatives are trees, made once; points are looked for once for each value. */
export class Activation {
  private looked: Points | undefined;

  private constructor(
    readonly record: What,
    readonly parameters: readonly Parameter[],
    private readonly trees: Map<string, Expression>,
    private readonly programs: Map<string, Program>,
  ) {}

  static of(record: What, parameters: readonly Parameter[]): Activation {
    return new Activation(record, parameters, new Map([["0", record.tree]]), new Map());
  }

  get name(): string {
    return this.record.name;
  }

  get tree(): Expression {
    return this.record.tree;
  }

  /** The parameters' values, by name. */
  get values(): ReadonlyMap<string, number> {
    return new Map(this.parameters.map(({ name, value }) => [name, value]));
  }

  /** Return the same activation at other values of its parameters. Throws a Refusal for one that is not allowed. */
  with(values: ReadonlyMap<string, number>): Activation {
    for (const name of values.keys()) this.check(name);
    const parameters = this.parameters.map((one) => changed(this.name, one, values.get(one.name) ?? one.value));
    return new Activation(this.record, parameters, this.trees, this.programs);
  }

  /** Return the same activation with parameters learnt otherwise, or in a gated unit. */
  as(learn: ReadonlyMap<string, Parameter["learn"]>, gate = this.record.gate): Activation {
    const parameters = this.parameters.map((one) => ({ ...one, learn: learn.get(one.name) ?? one.learn }));
    return new Activation({ ...this.record, gate }, parameters, this.trees, this.programs);
  }

  private check(name: string): void {
    const names = this.parameters.map((one) => one.name);
    if (names.includes(name)) return;
    if (!names.length) throw new Refusal(_("{name} has no parameters.", { name: this.name }));
    const fields = { name: this.name, parameter: name, names: names.join(", ") };
    throw new Refusal(_("{name} has no parameter {parameter}; it has {names}.", fields));
  }

  /** Return the tree of a derivative in x; order 0 is the function itself. */
  treeOf(order: number): Expression {
    const known = this.trees.get(String(order));
    if (known) return known;
    const made = derivative(this.treeOf(order - 1));
    this.trees.set(String(order), made);
    return made;
  }

  /** Return the compiled derivative in x of an order, or the first one in a parameter. */
  program(of: number | string): Program {
    const key = String(of);
    const known = this.programs.get(key);
    if (known) return known;
    const made = new Program(typeof of === "number" ? this.treeOf(of) : derivative(this.tree, of));
    this.programs.set(key, made);
    return made;
  }

  /** Return f or a derivative of the formula at x; at a kink any side's, at infinity what comes of it. */
  onHost(x: Float64Array, order = 0): Float64Array {
    const out = new Float64Array(x.length);
    this.program(order).run({ ...Object.fromEntries(this.values), x }, out);
    return out;
  }

  /** Return f (order 0) or a derivative at x: f' at a kink is the one used there, at infinity stand the limits. */
  at(x: Float64Array, order = 0): Float64Array {
    const y = this.onHost(x, order);
    if (order === 1) {
      const slopes = new Map(mended(this.points).map(({ at, slope }) => [at, slope]));
      x.forEach((one, place) => (y[place] = slopes.get(one + 0) ?? y[place]!));
    }
    const f: Function1 = (far) => this.onHost(far, order);
    for (const side of [-1, 1]) {
      const infinity = side * Infinity;
      if (!x.includes(infinity)) continue;
      const end = limit(f, side);
      x.forEach((one, place) => (y[place] = one === infinity ? end : y[place]!));
    }
    return y.map((value, place) => (Number.isNaN(x[place]!) ? NaN : value));
  }

  /** The points where f or f' jumps at these values of the parameters, each with f' as used. */
  get kinks(): Slope[] {
    return this.points.kinks;
  }

  /** All points that have to be looked at: kinks, points mended, points at which f' has no bound. */
  get points(): Points {
    this.looked ??= this.look();
    return this.looked;
  }

  private look(): Points {
    const values = Object.fromEntries(this.values);
    const compute = (tree: Expression): number => new Program(tree).at(values);
    const declared = (this.record.declared ?? []).map(({ at, slope }) => [compute(at), compute(slope)] as const);
    const slopes = new Map(declared);
    const places = [...slopes.keys(), ...candidates(this.tree, (tree) => hosted(tree, values))];
    const points = look((x) => this.onHost(x), (x) => this.onHost(x, 1), places); // prettier-ignore
    return { ...points, kinks: points.kinks.map(({ at, slope }) => ({ at, slope: slopes.get(at) ?? slope })) };
  }
}

/** Return what computes a tree at x and these values. */
export function hosted(tree: Expression, values: Record<string, number>): Function1 {
  const program = new Program(tree);
  return (x) => {
    const out = new Float64Array(x.length);
    program.run({ ...values, x }, out);
    return out;
  };
}

function changed(owner: string, parameter: Parameter, value: number): Parameter {
  const { low, high } = parameter;
  if (Number.isFinite(value) && low <= value && value <= high) return { ...parameter, value };
  const fields = { name: owner, parameter: parameter.name, value, low, high };
  throw new Refusal(
    _("{name}: {parameter} = {value:g} is not allowed; it lies between {low:g} and {high:g}.", fields),
  );
}

/** Return kinks as formulas in the parameters. */
export function declaredKinks(kinks: readonly [string, string][], names: readonly string[]): What["declared"] {
  return kinks.map(([at, slope]) => ({ at: parse(at, names), slope: parse(slope, names) }));
}
