// Python's expressions, as far as any formula is written with them.
import type { Keyword, Node } from "./nodes";
import { tokens, Unread, type Token } from "./tokens";

const KEYWORDS = new Set(
  ("False None True and as assert async await break class continue def del elif else except finally for from global if " +
    "import in is lambda nonlocal not or pass raise return try while with yield").split(" "),
);
const BINDS: Record<string, number> = {
  "|": 1, "^": 2, "&": 3, "<<": 4, ">>": 4, "+": 5, "-": 5, "*": 6, "/": 6, "//": 6, "%": 6, "@": 6,
}; // prettier-ignore
const COMPARED = ["<", ">", "<=", ">=", "==", "!="];

/** Return the tree of a text. Throws Unread for what is no expression. */
export function parsed(text: string): Node {
  return new Parser(tokens(text)).whole();
}

class Parser {
  private place = 0;

  constructor(private readonly all: Token[]) {}

  whole(): Node {
    const found = this.several("");
    if (this.token.kind !== "end") throw new Unread(this.token.at);
    return found;
  }

  private get token(): Token {
    return this.all[this.place] as Token;
  }

  private is(...texts: string[]): boolean {
    const { kind, text } = this.token;
    return (kind === "sign" || kind === "name") && texts.includes(text);
  }

  private took(...texts: string[]): string {
    if (!this.is(...texts)) return "";
    return (this.all[this.place++] as Token).text;
  }

  private need(text: string): void {
    if (!this.took(text)) throw new Unread(this.token.at);
  }

  /** Read expressions up to a bracket: one, or with commas a tuple. */
  private several(end: string, at = this.token.at): Node {
    const first = this.expression();
    if (!this.is(",")) return first;
    return { kind: "tuple", parts: this.rest([first], end), at };
  }

  private rest(parts: Node[], end: string): Node[] {
    while (this.took(",")) {
      if (this.token.kind === "end" || (end && this.is(end))) break;
      parts.push(this.expression());
    }
    return parts;
  }

  private expression(): Node {
    const { at } = this.token;
    if (this.took("lambda")) return this.lambda(at);
    const yes = this.disjunction();
    if (!this.took("if")) return yes;
    const test = this.disjunction();
    this.need("else");
    return { kind: "choice", test, yes, no: this.expression(), at };
  }

  private lambda(at: number): Node {
    const names: string[] = [];
    while (!this.is(":")) {
      names.push(this.took("*", "**") + this.name());
      if (this.took("=")) names.push(`=${this.expression().at}`); // a default: no formula has one
      if (!this.took(",")) break;
    }
    this.need(":");
    return { kind: "lambda", names, body: this.expression(), at };
  }

  private name(): string {
    const { kind, text, at } = this.token;
    if (kind !== "name" || KEYWORDS.has(text)) throw new Unread(at);
    this.place++;
    return text;
  }

  private disjunction(): Node {
    return this.joined("or", () => this.joined("and", () => this.inversion()));
  }

  private joined(sign: string, part: () => Node): Node {
    const { at } = this.token;
    const values = [part()];
    while (this.took(sign)) values.push(part());
    return values.length > 1 ? { kind: "joined", sign, values, at } : (values[0] as Node);
  }

  private inversion(): Node {
    const { at } = this.token;
    return this.took("not") ? { kind: "unary", sign: "not", operand: this.inversion(), at } : this.comparison();
  }

  private comparison(): Node {
    const { at } = this.token;
    const left = this.binary(1);
    const signs: string[] = [];
    const others: Node[] = [];
    for (let sign = this.compared(); sign; sign = this.compared()) {
      signs.push(sign);
      others.push(this.binary(1));
    }
    return signs.length ? { kind: "compare", left, signs, others, at } : left;
  }

  private compared(): string {
    if (this.took("is")) return this.took("not") ? "is not" : "is";
    if (this.is("not") && this.all[this.place + 1]?.text === "in") {
      this.place += 2;
      return "not in";
    }
    return this.took(...COMPARED, "in");
  }

  private binary(least: number): Node {
    const { at } = this.token;
    let left = this.factor();
    for (;;) {
      const { kind, text } = this.token;
      const binds = kind === "sign" ? (BINDS[text] ?? 0) : 0;
      if (binds < least) return left;
      this.place++;
      left = { kind: "binary", sign: text, left, right: this.binary(binds + 1), at };
    }
  }

  private factor(): Node {
    const { at } = this.token;
    const sign = this.took("+", "-", "~");
    if (sign) return { kind: "unary", sign, operand: this.factor(), at };
    const base = this.primary();
    return this.took("**") ? { kind: "binary", sign: "**", left: base, right: this.factor(), at } : base;
  }

  private primary(): Node {
    const { at } = this.token;
    let found = this.atom();
    for (;;) {
      if (this.took(".")) found = { kind: "attribute", of: found, name: this.name(), at };
      else if (this.took("(")) found = this.call(found, at);
      else if (this.took("[")) {
        const parts = [found, this.several("]")];
        this.need("]");
        found = { kind: "other", parts, at };
      } else return found;
    }
  }

  private call(of: Node, at: number): Node {
    const args: Node[] = [];
    const keywords: Keyword[] = [];
    while (!this.is(")")) {
      const start = this.token.at;
      if (this.took("**")) keywords.push({ name: "", value: this.expression() });
      else if (this.took("*")) args.push({ kind: "other", parts: [this.expression()], at: start });
      else if (this.all[this.place + 1]?.text === "=" && this.token.kind === "name") this.keyword(keywords);
      else if (keywords.length) throw new Unread(start);
      else args.push(this.expression());
      if (!this.took(",")) break;
    }
    this.need(")");
    return { kind: "call", of, args, keywords, at };
  }

  private keyword(keywords: Keyword[]): void {
    const { at } = this.token;
    const name = this.name();
    this.need("=");
    if (keywords.some((one) => one.name === name)) throw new Unread(at);
    keywords.push({ name, value: this.expression() });
  }

  private atom(): Node {
    const { kind, text, at } = this.token;
    if (kind === "number") return this.number(text, at);
    if (kind === "text") return this.text(at);
    if (this.took("True", "False")) return { kind: "constant", value: text === "True", at };
    if (this.took("None")) return { kind: "constant", value: null, at };
    if (this.took("...")) return { kind: "other", parts: [], at };
    if (this.took("(")) return this.group(at);
    if (this.took("[")) {
      const parts = this.is("]") ? [] : this.rest([this.expression()], "]");
      this.need("]");
      return { kind: "list", parts, at };
    }
    return { kind: "name", name: this.name(), at };
  }

  private group(at: number): Node {
    if (this.took(")")) return { kind: "tuple", parts: [], at };
    const found = this.several(")", at);
    this.need(")");
    return found;
  }

  private number(text: string, at: number): Node {
    this.place++;
    if (/[jJ]$/.test(text)) return { kind: "other", parts: [], at };
    const digits = text.replaceAll("_", "");
    return { kind: "number", value: Number(digits), whole: !/^[^xX]*[.eE]/.test(digits), at };
  }

  private text(at: number): Node {
    let value = "";
    let plain = true;
    for (; this.token.kind === "text"; this.place++) {
      const [, prefix, , inside] = /^(\w*)(["'])(.*)\2$/s.exec(this.token.text) ?? [];
      plain &&= !/[bBfF]/.test(prefix ?? "");
      value += inside ?? "";
    }
    return plain ? { kind: "constant", value, at } : { kind: "other", parts: [], at };
  }
}
