"""What an activation's record is made of: parameters, kinks, reference."""

from dataclasses import dataclass

import numpy as np

LEARNERS = ("", "layer", "unit")  # a parameter is fixed, or learnt with one value per layer or per unit


@dataclass(frozen=True)
class Parameter:
    """A number in a formula: its value, the range in which the formula makes sense, and whether it is learnt.

    ``learn`` is empty for a fixed number, ``layer`` or ``unit`` for one that is trained with the weights, from
    ``value``, one for each layer or for each unit. ``also`` is another value, by which a function is told from one
    that it equals at the first.
    """

    name: str
    value: float
    low: float = -np.inf
    high: float = np.inf
    learn: str = ""
    also: float | None = None


@dataclass(frozen=True)
class Kink:
    """A point where the derivative may jump, and the derivative used there: formulas in the parameters."""

    at: str
    derivative: str


@dataclass(frozen=True)
class Reference:
    """Where the function comes from."""

    authors: str
    year: int
    title: str
    identifier: str

    def __str__(self) -> str:
        return f"{self.authors} ({self.year}). {self.title}. {self.identifier}"
