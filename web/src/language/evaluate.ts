// A tree to numbers: compiled once into a list of steps, each a loop over a block of numbers.
import { ABSORBING, ARGUMENTS, ordered, row, substitute, type Expression } from "./expression";
import { tree as definitionTree } from "./derive";
import { clip, OF_ONE, OF_TWO, where, type Of1, type Of2 } from "./primitives";

const BLOCK = 256; // numbers: all registers of a formula stay near the processor

type Register = Float64Array;
type Step = (n: number) => void;
/** What a symbol stands for: one number, or one for each place. */
export type Values = Readonly<Record<string, number | ArrayLike<number>>>;

/** A compiled tree. */
export class Program {
  private readonly steps: Step[] = [];
  private readonly symbols = new Map<string, Register>();
  private readonly result: Register;

  constructor(tree: Expression) {
    const registers = new Map<Expression, Register>();
    const written = writtenOut(tree);
    for (const node of ordered(written)) registers.set(node, this.register(node, registers));
    this.result = registers.get(written) as Register;
  }

  private register(node: Expression, known: ReadonlyMap<Expression, Register>): Register {
    if (node.kind === "symbol") {
      const found = this.symbols.get(node.name) ?? new Float64Array(BLOCK);
      this.symbols.set(node.name, found);
      return found;
    }
    const out = new Float64Array(BLOCK);
    if (node.kind === "number") return out.fill(node.value);
    const parts = node.arguments.map((part) => known.get(part) as Register);
    const step = stepOf(node.name, parts, out);
    if (ordered(node).some((leaf) => leaf.kind === "symbol")) this.steps.push(step);
    else step(BLOCK); // numbers alone are computed once
    return out;
  }

  /** Compute the tree at each place; symbols other than those given have no value. */
  run(values: Values, out: Float64Array | Float32Array): void {
    for (let start = 0; start < out.length; start += BLOCK) {
      const n = Math.min(BLOCK, out.length - start);
      for (const [name, register] of this.symbols) fill(register, values[name] ?? NaN, start, n);
      for (const step of this.steps) step(n);
      for (let place = 0; place < n; place++) out[start + place] = this.result[place] as number;
    }
  }

  /** Return the tree's value at one place. */
  at(values: Values): number {
    const out = new Float64Array(1);
    this.run(values, out);
    return out[0] as number;
  }
}

function fill(register: Register, given: number | ArrayLike<number>, start: number, n: number): void {
  if (typeof given === "number") register.fill(given, 0, n);
  else for (let place = 0; place < n; place++) register[place] = given[start + place] as number;
}

/** Return a tree in which every primitive is one that is carried out here. */
function writtenOut(tree: Expression): Expression {
  const made = new Map<Expression, Expression>();
  for (const node of ordered(tree)) {
    if (node.kind !== "call") {
      made.set(node, node);
      continue;
    }
    const parts = node.arguments.map((part) => made.get(part) as Expression);
    const known = node.name in OF_ONE || node.name in OF_TWO || node.name === "where" || node.name === "clip";
    const whole = { ...node, arguments: parts };
    made.set(node, known ? whole : writtenOut(inPlace(node.name, parts)));
  }
  return made.get(tree) as Expression;
}

function inPlace(name: string, parts: readonly Expression[]): Expression {
  const [, definition] = row(name);
  return substitute(definitionTree(definition), new Map(parts.map((part, place) => [ARGUMENTS[place] as string, part])));
}

// Each of these loops is written out, for a call of a function in each costs several times what it does
function stepOf(name: string, [u, v, w]: Register[], out: Register): Step {
  const [a, b, c] = [u as Register, v as Register, w as Register];
  switch (name) {
    case "+":
      return (n) => { for (let i = 0; i < n; i++) out[i] = a[i]! + b[i]!; };
    case "-":
      return (n) => { for (let i = 0; i < n; i++) out[i] = a[i]! - b[i]!; };
    case "*":
      return (n) => { for (let i = 0; i < n; i++) out[i] = a[i]! * b[i]!; };
    case "/":
      return (n) => { for (let i = 0; i < n; i++) out[i] = a[i]! / b[i]!; };
    case "neg":
      return (n) => { for (let i = 0; i < n; i++) out[i] = -a[i]!; };
    case ">":
      return (n) => { for (let i = 0; i < n; i++) out[i] = a[i]! > b[i]! ? 1 : 0; };
    case ABSORBING:
      return (n) => { for (let i = 0; i < n; i++) out[i] = a[i] === 0 || b[i] === 0 ? 0 : a[i]! * b[i]!; };
    case "where":
      return (n) => { for (let i = 0; i < n; i++) out[i] = where(a[i]!, b[i]!, c[i]!); };
    case "clip":
      return (n) => { for (let i = 0; i < n; i++) out[i] = clip(a[i]!, b[i]!, c[i]!); };
  } // prettier-ignore
  return v ? ofTwo(OF_TWO[name] as Of2, a, b, out) : ofOne(OF_ONE[name] as Of1, a, out);
}

function ofOne(f: Of1, a: Register, out: Register): Step {
  return (n) => {
    for (let i = 0; i < n; i++) out[i] = f(a[i]!);
  };
}

function ofTwo(f: Of2, a: Register, b: Register, out: Register): Step {
  return (n) => {
    for (let i = 0; i < n; i++) out[i] = f(a[i]!, b[i]!);
  };
}
