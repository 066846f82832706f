"""What is computed of an activation, in words: where it has no value, its shape, its moments."""

from __future__ import annotations

import math
from collections.abc import Sequence

from actlab.analysis.profile_record import Profile
from actlab.analysis.propagation import Verdict, verdict
from actlab.report.document.charts import Words
from actlab.words import Text, _, decimal, joined, listed, plural

MANY_DIGITS = 1000  # from here on four digits are enough
LISTED = 4  # points or ranges, the nearest to 0; the others are counted

Row = tuple[Words, Words]
# Of a gated unit, all other rows of which say what its activation is
GATED: Row = (
    _("gated unit"),
    _("f(W x) * (V x), where W and V are a layer's weights; all else that is said is said of f"),
)
_LEARNT = {"": "", "layer": _(", learnt, one per layer"), "unit": _(", learnt, one per unit")}


def parameter(value: float, learn: str) -> Words:
    """Return a parameter's value, and for what it is learnt: nothing, each layer or each unit.

    >>> parameter(0.25, "layer")
    '0.25, learnt, one per layer'
    """
    return joined([decimal(f"{value:g}"), _LEARNT[learn]], "")


def properties(found: Profile) -> list[Row]:
    """Return the rows of a profile."""
    if found.undefined == [(-float("inf"), float("inf"))]:
        return [(_("undefined"), _("f has no value anywhere"))]
    shape = {
        "increasing": _("increasing"),
        "decreasing": _("decreasing"),
        "constant": _("constant"),
        "no": _("not monotone"),
    }[found.monotone]
    symmetry = {"odd": _("odd"), "even": _("even"), "none": _("neither odd nor even")}[found.symmetry]
    limits = _("limits {left} and {right}").format(left=_limit(found.limit_left), right=_limit(found.limit_right))
    return [
        *_gaps(found),
        (_("range"), extent(found) + "; " + limits),
        (_("shape"), joined([shape, symmetry, smoothness(found)], ", ")),
        (_("at zero"), joined([_at_zero("f(0)", found.value_at_zero), _at_zero("f′(0)", found.slope_at_zero)], ", ")),
        (_("slope"), _steepest(found)),
        *_saturated(found),
        ("f″", _curvature(found)),
        (_("mean"), _mean(found)),
        (_("gain"), _gain(found)),
        ("χ₁", _chi(found)),
        (_("variance map"), _stability(found)),
    ]


def extent(found: Profile) -> Words:
    """Return infimum and supremum."""
    return (
        joined([decimal(f"{end:g}") for end in (found.low, found.high)], " … ")
        if found.low == found.low
        else _("not defined")
    )


def smoothness(found: Profile) -> Text:
    """Say how smooth a function is."""
    if found.poles:
        return _("with a pole")
    if found.smoothness is None:
        return _("smooth")
    if found.smoothness < 0:
        return _("with a jump")
    if found.unbounded and not found.smoothness:
        return _("continuous, with a slope without bound")
    if not found.smoothness:
        return _("continuous, derivative with a jump")
    return plural("continuous derivative", "{n} continuous derivatives", found.smoothness)


def moment(value: float, form: str) -> Words:
    """Return an expectation, or another number that may not exist, in few words."""
    if value != value:
        return _("not defined")
    return _("diverges") if abs(value) == float("inf") else decimal(f"{value:{form}}")


def places(points: Sequence[float]) -> Words:
    """Return points as a list, the nearest to 0 first where they are many; at least so many exist.

    >>> places([3.0, -1.0]), places([float(n) for n in range(9)])
    ('-1, 3', '0, 1, 2, 3 and at least 5 more')
    """
    near = sorted(points, key=abs)
    return _listed([decimal(f"{at:g}") for at in sorted(near[:LISTED])], len(points))


def ranges(found: Sequence[tuple[float, float]]) -> Words:
    """Return ranges as a list, the nearest to 0 first where they are many.

    >>> ranges([(-float("inf"), 0.0), (1.0, 2.0)])
    'x < 0, 1 < x < 2'
    """
    near = sorted(found, key=lambda ends: min(abs(ends[0]), abs(ends[1])))
    return _listed([_range(*ends) for ends in sorted(near[:LISTED])], len(found))


def _listed(shown: Sequence[Words], count: int) -> Words:
    if count == len(shown):
        return listed(shown)
    return _("{listed} and at least {n} more").format(listed=listed(shown), n=count - len(shown))


def _range(low: float, high: float) -> Words:
    left, right = decimal(f"{low:g}"), decimal(f"{high:g}")
    if high == float("inf"):
        return joined(["x", left], " > ")
    return joined(["x", right] if low == -float("inf") else [left, "x", right], " < ")


def stabilities() -> dict[Verdict, Words]:
    """Return what each verdict on the variance map's slope is called."""
    return {"stable": _("stable"), "marginal": _("marginal"), "unstable": _("unstable"), "none": ""}


