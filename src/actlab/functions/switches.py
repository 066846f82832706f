"""Where a formula may switch: the zeros of what is compared, taken the size or the root of, or divided by.

Between them a formula is smooth, whatever it looks like: a wave that oscillates faster than any grid has no kink.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np

from actlab.functions.expression import Call, Expression, Number, Symbol, ordered
from actlab.functions.host import on_host
from actlab.functions.kinks import EDGES, jumps, simplest

HALVINGS = 60
TOUCHES = 1e-9  # an extreme of a switch this near to zero, relative to 1 + its size about, touches zero
_AT_ZERO = {"abs", "sign", "relu", "sqrt", "cbrt", "log", "log2", "log10", "rsqrt", "reciprocal", "sinc"}
_STEPS = {"floor", "ceil", "round"}
_BY_NUMBER = {"log1p": (-1.0,), "acosh": (1.0,), "atanh": (-1.0, 1.0), "arcsin": (-1.0, 1.0), "arccos": (-1.0, 1.0)}


def has_switches(expression: Expression) -> bool:
    """Return whether a formula may have kinks, jumps or poles at all.

    >>> from actlab.functions.formula import parse
    >>> has_switches(parse("x * tanh(x)")), has_switches(parse("max(x, 0)"))
    (False, True)
    """
    return any(True for node in ordered(expression) for _found in _of_node(node))


def candidates(expression: Expression, parameters: Mapping[str, float]) -> list[float]:
    """Return the points in [-1000, 1000] where a formula may have a kink, a jump or a pole, in order.

    >>> from actlab.functions.formula import parse
    >>> candidates(parse("max(x**2 - 4, 0) + sqrt(abs(x))"), {})
    [-2.0, 0.0, 2.0]
    """
    found: set[float] = set()
    for tree in _distinct(expression):
        found.update(_zeros(tree, parameters))
    for tree in _stepping(expression):
        found.update(jumps(lambda x, tree=tree: on_host(tree, x, parameters)))  # type: ignore[misc]
    return sorted(found)


def _distinct(expression: Expression) -> list[Expression]:
    trees: list[Expression] = []
    for node in ordered(expression):
        trees += [tree for tree in _of_node(node) if tree not in trees]
    return trees


def _stepping(expression: Expression) -> list[Expression]:
    steps = [n for n in ordered(expression) if isinstance(n, Call) and n.primitive in {*_STEPS, "mod"}]
    return [Call("floor", (Call("/", n.arguments),)) if n.primitive == "mod" else n for n in steps]


def _of_node(node: Expression) -> Iterator[Expression]:
    """Yield the trees at whose zeros a node may switch."""
    if not isinstance(node, Call) or not _varies(node):
        return
    primitive, arguments = node.primitive, node.arguments
    match primitive:
        case ">" | ">=" | "<" | "<=" | "==" | "!=" | "max" | "min":
            yield _difference(*arguments)
        case "clip":
            yield from (_difference(arguments[0], border) for border in arguments[1:])
        case "heaviside":
            yield arguments[0]
        case "/":
            yield from (u for u in arguments[1:] if _varies(u))
        case "mod" | "floor" | "ceil" | "round":
            yield node
        case "tan":
            yield Call("cos", arguments)
        case "hypot":
            yield node
        case "**":
            power = arguments[1]
            if not isinstance(power, Number) or not power.value.is_integer() or power.value < 0:
                yield arguments[0]
        case _ if primitive in _AT_ZERO:
            yield arguments[0]
        case _ if primitive in _BY_NUMBER:
            yield from (_difference(arguments[0], Number(edge)) for edge in _BY_NUMBER[primitive])


def _varies(tree: Expression) -> bool:
    return any(leaf == Symbol("x") for leaf in ordered(tree))


def _difference(u: Expression, v: Expression) -> Expression:
    return u if v == Number(0.0) else v if u == Number(0.0) else Call("-", (u, v))


def _zeros(tree: Expression, parameters: Mapping[str, float]) -> Iterator[float]:
    """Yield where a tree changes its sign, jumps over zero, or touches it."""
    with np.errstate(all="ignore"):
        values = on_host(tree, EDGES, parameters)
        zero = values == 0
        inside = zero & np.concatenate([[True], zero[:-1]]) & np.concatenate([zero[1:], [True]])
        yield from EDGES[zero & ~inside].tolist()  # of a run of zeros its ends
        low, high = np.sign(values[:-1]), np.sign(values[1:])
        crossing = np.flatnonzero((low * high < 0) | (np.isnan(low) != np.isnan(high)))
        yield from _bisected(tree, parameters, EDGES[crossing], EDGES[crossing + 1])
        size = np.abs(values)
        lower = (size[1:-1] <= size[:-2]) & (size[1:-1] <= size[2:]) & (size[:-2] + size[2:] > 2 * size[1:-1])
        lowest = np.flatnonzero(lower & (low[:-1] * high[1:] > 0)) + 1
        yield from _touched(tree, parameters, EDGES[lowest - 1], EDGES[lowest + 1])


def _bisected(
    tree: Expression, parameters: Mapping[str, float], left: np.ndarray, right: np.ndarray
) -> Iterator[float]:
    """Halve all intervals at once; what is kept is the half whose ends differ in sign, or in whether they are NaN."""
    if not left.size:
        return
    at_left = np.nan_to_num(np.sign(on_host(tree, left, parameters)), nan=2.0)
    for _step in range(HALVINGS):
        middle = left + (right - left) / 2
        here = np.nan_to_num(np.sign(on_host(tree, middle, parameters)), nan=2.0)
        same = here == at_left
        left, right = np.where(same, middle, left), np.where(same, right, middle)
    yield from (simplest(float(a), float(b)) for a, b in zip(left, right, strict=True))


def _touched(tree: Expression, parameters: Mapping[str, float], left: np.ndarray, right: np.ndarray) -> Iterator[float]:
    """Look for the least |u| in each interval, by thirds; yield where it is 0."""
    if not left.size:
        return
    scale = 1 + np.abs(on_host(tree, left, parameters))
    for _step in range(HALVINGS):
        a, b = left + (right - left) / 3, right - (right - left) / 3
        lower = np.abs(on_host(tree, a, parameters)) <= np.abs(on_host(tree, b, parameters))
        left, right = np.where(lower, left, a), np.where(lower, b, right)
    at = (left + right) / 2
    near = np.round(at, 7) + 0.0  # where a square is least its digits end
    sizes = np.abs(on_host(tree, np.stack([near, at]), parameters))
    touching = np.nan_to_num(sizes, nan=np.inf).min(axis=0) <= TOUCHES * scale
    yield from np.where(sizes[0] <= sizes[1], near, at)[touching].tolist()
