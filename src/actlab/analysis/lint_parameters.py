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


def lint_parameters(activation: Activation) -> Iterator[Text]:
    """Yield one line for each fault of a learnt parameter's gradient.

    >>> from actlab.functions.find import find
    >>> [str(line) for line in lint_parameters(find("where(x > a, x, 0); a=0 per layer"))]
    ['a never moves: f jumps where it matters, and its gradient is 0 for every input.']
    """
    if activation.source:
        return
    for parameter in activation.learnt:
        yield from _of(activation, parameter)


def _of(activation: Activation, parameter: Parameter) -> Iterator[Text]:
    name, f = parameter.name, activation.stable_expression
    tree = derivative(f, name)
    value, gradient = (on_host(one, USUAL, activation.values) for one in (f, tree))
    broken = ~np.isfinite(gradient) & np.isfinite(value)
    lacking = np.isnan(gradient)
    if broken.any() or lacking.any():
        where = USUAL[broken if broken.any() else lacking]
        yield _("{name} gets a gradient of NaN for inputs such as x = {x:.3g}: after one step it is NaN.").format(
            name=name, x=float(where[np.argmin(np.abs(where))])
        )
        return
    if not gradient.any():
        yield (
            _never(name)
            if _dead(tree, activation, parameter)
            else _("{name} makes no difference at its start").format(name=name)
        )
        return
    if _grows(tree, activation):
        yield _("{name}'s gradient grows without bound as x goes to 0.").format(name=name)


def _never(name: str) -> Text:
    return _("{name} never moves: f jumps where it matters, and its gradient is 0 for every input.").format(name=name)


def _dead(tree: Expression, activation: Activation, parameter: Parameter) -> bool:
    """Return whether the gradient is 0 wherever the parameter is."""
    for step in ELSEWHERE:
        value = float(np.clip(parameter.value + step * (1 + abs(parameter.value)), parameter.low, parameter.high))
        moved = on_host(tree, USUAL, {**activation.values, parameter.name: value})
        if np.any(moved[np.isfinite(moved)]):
            return False
    return True


def _grows(tree: Expression, activation: Activation) -> bool:
    sizes = np.abs(on_host(tree, TOWARDS_ZERO, activation.values)).reshape(-1, 2)
    with np.errstate(all="ignore"):
        steps = sizes[1:] / sizes[:-1]
    return bool((np.isfinite(steps) & (steps > GROWS)).all(axis=0).any())
