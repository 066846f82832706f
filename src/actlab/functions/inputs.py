"""What an activation is applied to: real numbers, in an array of any shape."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast, overload

import numpy as np
from numpy.typing import ArrayLike

from actlab.errors import InvalidInput
from actlab.functions import engine
from actlab.words import _

if TYPE_CHECKING:
    import jax

DOUBLE = 8  # bytes


@overload
def real_array(x: jax.Array) -> jax.Array: ...  # type: ignore[overload-overlap]  # the first that fits
@overload
def real_array(x: ArrayLike) -> np.ndarray: ...
def real_array(x: jax.Array | ArrayLike) -> jax.Array | np.ndarray:
    """Return an array of floats; whole numbers and truth values become floats, as ``x / 2`` does in each library.

    Raises InvalidInput for complex numbers, masked arrays, None and what else is no number: part of it would be
    dropped without a word.

    >>> import jax.numpy as jnp
    >>> real_array([True, False]).tolist(), real_array(jnp.arange(2)).dtype.name
    ([1.0, 0.0], 'float32')
    """
    if engine.is_array(x):
        return _of_jax(cast("jax.Array", x))
    if _masked(x):
        raise _refusal(_("a masked array"))
    try:
        array = np.asarray(x)
    except ValueError:  # rows of different lengths
        raise _refusal(_("rows of different lengths")) from None
    if _floating(array.dtype):
        if array.dtype.itemsize > DOUBLE:
            raise _refusal(_("numbers of more than double precision"))
        return array
    if array.dtype.kind == "O" and all(isinstance(one, int) for one in array.flat):
        return _of_whole_numbers(array)
    if array.dtype.kind not in "biu":
        kinds = {"c": _("complex numbers"), "U": _("text"), "S": _("text"), "M": _("dates"), "m": _("dates")}
        raise _refusal(kinds.get(array.dtype.kind, _("what is no number")))
    return array.astype(np.float64)


def _of_jax(x: jax.Array) -> jax.Array:
    import jax.numpy as jnp

    if jnp.issubdtype(x.dtype, jnp.complexfloating):
        raise _refusal(_("complex numbers"))
    return x if jnp.issubdtype(x.dtype, jnp.floating) else x.astype(jnp.result_type(float))


def _floating(dtype: np.dtype) -> bool:
    """Return whether a dtype is one of floats; NumPy does not count JAX's half precision among them."""
    if dtype.kind != "V":
        return dtype.kind == "f"
    import jax.numpy as jnp  # which has brought such a dtype along

    return bool(jnp.issubdtype(dtype, jnp.floating))


def _masked(x: object) -> bool:
    """Return whether anything in nested lists is a masked array, whose mask NumPy would drop."""
    return any(map(_masked, x)) if isinstance(x, list | tuple) else isinstance(x, np.ma.MaskedArray)


def _of_whole_numbers(array: np.ndarray) -> np.ndarray:
    """Return Python's whole numbers of more than 64 bits as floats."""
    try:
        return array.astype(np.float64)
    except OverflowError:
        raise _refusal(_("a whole number beyond all floats")) from None


def _refusal(what: str) -> InvalidInput:
    return InvalidInput(_("an activation takes real numbers, not {what}: give an array of floats.").format(what=what))
