"""The tree of a formula, and the table of primitives that it is made of.

Everything that is said about an activation follows from its tree: the JAX function, the derivative, the
closed form, the code for other frameworks. A new primitive is one row of the table.
"""

import operator
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple


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

    @cached_property
    def steps(self) -> "tuple[Step, ...]":
        """All nodes, found once for whoever computes a tree a thousand times."""
        return tuple(_steps(self))


class Step(NamedTuple):
    """A node of a tree, and the places of its arguments among the steps before it."""

    node: "Expression"
    arguments: tuple[int, ...]


Expression = Number | Symbol | Call


def size(expression: Expression) -> int:
    """Return the number of nodes of a tree; shared branches count each time.

    >>> size(Call("+", (Symbol("x"), Number(1.0))))
    3
    """
    return expression.size if isinstance(expression, Call) else 1


def nodes(expression: Expression) -> Iterator[Expression]:
    """Yield every node of a tree, the root first."""
    yield from reversed(ordered(expression))


def ordered(expression: Expression) -> list[Expression]:
    """Return each node of a tree once, every node after its arguments; a branch that is shared is one node.

    >>> x = Symbol("x")
    >>> ordered(Call("*", (x, x)))
    [Symbol(name='x'), Call(primitive='*', arguments=(Symbol(name='x'), Symbol(name='x')))]
    """
    return [step.node for step in (expression.steps if isinstance(expression, Call) else _steps(expression))]


def _steps(expression: Expression) -> list[Step]:
    places: dict[int, int] = {}
    found: list[Step] = []
    waiting: list[tuple[Expression, bool]] = [(expression, False)]
    while waiting:
        node, ready = waiting.pop()
        if id(node) in places:
            continue
        arguments = node.arguments if isinstance(node, Call) else ()
        if ready or not arguments:
            places[id(node)] = len(found)
            found.append(Step(node, tuple(places[id(argument)] for argument in arguments)))
        else:
            waiting.append((node, True))
            waiting += [(argument, False) for argument in reversed(arguments)]
    return found


def substitute(expression: Expression, values: Mapping[str, Expression]) -> Expression:
    """Put expressions in the place of symbols.

    >>> substitute(Call("neg", (Symbol("u"),)), {"u": Number(2.0)})
    Call(primitive='neg', arguments=(Number(value=2.0),))
    """
    made: dict[int, Expression] = {}
    for node in ordered(expression):
        match node:
            case Symbol(name):
                made[id(node)] = values.get(name, node)
            case Call(primitive, arguments):
                new = tuple(made[id(argument)] for argument in arguments)
                same = all(a is b for a, b in zip(new, arguments, strict=True))
                made[id(node)] = node if same else Call(primitive, new)
            case _:
                made[id(node)] = node
    return made[id(expression)]


@dataclass(frozen=True)
class Primitive:
    """One row of the table.

    ``operator`` works alike on numbers, arrays and SymPy's expressions. Where Python has no operator, ``jax``,
    ``numpy``, ``torch`` and ``keras`` name the function in each framework, and ``definition`` (other primitives
    of u, v, w) stands in for a name that is missing.

    ``slopes`` are the partial derivatives in u, v, w, each a formula that keeps all digits and does not overflow
    before its value does; none where they follow from the definition (``derive.py``).

    The closed form that people read takes the first it finds: ``read_slope`` (the function stays a name; this is
    its slope), ``definition``, ``sympy`` (SymPy's own function).
    """

    name: str
    arity: int
    operator: Callable[..., Any] | None = None
    jax: str = ""
    definition: str = ""
    slopes: tuple[str, ...] = ()
    sympy: str = ""
    read_slope: str = ""
    numpy: str = ""
    torch: str = ""
    keras: str = ""


def _everywhere(name: str, arity: int = 1, **columns: str | tuple[str, ...]) -> Primitive:
    """Return the row of a function that has the same name in every framework."""
    names = {"jax": f"numpy.{name}", "numpy": f"np.{name}", "torch": f"torch.{name}", "keras": f"ops.{name}"}
    return Primitive(name, arity, **{**names, **columns})  # type: ignore[arg-type]


