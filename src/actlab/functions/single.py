"""A formula in single precision by NumPy, as XLA computes it on a processor: with nothing to load or to compile.

Numbers below the least normal one are zero there. XLA rearranges quotients of quotients, which overflow elsewhere then,
and broken powers; other formulas agree with it up to rounding, as the tests see. So where this finds nothing wrong
nothing is wrong, and whoever finds something asks JAX for the number that is trained with.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

import numpy as np

from actlab.functions.evaluate import evaluate
from actlab.functions.expression import Call, Expression, Number, ordered
from actlab.functions.host import numpy_function
from actlab.functions.record import Activation

LEAST = np.finfo(np.float32).tiny


def single(activation: Activation, x: np.ndarray, order: int = 0) -> np.ndarray:
    """Return f (order 0) or a derivative of a formula at finite numbers x; at a kink f' as it is used.

    >>> single(Activation("e", "exp(x)"), np.array([-88.0, 1.0, 89.0])).tolist()
    [0.0, 2.7182819843292236, inf]
    """
    numbers = np.asarray(x, np.float32)
    values = {name: np.float32(value) for name, value in activation.values.items()}
    with np.errstate(all="ignore"):
        found = evaluate(activation.tree(order), {"x": numbers, **values}, _function)
        y = np.array(np.broadcast_to(np.asarray(found, np.float32), numbers.shape))
    for at, slope in activation.points.mended if order == 1 else ():
        y[numbers == np.float32(at)] = slope
    return y


def rearranged(activation: Activation) -> bool:
    """Return whether XLA may compute a formula or its derivative otherwise than it is written.

    >>> rearranged(Activation("a", "x / (1 + abs(x))")), rearranged(Activation("b", "x / (1 / x)"))
    (False, True)
    """
    trees = (activation.tree(0), activation.tree(1))
    return any(_rearranged(node) for tree in trees for node in ordered(tree) if isinstance(node, Call))


def _rearranged(node: Call) -> bool:
    """Return whether a node is a quotient of a quotient, or a power that is no whole one."""
    if node.primitive == "**":
        power = node.arguments[1]
        return not (isinstance(power, Number) and power.value.is_integer())
    return _quotient(node) and any(map(_quotient, node.arguments))


def _quotient(node: Expression) -> bool:
    match node:
        case Call("/", _):
            return True
        case Call("**", (_, Number(power))):
            return power < 0
    return False


@cache
def _function(primitive: str) -> Callable[..., np.ndarray]:
    """Return what carries out a primitive, and makes zero of what is no normal number."""
    function = numpy_function(primitive)

    def carried_out(*values: np.ndarray) -> np.ndarray:
        y = function(*values)
        if not isinstance(y, np.ndarray | np.floating) or y.dtype.kind != "f":
            return y  # truth values
        y = np.asarray(y, np.float32)
        return np.where(np.abs(y) < LEAST, np.copysign(np.float32(0), y), y)

    return carried_out
