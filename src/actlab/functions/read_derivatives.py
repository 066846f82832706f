"""The derivatives that people read, in closed form; those of the catalogue's records are kept."""

from __future__ import annotations

from actlab.functions.packed import packed
from actlab.functions.record import Activation

QUESTION = "derivatives"
ORDERS = (1, 2, 3)
PATIENCE = 120.0  # seconds


def read_derivative(activation: Activation, order: int = 1) -> str | None:
    """Return a derivative in x as a formula; None where it is too large for anyone to read.

    >>> from actlab.functions.find import find
    >>> read_derivative(find("tanh")), read_derivative(find("x**3"), order=2)
    ('1 - tanh(x)**2', '6*x')
    """
    kept = packed(activation, QUESTION)
    if isinstance(kept, list) and order <= len(kept):
        text = kept[order - 1]
        return text if isinstance(text, str) else None
    return computed(activation, order)


def computed(activation: Activation, order: int, *, patient: bool = False) -> str | None:
    """Write a derivative, whatever is kept of it; ``patient`` gives SymPy the time of a machine that is busy."""
    from actlab.functions.closed_form import SECONDS, derivative_text  # SymPy, which is not loaded for what is kept

    return derivative_text(activation.readable_expression, order, PATIENCE if patient else SECONDS)
