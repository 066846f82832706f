"""A study with what people do with one: read its table, draw it, write it, hand it to pandas."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from actlab.facade.language import known, language
from actlab.report.document.comparison import comparison, study_headline
from actlab.report.document.comparison_record import ComparisonRecord, comparison_record
from actlab.report.document.curves import curves
from actlab.report.document.methods import study_methods
from actlab.report.document.parts import Document
from actlab.report.document.probes import probes
from actlab.report.render import matplotlib, terminal
from actlab.studies.files import member_rows
from actlab.studies.study import Study as Results
from actlab.words import said

if TYPE_CHECKING:
    import pandas  # type: ignore[import-not-found,import-untyped,unused-ignore]
    from matplotlib.figure import Figure

FORMATS = (".png", ".svg")


class Study(Results):
    """What became of a comparison: the plan, every network's trial, and the findings that follow.

    Made by ``actlab.compare``. ``verdicts``, ``arms``, ``pairs`` and ``findings`` are records; ``table()``, ``plot()``
    and ``methods()`` are for people, in the language that ``actlab.language`` chose.
    """

    @classmethod
    def over(cls, results: Results) -> Study:
        """Return a study's results as a Study; what has been computed of them is not computed again."""
        made = cls.__new__(cls)
        made.__dict__.update(results.__dict__)
        if results.same is not None:
            made.__dict__["same"] = cls.over(results.same)
        return made

    @cached_property
    def document(self) -> Document:
        """All that people read of it, decided once."""
        return comparison(self)

    @property
    def headline(self) -> str:
        """The verdicts in a few sentences: who is better, by how much, how sure, and what would settle the rest."""
        return said(study_headline(self), language())

    @property
    def record(self) -> ComparisonRecord:
        """All of it for programs."""
        return comparison_record(self)

    def table(self, width: int = 100) -> str:
        """Return the headline, the tables and what they mean, as plain text."""
        return terminal.render(self.document, language(), width=width)

    def __str__(self) -> str:
        return self.table()

    def methods(self, language: str = "en") -> str:
        """Return a paragraph on methods to paste into a paper, in ``en`` or ``pt``."""
        return said(study_methods(self), known(language))

    def plot(
        self, path: str | Path | None = None, activations: Sequence[str] | None = None, *, zoom: bool = False
    ) -> Figure:
        """Draw the mean curves with their bands; write them to ``path`` (.png, .svg or .pdf) where given."""
        return _drawn(matplotlib.draw(curves(self, activations, zoom=zoom), language()), path)

    def plot_probes(self, path: str | Path | None = None) -> Figure:
        """Draw the curves with what the probes saw below them, on the same axis of steps.

        Raises InvalidInput when the study has no probes.
        """
        return _drawn(matplotlib.draw(probes(self), language()), path)

    def draw(self, folder: Path) -> tuple[Path, ...]:
        """Write every chart of the study into a folder, as PNG and SVG, and return the files."""
        return tuple(
            matplotlib.save(matplotlib.draw(named.chart, language()), folder / (named.name + ending))
            for named in self.document.charts
            for ending in FORMATS
        )

    def to_pandas(self) -> pandas.DataFrame:
        """Return one row per network as a pandas DataFrame; needs pandas."""
        import pandas

        return pandas.DataFrame(member_rows(self))


def _drawn(figure: Figure, path: str | Path | None) -> Figure:
    if path is not None:
        matplotlib.save(figure, Path(path))
    return figure
