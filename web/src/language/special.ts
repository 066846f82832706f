// Functions of other frameworks whose arguments have names, an order, a default. Follows language/special.py.
import { wrongNumber } from "./advice";
import {
  applied, chosen, isCondition, isConstant, isNone, isZero, lastName, numeral, only, withArguments,
} from "./building"; // prettier-ignore
import { BACKEND, ELSEWHERE, FLAX, folded, KERAS, KERAS_HOMES, LAX, LAYERS, MATH, OPS, TORCH } from "./foreign";
import type { Refuse } from "./grammar";
import type { Keyword, Node } from "./nodes";
import { entry } from "./tables";
import { _, type Text } from "./words";

/** A call as someone wrote it: the function's framework and name, and the arguments, not yet translated. */
export interface Asked {
  node: Node;
  home: string;
  name: string;
  args: Node[];
  keywords: Keyword[];
}

/** Whoever translates the arguments. */
export interface Translates {
  refuse: Refuse;
  notes: Text[];
  value(node: Node): Node;
  condition(node: Node): Node;
  function(asked: Asked): Node;
}

/** Return the value of a function that needs more than another name; nothing for all the rest. */
export function special(to: Translates, asked: Asked): Node | undefined {
  const { name, home, args, keywords, node } = asked;
  const letters = folded(name);
  if (ELSEWHERE.choices.includes(name) && args.length === 3 && args[0]?.kind !== "list") {
    const [test, yes, no] = args as [Node, Node, Node];
    return chosen(node, to.condition(test), to.value(yes), to.value(no));
  }
  if (["select", "piecewise"].includes(name) && home && args.length >= 2) return byList(to, asked);
  if (["max", "min"].includes(name) && home !== "" && home !== LAX) return largest(to, asked);
  const clips = [...ELSEWHERE.clips, "clamp_min", "clamp_max"].includes(name);
  if (clips && (home || keywords.length || name !== "clip")) return clip(to, asked);
  if (ELSEWHERE.of_two.includes(name) && home && args.length !== 2) {
    throw to.refuse(node, wrongNumber(name, 2, args.length));
  }
  if (letters === "gelu") return gelu(to, asked);
  if (letters === "relu" && (keywords.length || (KERAS_HOMES.includes(home) && args.length > 1))) return relu(to, asked);
  return constant(to, asked) ?? byFramework(to, asked);
}

/** Return a constant made by a function, and what is cast to another type. */
function constant(to: Translates, asked: Asked): Node | undefined {
  const { name, home, args, node } = asked;
  const [first, second] = args;
  const like = entry(ELSEWHERE.like, name);
  if (like !== undefined && args.length === 1) return numeral(node, like);
  if (name === "full_like" && second && args.length === 2) return to.value(second);
  if (name === "epsilon" && home === BACKEND && !first) return numeral(node, 1e-7);
  if (!first) return undefined;
  if (ELSEWHERE.casts.includes(name) && (home || name === "float")) return cast(to, asked);
  if (home && ELSEWHERE.numbers.includes(name) && !args.slice(1).some(isConstant)) return to.value(only(first));
  return undefined;
}

/** Return what has another meaning in one framework than in all others. */
function byFramework(to: Translates, asked: Asked): Node | undefined {
  const { home, args, node } = asked;
  const letters = folded(asked.name);
  const [x, called] = args;
  const two = args.length === 2;
  if (x && two && called?.kind === "constant" && typeof called.value === "string") {
    if (["activation", "get"].includes(letters) && home) {
      return to.function({ ...asked, home: KERAS, name: called.value, args: [x] });
    }
  }
  if (letters === "prelu" && home === LAYERS) {
    throw to.refuse(node, _("Keras starts the slope of PReLU at 0, one for each unit"));
  }
  if (letters === "hardsigmoid" && home === BACKEND && x && args.length === 1) {
    return withArguments(node, "clip(0.2 * a + 0.5, 0, 1)", [to.value(x)]);
  }
  if (letters === "hardsigmoid" && home === KERAS) {
    to.notes.push(_("hard_sigmoid is that of Keras 3; before it was clip(0.2*x + 0.5, 0, 1)"));
  }
  const values = (): Node[] => args.map((one) => to.value(one));
  if (letters === "remainder" && home === MATH && two) return withArguments(node, "a - b * round(a / b)", values());
  if (letters === "log" && home === MATH && two) return withArguments(node, "log(a) / log(b)", values());
  if (letters === "sinc" && !home) {
    to.notes.push(_("sinc(x) is sin(pi*x)/(pi*x) here, as in NumPy, PyTorch and MATLAB, and not sin(x)/x"));
  }
  return undefined;
}

/** Return torch.max of two tensors; with a number, or elsewhere, max takes the largest number of an array. */
function largest(to: Translates, { node, home, name, args }: Asked): Node {
  const [, second] = args;
  if (home === TORCH && second && args.length === 2 && !isConstant(second) && second.kind !== "unary") {
    return applied(node, name, args.map((one) => to.value(one))); // prettier-ignore
  }
  const right = name === "max" ? "maximum" : "minimum";
  throw to.refuse(node, _("{name} goes over an array there; for two numbers it is {right}", { name, right }));
}

