"""What is known of an activation: formula, derivative, properties, reference, relatives; alone or side by side."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from actlab.analysis.lint import lint
from actlab.analysis.profile import profile
from actlab.analysis.relatives import relatives
from actlab.analysis.relatives_record import EXACT, Relatives
from actlab.functions.read_derivatives import read_derivative
from actlab.functions.record import Activation
from actlab.report.document.activation_chart import curves, overlay
from actlab.report.document.activation_properties import (
    GATED,
    extent,
    moment,
    parameter,
    properties,
    smoothness,
)
from actlab.report.document.charts import Words
from actlab.report.document.parts import Column, Document, Facts, NamedChart, Picture, Table
from actlab.words import _, joined


@dataclass(frozen=True)
class _Row:
    """A number of the profile and what it is called."""

    title: Words
    key: str


LONGEST = 240  # characters of a formula that is shown, about four lines
LINTED, RELATED = 9, 5  # lines at most
FAMILIAR = ("sigmoid", "tanh", "relu")  # relatives that everybody knows, and which are named first

# What stands side by side, each to four digits
_NUMBERS = (
    _Row("f(0)", "value_at_zero"),
    _Row("f′(0)", "slope_at_zero"),
    _Row(_("largest |f′|"), "lipschitz"),
    _Row(_("mean, E f(z)"), "mean"),
    _Row(_("gain"), "gain"),
    _Row("χ₁", "chi_1"),
    _Row(_("slope of the variance map"), "fixed_point_slope"),
    _Row(_("share with f′ = 0"), "zero_gradient_share"),
)


def page(activation: Activation, name: str = "", derivatives: int = 1) -> Document:
    """Return all that is known of an activation, with the chart ``activation``; up to the third derivative.

    The second one is always drawn, as the tutorial speaks of it; ``derivatives`` are also written.
    """
    chart = NamedChart("activation", curves(activation, name, max(derivatives, 2)))
    return Document((Facts(facts(activation, name, derivatives)), Picture(chart.name)), (chart,))


def side_by_side(activations: Mapping[str, Activation]) -> Document:
    """Return the properties of several activations, by their names, in one table, with the chart ``activations``."""
    known = {name: profile(activation) for name, activation in activations.items()}
    columns = (Column(""), *(Column(name, wrap="fold") for name in activations))
    rows: list[tuple[Words, ...]] = [
        ("f(x)", *(_formula(activation) for activation in activations.values())),
        (_("range"), *(extent(found) for found in known.values())),
        (_("smoothness"), *(smoothness(found) for found in known.values())),
    ]
    if any(activation.gate for activation in activations.values()):
        title, words = GATED
        rows.insert(0, (title, *(words if one.gate else "" for one in activations.values())))
    for row in _NUMBERS:
        rows.append((row.title, *(moment(getattr(found, row.key), ".4g") for found in known.values())))
    chart = NamedChart("activations", overlay(activations))
    return Document((Table(columns, tuple(rows)), Picture(chart.name)), (chart,))


def facts(activation: Activation, name: str = "", derivatives: int = 1) -> tuple[tuple[Words, Words], ...]:
    """Return what stands on the page, line by line."""
    found = profile(activation)
    written: list[tuple[Words, Words]] = [(_("activation"), name or str(activation))]
    written += [GATED] if activation.gate else []
    written.append(("f(x)", _formula(activation)))
    if not activation.source:
        for order, label in enumerate(("f′(x)", "f″(x)", "f‴(x)")[:derivatives], start=1):
            written.append((label, _readable(read_derivative(activation, order))))
    written += [(one.name, parameter(one.value, one.learn)) for one in activation.parameters]
    written += properties(found)
    written += [(_("lint"), line) for line in _few(lint(activation, found), LINTED)]
    written += [(_("relatives"), line) for line in _near(relatives(activation))]
    return (*written, *_sources(activation))


def _formula(activation: Activation) -> Words:
    formula = activation.formula
    if len(formula) > LONGEST:
        return formula[:LONGEST] + " ..."
    return formula or _("a function in Python")


def _readable(text: str | None) -> Words:
    """Return a closed form, where it is one that people read."""
    if text is None:
        return _("too long to be read")
    return text if len(text) <= LONGEST else _("too long to be read: {n} characters").format(n=len(text))


def _few(lines: Sequence[Words], most: int) -> list[Words]:
    """Return the first lines, and how many there are besides."""
    if len(lines) <= most:
        return list(lines)
    return [*lines[: most - 1], _("and {n} more").format(n=len(lines) - most + 1)]


def _near(near: Relatives) -> list[Words]:
    found = [(name.partition("(")[0], _("it is {name}").format(name=name)) for name in near.identical]
    stretched = _("it is {name}, stretched and shifted")
    found += [(same.name, stretched.format(name=str(same))) for same in near.rescaled]
    found.sort(key=lambda one: one[0] not in FAMILIAR)
    lines = _few([line for _name, line in found], RELATED)
    if near.nearest is None:
        return lines
    if near.nearest.distance > EXACT:
        text = _("nearest: {name}, at most {distance:.3g} away on [-5, 5]")
    else:
        text = _("nearest: {name}, the same on [-5, 5]")
    return [*lines, text.format(name=near.nearest.name, distance=near.nearest.distance)]


def _sources(activation: Activation) -> list[tuple[Words, Words]]:
    written: list[tuple[Words, Words]] = []
    if activation.bound > 8:
        text = _("within {n} units of the last place in single precision, times max(1, |x f′/f|)")
        written.append((_("accuracy"), text.format(n=activation.bound)))
    if activation.note:
        written.append((_("note"), activation.note))
    if activation.aliases:
        written.append((_("also called"), joined(activation.aliases, ", ")))
    if activation.reference:
        written.append((_("reference"), str(activation.reference)))
    return written
