"""Keras's functions that return float32 for float64, and the lines by which exported code goes round them."""

from __future__ import annotations

import re

# Keras 3.15 makes float32 of float64 in all of these on JAX, in ceil and floor on PyTorch too
ROUNDED = {"arccos", "arccosh", "arcsin", "arcsinh", "arctan", "arctanh"} | {
    *("sin", "cos", "tan", "sinh", "cosh", "tanh"),
    *("floor", "ceil"),
}
_BY_BACKEND = '''if keras.backend.backend() == "jax":
    import jax.numpy as _own
elif keras.backend.backend() == "torch":
    import torch as _own
else:
    _own = ops


def _double(name):
    """Return a function of ops, and for float64 the backend's own: Keras 3.15 makes float32 of that."""

    def call(x):
        if isinstance(x, keras.KerasTensor):  # has no numbers yet
            return getattr(ops, name)(x)
        x = ops.convert_to_tensor(x)
        double = keras.backend.standardize_dtype(x.dtype) == "float64"
        return getattr(_own if double else ops, name)(x)

    return call


'''


def keeping_double(keras_name: str) -> str:
    """Return what a function of Keras is called in code that keeps double precision.

    >>> keeping_double("ops.tanh"), keeping_double("ops.exp")
    ('_tanh', 'ops.exp')
    """
    name = keras_name.removeprefix("ops.")
    return f"_{name}" if name in ROUNDED else keras_name


def doubles(code: str) -> str:
    """Return the lines that define what ``keeping_double`` has named in code; empty where there is none.

    >>> doubles("x * _tanh(x)").splitlines()[-3]
    '_tanh = _double("tanh")'
    >>> doubles("ops.exp(x)")
    ''
    """
    used = [name for name in sorted(ROUNDED) if re.search(rf"\b_{name}\(", code)]
    return _BY_BACKEND + "".join(f'_{name} = _double("{name}")\n' for name in used) + "\n\n" if used else ""
