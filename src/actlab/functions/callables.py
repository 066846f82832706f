"""A function in Python as an activation: taken as it is, after a probe of what every activation promises."""

from __future__ import annotations

import inspect
import runpy
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np

from actlab.errors import InvalidInput
from actlab.functions.activation import YOURS, Activation
from actlab.words import _

PATIENCE = 60.0  # seconds, for the whole probe
_POINTS = np.array([-30.0, -2.5, -1.0, -0.3, 0.2, 0.7, 1.5, 4.0], np.float32)


def from_python(source: str | Callable[..., Any]) -> Activation:
    """Return the activation of a function, or of ``file.py:function``, whose file is run.

    Raises InvalidInput, with the function's file and line, when it is not elementwise, pure and finite, does
    not keep shape and dtype, cannot be traced by JAX, or takes more than a minute.

    >>> leaky = from_python(lambda x: jnp.where(x > 0, x, 0.1 * x))
    >>> leaky.kinks
    [(0.0, 0.1)]
    """
    function = _load(source) if isinstance(source, str) else source
    name = source if isinstance(source, str) else getattr(function, "__name__", type(function).__name__)
    outcome: list[str | None] = []
    probe = threading.Thread(target=lambda: outcome.append(_fault(function)), daemon=True)
    probe.start()
    probe.join(PATIENCE)
    fault = outcome[0] if outcome else _("it has not answered within {n:g} s").format(n=PATIENCE)
    if fault:
        message = _("the function {name} ({place}) cannot be an activation: {fault}.")
        raise InvalidInput(message.format(name=name, place=_place(function), fault=fault))
    return Activation(name, "", declared_kinks=None, family=YOURS, source=function)


def _load(spec: str) -> Callable[..., Any]:
    path, _colon, name = spec.rpartition(":")
    file = Path(path)
    if not file.is_file():
        raise InvalidInput(_("{path}: there is no such file. Write file.py:function.").format(path=path))
    try:
        names = runpy.run_path(str(file))
    except Exception as error:  # whatever the user's file raises
        message = _("{path} cannot be run: {error}.")
        raise InvalidInput(message.format(path=path, error=_one_line(error))) from error
    if not callable(names.get(name)):
        known = [key for key, value in names.items() if inspect.isfunction(value)]
        message = _("{path} has no function {name}; it has {names}.")
        raise InvalidInput(message.format(path=path, name=name, names=", ".join(known) or _("none")))
    return names[name]  # type: ignore[no-any-return]


def _fault(function: Callable[..., Any]) -> str | None:
    """Return what is wrong with a function, None where nothing is."""
    x = jnp.asarray(_POINTS)
    try:
        y = function(x)
        again, traced, alone = function(x), jax.jit(function)(x), function(x[:1])
        slope = jax.jvp(function, (x,), (jnp.ones_like(x),))[1]
        reshaped, half = function(x.reshape(2, 4)), function(x.astype(jnp.float16))
    except Exception as error:  # whatever the user's function raises
        return _("it raises {error}").format(error=_one_line(error))
    if getattr(y, "shape", None) != x.shape or reshaped.shape != (2, 4):
        return _("its output has another shape than its input")
    if y.dtype != x.dtype or half.dtype != jnp.float16:
        return _("its output has another dtype than its input")
    if not bool(jnp.isfinite(y).all()) or not bool(jnp.isfinite(slope).all()):
        bad = float(x[int(jnp.argmin(jnp.isfinite(y) & jnp.isfinite(slope)))])
        return _("its value or slope is not finite at x = {x:g}").format(x=bad)
    if not bool(jnp.array_equal(y, again)):
        return _("it gives another value each time")
    if not _close(y, traced):
        return _("it gives another value when compiled")
    if not _close(y[:1], alone) or not _close(y[::-1], function(x[::-1])):
        return _("it is not elementwise: a value depends on its neighbours")
    return None


def _close(a: Any, b: Any) -> bool:
    return np.allclose(np.asarray(a), np.asarray(b), rtol=1e-5, atol=1e-6)


def _place(function: Callable[..., Any]) -> str:
    try:
        return f"{inspect.getsourcefile(function)}:{inspect.getsourcelines(function)[1]}"
    except (TypeError, OSError):
        return _("source unknown")


def _one_line(error: Exception) -> str:
    return f"{type(error).__name__}: {' '.join(str(error).split())[:200]}"
