"""Where single precision does not give what an activation's formula means."""

from __future__ import annotations

from functools import cache, partial

from actlab.functions.accuracy import LostDigits, lost_digits
from actlab.functions.record import Activation


@cache
def losses(activation: Activation) -> tuple[LostDigits, ...]:
    """Hold a formula, as it is written, against many digits; nothing is found of a function in Python.

    >>> losses(Activation("tanh", "tanh(x)")), losses(Activation("lost", "x - tanh(x)"))[0].far
    ((), False)
    """
    if activation.source:
        return ()
    points = activation.points
    places = [at for at, _slope in points.kinks] + [point.at for point in points.unbounded]
    f, slope, second = activation, activation.derivative, partial(activation.on_host, order=2)
    return tuple(lost_digits(activation.expression, activation.values, f, slope, second, places))