def _written_out(name: str, arity: int, definition: str) -> Primitive:
    """Return the row of a function that is short for others."""
    return Primitive(name, arity, definition=definition)


ABSORBING = "*0"  # u times v, where 0 times anything is 0; no formula can name it

_ROWS = (
    Primitive("+", 2, operator.add, slopes=("1", "1")),
    Primitive("-", 2, operator.sub, slopes=("1", "-1")),
    Primitive("*", 2, operator.mul),
    Primitive("/", 2, operator.truediv),
    Primitive("**", 2, operator.pow),
    Primitive("neg", 1, operator.neg, slopes=("-1",)),
    Primitive(">", 2, operator.gt),
    Primitive(">=", 2, operator.ge),
    Primitive("<", 2, operator.lt),
    Primitive("<=", 2, operator.le),
    Primitive("==", 2, operator.eq),
    Primitive("!=", 2, operator.ne),
    _written_out(ABSORBING, 2, "where(u == 0, 0, where(v == 0, 0, u * v))"),
    _everywhere("where", 3, sympy="where"),
    _everywhere("max", 2, jax="numpy.maximum", definition="where(u > v, u, v)", numpy="np.maximum",
                torch="torch.maximum", keras="ops.maximum"),
    _everywhere("min", 2, jax="numpy.minimum", definition="where(u < v, u, v)", numpy="np.minimum",
                torch="torch.minimum", keras="ops.minimum"),
    _everywhere("clip", 3, definition="where(u > w, w, where(u < v, min(v, w), u))", torch="torch.clamp"),
    Primitive("relu", 1, definition="max(u, 0)", torch="torch.relu", keras="ops.relu"),
    _everywhere("abs", slopes=("sign(u)",), sympy="Abs"),
    _everywhere("sign", definition="where(u > 0, 1, where(u < 0, -1, 0))", slopes=("0",)),
    _everywhere("floor", slopes=("0",), sympy="floor"),
    _everywhere("ceil", definition="-floor(-u)"),
    _everywhere("round", slopes=("0",), definition="where(u - floor(u) > 0.5, ceil(u), where(u - floor(u) < 0.5, "
                "floor(u), 2 * floor(u / 2 + 0.5)))"),  # halves go to the even neighbour, as in every framework
    Primitive("mod", 2, definition="u - v * floor(u / v)"),
    _everywhere("exp", slopes=("exp(u)",), sympy="exp"),
    _everywhere("expm1", definition="exp(u) - 1", slopes=("exp(u)",)),
    # the logarithm of a negative number is NaN, and so are its slopes
    _everywhere("log", slopes=("where(u < 0, log(u), 1 / u)",), sympy="log"),
    _everywhere("log1p", definition="log(1 + u)", slopes=("where(u < -1, log1p(u), 1 / (1 + u))",)),
    _everywhere("log2", definition="log(u) / log(2)"),
    _everywhere("log10", definition="log(u) / log(10)"),
    _everywhere("sqrt", slopes=("0.5 / sqrt(u)",), sympy="sqrt"),
    _everywhere("cbrt", definition="sign(u) * abs(u)**(1 / 3)", slopes=("1 / (3 * cbrt(u)**2)",), torch="", keras=""),
    _everywhere("hypot", 2, definition="sqrt(u**2 + v**2)", torch="", keras="",
                slopes=("where(hypot(u, v) == 0, 0, u / hypot(u, v))",
                                                   "where(hypot(u, v) == 0, 0, v / hypot(u, v))")),
    _everywhere("sin", slopes=("cos(u)",), sympy="sin"),
    _everywhere("cos", slopes=("-sin(u)",), sympy="cos"),
    _everywhere("tan", slopes=("1 + tan(u)**2",), sympy="tan"),
    _everywhere("sinc", definition="where(u == 0, 1, sin(pi * u) / (pi * u))", keras="",
                slopes=("where(abs(u) < 0.1, -u * pi**2 / 3 * (1 - (pi * u)**2 / 10 * (1 - (pi * u)**2 / 28 * "
                "(1 - (pi * u)**2 / 54 * (1 - (pi * u)**2 / 88)))), (cos(pi * u) - sinc(u)) / u)",)),
    _everywhere("tanh", slopes=("4 * sigmoid(2 * u) * sigmoid(-2 * u)",), sympy="tanh"),
    _everywhere("sinh", slopes=("cosh(u)",), sympy="sinh"),
    _everywhere("cosh", slopes=("sinh(u)",), sympy="cosh"),
    _everywhere("asinh", slopes=("1 / hypot(1, u)",), sympy="asinh", jax="numpy.arcsinh", numpy="np.arcsinh",
                keras="ops.arcsinh"),
    _everywhere("acosh", slopes=("1 / (sqrt(u - 1) * sqrt(u + 1))",), sympy="acosh", jax="numpy.arccosh",
                numpy="np.arccosh", keras="ops.arccosh"),
    _everywhere("atanh", slopes=("where(abs(u) > 1, atanh(u), 1 / ((1 - u) * (1 + u)))",), sympy="atanh",
                jax="numpy.arctanh", numpy="np.arctanh", keras="ops.arctanh"),
    _everywhere("arcsin", slopes=("1 / sqrt((1 - u) * (1 + u))",), sympy="asin", torch="torch.asin"),
    _everywhere("arccos", slopes=("-1 / sqrt((1 - u) * (1 + u))",), sympy="acos", torch="torch.acos"),
    _everywhere("arctan", slopes=("1 / (1 + u**2)",), sympy="atan", torch="torch.atan"),
    _everywhere("erf", slopes=("2 / sqrt(pi) * exp(-u**2)",), sympy="erf", jax="scipy.special.erf",
                numpy="special.erf"),
    _everywhere("erfc", definition="1 - erf(u)", slopes=("-2 / sqrt(pi) * exp(-u**2)",), jax="scipy.special.erfc",
                numpy="special.erfc", torch="torch.special.erfc"),
    Primitive("normal_cdf", 1, definition="erfc(-u / sqrt(2)) / 2", slopes=("exp(-u**2 / 2) / sqrt(2 * pi)",),
              read_slope="exp(-u**2 / 2) / sqrt(2 * pi)", numpy="special.ndtr", torch="torch.special.ndtr"),
    _everywhere("sigmoid", jax="nn.sigmoid", slopes=("sigmoid(u) * sigmoid(-u)",),
                read_slope="sigmoid(u) * (1 - sigmoid(u))", numpy="special.expit"),
    _everywhere("softplus", jax="nn.softplus", slopes=("sigmoid(u)",), read_slope="sigmoid(u)",
                numpy="np.logaddexp(0, ...)", torch="F.softplus"),
    # quotients whose slopes would be differences of nearly equal numbers
    Primitive("softsign", 1, definition="u / (1 + abs(u))", slopes=("1 / (1 + abs(u))**2",)),
    Primitive("inverse_root", 2, definition="u / hypot(1, u * v)",
              slopes=("1 / hypot(1, u * v)**3", "-v * (u / hypot(1, u * v))**3")),
    _written_out("square", 1, "u**2"),
    _written_out("cube", 1, "u**3"),
    _written_out("reciprocal", 1, "1 / u"),
    _written_out("rsqrt", 1, "1 / sqrt(u)"),
    _written_out("exp2", 1, "exp(u * log(2))"),
    _written_out("heaviside", 2, "where(u > 0, 1, where(u < 0, 0, v))"),
    _written_out("logaddexp", 2, "max(u, v) + softplus(-abs(u - v))"),
    _written_out("sech", 1, "1 / cosh(u)"),
)  # fmt: skip

PRIMITIVES = {row.name: row for row in _ROWS}
ARGUMENTS = ("u", "v", "w")  # of a definition
NAMES = tuple(name for name in PRIMITIVES if name.isidentifier() and name != "neg")  # what a formula may call
