"""A user's callable, held as it was when it became an activation: what he changes afterwards does not reach it."""

from __future__ import annotations

import copy
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from types import BuiltinFunctionType, FunctionType, MethodType
from typing import TYPE_CHECKING, TypeAlias

import numpy as np

from actlab.functions.files import FromFile
from actlab.functions.identity import identity, of_a_package
from actlab.functions.limits import FunctionFault, limited
from actlab.words import _

if TYPE_CHECKING:
    import jax

Function: TypeAlias = "Callable[..., jax.Array]"


@dataclass(frozen=True)
class Held:
    """A callable that cannot be copied, with the digest that it had: whenever it is traced, it must have it still."""

    function: Function
    digest: str

    @property
    def __wrapped__(self) -> Function:
        """The callable itself, for whoever asks where it stands."""
        return self.function

    def __call__(self, *arguments: jax.Array) -> jax.Array:
        if identity(self.function) != self.digest:
            raise FunctionFault(_("it has changed since it was read, or what it uses has"))
        return self.function(*arguments)


def own_copy(function: Function, seconds: float) -> Function:
    """Return a copy of an object, with all that it holds; the same one where there is nothing to copy, or no way.

    >>> leak = partial(np.multiply, 0.5)
    >>> own_copy(leak, 10.0) is leak, own_copy(np.tanh, 10.0) is np.tanh
    (False, True)
    """
    if isinstance(function, FunctionType | BuiltinFunctionType | np.ufunc | type | FromFile):
        return function
    if of_a_package(type(function)) and not isinstance(function, partial | MethodType):
        return function  # what jax.jit and its like return
    try:
        copied = limited(lambda: copy.deepcopy(function), seconds)
    except FunctionFault:
        return function
    return copied if identity(copied) == identity(function) else function


def held(function: Function, before: str) -> Function:
    """Return a callable that refuses once it has changed, where its calls do not change it themselves.

    ``before`` is its identity before it was called for the first time.
    """
    if isinstance(function, FromFile) or identity(function) != before:
        return function
    return Held(function, before)
