// A written formula as Python writes it: one canonical spelling for every way of spacing and bracketing it.
import type { Node } from "./nodes";

const [TEST, OR, AND, NOT, COMPARE, ARITHMETIC, TERM, FACTOR, POWER, ATOM] = [0, 1, 2, 3, 4, 9, 10, 11, 12, 14];
const BINDS: Record<string, number> = {
  "|": 5, "^": 6, "&": 7, "<<": 8, ">>": 8, "+": ARITHMETIC, "-": ARITHMETIC, "*": TERM, "/": TERM, "//": TERM,
  "%": TERM, "@": TERM, "**": POWER,
}; // prettier-ignore

/** Return a written formula as text. */
export function unparsed(node: Node, least: number = TEST): string {
  const [text, binds] = written(node);
  return binds < least ? `(${text})` : text;
}

function written(node: Node): [text: string, binds: number] {
  switch (node.kind) {
    case "number":
      return [numeral(node.value, node.whole), ATOM];
    case "name":
      return [node.name, ATOM];
    case "binary": {
      const binds = BINDS[node.sign] as number;
      const [left, right] = node.sign === "**" ? [binds + 1, binds] : [binds, binds + 1];
      return [`${unparsed(node.left, left)} ${node.sign} ${unparsed(node.right, right)}`, binds];
    }
    case "unary":
      if (node.sign === "not") return [`not ${unparsed(node.operand, NOT)}`, NOT];
      return [node.sign + unparsed(node.operand, FACTOR), FACTOR];
    case "joined": {
      const binds = node.sign === "or" ? OR : AND;
      // Python binds each further value more tightly
      const values = node.values.map((one, place) => unparsed(one, Math.min(binds + 1 + place, ATOM)));
      return [values.join(` ${node.sign} `), binds];
    }
    case "compare": {
      const others = node.others.map((one, place) => ` ${node.signs[place]} ${unparsed(one, COMPARE + 1)}`);
      return [unparsed(node.left, COMPARE + 1) + others.join(""), COMPARE];
    }
    case "call": {
      const args = node.args.map((one) => unparsed(one));
      const named = node.keywords.map((one) => `${one.name}=${unparsed(one.value)}`);
      return [`${unparsed(node.of, ATOM)}(${[...args, ...named].join(", ")})`, ATOM];
    }
    default:
      throw new Error(`no formula that was read has a ${node.kind}`);
  }
}

/** Return a number as Python writes it. */
function numeral(value: number, whole: boolean): string {
  if (whole) return BigInt(value).toString();
  if (value !== 0 && (value >= 1e16 || value < 1e-4)) {
    const [digits, power = ""] = value.toExponential().split("e");
    return `${digits}e${power.charAt(0)}${power.slice(1).padStart(2, "0")}`;
  }
  return Number.isInteger(value) ? `${value}.0` : String(value);
}
