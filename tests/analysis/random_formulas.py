"""Random formulas with poles, roots, jumps and oscillation: every name of the language, in any place."""

import random
import re
from collections.abc import Iterator

from actlab.errors import InvalidInput
from actlab.functions.expression import NAMES, PRIMITIVES
from actlab.functions.formula import parse

_CALLED = [name for name in NAMES if name != "where"]
_NUMBERS = ("0.5", "1", "2", "3", "10", "0.1")
_POWERS = ("2", "3", "0.5", "-1", "2.2", "x", "-0.5")


def formulas(seed: int, count: int, depth: int = 3) -> Iterator[str]:
    """Yield formulas that are read, each with an x."""
    chance = random.Random(seed)
    while count:
        text = _formula(chance, depth)
        if not re.search(r"\bx\b", text):
            continue
        try:
            parse(text)
        except InvalidInput:  # arithmetic without a value, such as arcsin(10) - arcsin(10)
            continue
        count -= 1
        yield text


def _formula(chance: random.Random, depth: int) -> str:
    def part() -> str:
        return _formula(chance, depth - 1)

    kind = chance.random()
    if depth == 0 or kind < 0.12:
        return "x" if chance.random() < 0.6 else chance.choice(_NUMBERS)
    if kind < 0.45:
        return f"({part()} {chance.choice('+-*//')} {part()})"
    if kind < 0.55:
        return f"({part()})**{chance.choice(_POWERS)}"
    if kind < 0.62:
        return f"where({part()} {chance.choice(('>', '<', '>=', '==', '!='))} {part()}, {part()}, {part()})"
    name = chance.choice(_CALLED)
    return f"{name}({', '.join(part() for _argument in range(PRIMITIVES[name].arity))})"
