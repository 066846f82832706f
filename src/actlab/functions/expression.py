"""The tree of a formula, and the table of primitives that it is made of.

Everything that is said about an activation follows from its tree: the JAX function, the derivative, the
closed form. A new primitive is one row of the table.
"""

import operator
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Number:
    """A constant."""

    value: float


@dataclass(frozen=True)
class Symbol:
    """The input ``x``, or a parameter such as ``alpha``."""

    name: str


@dataclass(frozen=True)
class Call:
    """A primitive applied to expressions."""

    primitive: str
    arguments: tuple["Expression", ...]


Expression = Number | Symbol | Call


@dataclass(frozen=True)
class Primitive:
    """One row of the table.

    ``operator`` works alike on numbers, arrays and SymPy's expressions. Where Python has no operator, ``jax``
    names the function in JAX, and the closed form takes the first it finds: ``definition`` (other primitives
    of u, v, w), ``sympy`` (SymPy's own function), ``derivative`` (the function stays a name; this is its slope).
    """

    name: str
    arity: int
    operator: Callable[..., Any] | None = None
    jax: str = ""
    definition: str = ""
    sympy: str = ""
    derivative: str = ""


_ROWS = (
    Primitive("+", 2, operator.add),
    Primitive("-", 2, operator.sub),
    Primitive("*", 2, operator.mul),
    Primitive("/", 2, operator.truediv),
    Primitive("**", 2, operator.pow),
    Primitive("neg", 1, operator.neg),
    Primitive(">", 2, operator.gt),
    Primitive(">=", 2, operator.ge),
    Primitive("<", 2, operator.lt),
    Primitive("<=", 2, operator.le),
    Primitive("where", 3, jax="numpy.where", sympy="where"),
    Primitive("max", 2, jax="numpy.maximum", definition="where(u > v, u, v)"),
    Primitive("min", 2, jax="numpy.minimum", definition="where(u < v, u, v)"),
    Primitive("abs", 1, jax="numpy.abs", definition="where(u > 0, u, -u)"),
    Primitive("exp", 1, jax="numpy.exp", sympy="exp"),
    Primitive("expm1", 1, jax="numpy.expm1", definition="exp(u) - 1"),
    Primitive("log", 1, jax="numpy.log", sympy="log"),
    Primitive("log1p", 1, jax="numpy.log1p", definition="log(1 + u)"),
    Primitive("sqrt", 1, jax="numpy.sqrt", sympy="sqrt"),
    Primitive("tanh", 1, jax="numpy.tanh", sympy="tanh"),
    Primitive("sigmoid", 1, jax="nn.sigmoid", derivative="sigmoid(u) * (1 - sigmoid(u))"),
    Primitive("softplus", 1, jax="nn.softplus", derivative="sigmoid(u)"),
)

PRIMITIVES = {row.name: row for row in _ROWS}
