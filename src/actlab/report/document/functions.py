"""The functions themselves that a study compares: f and f' of all its arms."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

import numpy as np

from actlab.errors import InvalidInput
from actlab.functions.record import Activation
from actlab.report.document.activation_chart import HIGH, LOW, POINTS, drawable, overlay
from actlab.report.document.charts import Axis, Chart, Line, Words, numbers
from actlab.report.document.multiples import BEHIND, CONTROL, MANY, Multiple, multiples
from actlab.studies.arm_records import ArmRecord
from actlab.studies.recorded import recorded
from actlab.studies.study import Study
from actlab.words import _, joined

_PER_ROW = 5  # names of the legend
_ROOM = 0.25  # above and below f in a small panel


def functions(study: Study, activations: Sequence[str] | None = None) -> Chart:
    """Return f and f' of each activation with a formula; the title names those that are functions in Python.

    Learnt parameters have the values at which they start. Raises InvalidInput when none has a formula.
    """
    chosen = [arm for arm in study.plan.arms if activations is None or arm.name in activations]
    single = [arm for arm in chosen if isinstance(arm, ArmRecord)]
    drawn = {arm.name: recorded(arm) for arm in single if arm.formula}
    if not drawn and len(single) < len(chosen):
        raise InvalidInput(_("no activation of this study is one function with a formula: only such can be drawn."))
    if not drawn:
        raise InvalidInput(_("every activation of this study is a function in Python: only formulas can be drawn."))
    lines: list[Words] = [_("The activations, and their slopes")]
    if several := [arm.name for arm in chosen if not isinstance(arm, ArmRecord)]:
        lines.append(_("not drawn, as they are several functions: {names}").format(names=joined(several, ", ")))
    if left := [arm.name for arm in single if not arm.formula]:
        lines.append(_("not drawn, as they are functions in Python: {names}").format(names=joined(left, ", ")))
    if len(drawn) > MANY:
        lines.append(_("blue: f(x); grey: f′(x)"))
        return _small(joined(lines, "\n"), drawn)
    chart = overlay(drawn)
    panels = tuple(replace(panel, legend=None) for panel in chart.panels[0])
    return replace(chart, title=joined(lines, "\n"), panels=(panels,), legend=_PER_ROW, size=(10.0, 5.0))


def _small(title: Words, activations: dict[str, Activation]) -> Chart:
    x = np.linspace(LOW, HIGH, POINTS // 5 + 1)
    values = {name: drawable(one, x, 0) for name, one in activations.items()}
    parts = []
    for name, one in activations.items():
        slope = Line(numbers(x), numbers(drawable(one, x, 1)), "f′(x)", CONTROL, width=BEHIND)
        parts.append(Multiple(name, (Line(numbers(x), numbers(values[name]), "f(x)"),), (slope,)))
    return multiples(title, parts, Axis("x", low=LOW, high=HIGH), _common(values.values()))


def _common(values: Iterable[np.ndarray]) -> Axis:
    """Return one axis for all: of what is drawn, no more than the part on which most activations differ."""
    found = np.concatenate([one[np.isfinite(one)] for one in values])
    low, high = float(found.min(initial=0.0)), float(found.max(initial=1.0))
    return Axis(low=max(low, LOW / 2) - _ROOM, high=min(high, HIGH) + _ROOM)
