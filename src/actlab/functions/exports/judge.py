"""Whether a tree that is to be written computes what the activation promises, in single and in double precision.

The activation's own trees, in double precision, say what is right: at 500 points, far out, at each kink and beside it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from actlab.functions.derive import derivative
from actlab.functions.evaluate import evaluate
from actlab.functions.exports.autodiff import Rules, autodiff
from actlab.functions.expression import Expression, Symbol, ordered
from actlab.functions.host import numpy_function, on_host
from actlab.functions.points import MENDED
from actlab.functions.record import Activation

Kind = type[np.float32] | type[np.float64]

FAR = np.array([15.0, 20.0, 50.0, 90.0, 100.0, 270.0, 710.0, 1000.0, 1e4])
NEAR = np.linspace(-10, 10, 500) + 0.0123
BESIDE = np.array([-0.1, -1e-3, 0.0, 1e-3, 0.1])  # what is special, and around it
CLOSE: dict[Kind, float] = {np.float32: 1e-5, np.float64: 1e-9}  # relative to max(1, |value|)
BENT: dict[Kind, float] = {np.float32: 1e-3, np.float64: 1e-6}  # the same for second derivatives
STEP, JUMP = 1e-7, 1e-2  # beside a point, relative to 1 + |x|; how far apart second derivatives are there
FOUND = 1e-6
ROUNDED = 4  # units in the last place of x, whose error steepness multiplies


@dataclass(frozen=True)
class Meant:
    """Points and what an activation promises there: NaN where nothing can be asked."""

    x: np.ndarray
    value: np.ndarray
    slope: np.ndarray
    bend: np.ndarray
    kink: np.ndarray  # whether a point is one
    mended: np.ndarray  # whether a slope was put there
    corner: np.ndarray  # whether the second derivative may be that of either side, but not NaN


class Judge:
    """Compares trees with an activation."""

    def __init__(self, activation: Activation) -> None:
        self.activation = activation
        self.meant = {kind: _meant(activation, kind) for kind in CLOSE}

    @property
    def defined(self) -> bool:
        """Whether the function has a value at all points."""
        return not any(np.isnan(meant.value).any() for meant in self.meant.values())

    def value(self, tree: Expression) -> bool:
        """Return whether a tree has the activation's values."""
        return self._everywhere(lambda kind: self._is(kind, tree, "value"))

    def slope(self, tree: Expression) -> bool:
        """Return whether a tree has its slopes, but at the kinks, which are put in place by hand."""
        return self._everywhere(lambda kind: self._is(kind, tree, "slope", at_kinks=False))

    def bend(self, tree: Expression) -> bool:
        """Return whether a tree has its second derivatives, but at the kinks."""
        return self._everywhere(lambda kind: self._is(kind, tree, "bend", at_kinks=False))

    def differentiated(self, tree: Expression, rules: tuple[Rules, ...]) -> bool:
        """Return whether automatic differentiation of a tree gives all that is promised, by each of some rules."""
        return self.value(tree) and all(self._differentiated(tree, rule) for rule in rules)

    def same(self, tree: Expression, other: Expression) -> bool:
        """Return whether a tree has the values of another, in both precisions."""
        values = self.activation.values
        return all(
            close(computed(tree, meant.x, values), on_host(other, meant.x, values), meant.x, None, CLOSE).all()
            for meant in self.meant.values()
        )

    def infinite(self, tree: Expression) -> bool:
        """Return whether a tree is infinite at some point, in either precision."""
        return any(np.isinf(computed(tree, meant.x, self.activation.values)).any() for meant in self.meant.values())

    def _differentiated(self, tree: Expression, rules: Rules) -> bool:
        slope = autodiff(tree, rules=rules)
        bend = autodiff(slope, rules=rules)
        return (
            self._everywhere(lambda kind: self._is(kind, slope, "slope"))
            and self._everywhere(lambda kind: self._is(kind, bend, "bend", at_kinks=False))
            and self._finite_at_kinks(bend)
            and all(self._parameter(tree, parameter.name) for parameter in self.activation.learnt)
        )

    def _everywhere(self, right: Callable[[Kind], bool]) -> bool:
        return all(right(kind) for kind in CLOSE)

    def _is(self, kind: Kind, tree: Expression, what: str, at_kinks: bool = True) -> bool:
        meant = self.meant[kind]
        right, steeper = getattr(meant, what), {"value": meant.slope, "slope": meant.bend}.get(what)
        got = computed(tree, meant.x, self.activation.values)
        with np.errstate(all="ignore"):  # slopes that were found have eight digits
            near = np.abs(got - right) <= FOUND * (1 + np.abs(right))
        got = np.where(meant.mended & near if at_kinks else meant.mended, right, got)
        wrong = ~close(got, right, meant.x, steeper, BENT if what == "bend" else CLOSE)
        if not at_kinks:
            wrong &= ~meant.kink
        return not wrong.any()

    def _finite_at_kinks(self, bend: Expression) -> bool:
        return all(
            not np.isnan(computed(bend, meant.x[meant.corner], self.activation.values)).any()
            for meant in self.meant.values()
        )

    def _parameter(self, tree: Expression, name: str) -> bool:
        """Return whether the gradient in a learnt parameter is right, too, but at the kinks."""
        meant, values = self.meant[np.float64], self.activation.values
        right = on_host(derivative(self.activation.stable_expression, name), meant.x, values)
        got = computed(autodiff(tree, name), meant.x, values)
        single = computed(autodiff(tree, name), self.meant[np.float32].x, values)
        held = np.abs(right) < np.finfo(np.float32).max
        fine = close(got, right, meant.x, None, CLOSE) & (np.isfinite(single) | ~held)
        return bool((fine | meant.kink).all())


