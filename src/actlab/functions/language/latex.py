r"""LaTeX in plain spelling: ``\frac{1}{1 + e^{-x}}`` is ``(1/(1 + e^(-x)))``; products keep being implied."""

import re

_SYMBOLS = {
    "cdot": "*", "times": "*", "ast": "*", "div": "/", "le": "<=", "leq": "<=", "leqslant": "<=", "ge": ">=",
    "geq": ">=", "geqslant": ">=", "ne": "!=", "neq": "!=", "lt": "<", "gt": ">", "land": " and ", "wedge": " and ",
    "lor": " or ", "vee": " or ", "lvert": "|", "rvert": "|", "vert": "|", "alpha": "alpha", "beta": "beta",
    "gamma": "gamma", "delta": "delta", "epsilon": "epsilon", "varepsilon": "epsilon", "lambda": "lambd", "mu": "mu",
    "omega": "omega", "pi": "pi", "sigma": "sigma", "Phi": "normal_cdf", "theta": "theta", "tau": "tau",
    "kappa": "kappa", "eta": "eta", "rho": "rho", "phi": "phi",
}  # fmt: skip
_NOTHING = ("left", "right", "big", "Big", "bigg", "Bigg", "bigl", "bigr", "displaystyle", "quad", "qquad", "limits")
_FRACTIONS = ("frac", "dfrac", "tfrac", "cfrac")
_UPRIGHT = ("mathrm", "text", "operatorname", "mathop", "textrm", "mathit", "textbf", "mathbf", "textit", "mathsf")
_ROUND = str.maketrans("[]", "()")
_CASES = re.compile(r"\\begin\{cases\}(.*?)\\end\{cases\}", re.DOTALL)


def plain(text: str) -> str:
    r"""Return LaTeX in plain spelling, anything else as it is; what it does not know it leaves.

    >>> plain(r"x \cdot \tanh\left(\ln(1 + e^{x})\right)"), plain("x^2"), plain(r"\max\{0, x\}")
    ('x * tanh(ln(1 + e^(x)))', 'x^2', 'max(0, x)')
    """
    if "\\" not in text and "^{" not in text and "$" not in text:
        return text
    text = text.strip().strip("$").removeprefix(r"\[").removesuffix(r"\]")
    text = text.removeprefix(r"\(").removesuffix(r"\)") if text.startswith(r"\(") else text
    text = _CASES.sub(_case, text)
    text = text.replace(r"\{", "(").replace(r"\}", ")")
    return re.sub(r"\s+", " ", _Reader(text).all()).strip()


def _case(match: re.Match[str]) -> str:
    r"""Return ``a & x > 0 \\ b & \text{otherwise}`` as where(x > 0, a, b); as it was where it says less."""
    rows = [row.partition("&") for row in match[1].split(r"\\") if row.strip()]
    if len(rows) < 2 or not all(amp for _value, amp, _condition in rows):
        return match[0]
    *first, last = [(value.strip(" ,"), _condition_of(condition)) for value, _amp, condition in rows]
    found = last[0]  # the last case is all the rest
    for value, condition in reversed(first):
        found = f"where({condition}, {value}, {found})"
    return found


def _condition_of(text: str) -> str:
    text = re.sub(r"\\(?:text|mathrm|textrm)\s*\{\s*(?:if|for|when)\s*\}|\\(?:text|mathrm)\s*\{\s*\}", "", text)
    return re.sub(r"^\s*(?:if|for|when)\b", "", text).strip(" ,.;")


def _apart(before: str, piece: str) -> str:
    """Return two pieces with a space between words, which LaTeX does not need: ``x\\tanh(x)``."""
    return before + (" " if len(piece) > 1 and piece[0].isalpha() and before[-1:].isalnum() else "") + piece


def _bracketed(text: str) -> str:
    return text if text.isalnum() else f"({text})"


class _Reader:
    """Walks LaTeX once, from left to right."""

    def __init__(self, text: str) -> None:
        self.text, self.place = text, 0

    def all(self) -> str:
        found = ""
        while self.place < len(self.text):
            found = _apart(found, self.piece())
        return found.translate(_ROUND)

    def piece(self) -> str:
        """Return the next piece: a command with its groups, a group, or a character."""
        character = self.text[self.place]
        if character == "\\":
            return self.command()
        if character == "{":
            return f"({self.group()})"
        self.place += 1
        return character if character != "~" else " "

    def command(self) -> str:
        match = re.compile(r"\\([A-Za-z]+|.|$)", re.DOTALL).match(self.text, self.place)
        name = match[1] if match else ""
        self.place = match.end() if match else len(self.text)
        if name in _FRACTIONS:
            return f"({_bracketed(self.group())}/{_bracketed(self.group())})"
        if name == "sqrt":
            cube = re.compile(r"\s*\[3\]").match(self.text, self.place)
            self.place = cube.end() if cube else self.place
            return f"{'cbrt' if cube else 'sqrt'}({self.group()})"
        if name in _UPRIGHT:
            return self.group()
        if name in _NOTHING or name in (",", ";", "!", ":", " ", "\\", ""):
            return " " if name in ("quad", "qquad", ",", ";", ":", " ", "\\") else ""
        if name == "sigma" and re.compile(r"\s*(?:\\left\s*)?\(").match(self.text, self.place):
            return "sigmoid"
        word = _SYMBOLS.get(name, name)
        follows = self.text[self.place : self.place + 1]
        return word + (" " if word[-1:].isalnum() and follows.isalnum() else "")

    def group(self) -> str:
        """Return what stands in the next braces, or the next character."""
        while self.text[self.place : self.place + 1] == " ":
            self.place += 1
        if self.text[self.place : self.place + 1] != "{":
            return self.piece() if self.place < len(self.text) else ""
        self.place += 1
        found = ""
        while self.place < len(self.text) and self.text[self.place] != "}":
            found = _apart(found, self.piece())
        self.place += 1
        return found