/** Return np.select, whose first condition that holds counts, or np.piecewise, where it is the last. */
function byList(to: Translates, asked: Asked): Node | undefined {
  const piecewise = asked.name === "piecewise";
  const [tests, values, ...others] = asked.args.slice(piecewise ? 1 : 0);
  if (tests?.kind !== "list" || values?.kind !== "list") return undefined;
  for (const one of asked.keywords) if (one.name === "default") others.push(one.value);
  const count = tests.parts.length;
  const rest = [...values.parts.slice(count), ...others];
  if (values.parts.length < count || rest.length > 1) return undefined;
  let found = rest[0] ? to.value(body(rest[0])) : numeral(asked.node, 0);
  const pairs = tests.parts.map((test, place) => [test, values.parts[place] as Node] as const);
  for (const [test, value] of piecewise ? pairs : pairs.reverse()) {
    found = chosen(asked.node, to.condition(test), to.value(body(value)), found);
  }
  return found;
}

/** Return what lambda x: ... returns. */
function body(node: Node): Node {
  return node.kind === "lambda" && node.names.join() === "x" ? node.body : node;
}

function clip(to: Translates, asked: Asked): Node | undefined {
  let args = asked.args;
  if (args.length > 3) return undefined;
  if (asked.home === LAX && args.length === 3) args = [args[1] as Node, args[0] as Node, args[2] as Node];
  const sides = asked.name === "clamp_max" && args.length === 2 ? ["x", "high"] : ["x", "low", "high"];
  const bounds = new Map(args.map((one, place) => [sides[place] as string, one]));
  for (const { name, value } of asked.keywords) {
    const side = ELSEWHERE.lower.includes(name) ? "low" : ELSEWHERE.upper.includes(name) ? "high" : "";
    if (!side || bounds.has(side)) return undefined;
    bounds.set(side, value);
  }
  const read = (side: string): Node | undefined => {
    const bound = bounds.get(side);
    return bound && !isNone(bound) ? to.value(bound) : undefined;
  };
  const [x, low, high] = [read("x"), read("low"), read("high")];
  if (!x || !(low ?? high)) return undefined;
  if (low && high) return applied(asked.node, "clip", [x, low, high]);
  return low ? applied(asked.node, "max", [x, low]) : applied(asked.node, "min", [x, high as Node]);
}

/** Return what a change of the number type leaves, which is the value where no type of integers comes in. */
function cast(to: Translates, asked: Asked): Node | undefined {
  const [first, ...others] = asked.args as [Node, ...Node[]];
  const types = [...others, ...asked.keywords.map((one) => one.value)];
  const isText = (one: Node): boolean => one.kind === "constant" && typeof one.value === "string";
  if (types.some((one) => isConstant(one) && !isText(one))) return undefined;
  const kinds = types.map((one) => lastName(one) || (one.kind === "constant" ? String(one.value) : ""));
  const whole = kinds.find((kind) => /int|bool|long/.test(kind));
  if (whole !== undefined && !isCondition(first)) {
    const message = _("a change to {kind} cuts the digits off; write floor, ceil, round or trunc", { kind: whole });
    throw to.refuse(asked.node, message);
  }
  return to.value(only(first));
}

/** Return gelu by its argument, and where there is none by the framework's default. */
function gelu(to: Translates, { node, home, args, keywords }: Asked): Node | undefined {
  const named = keywords.filter((one) => one.name === "approximate").map((one) => one.value);
  const how = named.length ? named : args.slice(1, 2);
  if (!how.length && home === FLAX) {
    to.notes.push(_("nn.gelu is read as Flax has it, gelu_tanh; PyTorch's is nn.GELU()"));
  }
  if (!how.length && home !== OPS && home !== FLAX) return undefined;
  const [[x], [one]] = [args, how];
  if (!x || how.length > 1 || (one && one.kind !== "constant")) return undefined;
  if (!one || one.value === true || one.value === "tanh") return applied(node, "gelu_tanh", [to.value(x)]);
  return one.value === false || one.value === "none" ? applied(node, "gelu", [to.value(x)]) : undefined;
}

/** Return Keras' relu with its three arguments. */
function relu(to: Translates, { node, home, args, keywords }: Asked): Node | undefined {
  const order = ["negative_slope", "max_value", "threshold"];
  if (home === LAYERS) order.unshift(order.splice(1, 1)[0] as string);
  const [first, ...others] = args;
  const given = new Map(others.slice(0, 3).map((one, place) => [order[place] as string, one]));
  for (const { name, value } of keywords) given.set(name === "alpha" ? "negative_slope" : name, value);
  if (!first || [...given.keys()].some((name) => !order.includes(name))) return undefined;
  const read = new Map<string, Node>();
  for (const [name, value] of given) if (!isNone(value) && !isZero(value)) read.set(name, to.value(value));
  const x = to.value(first);
  const [slope, most] = [read.get("negative_slope"), read.get("max_value")];
  if (!read.size) return applied(node, "relu", [x]);
  if (slope && read.size === 1) return applied(node, "leaky_relu", [x], [{ name: "alpha", value: slope }]);
  if (most && read.size === 1) {
    if (most.kind === "number" && most.value === 6) return applied(node, "relu6", [x]);
    return applied(node, "clip", [x, numeral(node, 0), most]);
  }
  const start = read.get("threshold") ?? numeral(node, 0);
  const low = withArguments(node, "where(a >= b, a, c * (a - b))", [x, start, slope ?? numeral(node, 0)]);
  return most ? withArguments(node, "where(a >= b, b, c)", [x, most, low]) : low;
}
