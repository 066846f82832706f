// Text to expression: a whitelist over Python's own grammar, with limits. Follows functions/formula.py.
import { reason, unknownFunction, wrongNumber } from "./advice";
import { call, FUNCTIONS, number, PRIMITIVES, substitute, symbol, type Call, type Expression } from "./expression";
import { DEEPEST, EXPANDED, LARGEST, pythonTree, tooLarge, type Refuse } from "./grammar";
import { NONE, type Library } from "./library";
import type { Keyword, Node, Of } from "./nodes";
import { Translator } from "./translate";
import { unparsed } from "./unparse";
import { _, sixDigits, type Refusal, type Text } from "./words";

const BINARY = ["+", "-", "*", "/", "**"];
const COMPARISONS = [">", ">=", "<", "<=", "==", "!="];
const CONSTANTS: Record<string, number> = { e: Math.E, pi: Math.PI };

/** A formula that was read: its tree, the language's own spelling of it, what a user should know of how. */
export interface Formula {
  tree: Expression;
  written: Node;
  text: string;
  notes: Text[];
}

/** Read a formula in the given symbols; names of the library are written out. Throws a Refusal. */
export function parse(text: string, symbols: Iterable<string> = ["x"], library: Library = NONE): Expression {
  return read(text, symbols, library).tree;
}

/** Read a formula as `parse`; `whole` also reads a function without its x, torch.nn.LeakyReLU(0.1). */
export function read(
  text: string,
  symbols: Iterable<string> = ["x"],
  library: Library = NONE,
  whole = false,
): Formula {
  const [tree, refuse] = pythonTree(text);
  const names = new Set(symbols);
  const translator = new Translator(names, library, refuse);
  const written = translator.value(whole ? translator.whole(tree) : tree);
  const found = new Reader(names, library, refuse).read(written);
  return { tree: found, written, text: unparsed(written), notes: translator.notes };
}

/** A function of x alone with its numbers, elu(x, alpha=0.5). */
export interface NamedCall {
  name: string;
  positional: number[];
  keywords: Map<string, number>;
}

/** Return a call with numbers, whose first argument is x where `x` says so; nothing for any other formula. */
export function namedCall(node: Node, x: boolean): NamedCall | undefined {
  if (node.kind === "name" && !x) return { name: node.name, positional: [], keywords: new Map() };
  if (node.kind !== "call" || node.of.kind !== "name") return undefined;
  const [first] = node.args;
  if (x && !(first?.kind === "name" && first.name === "x")) return undefined;
  const positional = node.args.slice(x ? 1 : 0).map(numberOf);
  const keywords = node.keywords.map((one) => [one.name, numberOf(one.value)] as const);
  if (positional.includes(undefined) || keywords.some(([name, value]) => !name || value === undefined)) return undefined;
  return {
    name: node.of.name,
    positional: positional as number[],
    keywords: new Map(keywords as [string, number][]),
  };
}

function numberOf(node: Node): number | undefined {
  if (node.kind === "number") return node.value;
  if (node.kind === "unary" && node.sign === "-" && node.operand.kind === "number") return -node.operand.value;
  return undefined;
}

/** Walks the written tree, in the words of the language, and builds ours, or refuses. */
class Reader {
  private nodes = 0;

  constructor(
    private readonly symbols: ReadonlySet<string>,
    private readonly library: Library,
    private readonly refusal: Refuse,
  ) {}

  /** Return the tree of a value; a comparison is not one. */
  read(node: Node, depth = 1): Expression {
    this.count(node, depth);
    const inside = (one: Node): Expression => this.read(one, depth + 1);
    switch (node.kind) {
      case "number":
        if (Number.isFinite(node.value)) return number(node.value);
        throw this.refusal(node, _("this number is too large"));
      case "name":
        if (this.symbols.has(node.name)) return symbol(node.name);
        if (Object.hasOwn(CONSTANTS, node.name)) return number(CONSTANTS[node.name] as number);
        break;
      case "binary": {
        const { sign, left, right } = node;
        if (sign === "**" && left.kind === "name" && left.name === "e" && !this.symbols.has("e")) {
          return call("exp", inside(right));
        }
        if (BINARY.includes(sign)) return this.checked(node, call(sign, inside(left), inside(right)));
        break;
      }
      case "unary":
        if (node.sign === "-") return negative(inside(node.operand));
        if (node.sign === "+") return inside(node.operand);
        break;
      case "call":
        if (node.of.kind === "name" && !this.symbols.has(node.of.name)) return this.call(node, node.of.name, depth);
    }
    throw this.refusal(node, reason(node, this.library));
  }

  /** Return one of two values by a condition; and, or, not and chains become choices within choices. */
  private choice(node: Node, yes: Expression, no: Expression, depth: number): Expression {
    this.count(node, depth);
    const found = this.chosen(node, yes, no, depth + 1);
    if (!found) throw this.refusal(node, _("where needs a comparison first: where(x > 0, a, b)"));
    if (found.size > EXPANDED) throw this.tooLong(node);
    return found;
  }

