"""The page of an activation: formula, derivative, properties, reference, relatives; for people and for programs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from rich import box
from rich.table import Table

from actlab.analysis.lint import lint
from actlab.analysis.profile import Profile, profile
from actlab.analysis.relatives import EXACT, Relatives, relatives
from actlab.functions.closed_form import derivative_latex, derivative_text, formula_latex
from actlab.functions.record import Activation
from actlab.functions.records import Parameter
from actlab.words import _


def facts(activation: Activation) -> dict[str, Any]:
    """Return what ``show --json`` prints; the keys never change with the language."""
    found, near = profile(activation), relatives(activation)
    return {
        **identity(activation),
        **_closed_forms(activation),
        **found.record(),
        "relatives": {
            "identical": near.identical,
            "rescaled": [{"text": str(same), **same._asdict()} for same in near.rescaled],
            "nearest": near.nearest._asdict(),
        },
        "lint": lint(activation, found),
        "accuracy_ulp": activation.bound,
    }


def identity(activation: Activation) -> dict[str, Any]:
    """Return what an activation is: what ``list --json`` prints of each."""
    reference = activation.reference
    return {
        "name": str(activation),
        "formula": activation.formula,
        "parameters": activation.values,
        "learnt": {parameter.name: parameter.learn for parameter in activation.learnt},
        "ranges": {
            parameter.name: [_finite(p) for p in (parameter.low, parameter.high)] for parameter in activation.parameters
        },
        "family": activation.family,
        "aliases": list(activation.aliases),
        "note": activation.note,
        "reference": str(reference) if reference else None,
    }


def _finite(bound: float) -> float | None:
    return float(bound) if abs(bound) < float("inf") else None


def _closed_forms(activation: Activation) -> dict[str, Any]:
    if activation.source:
        return {"derivative": None, "formula_latex": None, "derivative_latex": None}
    return {
        "derivative": derivative_text(activation.readable_expression),
        "formula_latex": formula_latex(activation.expression),
        "derivative_latex": derivative_latex(activation.readable_expression),
    }


def page(activation: Activation) -> Table:
    """Return the same for people."""
    table = Table.grid(padding=(0, 2))
    table.add_column(style="bold", no_wrap=True)
    table.add_column()
    for name, text in rows(activation):
        table.add_row(name, text)
    return table


def rows(activation: Activation) -> list[tuple[str, str]]:
    """Return what stands on the page, line by line."""
    found = profile(activation)
    written = [(_("activation"), str(activation)), ("f(x)", activation.formula or _("a function in Python"))]
    if not activation.source:
        written.append(("f′(x)", derivative_text(activation.readable_expression)))
    written += [(parameter.name, _value(parameter)) for parameter in activation.parameters]
    written += _properties(found)
    written += [(_("lint"), line) for line in lint(activation, found)]
    written += [(_("relatives"), line) for line in _near(relatives(activation))]
    return written + _sources(activation)


def _value(parameter: Parameter) -> str:
    owner = {"": "", "layer": _(", learnt, one per layer"), "unit": _(", learnt, one per unit")}[parameter.learn]
    return f"{parameter.value:g}{owner}"


def _sources(activation: Activation) -> list[tuple[str, str]]:
    written = []
    if activation.bound > 8:
        text = _("within {n} units of the last place in single precision, times max(1, |x f′/f|)")
        written.append((_("accuracy"), text.format(n=activation.bound)))
    if activation.note:
        written.append((_("note"), activation.note))
    if activation.aliases:
        written.append((_("also called"), ", ".join(activation.aliases)))
    if activation.reference:
        written.append((_("reference"), str(activation.reference)))
    return written


def side_by_side(activations: Sequence[Activation]) -> Table:
    """Return the properties of several activations in one table."""
    table = Table(box=box.SIMPLE_HEAD)
    table.add_column("")
    for activation in activations:
        table.add_column(str(activation))
    known = [profile(activation) for activation in activations]
    table.add_row("f(x)", *(activation.formula for activation in activations))
    table.add_row(_("range"), *(f"{found.low:g} … {found.high:g}" for found in known))
    table.add_row(_("smoothness"), *(smoothness(found) for found in known))
    for name, key in (
        ("f(0)", "value_at_zero"),
        ("f′(0)", "slope_at_zero"),
        (_("largest |f′|"), "lipschitz"),
        (_("mean, E f(z)"), "mean"),
        (_("gain"), "gain"),
        ("χ₁", "chi_1"),
        (_("slope of the variance map"), "fixed_point_slope"),
        (_("share with f′ = 0"), "zero_gradient_share"),
    ):
        table.add_row(name, *(f"{getattr(found, key):.4g}" for found in known))
    return table


def _properties(found: Profile) -> list[tuple[str, str]]:
    shape = {"increasing": _("increasing"), "decreasing": _("decreasing"), "no": _("not monotone")}[found.monotone]
    symmetry = {"odd": _("odd"), "even": _("even"), "none": _("neither odd nor even")}[found.symmetry]
    limits = _("limits {left} and {right}").format(left=_limit(found.limit_left), right=_limit(found.limit_right))
    return [
        (_("range"), f"{found.low:g} … {found.high:g}; {limits}"),
        (_("shape"), f"{shape}, {symmetry}, {smoothness(found)}"),
        (_("at zero"), f"f(0) = {found.value_at_zero:g}, f′(0) = {found.slope_at_zero:g}"),
        (_("slope"), _("at most {lipschitz:g} (Lipschitz)").format(lipschitz=found.lipschitz)),
        (_("mean"), _("E f(z) = {mean:.4g} for z ~ N(0, 1)").format(mean=found.mean)),
        (_("gain"), _("{gain:.4f} (keeps the second moment of a layer at 1)").format(gain=found.gain)),
        ("χ₁", _("{chi:.3f} (a squared gradient's factor per layer under that gain)").format(chi=found.chi_1)),
        (
            _("variance map"),
            _("slope {slope:.3f} at its fixed point 1: {verdict}").format(
                slope=found.fixed_point_slope, verdict=_("stable") if found.fixed_point_slope < 1 else _("not stable")
            ),
        ),
    ]


def smoothness(found: Profile) -> str:
    """Say how smooth a function is."""
    if found.smoothness is None:
        return _("smooth")
    if found.smoothness < 0:
        return _("with a jump")
    return _("{n} continuous derivative(s)").format(n=found.smoothness)


def _limit(value: float | None) -> str:
    return _("none (it oscillates)") if value is None else f"{value:g}"


def _near(near: Relatives) -> list[str]:
    lines = [_("it is {name}").format(name=name) for name in near.identical]
    lines += [_("it is {name}, stretched and shifted").format(name=same) for same in near.rescaled]
    if near.nearest.distance > EXACT:
        text = _("nearest: {name}, at most {distance:.3g} away on [-5, 5]")
    else:
        text = _("nearest: {name}, the same on [-5, 5]")
    return [*lines, text.format(name=near.nearest.name, distance=near.nearest.distance)]
