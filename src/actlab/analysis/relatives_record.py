"""What of the catalogue a function is, and what it is next to: the records."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from actlab.functions.records import shortest

EXACT = 1e-9  # a residual up to this, in double precision, is none


class Rescaled(NamedTuple):
    """f(x) = a g(b x + c) + d."""

    name: str
    a: float
    b: float
    c: float
    d: float

    def __str__(self) -> str:
        inner = _sum(_times(self.b, "x"), self.c)
        return _sum(_times(self.a, f"{self.name}({inner})"), self.d)


class Nearest(NamedTuple):
    """The catalogue's nearest other function, at its defaults; the distance is the largest on [-5, 5]."""

    name: str
    distance: float


@dataclass(frozen=True)
class Relatives:
    """What of the catalogue a function is, and what it is next to; nothing is near a function with poles."""

    identical: list[str]
    rescaled: list[Rescaled]
    nearest: Nearest | None


def _times(factor: float, what: str) -> str:
    return what if factor == 1 else f"-{what}" if factor == -1 else f"{shortest(factor)}*{what}"


def _sum(left: str, number: float) -> str:
    if not number:
        return left
    return f"{left} {'+' if number > 0 else '-'} {shortest(abs(number))}"
