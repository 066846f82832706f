// What people write, in the spelling of the language: e^x, |x|, σ(α·x), x². Follows language/spelling.py.
import { entry, tables } from "./tables";
import { _, refusal, type Text } from "./words";

const TWICE: Record<string, string> = { "&": " and ", "|": " or " };
const BEFORE_OPERAND = "+-*/(,<>=|"; // a bar after one of these, or at the start, opens; another closes

/** A text in the language's spelling; `origin[i]` is where its character i stood in the user's text. */
export interface Respelled {
  text: string;
  origin: number[];
}

/** Write a formula in the spelling of the language; MATLAB's dots before an operator go. */
export function respell(source: string): Respelled {
  const letters = [...source];
  const origin: number[] = [];
  let text = "";
  let open = 0;
  let last = "";
  let skip = false;
  letters.forEach((letter, place) => {
    let piece = entry(tables.spellings.characters, letter) ?? letter;
    const next = letters[place + 1] ?? "";
    if (skip) [piece, skip] = ["", false];
    else if (letter === "|" && (!last || BEFORE_OPERAND.includes(last))) [open, piece] = [open + 1, "abs("];
    else if (letter === "|" && open) [open, piece] = [open - 1, ")"];
    else if (letter in TWICE && next === letter) [piece, skip] = [TWICE[letter] as string, true];
    else if (letter === "." && next && "*/^".includes(next)) piece = "";
    if (!/^[\t-\r\x1c-\x1f -~]*$/.test(piece)) throw refusal(source, place, unknown(letter));
    if (/^[\t-\r\x1c-\x1f ]+$/.test(piece)) piece = " ";
    text += piece;
    for (let one = 0; one < piece.length; one++) origin.push(place);
    last = piece.trim().slice(-1) || last;
  });
  if (open) throw refusal(source, letters.lastIndexOf("|"), _("a bar | has no partner; write |x| or abs(x)"));
  return { text, origin };
}

function unknown(letter: string): Text {
  const code = letter.codePointAt(0) ?? 0;
  const digits = code.toString(16);
  const [short, width] = code < 256 ? ["x", 2] : code < 65536 ? ["u", 4] : ["U", 8];
  const fields = { character: `\\${short}${digits.padStart(width, "0")}`, code: digits.toUpperCase().padStart(4, "0") };
  return _("the character {character} (U+{code:04X}) has no place in a formula; write the input as x", fields);
}
