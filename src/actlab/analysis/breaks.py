"""Where the curve of a function, or of one of its derivatives, must not be drawn through."""

from __future__ import annotations

from functools import partial

import numpy as np

from actlab.analysis.numeric import Numeric
from actlab.functions.kinks import jumps, jumps_at
from actlab.functions.packed import packed
from actlab.functions.points import look
from actlab.functions.record import Activation
from actlab.functions.switches import candidates

QUESTION = "breaks"


def breaks(activation: Activation, order: int) -> list[float]:
    """Return the points in [-1000, 1000] where a derivative jumps, has no bound or no value; order 0 is f itself.

    Where one breaks there is none of a higher order. Beside a switch of the formula double precision may lose the
    digits of a high derivative: such a point counts.

    >>> from actlab.functions.find import find
    >>> [[breaks(find(name), order) for order in range(4)] for name in ("relu", "elu", "tanh")]
    [[[], [0.0], [0.0], [0.0]], [[], [], [0.0], [0.0]], [[], [], [], []]]
    """
    kept = packed(activation, QUESTION)
    if isinstance(kept, list) and order < len(kept) and isinstance(found := kept[order], list):
        return [float(at) for at in found if isinstance(at, float)]
    return computed(activation, order)


def computed(activation: Activation, order: int) -> list[float]:
    """Compute the breaks of a derivative, whatever is kept of them."""
    below = breaks(activation, order - 1) if order else []
    numeric, points = Numeric(activation), activation.points
    here = partial(numeric.derivative, order=order)
    places = {*below, *(at for at, _slope in points.kinks), *(point.at for point in points.unbounded)}
    if activation.source:
        places.update(jumps(here) if order else ())
    else:
        places.update(candidates(activation.tree(order), activation.values))
    at = np.array(sorted(places))
    broken = at[jumps_at(here, at) | ~np.isfinite(here(at))].tolist() if at.size else []
    grows = look(partial(numeric.derivative, order=order - 1), here, places).unbounded if order else ()
    return sorted({*below, *broken, *(point.at for point in grows)})
