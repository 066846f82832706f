"""What a learnt parameter will meet: its gradient on the usual inputs, at its start and beside it."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from actlab.functions.derive import derivative
from actlab.functions.expression import Expression
from actlab.functions.host import on_host
from actlab.functions.record import Activation
from actlab.functions.records import Parameter
from actlab.words import Text, _

USUAL = np.linspace(-3.0, 3.0, 1203)  # inputs; 0 and what is near it come on their own
TOWARDS_ZERO = np.array([s * 10.0**-n for n in (2, 4, 6, 8, 10, 12, 30) for s in (1, -1)])
GROWS = 1.05  # from each of these to the next
ELSEWHERE = (-1.3, -0.4, 0.3, 0.7, 1.6)  # steps from a start, relative to 1 + |start|, where a gradient may come back

NEVER = _("{name} never moves: it only decides where f switches, so that its gradient is 0 for every input.")
IDLE = _("{name} makes no difference at its start: its gradient is 0 until another parameter has moved, or for ever.")


def lint_parameters(activation: Activation) -> Iterator[Text]:
    """Yield one line for each fault of a learnt parameter's gradient.

    >>> from actlab.functions.find import find
    >>> [str(line) for line in lint_parameters(find("where(x > a, x, 0); a=0 per layer"))]
    ['a never moves: it only decides where f switches, so that its gradient is 0 for every input.']
    """
    if activation.source:
        return
    for parameter in activation.learnt:
        yield from _of(activation, parameter.name)


def _of(activation: Activation, name: str) -> Iterator[Text]:
    f = activation.stable_expression
    tree = derivative(f, name)
    value, gradient = (on_host(one, USUAL, activation.values) for one in (f, tree))
    broken = ~np.isfinite(gradient) & np.isfinite(value)
    if broken.any() or np.isnan(gradient).any():
        where = USUAL[broken if broken.any() else np.isnan(gradient)]
        text = _(
            "{name} gets a gradient that is no number for inputs such as x = {x:.3g}: after one step {name} is none."
        )
        yield text.format(name=name, x=float(where[np.argmin(np.abs(where))]))
    elif not gradient.any():
        yield (NEVER if _dead(tree, activation) else IDLE).format(name=name)
    elif _grows(tree, activation):
        yield _("{name}'s gradient grows without bound as x goes to 0.").format(name=name)


def _dead(tree: Expression, activation: Activation) -> bool:
    """Return whether the gradient is 0 wherever this parameter and the others that are learnt are."""
    for step in ELSEWHERE:
        values = activation.values | {one.name: _moved(one, step) for one in activation.learnt}
        moved = on_host(tree, USUAL, values)
        if np.any(moved[np.isfinite(moved)]):
            return False
    return True


def _moved(parameter: Parameter, step: float) -> float:
    return float(np.clip(parameter.value + step * (1 + abs(parameter.value)), parameter.low, parameter.high))


def _grows(tree: Expression, activation: Activation) -> bool:
    sizes = np.abs(on_host(tree, TOWARDS_ZERO, activation.values)).reshape(-1, 2)
    with np.errstate(all="ignore"):
        steps = sizes[1:] / sizes[:-1]
    return bool((np.isfinite(steps) & (steps > GROWS)).all(axis=0).any())
