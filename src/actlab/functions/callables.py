"""A function in Python as an activation: taken as it is, after a probe of what every activation promises."""

from __future__ import annotations

import inspect
import time
from collections.abc import Callable
from dataclasses import replace

import jax
import jax.numpy as jnp
import numpy as np
from jax.core import ShapedArray
from jax.extend.core import Jaxpr

from actlab.errors import InvalidInput
from actlab.functions import engine
from actlab.functions.broken import Broken
from actlab.functions.files import files_digest, open_file
from actlab.functions.held import held, own_copy
from actlab.functions.identity import identity
from actlab.functions.limits import FunctionFault, limited
from actlab.functions.record import YOURS, Activation
from actlab.functions.sources import backwards, forwards, reverse_only
from actlab.words import Text, _

engine.prepare()

PATIENCE = 60.0  # seconds, for the whole: to run the file, and to probe the function
MOST = 2**30  # bytes that a function may ask for at once, for the eight numbers of the probe
_POINTS = np.array([-30.0, -2.5, -1.0, -0.3, 0.2, 0.7, 1.5, 4.0], np.float32)

Function = Callable[..., jax.Array]  # which is what has to be found out


def from_python(source: str | Function, name: str | None = None) -> Activation:
    """Return the activation of a function, or of ``file.py:function``, whose file is run once.

    Raises InvalidInput, with the function's file and line, when it is not elementwise, pure and finite, does
    not keep shape and dtype, cannot be traced by JAX, or takes more than a minute.

    >>> leaky = from_python(lambda x: jnp.where(x > 0, x, 0.1 * x))
    >>> leaky.kinks
    [(0.0, 0.1)]
    """
    found = or_broken(source, name)
    if isinstance(found.source, Broken):
        raise InvalidInput(found.source.reason)
    return found


def or_broken(source: str | Function, name: str | None = None) -> Activation:
    """Return the same, but where the function cannot be used one whose source is Broken, with the reason.

    Raises InvalidInput where there is no such file, or no such function in it.

    >>> or_broken(lambda x: x.sum(), "total").source.reason.partition("cannot")[2]
    ' be an activation: its output has another shape than its input.'
    """
    engine.require(_("a function in Python"))
    begin = time.monotonic()
    if isinstance(source, str):
        path, _colon, wanted = source.rpartition(":")
        try:
            function: Function = open_file(path, wanted, PATIENCE)
        except FunctionFault as error:
            reason = _("{path} cannot be run: {error}.").format(path=path, error=error.text)
            return _unusable(name or source, Broken(reason, files_digest(path, wanted)))
        shown = source
    else:
        function, shown = own_copy(source, PATIENCE), getattr(source, "__name__", type(source).__name__)
    copied, before = function is not source, identity(function)  # a call may change what an object holds
    found = Activation(name or shown, "", declared_kinks=None, family=YOURS, source=function)
    digest = found.digest
    try:
        fault = limited(lambda: _fault(function), PATIENCE - (time.monotonic() - begin))
    except FunctionFault as error:
        fault = Text.of((error.text,))
    if not fault:
        return found if copied else replace(found, source=held(function, before))
    message = _("the function {name} ({place}) cannot be an activation: {fault}.")
    return _unusable(
        found.name,
        Broken(message.format(name=shown, place=place_of(function) or _("source unknown"), fault=fault), digest),
    )


def _unusable(name: str, broken: Broken) -> Activation:
    return Activation(name, "", declared_kinks=(), family=YOURS, source=broken)


def _fault(function: Function) -> Text | None:
    """Return what is wrong with a function, None where nothing is; whatever it raises goes on."""
    x = jnp.asarray(_POINTS)
    if (most := _largest(jax.make_jaxpr(function)(x).jaxpr)) > MOST:  # before anything is computed
        return _("it asks for {n:.3g} GB for {points} numbers").format(n=most / 1e9, points=len(_POINTS))
    anew = jax.jit(lambda x: function(x))  # JAX would not look again at a function that it has compiled
    y, again, traced, alone = function(x), function(x), anew(x), function(x[:1])
    slope = (backwards if reverse_only(function) else forwards)(function, x)
    reshaped, half = function(x.reshape(2, 4)), function(x.astype(jnp.float16))
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


def _largest(jaxpr: Jaxpr) -> int:
    """Return the bytes of the largest array in a program."""
    sizes = [0]
    for equation in jaxpr.eqns:
        shapes = [v.aval for v in equation.outvars]
        sizes += [a.size * a.dtype.itemsize for a in shapes if isinstance(a, ShapedArray)]
        leaves = jax.tree.leaves(equation.params, is_leaf=lambda part: hasattr(part, "jaxpr"))
        inner = [getattr(part, "jaxpr", part) for part in leaves]
        sizes += [_largest(part) for part in inner if isinstance(part, Jaxpr)]
    return max(sizes)


def _close(a: jax.Array, b: jax.Array) -> bool:
    return np.allclose(np.asarray(a), np.asarray(b), rtol=1e-5, atol=1e-6)


def place_of(function: Function) -> str:
    """Return file:line of a function; nothing where its source is not known."""
    try:
        plain = inspect.unwrap(function)
        return f"{inspect.getsourcefile(plain)}:{inspect.getsourcelines(plain)[1]}"
    except (TypeError, OSError):
        return ""