def computed(tree: Expression, x: np.ndarray, values: dict[str, float]) -> np.ndarray:
    """Return the values of a tree by NumPy in the precision of x."""
    kind = x.dtype.type

    def function(primitive: str) -> Callable[..., np.ndarray]:
        carried_out = numpy_function(primitive)
        return lambda *arguments: _in(kind, carried_out(*arguments))

    with np.errstate(all="ignore"):
        y = evaluate(tree, {"x": x, **{name: kind(value) for name, value in values.items()}}, function)
        return np.broadcast_to(np.asarray(y, kind), x.shape)


def _in(kind: Kind, y: np.ndarray) -> np.ndarray:
    """Round a result as a framework does, whose numbers do not widen its arrays."""
    return y if np.asarray(y).dtype == bool else np.asarray(y).astype(kind)


def close(
    got: np.ndarray, right: np.ndarray, x: np.ndarray, steepness: np.ndarray | None, limits: dict[Kind, float]
) -> np.ndarray:
    """Return where values agree; what is not finite, or does not fit the format, is not asked for."""
    kind, format = x.dtype.type, np.finfo(x.dtype)
    with np.errstate(all="ignore"):
        allowed = limits[kind] * np.maximum(1, np.abs(right))
        if steepness is not None:
            allowed = allowed + np.nan_to_num(ROUNDED * format.eps * np.abs(x * steepness), posinf=0.0)
        asked = np.isfinite(right) & (np.abs(right) < format.max / 16)
        return np.asarray(~asked | (np.abs(got.astype(np.float64) - right) <= allowed))


def mended(activation: Activation) -> tuple[tuple[float, float], ...]:
    """Return the points that have a slope of their own, with it."""
    points = activation.points
    return (*(points.kinks if len(points.kinks) <= MENDED else ()), *points.removable)


def promised(activation: Activation, x: np.ndarray) -> list[np.ndarray]:
    """Return value, slope and second derivative in double precision."""
    found = [np.array(activation.on_host(x.astype(np.float64), order)) for order in range(3)]
    for at, used in mended(activation):
        found[1][x == x.dtype.type(at)] = used
    return found


def _meant(activation: Activation, kind: Kind) -> Meant:
    special = np.array([0.0, *(at for at, _slope in mended(activation))])
    x = np.concatenate([NEAR, FAR, -FAR, (special[:, None] + BESIDE).ravel()]).astype(kind)
    value, slope, bend = promised(activation, x)
    removable = np.array([at for at, _slope in activation.points.removable], kind)
    special = np.isin(x, special[1:].astype(kind))
    corner = (special | _bend_jumps(activation, x)) & np.isfinite(bend)
    bend[np.isin(x, removable) | corner] = np.nan
    return Meant(x, value, slope, bend, special & ~np.isin(x, removable), special, corner)


def _bend_jumps(activation: Activation, x: np.ndarray) -> np.ndarray:
    """Return where the second derivative has one value on the left and another on the right: either will do."""
    step = STEP * (1 + np.abs(x.astype(np.float64)))
    left, right = (activation.on_host(x + side * step, 2) for side in (-1, 1))
    with np.errstate(all="ignore"):
        return np.asarray(np.abs(left - right) > JUMP * (1 + np.abs(left)))


def varies(tree: Expression) -> bool:
    """Return whether x is in a tree."""
    return any(leaf == Symbol("x") for leaf in ordered(tree))
