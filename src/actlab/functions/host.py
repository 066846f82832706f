"""Expression to numbers on the host, by NumPy in double precision: nothing to compile, for grids and searches."""

from collections.abc import Callable, Mapping
from functools import cache, partial

import numpy as np

from actlab.functions.evaluate import defined, evaluate
from actlab.functions.expression import PRIMITIVES, Expression


def on_host(expression: Expression, x: np.ndarray, parameters: Mapping[str, float]) -> np.ndarray:
    """Return f(x) in float64; where a step overflows the result is inf or NaN, without a warning.

    >>> from actlab.functions.formula import parse
    >>> on_host(parse("max(x, alpha)", ["x", "alpha"]), np.array([-1.0, 2.0]), {"alpha": 0.5}).tolist()
    [0.5, 2.0]
    """
    values = {name: np.float64(value) for name, value in parameters.items()}
    with np.errstate(all="ignore"):
        y = evaluate(expression, {"x": np.asarray(x, np.float64), **values}, numpy_function)
    return np.broadcast_to(np.asarray(y, np.float64), np.shape(x))


@cache
def numpy_function(primitive: str) -> Callable[..., np.ndarray]:
    """Return what carries out a primitive in NumPy."""
    row = PRIMITIVES[primitive]
    if row.operator:
        return row.operator
    if not row.numpy:
        return defined(row.definition, numpy_function)
    if primitive == "softplus":
        return partial(np.logaddexp, 0.0)
    module, name = row.numpy.split(".")
    if module == "np":
        found: Callable[..., np.ndarray] = getattr(np, name)
        return found
    from scipy import special  # which few primitives need

    return getattr(special, name)  # type: ignore[no-any-return]
