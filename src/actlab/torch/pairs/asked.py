"""Activations that are given as PyTorch has them, which are refused with the words that mean them."""

from __future__ import annotations

from collections.abc import Iterable

from torch import nn

from actlab.errors import InvalidInput
from actlab.functions.arms import Comparable
from actlab.functions.find import FIELD, find
from actlab.functions.on_torch import Elementwise
from actlab.words import _


def in_words(activations: Iterable[Comparable]) -> Iterable[Comparable]:
    """Return activations as they were given.

    Raises InvalidInput where some are modules, classes of modules or functions of PyTorch, with the words to type.

    >>> in_words(["relu", "x*tanh(x)"])
    ['relu', 'x*tanh(x)']
    >>> in_words(["relu", nn.GELU()])
    Traceback (most recent call last):
        ...
    actlab.errors.InvalidInput: GELU belongs to PyTorch: give names or formulas. Try activations=['relu', 'gelu'].
    """
    if isinstance(activations, str) or not isinstance(activations, Iterable):
        return activations
    given = list(activations)
    theirs = [one for one in given if _is_theirs(one)]
    if theirs:
        text = _("{given} belongs to PyTorch: give names or formulas.")
        words = [_words(one) if _is_theirs(one) else str(one) for one in given]
        example = repr(words if None not in words else ["relu", "x*tanh(x)"])
        raise InvalidInput(text.format(given=_called(theirs[0])), FIELD, example)
    return given


def _is_theirs(one: object) -> bool:
    if isinstance(one, nn.Module) or (isinstance(one, type) and issubclass(one, nn.Module)):
        return True
    home = getattr(one, "__module__", None) or getattr(getattr(one, "__self__", None), "__module__", None)
    return callable(one) and str(home).partition(".")[0] == "torch"


def _called(one: object) -> str:
    return str(getattr(one, "__name__", type(one).__name__))


def _words(one: object) -> str | None:
    """Return what means the same here, None where nothing does."""
    if isinstance(one, Elementwise):
        return one.words
    spelled = f"nn.{one!r}" if isinstance(one, nn.Module) else f"nn.{_called(one)}()"
    try:
        return str(find(spelled if isinstance(one, nn.Module | type) else _called(one)))
    except InvalidInput:
        return None
