"""How many derivatives of a function are continuous."""

from __future__ import annotations

from functools import partial

import numpy as np

from actlab.analysis.domain import Domain
from actlab.analysis.numeric import Numeric
from actlab.functions.exact import exact
from actlab.functions.expression import Expression, ordered
from actlab.functions.kinks import jumps, jumps_at
from actlab.functions.points import look
from actlab.functions.record import Activation
from actlab.functions.switches import candidates

ORDERS = (2, 3)  # of derivatives that are looked at, beside f and f'
LOOKED_AT = 64  # candidates, the nearest to 0
CONFIRMED = 3  # of them, with many digits
LARGE = 2000  # nodes of a tree that is not asked in many digits


def continuous_derivatives(activation: Activation, known: Domain) -> int | None:
    """Return how many derivatives are continuous, up to the second; None where all are, -1 where f itself is not.

    A formula is smooth between its switches, however fast it oscillates; beside them double precision may lose all
    digits of a second derivative, so that what it finds is held against many digits.

    >>> from actlab.analysis.domain import domain
    >>> from actlab.functions.find import find
    >>> [continuous_derivatives(find(f), domain(find(f))) for f in ("floor(x)", "abs(x)", "abs(x)**1.5", "sin(x**3)")]
    [-1, 0, 1, None]
    """
    f, points = Numeric(activation).f, activation.points
    if known.poles or jumps_at(f, np.array([at for at, _slope in points.kinks])).any():
        return -1
    if points.kinks or points.unbounded:
        return 0
    for order in ORDERS:
        bent = _bent_in_python(activation, order) if activation.source else _bent(activation, order)
        if bent:
            return order - 1
    return None


def _bent_in_python(activation: Activation, order: int) -> bool:
    return bool(jumps(partial(Numeric(activation).derivative, order=order)))


def _bent(activation: Activation, order: int) -> bool:
    """Return whether a derivative of a formula jumps, or grows without bound, anywhere."""
    places = sorted(candidates(activation.tree(order), activation.values), key=abs)[:LOOKED_AT]
    below, here = (partial(activation.on_host, order=one) for one in (order - 1, order))
    found = look(below, here, places)
    suspected = [at for at, _slope in found.kinks] + [point.at for point in found.unbounded]
    if any(len(ordered(activation.tree(one))) > LARGE for one in (order - 1, order)):
        return bool(suspected)
    return any(_bent_exactly(activation, order, at) for at in suspected[:CONFIRMED])


def _bent_exactly(activation: Activation, order: int, at: float) -> bool:
    def function(tree: Expression) -> partial[np.ndarray]:
        return partial(_exactly, tree, activation)

    found = look(function(activation.tree(order - 1)), function(activation.tree(order)), [at])
    return bool(found.kinks or found.unbounded)


def _exactly(tree: Expression, activation: Activation, x: np.ndarray) -> np.ndarray:
    found = []
    for place in np.ravel(x).tolist():
        try:
            found.append(float(exact(tree, place, activation.values)))
        except (TypeError, ArithmeticError, ValueError):  # mpmath compares no complex numbers
            found.append(np.nan)
    return np.reshape(found, np.shape(x))
