// The tokens of Python's expressions.

export interface Token {
  kind: "number" | "name" | "text" | "sign" | "end";
  text: string;
  at: number;
}

/** What Python cannot read, and where. */
export class Unread extends Error {
  constructor(readonly at: number) {
    super("unread");
  }
}

const D = "\\d(?:_?\\d)*";
const NUMBER = new RegExp(
  `0[xX](?:_?[\\da-fA-F])+|0[oO](?:_?[0-7])+|0[bB](?:_?[01])+|(?:${D}\\.(?:${D})?|\\.${D})(?:[eE][+-]?${D})?[jJ]?` +
    `|${D}[eE][+-]?${D}[jJ]?|${D}[jJ]|0(?:_?0)*|[1-9](?:_?\\d)*`,
  "y",
);
const AFTER_NUMBER = /(?=and|else|for|if|in|is|or|not)|(?!\w)/y;
const NAME = /[A-Za-z_]\w*/y;
const TEXT = /(?:[rRuUbBfF]|[rR][bBfF]|[bBfF][rR])?(?:"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')/y;
const SIGN = /\*\*|\/\/|<<|>>|<=|>=|==|!=|:=|->|\.\.\.|[-+*/%@&|^~<>()[\]{},:.=]/y;

function found(pattern: RegExp, text: string, at: number): string | undefined {
  pattern.lastIndex = at;
  return pattern.exec(text)?.[0];
}

/** Return the tokens of a text, and one at its end; what follows a # is a comment. */
export function tokens(text: string): Token[] {
  const made: Token[] = [];
  let at = 0;
  const take = (kind: Token["kind"], token: string | undefined): boolean => {
    if (!token) return false;
    made.push({ kind, text: token, at });
    at += token.length;
    return true;
  };
  while (at < text.length && text[at] !== "#") {
    if (text[at] === " ") at++;
    else if (take("number", found(NUMBER, text, at))) {
      if (found(AFTER_NUMBER, text, at) === undefined) throw new Unread(at);
    } else if (!take("text", found(TEXT, text, at)) && !take("name", found(NAME, text, at))) {
      if (!take("sign", found(SIGN, text, at))) throw new Unread(at);
    }
  }
  made.push({ kind: "end", text: "", at: Math.min(at, text.length) });
  return made;
}
