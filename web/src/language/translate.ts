// A formula as it stands in someone's code, in the words of the language. Follows language/translate.py.
import { together } from "./advice";
import {
  applied, arity, binary, chosen, dottedName, isCondition, isOne, joined, lastName, numeral, withArguments,
} from "./building"; // prettier-ignore
import { FUNCTIONS, PRIMITIVES } from "./expression";
import { ELSEWHERE, FLAX, folded, homeOf, LAYERS, TORCH } from "./foreign";
import type { Refuse } from "./grammar";
import { inFramework, sameLetters, type Definition, type Library } from "./library";
import { children, type Keyword, type Node, type Of } from "./nodes";
import { special, type Asked } from "./special";
import { entry } from "./tables";
import { _, type Text } from "./words";

/** Rewrites one formula; `notes` are what a user should know of how it was read. */
export class Translator {
  readonly notes: Text[] = [];
  /** What came from a condition's 1 or 0: the condition, and the value where it holds. */
  private readonly gates = new Map<Node, [test: Node, yes: Node]>();

  constructor(
    private readonly symbols: ReadonlySet<string>,
    private readonly library: Library,
    readonly refuse: Refuse,
  ) {}

  /** Return a tree whose value is a number; a condition there is 1 or 0. */
  value(node: Node): Node {
    if (isCondition(node)) return this.gate(node, this.condition(node), numeral(node, 1));
    switch (node.kind) {
      case "binary": {
        const [left, right] = [this.value(node.left), this.value(node.right)];
        if (node.sign === "%") return applied(node, "mod", [left, right]);
        if (node.sign === "//") return applied(node, "floor", [binary(node, left, "/", right)]);
        return node.sign === "*" ? this.product(node, left, right) : binary(node, left, node.sign, right);
      }
      case "unary":
        return { ...node, operand: this.value(node.operand) };
      case "choice":
        return chosen(node, this.condition(node.test), this.value(node.yes), this.value(node.no));
      case "attribute": {
        const constant = entry(ELSEWHERE.constants, node.name);
        return constant && this.home(node) ? { kind: "name", name: constant, at: node.at } : node;
      }
      case "call":
        return this.call(node);
      default:
        return node;
    }
  }

  /** Return a value where a condition holds, else 0, and remember that it came from a condition's 1 or 0. */
  private gate(node: Node, test: Node, yes: Node): Node {
    const made = chosen(node, test, yes, numeral(node, 0));
    this.gates.set(made, [test, yes]);
    return made;
  }

  /** Return a product; one with a condition chooses, for 0 times an overflow is meant to be 0. */
  private product(node: Node, left: Node, right: Node): Node {
    for (const onLeft of [true, false]) {
      const gate = this.gates.get(onLeft ? left : right);
      if (!gate) continue;
      let [test, yes] = gate;
      let other = onLeft ? right : left;
      const second = this.gates.get(other);
      if (second) {
        test = joined(node, "and", onLeft ? [test, second[0]] : [second[0], test]);
        other = second[1];
      }
      const product = onLeft ? binary(node, yes, "*", other) : binary(node, other, "*", yes);
      return this.gate(node, test, isOne(yes) ? other : product);
    }
    return binary(node, left, "*", right);
  }

  /** Return a tree of comparisons joined by and, or, not. */
  condition(node: Node): Node {
    const [at, both] = [node.at, (values: Node[]): Node[] => values.map((one) => this.condition(one))];
    switch (node.kind) {
      case "compare":
        return { ...node, left: this.value(node.left), others: node.others.map((one) => this.value(one)) };
      case "joined":
        return { ...node, values: both(node.values) };
      case "unary":
        if (node.sign !== "not" && node.sign !== "~") return node;
        return { kind: "unary", sign: "not", operand: this.condition(node.operand), at };
      case "binary":
        if (!"&*|".includes(node.sign) || !isCondition(node.left)) return node;
        return joined(node, node.sign === "|" ? "or" : "and", both([node.left, node.right]));
      case "call":
        return this.called(node);
      default:
        return node;
    }
  }

