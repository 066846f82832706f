// The derivative of a tree, as a tree, to any order. Follows functions/derive.py.
//
// The chain rule multiplies a slope by the slope of its argument. Where the one has vanished and the other overflows, or
// is that of a branch not taken, the product is 0 here, not NaN. Where the function itself is NaN, so are its derivatives.
import { ABSORBING, ARGUMENTS, call, is, number, ordered, row, same, substitute, type Expression } from "./expression";
import { parse } from "./formula";

const ZERO = number(0);
const ONE = number(1);
const PARTIAL = ["log", "log1p", "log2", "log10", "sqrt", "rsqrt", "acosh", "atanh", "arcsin", "arccos", "**"];

/** Return the derivative in one symbol; branches that it shares are the same objects. */
export function derivative(tree: Expression, symbol = "x"): Expression {
  const slope = new Rules(symbol).of(tree);
  if (!ordered(tree).some(mayBeUndefined)) return slope;
  return call("where", call("==", tree, tree), slope, tree); // only NaN differs from itself
}

function mayBeUndefined(node: Expression): boolean {
  if (node.kind !== "call" || !PARTIAL.includes(node.name)) return false;
  const [, power] = node.arguments;
  if (node.name === "**" && power?.kind === "number" && Number.isInteger(power.value)) return false;
  return ordered(node).some((leaf) => leaf.kind === "symbol");
}

/** The rules of differentiation in one symbol; each node of the tree is differentiated once. */
class Rules {
  private readonly slopes = new Map<Expression, Expression>();

  constructor(private readonly symbol: string) {}

  of(tree: Expression): Expression {
    for (const node of ordered(tree)) if (!this.slopes.has(node)) this.slopes.set(node, this.node(node));
    return this.known(tree);
  }

  private known(node: Expression | undefined): Expression {
    return this.slopes.get(node as Expression) as Expression;
  }

  private node(node: Expression): Expression {
    if (node.kind === "number") return ZERO;
    if (node.kind === "symbol") return node.name === this.symbol ? ONE : ZERO;
    const [u, v, w] = node.arguments as [Expression, Expression, Expression];
    switch (node.name) {
      case "where": {
        const [yes, no] = [this.known(v), this.known(w)];
        return same(yes, no) ? yes : call("where", u, yes, no);
      }
      case "*":
      case ABSORBING:
        return sum(product(node.name, this.known(u), v), product(node.name, u, this.known(v)));
      case "/": {
        const numerator = difference(this.known(u), product(ABSORBING, node, this.known(v)));
        return isZero(numerator) ? ZERO : call("/", numerator, v);
      }
      case "**":
        return this.power(node, u, v);
    }
    const [, definition, ...slopes] = row(node.name);
    if (slopes.length) return this.chain(slopes, node.arguments);
    return definition ? this.of(substitute(tree(definition), placed(node.arguments))) : ZERO; // a comparison is no value
  }

  private chain(slopes: string[], parts: readonly Expression[]): Expression {
    let total: Expression = ZERO;
    slopes.forEach((slope, place) => {
      const inner = this.known(parts[place]);
      if (isZero(inner)) return;
      total = sum(total, product(ABSORBING, substitute(tree(slope), placed(parts)), inner));
    });
    return total;
  }

  private power(node: Expression, u: Expression, v: Expression): Expression {
    const [base, exponent] = [this.known(u), this.known(v)];
    let ofBase: Expression = ZERO;
    if (!isZero(base)) ofBase = product(ABSORBING, product("*", v, lowerPower(u, v)), base);
    if (isZero(exponent)) return ofBase;
    return sum(ofBase, product(ABSORBING, product(ABSORBING, node, call("log", u)), exponent));
  }
}

function isZero(tree: Expression): boolean {
  return is(tree, 0);
}

function lowerPower(u: Expression, v: Expression): Expression {
  if (is(v, 2)) return u;
  if (v.kind === "number") return v.value === 1 ? ONE : call("**", u, number(v.value - 1));
  return call("**", u, call("-", v, ONE));
}

function product(name: string, u: Expression, v: Expression): Expression {
  if (isZero(u) || isZero(v)) return ZERO;
  if (is(u, 1)) return v;
  if (is(v, 1)) return u;
  if (is(u, -1)) return negative(v);
  if (is(v, -1)) return negative(u);
  if (u.kind === "number" && v.kind === "number") return number(u.value * v.value);
  return call(u.kind === "number" || v.kind === "number" ? "*" : name, u, v); // a number is not zero
}

function sum(u: Expression, v: Expression): Expression {
  if (isZero(u)) return v;
  if (isZero(v)) return u;
  if (v.kind === "call" && v.name === "neg") return call("-", u, v.arguments[0] as Expression);
  if (u.kind === "number" && v.kind === "number") return number(u.value + v.value);
  return call("+", u, v);
}

function difference(u: Expression, v: Expression): Expression {
  return isZero(v) ? u : isZero(u) ? negative(v) : call("-", u, v);
}

function negative(u: Expression): Expression {
  if (u.kind === "number") return number(-u.value);
  return u.kind === "call" && u.name === "neg" ? (u.arguments[0] as Expression) : call("neg", u);
}

const trees = new Map<string, Expression>();

/** Return the tree of a formula in u, v, w. */
export function tree(formula: string): Expression {
  const found = trees.get(formula) ?? parse(formula, ARGUMENTS);
  trees.set(formula, found);
  return found;
}

function placed(parts: readonly Expression[]): ReadonlyMap<string, Expression> {
  return new Map(parts.map((part, place) => [ARGUMENTS[place] as string, part]));
}
