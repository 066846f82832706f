"""The gradient lint: what training with an activation will meet, said before any training."""

from __future__ import annotations

import math
from collections.abc import Iterator

import jax.numpy as jnp
import numpy as np

from actlab.analysis.numeric import Numeric
from actlab.analysis.profile import Profile
from actlab.functions.accuracy import POINTS
from actlab.functions.losses import losses
from actlab.functions.record import YOURS, Activation
from actlab.words import _

PROBES = np.array([s * x for x in (0.0, 1e-30, 1e-3, 0.5, 1.0, 3.0, 10.0, 88.7, 89.0, 100.0, 1e4) for s in (1, -1)])
USUAL = np.linspace(-10, 10, 2001)  # where half precision is tried
FLAT, SATURATED = 0.01, 0.05  # shares of standard normal inputs from which it is worth saying
COARSE = 2.0**-6  # of max(1, |f|): four times bfloat16's rounding


def lint(activation: Activation, profile: Profile) -> list[str]:
    """Return the findings, one line each; none is an error.

    >>> from actlab.analysis.profile import profile
    >>> from actlab.functions.find import find
    >>> lint(find("relu"), profile(find("relu")))[0]
    'kink at x = 0: the derivative used there is 0.'
    """
    return [*_kinks(activation), *_not_finite(activation), *_flat(profile), *_half(activation, profile)]


def _kinks(activation: Activation) -> Iterator[str]:
    for at, slope in activation.kinks:
        yield _("kink at x = {x:g}: the derivative used there is {slope:g}.").format(x=at, slope=slope)


def _not_finite(activation: Activation) -> Iterator[str]:
    x = PROBES.astype(np.float32)
    for what, values in (("f", activation(x)), ("f'", activation.derivative(x))):
        bad = sorted(set(x[~np.isfinite(values)].tolist()))
        if bad:
            shown = ", ".join(f"{point:g}" for point in bad[:6])
            yield _("{what} is not finite in single precision at x = {points}.").format(what=what, points=shown)
    if activation.family == YOURS and activation.source is None:  # the catalogue's are held so by its tests
        yield from _lost(activation)


def _lost(activation: Activation) -> Iterator[str]:
    """Yield the worst loss of digits of f and of f', and at how many of the points tried there is one."""
    found = losses(activation)
    for what in ("f", "f'"):
        lost = [loss for loss in found if loss.what == what]
        if lost and math.isnan(lost[0].meant):
            text = _("{what}({x:g}) is {got:.6g} in single precision; it has no value there.")
        else:
            text = _("{what}({x:g}) is {got:.6g} in single precision; exactly it is {meant:.6g}.")
        if lost:
            yield text.format(what=what, x=lost[0].x, got=lost[0].got, meant=lost[0].meant)
        if len(lost) > 1:
            text = _("{what} loses digits in single precision at {n} of the {all} points tried.")
            yield text.format(what=what, n=len(lost), all=len(POINTS))


def _flat(profile: Profile) -> Iterator[str]:
    if profile.zero_gradient_share > FLAT:
        text = _("flat: the derivative is 0 for {share:.0%} of standard normal inputs.")
        yield text.format(share=profile.zero_gradient_share)
    for saturation in profile.saturation:
        if saturation.share > SATURATED:
            text = _("saturation: |f'| is below {below:g} for {share:.0%} of standard normal inputs.")
            yield text.format(below=saturation.below, share=saturation.share)


def _half(activation: Activation, profile: Profile) -> Iterator[str]:
    if profile.overflow_float16 is not None:
        yield _("float16 overflows from |x| = {x:.5g}.").format(x=profile.overflow_float16)
    f = Numeric(activation).f
    exact = f(USUAL)
    for name, dtype in (("float16", np.float16), ("bfloat16", jnp.bfloat16)):
        with np.errstate(over="ignore", invalid="ignore"):  # computed in single precision, as here, then rounded
            got = f(USUAL.astype(dtype).astype(np.float64)).astype(dtype).astype(np.float64)
            error = np.abs(got - exact) / np.maximum(1, np.abs(exact))
        if error[np.isfinite(error)].max(initial=0) > COARSE:
            text = _("{format} moves f by up to {error:.2g} of max(1, |f|) on [-10, 10].")
            yield text.format(format=name, error=error[np.isfinite(error)].max())
