"""What an activation's record is made of: parameters, kinks, reference."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from actlab.errors import InvalidInput, unknown
from actlab.words import _

TINY = 1e-6  # the least value of a parameter that divides
LEARNERS = ("", "layer", "unit")  # a parameter is fixed, or learnt with one value per layer or per unit


@dataclass(frozen=True)
class Parameter:
    """A number in a formula: its value, the range in which the formula makes sense, and whether it is learnt.

    ``learn`` is empty for a fixed number, ``layer`` or ``unit`` for one that is trained with the weights, from
    ``value``, one for each layer or for each unit. ``also`` is another value, by which a function is told from one
    that it equals at the first. ``default`` and ``default_learn`` are what the catalogue says, from which a user need
    not be told apart; None where a parameter has no default.
    """

    name: str
    value: float
    low: float = -np.inf
    high: float = np.inf
    learn: str = ""
    also: float | None = None
    default: float | None = None
    default_learn: str = ""


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


def changed(owner: str, parameters: Sequence[Parameter], values: Mapping[str, float]) -> tuple[Parameter, ...]:
    """Return the parameters with new values.

    Raises InvalidInput for a name that is not among them or a value out of range; ``owner`` serves the message.

    >>> changed("elu", [Parameter("alpha", 1.0)], {"alpha": 0.5})[0].value
    0.5
    """
    names = [parameter.name for parameter in parameters]
    for name in values:
        if not names:
            raise InvalidInput(_("{name} has no parameters.").format(name=owner))
        if name not in names:
            raise unknown(_("parameter of {name}").format(name=owner), name, names)
    return tuple(_changed(owner, p, float(values.get(p.name, p.value))) for p in parameters)


def _changed(owner: str, parameter: Parameter, value: float) -> Parameter:
    if np.isfinite(value) and parameter.low <= value <= parameter.high:
        return replace(parameter, value=value)
    message = _("{name}: {parameter} = {value:g} is not allowed; it lies between {low:g} and {high:g}.")
    raise InvalidInput(
        message.format(name=owner, parameter=parameter.name, value=value, low=parameter.low, high=parameter.high)
    )


def shortest(value: float) -> str:
    """Return the shortest text that reads back as the same number.

    >>> shortest(0.1), shortest(2.0)
    ('0.1', '2')
    """
    return repr(float(value)).removesuffix(".0")


def written(name: str, parameters: Sequence[Parameter]) -> str:
    """Return what a user types for a name with parameters: what is not the catalogue's is declared in full.

    >>> written("elu", [Parameter("alpha", 0.5, default=1.0)]), written("a*x", [Parameter("a", 0.5, learn="unit")])
    ('elu(alpha=0.5)', 'a*x; a=0.5 per unit')
    """
    if any(p.default is None or p.learn != p.default_learn for p in parameters):
        declared = (f"{p.name}={shortest(p.value)}{f' per {p.learn}' if p.learn else ''}" for p in parameters)
        return f"{name}; {', '.join(declared)}"
    moved = [f"{p.name}={shortest(p.value)}" for p in parameters if p.value != p.default]
    return f"{name}({', '.join(moved)})" if moved else name
