"""Where single precision does not give what an activation's formula means."""

from __future__ import annotations

from functools import cache, partial

import numpy as np

from actlab.functions.accuracy import POINTS, LostDigits, lost_digits
from actlab.functions.kinks import jumps_at
from actlab.functions.record import Activation
from actlab.functions.single import rearranged, single


@cache
def losses(activation: Activation) -> tuple[LostDigits, ...]:
    """Hold a formula, as it is written, against many digits; nothing is found of a function in Python.

    >>> losses(Activation("tanh", "tanh(x)")), losses(Activation("lost", "x - tanh(x)"))[0].far
    ((), False)
    """
    if activation.source:
        return ()
    points = activation.points
    host = [partial(activation.on_host, order=order) for order in range(3)]
    wide = POINTS.astype(np.float64)
    steps = wide[jumps_at(host[0], wide) | jumps_at(host[1], wide)]  # of more kinks than are found one by one
    places = [*(at for at, _slope in points.kinks), *(point.at for point in points.unbounded), *steps.tolist()]
    held = partial(lost_digits, activation.expression, activation.values, second=host[2], kinks=places)
    if not rearranged(activation) and not held(partial(single, activation), partial(single, activation, order=1)):
        return ()
    return tuple(held(activation, activation.derivative))  # the numbers that are trained with
