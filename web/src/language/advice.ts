// What to write instead: the reasons for which a part of a formula is refused. Follows language/advice.py.
import { FUNCTIONS } from "./expression";
import { ELSEWHERE, folded } from "./foreign";
import { decimalComma } from "./grammar";
import type { Library } from "./library";
import { closest } from "./closest";
import type { Node } from "./nodes";
import { _, either, plural, type Text } from "./words";

const LONG_NAME = 40; // characters of a name that an error repeats

/** Return the names that are most like one that nobody knows, those that begin with it first. */
export function nearest(given: string, library: Library, n = 2): string[] {
  const plain = library.names.filter((other) => !other.includes("."));
  const known = [...new Set([...FUNCTIONS, ...plain])].sort();
  const name = given.slice(0, LONG_NAME).toLowerCase();
  const longer = known.filter((other) => name.length > 2 && other.startsWith(name) && !other.includes("_"));
  return [...new Set([...longer, ...closest(name, known, n)])].slice(0, n);
}

/** Say that nobody knows a function, and which is most like it. */
export function unknownFunction(given: string, keywords: boolean, library: Library): Text {
  if (keywords && FUNCTIONS.has(given)) return _("{name} takes no named argument", { name: given });
  if (ELSEWHERE.together.includes(folded(given))) return together(given);
  const near = nearest(given, library);
  const name = given.slice(0, LONG_NAME);
  if (near.length) return _("{name} is not known; did you mean {names}?", { name, names: either(near) });
  const names = [...FUNCTIONS].sort().join(", ");
  return _("{name} is not known; the functions are {names} and what 'actlab list' shows", { name, names });
}

/** Say that a function takes another number of arguments. */
export function wrongNumber(name: string, n: number, given: number): Text {
  const fields = { name, given };
  return plural("{name} takes {n} argument, not {given}", "{name} takes {n} arguments, not {given}", n, fields);
}

export function together(name: string): Text {
  return _("{name} takes several numbers together; an activation takes one at a time", { name });
}

/** Say what to write instead of a part that is no number. */
export function reason(node: Node, library: Library): Text {
  switch (node.kind) {
    case "name":
      return ofName(node.name, library);
    case "tuple":
      return decimalComma();
    case "attribute":
      return _("nobody knows this name; write a function as tanh(x)");
    case "call":
      if (node.of.kind === "attribute") return _("nobody knows this name; write a function as tanh(x)");
      return _("write a product with its sign, x*(1 + x)");
    case "binary":
      if (node.sign === "|") return _("a bar | has no partner; write |x| or abs(x)");
      return _("the operators are + - * / ** %");
    case "unary":
      return _("the operators are + - * / ** %");
    default:
      return _("a formula has numbers, x, parameters, + - * / ** and functions such as tanh(x), nothing else");
  }
}

function ofName(name: string, library: Library): Text {
  if (FUNCTIONS.has(name) || library.names.includes(name)) return _("{name} needs its argument: {name}(x)", { name });
  if (name.length > LONG_NAME) return _("a name has at most {n} letters", { n: LONG_NAME });
  const example = `...; ${name}=1.0`;
  return _("{name} has no value; the input is x, and a parameter is declared after the formula: '{example}'", {
    name,
    example,
  });
}
