"""A study with what people do with one: read its table, draw it, write it, hand it to pandas."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from actlab.errors import InvalidInput
from actlab.facade.figures import CURVES, ZOOM, chart, drawn, drawn_into, wanted
from actlab.facade.language import known, language
from actlab.facade.pages import REPORT, cards, write_study
from actlab.facade.shown import Shown
from actlab.report.document.comparison import comparison, study_headline
from actlab.report.document.comparison_record import ComparisonRecord, comparison_record
from actlab.report.document.methods import study_methods
from actlab.report.document.parts import Document
from actlab.report.exports.formats import export
from actlab.report.render import terminal
from actlab.studies.files import ResultRow, member_rows, result_rows, write_views
from actlab.studies.rejudged import judged_by
from actlab.studies.study import Study as Results
from actlab.words import _, said

if TYPE_CHECKING:
    import pandas  # type: ignore[import-not-found,import-untyped,unused-ignore]
    from matplotlib.figure import Figure

    from actlab.functions.arms import Comparable
    from actlab.studies.run import Progress


class Study(Shown, Results):
    """What became of a comparison: the plan, every network's trial, and the findings that follow.

    Made by ``actlab.compare`` and ``actlab.open``. ``verdicts``, ``arms``, ``pairs`` and ``findings`` are records;
    ``table()``, ``plot()`` and ``methods()`` are for people, in the language that ``actlab.language`` chose.
    """

    in_notebooks = (CURVES,)

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
        self,
        kind: str | Path | None = None,
        activations: Sequence[str] | None = None,
        *,
        path: str | Path | None = None,
        zoom: bool = False,
    ) -> Figure:
        """Draw a figure, and write it to ``path`` (.png, .svg or .pdf) where given; a notebook shows it.

        ``kind`` is one of curves (the mean curves with their bands), zoom (the best of them, enlarged), differences
        (from the control, with intervals and margin), pairs (each seed's difference), probes, functions (f and f′),
        sensitivity (learning rates) and expected. A file's name in its place, such as "curves.svg", is where the
        curves are written. Raises InvalidInput for another kind, an activation that the study does not have, and
        what it has nothing for: probes that were not taken, learning rates that were not tuned.
        """
        asked = wanted(kind, path)
        chosen = ZOOM if zoom and asked.kind == CURVES else asked.kind
        return drawn(chart(self, chosen, activations), asked.path)

    def plot_probes(self, path: str | Path | None = None) -> Figure:
        """Draw the curves with what the probes saw below them, on the same axis of steps.

        Raises InvalidInput when the study has no probes.
        """
        return self.plot("probes", path=path)

    def draw(self, folder: Path) -> tuple[Path, ...]:
        """Write every chart of the study into a folder, as PNG and SVG, and return the files."""
        return drawn_into(folder, self.document.charts)

    def results(self) -> list[ResultRow]:
        """Return one row per network as plain records, its seconds and its curves included.

        pandas and polars take the list as it is; neither is needed.
        """
        return result_rows(self)

    def export(self, path: str | Path, *, curves: bool = False, force: bool = False) -> tuple[Path, ...]:
        """Write the results in the format of a path's ending, and return the files.

        ``.csv`` and ``.parquet``: one row per network or, with ``curves``, per network and point of its curve.
        ``.xlsx`` has both as sheets, ``.json`` one record per network with its curve. ``.tex``: the verdicts as a
        table with the methods paragraph, and what they cite as BibTeX beside it. ``.html``: the report. A name without
        an ending: a folder of TensorBoard event files, one run per network. Raises InvalidInput for another ending,
        what is there already unless ``force``, and what cannot be written.
        """
        return tuple(export(self, path, language(), cards, curves=curves, force=force))

    def report(self, path: str | Path = REPORT, *, force: bool = False) -> Path:
        """Write one page with everything: finding, charts, tables, methods, files; in English and Portuguese.

        It needs no network and no other file. Raises InvalidInput for a name that does not end in ``.html``, what is
        there already unless ``force``, and what cannot be written.
        """
        return write_study(self, path, force=force)

    def against(self, control: str) -> Study:
        """Return the same study judged against another of its activations.

        Raises InvalidInput for one that is not in it.
        """
        return Study.over(judged_by(self, control=control))

    def write(self) -> tuple[Path, ...]:
        """Write the tables, figures and report anew into the study's folder, as they follow from its store.

        Raises InvalidInput where the study has no folder.
        """
        if not self.folder:
            raise InvalidInput(_("this study has no folder; give it one when it is made."), "out", "my-study")
        parts = [part for part in (self, self.same) if part is not None]
        tables = [file for part in parts for file in write_views(part)]
        return (*tables, *self.views())

    def views(self) -> tuple[Path, ...]:
        """Write every chart and the report into the study's folder; nothing without a folder or a complete pair.

        Raises InvalidInput where one cannot be written; the study is stored all the same.
        """
        drawn = self.figures()
        return (*drawn, self.report(self.folder / REPORT, force=True)) if self.folder and self._whole else drawn

    def figures(self) -> tuple[Path, ...]:
        """Draw every chart into the study's folder; nothing without a folder or a complete pair."""
        second = self.same.figures() if isinstance(self.same, Study) else ()
        return (*self.draw(self.folder), *second) if self.folder and self._whole else ()

    @property
    def _whole(self) -> bool:
        """Whether there is something to show; what a part shows is shown by the whole."""
        return bool(self.pairs) and not self.part

    def resume(
        self,
        *,
        seeds: int | None = None,
        add: Sequence[Comparable] = (),
        until_decided: bool = False,
        progress: Progress | bool = True,
        devices: int | None = None,
        cluster: str | None = None,
        shard: str | tuple[int, int] | None = None,
        data: object = None,
        jobs: int | None = None,
    ) -> Study:
        """Train what the study still wants, with more seeds or activations where they are given, and return it.

        ``seeds`` is the number of networks per activation in all; ``data`` are those of the study, which have to be
        handed over again where they were held in memory. Only what is not stored is trained, and only the part of a
        ``shard``, as in ``"3/16"``, within the study's folder; ``actlab.merge`` joins the parts. What has been judged
        before is judged from now on by the test that allows for looking. ``jobs`` is how many runs of a command of
        yours there are at a time. Raises InvalidInput where the study has no folder, would shrink, or cannot be trained
        on here.
        """
        if not self.folder:
            raise InvalidInput(_("this study has no folder; give it one when it is made."), "out", "my-study")
        return resume(
            self.folder,
            seeds=seeds,
            add=add,
            until_decided=until_decided,
            progress=progress,
            devices=devices,
            cluster=cluster,
            shard=shard,
            data=data,
            jobs=jobs,
        )

    def to_pandas(self) -> pandas.DataFrame:
        """Return one row per network as a pandas DataFrame; needs pandas."""
        import pandas

        return pandas.DataFrame(member_rows(self))


def with_views(found: Results) -> Study:
    """Return a study that was trained, with its figures and report written where it has a folder."""
    study = Study.over(found)
    return Study.over(study.carrying(files=(*study.files, *study.views()))) if study.folder else study


def resume(
    path: str | Path,
    *,
    seeds: object = None,
    add: Sequence[Comparable] = (),
    until_decided: bool = False,
    progress: Progress | bool = True,
    devices: int | None = None,
    cluster: str | None = None,
    shard: object = None,
    data: object = None,
    jobs: int | None = None,
) -> Study:
    """Train what a stored study still wants, and return it; its tables, figures and report are written."""
    # training loads JAX, which whoever only reads a study does without
    from actlab.report.progress import listening
    from actlab.studies.resume import resume as resumed

    listener = listening(progress, language())
    found = resumed(
        path,
        seeds=seeds,
        add=add,
        until_decided=until_decided,
        progress=listener,
        devices=devices,
        shard=shard,
        cluster=cluster,
        data=data,
        jobs=jobs,
    )
    return with_views(found)
