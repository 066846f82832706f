"""The figures of a study by their kind."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from actlab.errors import InvalidInput, unknown
from actlab.facade.language import language
from actlab.report.document.charts import AnyChart, Chart
from actlab.report.document.comparison import BEST
from actlab.report.document.curves import curves
from actlab.report.document.differences import differences
from actlab.report.document.forest import forest
from actlab.report.document.parts import NamedChart
from actlab.report.document.probes import probes
from actlab.report.document.tuning import expected, sensitivity
from actlab.report.document.unit import unit_of
from actlab.statistics.verdict import Comparison
from actlab.studies.study import Study
from actlab.words import _, joined

if TYPE_CHECKING:
    from matplotlib.figure import Figure

Names = Sequence[str] | None
CURVES, ZOOM = "curves", "zoom"


@dataclass(frozen=True)
class Wanted:
    """What is to be drawn, and the file that it is written to."""

    kind: str
    path: Path | None


def _zoom(study: Study, names: Names) -> Chart:
    return curves(study, names or study.best(BEST), zoom=True)


def _forest(study: Study, names: Names) -> Chart:
    return forest(_compared(study, names), unit_of(study.findings), study.metric.title)


def _pairs(study: Study, names: Names) -> Chart:
    shown = [one.arm for one in _compared(study, names)]
    return differences(study.findings, unit_of(study.findings), shown)


def _functions(study: Study, names: Names) -> Chart:
    # functions need JAX, which whoever only reads a study does without
    from actlab.report.document.functions import functions

    return functions(study, names)


KINDS: Mapping[str, Callable[[Study, Names], Chart]] = {
    CURVES: curves,
    ZOOM: _zoom,
    "differences": _forest,
    "pairs": _pairs,
    "probes": probes,
    "functions": _functions,
    "sensitivity": sensitivity,
    "expected": expected,
}


def chart(study: Study, kind: str, activations: Names = None) -> Chart:
    """Return the chart of a kind, of some activations only where they are named.

    Raises InvalidInput for another kind, an activation that the study does not have, and what it has nothing for.
    """
    for name in activations or ():
        if name not in study.plan.names:
            raise unknown(_("activation"), name, study.plan.names)
    return KINDS[kind](study, activations or None)


def wanted(kind: str | Path | None, path: str | Path | None) -> Wanted:
    """Tell a kind from a file: a Path, and whatever has an ending, is a file, to which the curves are written.

    Raises InvalidInput for what is neither a kind nor a file of a figure.

    >>> wanted("differences", None).kind, wanted("curves.svg", None).path.name
    ('differences', 'curves.svg')
    """
    if kind is None or (isinstance(kind, str) and kind in KINDS):
        return Wanted(str(kind or CURVES), None if path is None else Path(path))
    from actlab.report.render.matplotlib import ENDINGS  # which loads what draws

    if path is None and (isinstance(kind, Path) or Path(kind).suffix in ENDINGS):
        return Wanted(CURVES, Path(kind))
    allowed = _("{kinds}; or a file for the curves, which ends in {endings}")
    shown = allowed.format(kinds=joined(KINDS, ", "), endings=joined(ENDINGS, ", "))
    raise unknown(_("kind of figure"), kind, KINDS, shown)


def drawn(shown: AnyChart, path: str | Path | None = None) -> Figure:
    """Return a figure in the language that was chosen, and write it where a path is given."""
    from actlab.report.render import matplotlib  # which whoever reads and mails a study does without

    figure = matplotlib.draw(shown, language())
    if path is not None:
        matplotlib.save(figure, Path(path))
    return figure


def written(shown: AnyChart, path: Path) -> Path:
    """Write a figure to a file, by its ending, and return that."""
    drawn(shown, path)
    return path


def drawn_into(folder: Path, charts: Sequence[NamedChart]) -> tuple[Path, ...]:
    """Write charts into a folder, each as PNG and SVG under its name, and return the files."""
    from actlab.report.render import matplotlib

    return tuple(matplotlib.save_charts(charts, folder, language()))


def _compared(study: Study, names: Names) -> list[Comparison]:
    found = [one for one in study.verdicts if names is None or one.arm in names]
    if not found:
        raise InvalidInput(
            _("there is nothing to compare with {control}.").format(control=study.plan.judgement.control)
        )
    return found