def _gaps(found: Profile) -> list[Row]:
    rows: list[Row] = []
    if found.undefined:
        rows.append((_("undefined"), _("f has no value for {ranges}").format(ranges=ranges(found.undefined))))
    if found.holes:
        rows.append((_("undefined"), _("f has no value at x = {points}").format(points=places(found.holes))))
    if found.poles:
        text = _("f grows without bound towards x = {points}")
        rows.append((_("pole"), text.format(points=places(found.poles))))
    return rows


def _limit(value: float | None) -> Words:
    if value is None:
        return _("none (it oscillates)")
    return _("not defined") if value != value else decimal(f"{value:g}")


def _at_zero(what: str, value: float) -> Words:
    return (
        _("{what} is not defined").format(what=what) if value != value else joined([what, "=", decimal(f"{value:g}")])
    )


def _steepest(found: Profile) -> Text:
    if found.lipschitz != found.lipschitz:
        return _("not defined")
    if found.lipschitz < float("inf"):
        return _("at most {lipschitz:g} (Lipschitz)").format(lipschitz=found.lipschitz)
    if found.unbounded and not found.poles:
        return _("without bound near x = {points} (not Lipschitz)").format(points=places(found.unbounded))
    return _("without bound (not Lipschitz)")


def _saturated(found: Profile) -> list[Row]:
    """Return from where on f barely changes any more, on sides on which it has a limit.

    Half of f that is constant, as of ReLU, is not meant, unless f has limits on both sides.
    """
    last = found.saturation[-1]
    bounded = [end is not None and math.isfinite(end) for end in (found.limit_left, found.limit_right)]
    if found.zero_gradient_share and not all(bounded):
        return []
    left = next((high for low, high in last.intervals if low == -math.inf and bounded[0]), None)
    right = next((low for low, high in last.intervals if high == math.inf and bounded[1]), None)
    if (left is None and right is None) or math.inf in (left, right) or -math.inf in (left, right):
        return []  # it is constant between its jumps
    return [(_("saturation"), _beyond(left, right, last.below))]


def _beyond(left: float | None, right: float | None, below: float) -> Text:
    low, high = _outwards(left, -1), _outwards(right, 1)
    if low is None:
        return _("saturates above x = {high} (|f′| < {below:g})").format(high=high, below=below)
    if high is None:
        return _("saturates below x = {low} (|f′| < {below:g})").format(low=low, below=below)
    if low == "-" + high:
        return _("saturates beyond ±{high} (|f′| < {below:g})").format(high=high, below=below)
    return _("saturates below {low} and above {high} (|f′| < {below:g})").format(low=low, high=high, below=below)


def _outwards(end: float | None, side: int) -> str | None:
    """Return an end with one decimal, rounded so that no more is claimed than holds."""
    return None if end is None else decimal(f"{side * math.ceil(10 * side * end - 1e-6) / 10 + 0.0:.1f}")


def _curvature(found: Profile) -> Text:
    if found.curvature != found.curvature:
        return _("not defined")
    if found.curvature == 0:
        return _("0 wherever it exists: losses with second derivatives see a straight line")
    if found.curvature == float("inf"):
        return _("without bound")
    return _("at most {size:.4g} in size, where it exists").format(size=found.curvature)


def _mean(found: Profile) -> Text:
    if found.mean != found.mean:
        return _("E f(z) is not defined for z ~ N(0, 1)")
    if abs(found.mean) == float("inf"):
        return _("E f(z) diverges for z ~ N(0, 1)")
    return _("E f(z) = {mean:.4g} for z ~ N(0, 1)").format(mean=found.mean)


def _gain(found: Profile) -> Text:
    if found.gain == found.gain:
        gain = decimal(f"{found.gain:.4f}" if 1 / MANY_DIGITS < found.gain < MANY_DIGITS else f"{found.gain:.4g}")
        return _("{gain} (keeps the second moment of a layer at 1)").format(gain=gain)
    if found.second_moment == 0:
        return _("none: E f(z)² is 0")
    if found.second_moment == float("inf"):
        return _("none: E f(z)² diverges")
    return _("none: E f(z)² is not defined")


def _chi(found: Profile) -> Text:
    if found.gain != found.gain:
        return _("not defined without a gain")
    if found.chi_1 == float("inf"):
        return _("diverges: E f′(z)² is infinite")
    if found.chi_1 != found.chi_1:
        return _("not defined")
    chi = decimal(f"{found.chi_1:.3f}" if found.chi_1 < MANY_DIGITS else f"{found.chi_1:.4g}")
    return _("{chi} (a squared gradient's factor per layer under that gain)").format(chi=chi)


def _stability(found: Profile) -> Text:
    slope = round(found.fixed_point_slope, 9) + 0.0  # no -0.0
    words = stabilities()[verdict(slope)]
    if not words:
        return _("not defined without a gain")
    return _("slope {slope:.3f} at its fixed point 1: {verdict}").format(slope=slope, verdict=words)