  private called(node: Of<"call">): Node {
    const [first, second] = node.args;
    const name = lastName(node.of);
    if (!first || node.args.length > 2) return node;
    if (!second) {
      if (name !== "logical_not") return node;
      return { kind: "unary", sign: "not", operand: this.condition(first), at: node.at };
    }
    const sign = entry(ELSEWHERE.compared, name);
    if (sign) return { kind: "compare", left: this.value(first), signs: [sign], others: [this.value(second)], at: node.at };
    const word = entry(ELSEWHERE.joined, name);
    return word ? joined(node, word, [this.condition(first), this.condition(second)]) : node;
  }

  /** Return what a function alone means, torch.nn.LeakyReLU(0.1) or np.tanh: that function of x. */
  whole(node: Node): Node {
    const x: Node = { kind: "name", name: "x", at: node.at };
    const call = (of: Node): Node => ({ kind: "call", of, args: [x], keywords: [], at: node.at });
    if (node.kind === "name" || node.kind === "attribute") return this.isFunction(node) ? call(node) : node;
    return node.kind === "call" && this.isConstructor(node) ? call(node) : node;
  }

  private isFunction(node: Node): boolean {
    const name = lastName(node);
    if (node.kind !== "name") return Boolean(this.home(node)) && !Object.hasOwn(ELSEWHERE.constants, name);
    return !this.symbols.has(name) && (FUNCTIONS.has(name) || this.named("", name) !== undefined);
  }

  private isConstructor(node: Of<"call">): boolean {
    const [home, name] = [this.home(node.of), lastName(node.of)];
    const known = name && (this.named(home, name) ?? ["Activation", "ReLU", "get"].includes(name));
    return Boolean(known) && !holdsX(node) && (Boolean(home) || node.of.kind === "name");
  }

  /** Return the framework in which a dotted name lives; nothing for a plain name, or one that nobody has. */
  private home(node: Node): string {
    const dotted = dottedName(node);
    const last = dotted.at(-1);
    if (last === undefined || dotted.length < 2 || this.symbols.has(dotted[0] as string)) return "";
    if (["cdf", "pdf"].includes(last) && dotted.at(-2) !== "norm") return ""; // of another distribution
    const found = homeOf(dotted.slice(0, -1));
    const flax = found === TORCH && dotted.length === 2 && dotted[0] === "nn" && !/^[A-Z]/.test(last);
    return flax ? FLAX : found;
  }

  /** Return a call in the language's words: of a name, a method, a module's object. */
  private call(node: Of<"call">): Node {
    const { of, args, keywords } = node;
    const ask = (home: string, name: string, all: Node[], named: Keyword[]): Node =>
      this.function({ node, home, name, args: all, keywords: named });
    if (of.kind === "name" && !this.symbols.has(of.name)) return ask("", of.name, args, keywords);
    if (of.kind === "attribute") {
      const home = this.home(of);
      if (home) return ask(home, of.name, args, keywords);
      const [first] = dottedName(of);
      if (first !== undefined && !this.symbols.has(first)) return node; // of nobody that we know
      return of.name.startsWith("__") ? node : ask(TORCH, of.name, [of.of, ...args], keywords);
    }
    if (of.kind === "call" && lastName(of.of) && args.length === 1 && !keywords.length) {
      return ask(this.home(of.of), lastName(of.of), [...args, ...of.args], of.keywords);
    }
    return node;
  }

  /** Return a function's value in the language's words; a name that nobody knows stays. */
  function(given: Asked): Node {
    const asked = withoutWhatChangesNothing(given);
    const { node, home, name, args } = asked;
    const found = special(this, asked);
    if (found) return found;
    const definition = this.isPrimitive(asked) ? undefined : this.named(home, name);
    const inLibrary = this.library.get(name) !== undefined;
    if (definition && (home || asked.keywords.length || args.length > 1 || !inLibrary)) {
      return this.activation(asked, definition);
    }
    if (home && ELSEWHERE.together.includes(folded(name))) throw this.refuse(node, together(name));
    const read = args.map((one) => this.value(one));
    const keywords = asked.keywords.map((one) => ({ name: one.name, value: this.value(one.value) }));
    if (!home && inLibrary && !FUNCTIONS.has(name)) return applied(node, name, read, keywords);
    const template = entry(ELSEWHERE.written, name);
    if (template && !keywords.length && args.length === arity(template)) return withArguments(node, template, read);
    const other = entry(ELSEWHERE.other, name) ?? name;
    return applied(node, FUNCTIONS.has(other) ? other : sameLetters(other, FUNCTIONS) || other, read, keywords);
  }