  private chosen(node: Node, yes: Expression, no: Expression, depth: number): Expression | undefined {
    if (node.kind === "compare" && node.signs.every((sign) => COMPARISONS.includes(sign))) {
      const sides = [node.left, ...node.others].map((side) => this.read(side, depth));
      const chain = node.signs.map((sign, place) =>
        call(sign, sides[place] as Expression, sides[place + 1] as Expression),
      );
      return chain.reduceRight<Expression>((rest, link) => call("where", link, rest, no), yes);
    }
    if (node.kind === "joined") {
      const and = node.sign === "and";
      return node.values.reduceRight<Expression>(
        (rest, part) => (and ? this.choice(part, rest, no, depth) : this.choice(part, yes, rest, depth)),
        and ? yes : no,
      );
    }
    return node.kind === "unary" && node.sign === "not" ? this.choice(node.operand, no, yes, depth) : undefined;
  }

  private count(node: Node, depth: number): void {
    this.nodes++;
    if (this.nodes > LARGEST || depth > DEEPEST) throw this.refusal(node, tooLarge());
  }

  private tooLong(node: Node): Refusal {
    return this.refusal(node, _("the formula is too large here once the names are written out"));
  }

  /** Refuse arithmetic of numbers alone that has no finite result: 1/0, 9**9**9, (-1)**0.5. */
  private checked(node: Node, made: Call): Expression {
    const value = constant(made);
    if (value === undefined || Number.isFinite(value)) return made;
    throw this.refusal(node, _("this has no finite value"));
  }

  private call(node: Of<"call">, name: string, depth: number): Expression {
    const { args, keywords } = node;
    const definition = this.library.get(name);
    const arity = FUNCTIONS.has(name) ? (PRIMITIVES.get(name)?.[0] ?? 0) : -1;
    if (arity >= 0 && !keywords.length && !(definition && args.length > arity)) {
      return this.primitive(node, name, arity, depth);
    }
    if (definition) return this.named(node, name, args, keywords, depth);
    throw this.refusal(node, unknownFunction(name, keywords.length > 0, this.library));
  }

  private primitive(node: Of<"call">, name: string, arity: number, depth: number): Expression {
    const { args } = node;
    const variadic = ["max", "min"].includes(name) && args.length > arity;
    if (args.length !== arity && !variadic) throw this.refusal(node, wrongNumber(name, arity, args.length));
    if (name === "where") {
      const [condition, ...branches] = args as [Node, Node, Node];
      const [yes, no] = branches.map((branch) => this.read(branch, depth + 1)) as [Expression, Expression];
      return this.choice(condition, yes, no, depth + 1);
    }
    const parts = args.map((one) => this.read(one, depth + 1));
    return variadic ? parts.reduce((left, right) => call(name, left, right)) : call(name, ...parts);
  }

  private named(node: Node, name: string, args: Node[], keywords: Keyword[], depth: number): Expression {
    const definition = this.library.get(name);
    if (!definition) throw new Error(name);
    const names = [...definition.values.keys()];
    const free = names.slice(Math.max(args.length - 1, 0));
    if (!args.length || args.length > 1 + names.length || !keywords.every((one) => free.includes(one.name))) {
      const given = [...definition.values].map(([one, value]) => `, ${one}=${sixDigits(value)}`).join("");
      throw this.refusal(node, _("{name} is written {example} here", { name, example: `${name}(x${given})` }));
    }
    const values = new Map<string, Expression>();
    for (const [one, value] of definition.values) values.set(one, number(value));
    args.forEach((one, place) => values.set(["x", ...names][place] as string, this.read(one, depth + 1)));
    for (const one of keywords) values.set(one.name, this.read(one.value, depth + 1));
    if (expandedSize(definition.tree, values) > EXPANDED) throw this.tooLong(node);
    return substitute(definition.tree, values);
  }
}

function negative(tree: Expression): Expression {
  return tree.kind === "number" ? number(-tree.value) : call("neg", tree);
}

/** Return the value of an arithmetic of numbers, nothing for anything else. */
function constant(tree: Expression): number | undefined {
  if (tree.kind === "number") return tree.value;
  if (tree.kind !== "call" || !(BINARY.includes(tree.name) || tree.name === "neg")) return undefined;
  const [a, b = 0] = tree.arguments.map(constant);
  if (a === undefined || (tree.arguments[1] && constant(tree.arguments[1]) === undefined)) return undefined;
  switch (tree.name) {
    case "+":
      return a + b;
    case "-":
      return a - b;
    case "*":
      return a * b;
    case "/":
      return a / b;
    case "**":
      return a ** b;
    default:
      return -a;
  }
}

/** Return how large a tree is with its symbols written out, plus its own size. */
function expandedSize(tree: Expression, values: ReadonlyMap<string, Expression>): number {
  let size = tree.size;
  const visit = (node: Expression): void => {
    if (node.kind === "symbol") size += values.get(node.name)?.size ?? 0;
    node.arguments.forEach(visit);
  };
  visit(tree);
  return size;
}
