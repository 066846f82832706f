"""The gradient lint: what training with an activation will meet, said before any training."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

import numpy as np
from ml_dtypes import bfloat16
from scipy.special import ndtr

from actlab.analysis.domain import Domain, domain
from actlab.analysis.lint_parameters import lint_parameters
from actlab.analysis.numeric import Numeric
from actlab.analysis.profile_record import Profile
from actlab.functions.accuracy import POINTS
from actlab.functions.losses import losses
from actlab.functions.record import YOURS, Activation
from actlab.functions.single import rearranged, single
from actlab.words import Text, _, decimal, listed

PROBES = np.array([s * x for x in (0.0, 1e-30, 1e-3, 0.5, 1.0, 3.0, 10.0, 88.7, 89.0, 100.0, 1e4) for s in (1, -1)])
USUAL = np.linspace(-10, 10, 2001)  # where half precision is tried
FLAT, SATURATED = 0.01, 0.05  # shares of standard normal inputs from which it is worth saying
COARSE = 2.0**-6  # of max(1, |f|): four times bfloat16's rounding
POLE = 0.9  # the power from which a slope without bound is that of a pole, or of a logarithm
FEW = 3  # points that get a line each; more are counted
NAMED = 4  # of these, the nearest to 0 are named
BESIDE = 1e-2  # this near to a point that has a line already, single precision gets none of its own


def computed(activation: Activation, profile: Profile) -> list[str]:
    """Return the findings, one line each, whatever is kept of them."""
    known = domain(activation)
    if known.nowhere:
        return [_("f has no value for any input.")]
    return [
        *_without_value(known),
        *_kinks(activation),
        *_mended(activation),
        *_unbounded(activation, known),
        *_not_finite(activation, known),
        *_flat(profile),
        *_half(activation, profile),
        *lint_parameters(activation),
    ]


def near(points: Sequence[float]) -> str:
    """Return the points nearest to 0, in order, and whether there are more; a Text or plain numbers."""
    found = listed([decimal(f"{at:g}") for at in sorted(sorted(points, key=abs)[:NAMED])])
    return _("{points} and others").format(points=found) if len(points) > NAMED else found


def _without_value(known: Domain) -> Iterator[Text]:
    share = float(sum(ndtr(high) - ndtr(low) for low, high in known.undefined))
    if known.undefined:
        text = _("f has no value for {share:.0%} of standard normal inputs: after one of them the network has none.")
        yield text.format(share=share)
    if known.holes:
        yield _("f has no value for an input of exactly {points}.").format(points=near(known.holes))


def _kinks(activation: Activation) -> Iterator[Text]:
    kinks = activation.points.kinks
    for at, slope in kinks if len(kinks) <= FEW else ():
        yield _("kink at x = {x:g}: the derivative used there is {slope:g}.").format(x=at, slope=slope)
    if len(kinks) > FEW:
        text = _("at least {n} kinks or jumps within [-1000, 1000], nearest to 0: x = {points}.")
        yield text.format(n=len(kinks), points=near([at for at, _slope in kinks]))


def _mended(activation: Activation) -> Iterator[Text]:
    removable = activation.points.removable
    for at, slope in removable if len(removable) <= FEW else ():
        text = _("at x = {x:g} the formula's own derivative is not that of both its sides, {slope:g}, which is used.")
        yield text.format(x=at, slope=slope)
    if len(removable) > FEW:
        text = _("at {n} points, nearest to 0 x = {points}, the formula's own derivative is replaced by its sides'.")
        yield text.format(n=len(removable), points=near([at for at, _slope in removable]))


def _unbounded(activation: Activation, known: Domain) -> Iterator[Text]:
    poles = [pole.at for pole in known.poles]
    if poles:
        yield _("f grows without bound towards x = {points}: an input near it is as good as infinite.").format(
            points=near(poles)
        )
    steep = [point.at for point in activation.points.unbounded if not (poles and point.power > POLE)]
    if steep:
        yield _("the derivative grows without bound towards x = {points}: an input near it makes a huge step.").format(
            points=near(steep)
        )


def _not_finite(activation: Activation, known: Domain) -> Iterator[Text]:
    special = [*known.holes, *(pole.at for pole in known.poles), *(p.at for p in activation.points.unbounded)]
    points = PROBES[~known.lacks(PROBES)]
    points = points[[all(abs(x - at) > BESIDE for at in special) for x in points]]
    x = points.astype(np.float32)
    if not _surely_finite(activation, x):
        for what, values in (("f", activation(x)), ("f′", activation.derivative(x))):
            bad = sorted(set(x[~np.isfinite(values)].tolist()))
            if bad:
                shown = listed([decimal(f"{point:g}") for point in bad[:6]])
                yield _("{what} is not finite in single precision at x = {points}.").format(what=what, points=shown)
    if activation.family == YOURS and activation.source is None:  # the catalogue's are held so by its tests
        yield from _lost(activation)


def _surely_finite(activation: Activation, x: np.ndarray) -> bool:
    """Return whether f and f' are finite at x, as NumPy alone can tell; where it cannot, JAX is asked."""
    if activation.source or rearranged(activation):
        return False
    return all(np.isfinite(single(activation, x, order)).all() for order in (0, 1))


def _lost(activation: Activation) -> Iterator[Text]:
    """Yield the worst loss of digits of f and of f', and at how many of the points tried there is one."""
    found = losses(activation)
    for what in ("f", "f′"):
        lost = [loss for loss in found if loss.what == what]
        if lost and math.isnan(lost[0].meant):
            text = _("{what}({x:g}) is {got} in single precision; it has no value there.")
        else:
            text = _("{what}({x:g}) is {got} in single precision; exactly it is {meant:.6g}.")
        if lost:
            got = _("no number") if math.isnan(lost[0].got) else decimal(f"{lost[0].got:.6g}")
            yield text.format(what=what, x=lost[0].x, got=got, meant=lost[0].meant)
        if len(lost) > 1:
            text = _("{what} loses digits in single precision at {n} of the {all} points tried.")
            yield text.format(what=what, n=len(lost), all=len(POINTS))


def _flat(profile: Profile) -> Iterator[Text]:
    if profile.zero_gradient_share > FLAT:
        text = _("flat: the derivative is 0 for {share:.0%} of standard normal inputs.")
        yield text.format(share=profile.zero_gradient_share)
    for saturation in profile.saturation:
        # where f is constant it has been called flat
        if saturation.share > SATURATED and saturation.share > profile.zero_gradient_share + FLAT:
            text = _("saturation: |f′| is below {below:g} for {share:.0%} of standard normal inputs.")
            yield text.format(below=saturation.below, share=saturation.share)


def _half(activation: Activation, profile: Profile) -> Iterator[Text]:
    if profile.overflow_float16 is not None:
        yield _("float16 overflows from |x| = {x:.5g}.").format(x=profile.overflow_float16)
    f = Numeric(activation).f
    exact = f(USUAL)
    for name, dtype in (("float16", np.float16), ("bfloat16", bfloat16)):
        with np.errstate(over="ignore", invalid="ignore"):  # computed in single precision, as here, then rounded
            got = f(USUAL.astype(dtype).astype(np.float64)).astype(dtype).astype(np.float64)
            error = np.abs(got - exact) / np.maximum(1, np.abs(exact))
        if error[np.isfinite(error)].max(initial=0) > COARSE:
            text = _("{format} moves f by up to {error:.2g} of max(1, |f|) on [-10, 10].")
            yield text.format(format=name, error=error[np.isfinite(error)].max())
