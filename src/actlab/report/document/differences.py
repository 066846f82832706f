"""The differences themselves, pair by pair, with the estimate that the verdict rests on."""

from __future__ import annotations

import math
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from actlab.findings.findings import SEEDS, Findings
from actlab.report.document.charts import Axis, Chart, Intervals, Mark, Panel, Points, Rule, Shade, Words, single
from actlab.report.document.forest import COLOURS, axis_label, row, too_large, undrawn
from actlab.report.document.multiples import MANY
from actlab.report.document.unit import Unit
from actlab.statistics.inference import PSEUDOMEDIAN
from actlab.statistics.verdict import EQUIVALENT, Comparison
from actlab.words import _, joined

_WIDTH, _ROW, _CLOSE = 8.0, 0.75, 0.4  # inches; rows of many arms are closer
_REACH = 0.3  # of the rows' distance, on which the pairs of an arm are spread
_DOT, _CROSS = 4.5, 6.0  # points


@dataclass(frozen=True)
class _Spread:
    """The pairs of one arm: their differences, how high each stands in its row, and in which a network failed."""

    at: tuple[float, ...]
    heights: tuple[float, ...]
    failed: tuple[bool, ...]

    def points(self, colour: str, arm: str, *, failed: bool) -> Points:
        """Return the pairs in which a network failed, as crosses, or the others."""
        chosen = [place for place, one in enumerate(self.failed) if one == failed]
        x, y = (tuple(values[place] for place in chosen) for values in (self.at, self.heights))
        if failed:
            return Points(x, y, "", colour, marker="x", size=_CROSS, opacity=0.8, arm=arm)
        return Points(x, y, "", colour, size=_DOT, opacity=0.45, arm=arm)


def differences(found: Findings, unit: Unit, arms: Collection[str] | None = None) -> Chart:
    """Return every pair's difference from the control, from above in the order of the pairs, and the intervals.

    A pair in which a network failed is a cross, at the level at which it counts.
    """
    shown = [one for one in found.comparisons if one.n and (arms is None or one.arm in arms)]
    if too_large(shown):
        return undrawn()
    marks: list[Mark] = [Rule(0.0, "x")]
    if found.margin:
        marks.append(Shade(-unit.factor * found.margin, unit.factor * found.margin, colour=COLOURS[EQUIVALENT]))
    crossed = False
    for place, one in enumerate(shown):
        spread = _spread(found, one, unit, len(shown) - 1 - place)
        marks.append(spread.points(COLOURS[one.verdict], one.arm, failed=False))
        if any(spread.failed):
            marks.append(spread.points(COLOURS[one.verdict], one.arm, failed=True))
            crossed = True
    marks.append(Intervals(tuple(row(one, unit.factor) for one in shown)))
    panel = Panel(tuple(marks), Axis(axis_label(found.control, unit, found.measure.name)), grid="x")
    return single(
        _title(found, shown, crossed=crossed),
        panel,
        (_WIDTH, 1.7 + (_ROW if len(shown) <= MANY else _CLOSE) * len(shown)),
    )


def _title(found: Findings, shown: Sequence[Comparison], *, crossed: bool) -> Words:
    pair = _("small dots: seeds") if found.counted == SEEDS else _("small dots: data sets")
    middle = _("large: pseudo-median") if shown[0].estimator == PSEUDOMEDIAN else _("large: mean")
    parts: list[Words] = [pair, middle, _("thick: 95 % interval; thin: all together")]
    if found.margin:
        parts.append(_("green: margin"))
    first = joined(parts, "; ")
    return joined([first, _("crosses: a network failed, counted at its level")], "\n") if crossed else first


def _spread(found: Findings, one: Comparison, unit: Unit, level: int) -> _Spread:
    step = 2 * _REACH / max(one.n - 1, 1)
    heights = tuple(level + _REACH - step * place for place in range(one.n))
    at = tuple(unit.factor * value for value in one.differences)
    return _Spread(at, heights if one.n > 1 else (level + _REACH,), _failed(found, one))


def _failed(found: Findings, one: Comparison) -> tuple[bool, ...]:
    """Return for each pair of a comparison, in its order, whether a network of it failed."""
    several, failed = found.counted != SEEDS, []
    for table in found.results.tables:
        mine, theirs = table.values.get(one.arm, {}), table.values.get(one.control, {})
        seen = [not (math.isfinite(mine[seed]) and math.isfinite(theirs[seed])) for seed in mine if seed in theirs]
        failed += ([any(seen)] if seen else []) if several else seen
    return tuple(failed)
