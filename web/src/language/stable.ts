// Rewrites the spellings that overflow or cancel into the primitives that do not. Follows functions/stable.py.
import { call, is, number, same, substitute, type Expression } from "./expression";
import { parse } from "./formula";
import { tables } from "./tables";

type Bindings = ReadonlyMap<string, Expression>;

let rules: [Expression, Expression][] | undefined;

function known(): [Expression, Expression][] {
  rules ??= tables.rules.map(([spelled, meant]) => [parse(spelled, ["u", "v"]), parse(meant, ["u", "v"])]);
  return rules;
}

/** Return the same function in stable primitives. */
export function stable(tree: Expression): Expression {
  if (tree.kind !== "call") return tree;
  const rewritten = rewrite(tree);
  if (rewritten) return stable(rewritten);
  const inner = simplified(call(tree.name, ...tree.arguments.map(stable)));
  const again = rewrite(inner);
  return again ? stable(again) : inner;
}

/** Apply the first rule that fits at the root; nothing where none does. */
function rewrite(tree: Expression): Expression | undefined {
  if (tree.kind !== "call") return undefined;
  for (const [pattern, replacement] of known()) {
    for (const found of matches(pattern, tree, new Map())) return substitute(replacement, found);
  }
  return undefined;
}

/** Yield what the letters stand for in each way in which the pattern fits. */
function* matches(pattern: Expression, tree: Expression, bound: Bindings): Generator<Bindings> {
  if (pattern.kind === "symbol") {
    if (same(bound.get(pattern.name) ?? tree, tree)) yield new Map(bound).set(pattern.name, tree);
  } else if (pattern.kind === "number") {
    if (same(pattern, tree)) yield bound;
  } else if (pattern.name === "neg") {
    yield* matches(pattern.arguments[0] as Expression, negated(tree), bound);
  } else if (tree.kind === "call" && tree.name === pattern.name) {
    yield* allMatch(pattern.arguments, tree.arguments, bound);
    if (tree.name === "+" || tree.name === "*") yield* allMatch(pattern.arguments, [...tree.arguments].reverse(), bound);
  }
}

function* allMatch(
  patterns: readonly Expression[],
  trees: readonly Expression[],
  bound: Bindings,
): Generator<Bindings> {
  const [pattern, ...others] = patterns;
  if (!pattern) {
    yield bound;
    return;
  }
  for (const found of matches(pattern, trees[0] as Expression, bound)) yield* allMatch(others, trees.slice(1), found);
}

/** Remove the double signs and the factors of one that rules leave behind. */
function simplified(tree: Expression): Expression {
  const [first, second] = tree.arguments as [Expression, Expression];
  if (tree.name === "neg" && signed(first)) return negated(first);
  if (tree.name !== "*") return tree;
  if (is(first, 1)) return second;
  if (is(second, 1)) return first;
  const [inner, other] = second.arguments;
  if (first.kind === "number" && second.name === "*" && inner?.kind === "number") {
    return call("*", number(first.value * inner.value), other as Expression);
  }
  return tree;
}

/** Tell whether an expression carries a sign that can be taken off. */
function signed(tree: Expression): boolean {
  if (tree.kind === "number") return true;
  if (tree.kind === "symbol") return false;
  return tree.name === "neg" || ((tree.name === "*" || tree.name === "/") && signed(tree.arguments[0] as Expression));
}

function negated(tree: Expression): Expression {
  if (tree.kind === "number") return number(-tree.value);
  const [first, second] = tree.arguments as readonly Expression[];
  if (tree.kind === "call" && tree.name === "neg") return first as Expression;
  if (tree.kind === "call" && (tree.name === "*" || tree.name === "/") && first && second && signed(first)) {
    return call(tree.name, negated(first), second);
  }
  return call("neg", tree);
}