  /** Return whether a call without a framework is one of the language's own functions. */
  private isPrimitive({ name, home, args, keywords }: Asked): boolean {
    return !home && !keywords.length && PRIMITIVES.get(name)?.[0] === args.length;
  }

  /** Return the activation that a framework, or whoever writes no framework, calls by a name. */
  private named(home: string, name: string): Definition | undefined {
    const found = home ? inFramework(this.library, home, name) : undefined;
    if (found) return found;
    const own = this.library.get(name);
    if (own && (!home || !FUNCTIONS.has(name))) return own;
    const other = FUNCTIONS.has(name) || entry(ELSEWHERE.other, name) || entry(ELSEWHERE.written, name);
    const plain = other ? "" : sameLetters(name, this.library.names);
    return plain ? this.library.get(plain) : undefined;
  }

  /** Return an activation of the catalogue with that framework's parameters. */
  private activation(asked: Asked, definition: Definition): Node {
    const own = this.library.get(definition.name) ?? definition;
    let args = [...asked.args];
    const given = new Map<string, Node>();
    for (const one of asked.keywords) given.set(parameter(one.name, definition), this.value(one.value));
    if (definition.name === "prelu" && asked.name !== definition.name) { // PyTorch's layer, whose first is no slope
      const [slopes = given.get("num_parameters")] = args.splice(1, 1);
      if (slopes && !isOne(slopes)) this.notes.push(_("{name}: one slope for all", { name: asked.name }));
      given.delete("num_parameters");
    }
    if (definition.name === "softplus" && (given.has("threshold") || args.length === 3)) {
      args = args.slice(0, 2);
      given.delete("threshold");
      this.notes.push(_("softplus is computed exactly here, without the straight line beyond a threshold"));
    }
    [...definition.values].forEach(([name, value], place) => {
      if (place + 1 < args.length || given.has(name)) return;
      this.byDefault(asked, definition.name, name, value);
      if (value !== own.values.get(name)) given.set(name, numeral(asked.node, value)); // that framework's default
    });
    const read = args.map((one) => this.value(one));
    const keywords = [...given].map(([name, value]) => ({ name, value }));
    return applied(asked.node, definition.name, read, keywords);
  }

  /** Note where a name without a framework has a default that differs between frameworks. */
  private byDefault({ home, name }: Asked, own: string, parameter: string, value: number): void {
    const lower = name === name.toLowerCase() && /[a-z]/.test(name);
    const layer = home || lower ? undefined : inFramework(this.library, LAYERS, name);
    const other = layer?.values.get(parameter);
    if (layer?.name === own && other !== undefined && other !== value) {
      const fields = { name, parameter, value, other };
      this.notes.push(
        _("{name} is read with {parameter}={value:g}, as in PyTorch; the layer of Keras has {other:g}", fields),
      );
    }
  }
}

function holdsX(node: Node): boolean {
  if (node.kind === "name" && node.name === "x") return true;
  const inside = node.kind === "call" ? [...children(node), ...node.keywords.map((one) => one.value)] : children(node);
  return inside.some(holdsX);
}

/** Leave out inplace=True, and the name that TensorFlow gives an operation. */
function withoutWhatChangesNothing(asked: Asked): Asked {
  const keywords = asked.keywords.filter((one) => !ELSEWHERE.ignored.includes(one.name));
  if (asked.home !== TORCH) return { ...asked, keywords };
  const args = asked.args.filter((one) => !(one.kind === "constant" && typeof one.value === "boolean"));
  return { ...asked, name: asked.name.replace(/_+$/, ""), args, keywords };
}

/** Return what the catalogue calls a parameter that has another name elsewhere. */
function parameter(name: string, definition: Definition): string {
  if (definition.values.has(name)) return name;
  return entry(ELSEWHERE.parameters, name)?.find((own) => definition.values.has(own)) ?? name;
}
