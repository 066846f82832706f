"""``actlab.open``: a stored study, read without JAX; and the list of what is stored."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from actlab.facade.study import Study
from actlab.report.document.studies import StudyRow, study_row
from actlab.studies import opening
from actlab.studies.folders import HOME
from actlab.studies.rejudged import judged_by
from actlab.studies.stores.file import FILE


def open(path: str | Path) -> Study:  # as people say it: actlab.open
    """Return the study that a folder, or its file study.sqlite, holds: its networks, verdicts, tables and figures.

    Neither its data nor JAX are needed for that. What is damaged in the file is named in a warning and left out.
    Raises InvalidInput for what is no study.
    """
    return Study.over(opening.open_study(path))


def is_study(path: str | Path) -> bool:
    """Return whether a path is a folder that holds a study, or its file.

    >>> is_study("results.csv")
    False
    """
    found = Path(path)
    return found.name == FILE or found.is_dir()


def open_study(
    path: str | Path,
    *,
    control: str | None = None,
    metric: str | None = None,
    margin: float | None = None,
    all_pairs: bool | None = None,
) -> Study:
    """Return a stored study, judged by another control, metric or margin where one is given."""
    return Study.over(judged_by(open(path), control=control, metric=metric, margin=margin, all_pairs=all_pairs))


def list_studies(folder: str | Path = HOME) -> Sequence[StudyRow]:
    """Return what is known of every study in a folder and the folders in it, by name: its plan, state and headline.

    Without a folder those in ``actlab-studies``. What cannot be opened is in the list, with the reason; no folder is
    an empty list.

    >>> list_studies("/nowhere")
    []
    """
    return [study_row(place, found) for place, found in opening.found_below(Path(folder))]
