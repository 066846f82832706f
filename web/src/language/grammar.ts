// Text to Python's tree of it, with limits, before and after. Follows language/grammar.py.
import { children, type Node } from "./nodes";
import { parsed } from "./python";
import { respell, type Respelled } from "./spelling";
import { tables } from "./tables";
import { Unread } from "./tokens";
import { _, Refusal, refusal, type Text } from "./words";

export const { longest: LONGEST, largest: LARGEST, deepest: DEEPEST, expanded: EXPANDED } = tables.limits;
const PAIRS: Record<string, string> = { ")": "(", "]": "[", "}": "{" };

/** The error that shows a place of the user's text. */
export type Refuse = (node: Node, reason: Text) => Refusal;

/** Return Python's tree of a text, and how to refuse a node of it. */
export function pythonTree(source: string): [Node, Refuse] {
  const length = [...source].length;
  if (length > LONGEST) {
    throw new Refusal(_("the formula has {n} characters; at most {most} are read.", { n: length, most: LONGEST }));
  }
  const respelled = respell(source);
  checkBrackets(source, respelled);
  const leading = respelled.text.length - respelled.text.trimStart().length;
  const code = respelled.text.slice(leading);
  const origin = respelled.origin.slice(leading);
  const place = (at: number): number => origin[Math.min(at, origin.length - 1)] ?? 0;
  const refuse: Refuse = (node, reason) => refusal(source, place(node.at), reason);
  const tree = readTree(source, code, place);
  checkSize(tree, refuse);
  return [tree, refuse];
}

function readTree(source: string, code: string, place: (at: number) => number): Node {
  try {
    return parsed(code);
  } catch (error) {
    if (error instanceof Unread) throw refusal(source, place(error.at), syntaxReason(code));
    if (error instanceof RangeError) throw new Refusal(_("the formula cannot be read: it is nested too deeply."));
    throw error;
  }
}

export function tooLarge(): Text {
  return _("the formula is too large here (at most {n} nodes, {d} levels)", { n: LARGEST, d: DEEPEST });
}

/** Refuse what is deep before the parser sees it, and brackets without a partner by name. */
function checkBrackets(source: string, { text, origin }: Respelled): void {
  const waiting: number[] = [];
  const refuse = (place: number, reason: Text): Refusal => refusal(source, origin[place] as number, reason);
  for (let place = 0; place < text.length; place++) {
    const letter = text.charAt(place);
    if ("([{".includes(letter)) waiting.push(place);
    else if (letter in PAIRS) {
      const opened = waiting.pop();
      if (opened === undefined || text[opened] !== PAIRS[letter]) {
        throw refuse(place, _("this bracket closes nothing"));
      }
    }
    if (waiting.length > DEEPEST) throw refuse(place, _("brackets lie more than {d} deep", { d: DEEPEST }));
  }
  const last = waiting.at(-1);
  if (last !== undefined) throw refuse(last, _("this bracket is not closed, as it is in x*tanh(x)"));
}

function checkSize(tree: Node, refuse: Refuse): void {
  const waiting: [Node, number][] = [[tree, 1]];
  let found = 0;
  for (let next = waiting.pop(); next; next = waiting.pop()) {
    const [node, depth] = next;
    found++;
    if (found > LARGEST || depth > DEEPEST) throw refuse(node, tooLarge());
    for (const child of children(node)) waiting.push([child, depth + 1]);
  }
}

/** Say what alpha=0,2 is to be. */
export function decimalComma(): Text {
  return _("a comma stands only between the arguments of a function; the decimal sign is a point, 0.5");
}

function syntaxReason(code: string): Text {
  if (!code.trim()) return _("there is nothing to read; write, for example, x*tanh(x)");
  if (/^\s*(?:def|class|import|from|for|while|with|@)\b/.test(code)) {
    return _("only one formula is read, not a whole program; write file.py:function for a function in a file");
  }
  if (/\|\s*$|^\s*\|/.test(code)) return _("a bar | has no partner; write |x| or abs(x)");
  if (/\d\s*[A-Za-z(]|\)\s*\w|\w\s+\w/.test(code)) return _("write a product with its sign, 2*x");
  if (/=\s*\d+,\d/.test(code)) return decimalComma();
  return _("this is not a formula; write, for example, x*tanh(softplus(x)) or where(x > 0, x, 0.1*x)");
}
