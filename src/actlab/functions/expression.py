"""The tree of a formula, and the table of primitives that it is made of.

Everything that is said about an activation follows from its tree: the JAX function, the derivative, the
closed form, the code for other frameworks. A new primitive is one row of the table.
"""

import operator
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
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

    @cached_property
    def size(self) -> int:
        """The number of nodes."""
        return 1 + sum(size(argument) for argument in self.arguments)


Expression = Number | Symbol | Call


def size(expression: Expression) -> int:
    """Return the number of nodes of a tree; shared branches count each time.

    >>> size(Call("+", (Symbol("x"), Number(1.0))))
    3
    """
    return expression.size if isinstance(expression, Call) else 1


def nodes(expression: Expression) -> Iterator[Expression]:
    """Yield every node of a tree, the root first."""
    yield expression
    if isinstance(expression, Call):
        for argument in expression.arguments:
            yield from nodes(argument)


def substitute(expression: Expression, values: Mapping[str, Expression]) -> Expression:
    """Put expressions in the place of symbols.

    >>> substitute(Call("neg", (Symbol("u"),)), {"u": Number(2.0)})
    Call(primitive='neg', arguments=(Number(value=2.0),))
    """
    match expression:
        case Symbol(name):
            return values.get(name, expression)
        case Call(primitive, arguments):
            return Call(primitive, tuple(substitute(argument, values) for argument in arguments))
    return expression


@dataclass(frozen=True)
class Primitive:
    """One row of the table.

    ``operator`` works alike on numbers, arrays and SymPy's expressions. Where Python has no operator, ``jax``,
    ``numpy``, ``torch`` and ``keras`` name the function in each framework, and ``definition`` (other primitives
    of u, v, w) stands in for a name that is missing. The closed form takes the first it finds: ``derivative``
    (the function stays a name; this is its slope), ``definition``, ``sympy`` (SymPy's own function).
    """

    name: str
    arity: int
    operator: Callable[..., Any] | None = None
    jax: str = ""
    definition: str = ""
    sympy: str = ""
    derivative: str = ""
    numpy: str = ""
    torch: str = ""
    keras: str = ""


def _everywhere(name: str, arity: int = 1, **columns: str) -> Primitive:
    """Return the row of a function that has the same name in every framework."""
    names = {"jax": f"numpy.{name}", "numpy": f"np.{name}", "torch": f"torch.{name}", "keras": f"ops.{name}"}
    return Primitive(name, arity, **{**names, **columns})  # type: ignore[arg-type]


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
    _everywhere("where", 3, sympy="where"),
    # a where, not JAX's maximum: its derivative selects, and does not multiply what was not taken by zero
    Primitive(
        "max", 2, definition="where(u > v, u, v)", numpy="np.maximum", torch="torch.maximum", keras="ops.maximum"
    ),
    Primitive(
        "min", 2, definition="where(u < v, u, v)", numpy="np.minimum", torch="torch.minimum", keras="ops.minimum"
    ),
    Primitive(
        "clip",
        3,
        definition="where(u < v, v, where(u > w, w, u))",
        numpy="np.clip",
        torch="torch.clamp",
        keras="ops.clip",
    ),
    Primitive("relu", 1, definition="max(u, 0)", torch="torch.relu", keras="ops.relu"),
    _everywhere("abs", sympy="Abs"),
    _everywhere("sign", definition="where(u > 0, 1, where(u < 0, -1, 0))"),
    _everywhere("exp", sympy="exp"),
    _everywhere("expm1", definition="exp(u) - 1"),
    _everywhere("log", sympy="log"),
    _everywhere("log1p", definition="log(1 + u)"),
    _everywhere("sqrt", sympy="sqrt"),
    _everywhere("hypot", 2, definition="sqrt(u**2 + v**2)", torch="", keras=""),
    _everywhere("sin", sympy="sin"),
    _everywhere("cos", sympy="cos"),
    _everywhere("tanh", sympy="tanh"),
    _everywhere("sinh", sympy="sinh"),
    _everywhere("cosh", sympy="cosh"),
    _everywhere("asinh", sympy="asinh", jax="numpy.arcsinh", numpy="np.arcsinh", keras="ops.arcsinh"),
    _everywhere("arctan", sympy="atan", torch="torch.atan"),
    _everywhere("erf", sympy="erf", jax="scipy.special.erf", numpy="special.erf"),
    _everywhere(
        "erfc",
        definition="1 - erf(u)",
        jax="scipy.special.erfc",
        numpy="special.erfc",
        torch="torch.special.erfc",
        keras="",
    ),
    Primitive(
        "normal_cdf",
        1,
        definition="erfc(-u / sqrt(2)) / 2",
        derivative="exp(-u**2 / 2) / sqrt(2 * pi)",
        numpy="special.ndtr",
        torch="torch.special.ndtr",
    ),
    _everywhere("sigmoid", jax="nn.sigmoid", derivative="sigmoid(u) * (1 - sigmoid(u))", numpy="special.expit"),
    _everywhere(
        "softplus", jax="nn.softplus", derivative="sigmoid(u)", numpy="np.logaddexp(0, ...)", torch="F.softplus"
    ),
    Primitive("softsign", 1, definition="u / (1 + abs(u))"),
)

PRIMITIVES = {row.name: row for row in _ROWS}
ARGUMENTS = ("u", "v", "w")  # of a definition
