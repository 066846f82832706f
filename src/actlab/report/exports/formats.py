"""The table of formats, by the endings of files; and the way a file comes to be there: asked for, and whole.

To add one, write a function that yields files with their contents, and a record here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from actlab.errors import InvalidInput, reason_of
from actlab.report.document.parts import Document
from actlab.report.exports import bibliography, delimited, events, latex, page, parquet, records, workbook
from actlab.report.exports.sheets import CURVES, NETWORKS
from actlab.studies.files import replace_file
from actlab.studies.study import Study
from actlab.words import _, joined


@dataclass(frozen=True)
class Asked:
    """What is asked for: where it goes, which of the two tables, in which language; and who makes activations' cards.

    Cards need JAX, which no other format does.
    """

    path: Path
    table: str
    language: str
    cards: Callable[[Study], Document]


Files = Iterator[tuple[Path, bytes]]


@dataclass(frozen=True)
class Format:
    """A format: the ending that stands for it, and who yields its files.

    ``single`` says that it holds one table, so that there is a choice between networks and curves. ``beside`` are the
    endings of further files.
    """

    ending: str
    files: Callable[[Study, Asked], Files]
    single: bool = False
    beside: tuple[str, ...] = ()


def _table(text: Callable[[Study, str], bytes]) -> Callable[[Study, Asked], Files]:
    """Return the files of a format that is one file with one table."""

    def files(study: Study, asked: Asked) -> Files:
        yield asked.path, text(study, asked.table)

    return files


def _whole(text: Callable[[Study], bytes]) -> Callable[[Study, Asked], Files]:
    """Return the files of a format that is one file with all there is."""

    def files(study: Study, asked: Asked) -> Files:
        yield asked.path, text(study)

    return files


def _paper(study: Study, asked: Asked) -> Files:
    yield asked.path, latex.text(study, asked.language, asked.path.stem)
    yield asked.path.with_suffix(".bib"), bibliography.text(study)


def _page(study: Study, asked: Asked) -> Files:
    yield asked.path, page.text(study, asked.language, asked.cards(study))


FORMATS = (
    Format(".csv", _table(delimited.text), single=True),
    Format(".json", _whole(records.text)),
    Format(".parquet", _table(parquet.content), single=True),
    Format(".xlsx", _whole(workbook.content)),
    Format(".tex", _paper, beside=(".bib",)),
    Format(".html", _page),
    Format("", lambda study, asked: events.files(study, asked.path)),
)


def export(
    study: Study,
    path: str | Path,
    language: str,
    cards: Callable[[Study], Document],
    *,
    curves: bool = False,
    force: bool = False,
) -> list[Path]:
    """Write a study's results in the format that the ending of a path stands for, and return the files.

    Each is written whole or not at all. Raises InvalidInput for another ending, for curves where a format holds both
    tables, for what is there already unless ``force``, and for what cannot be written.
    """
    found = format_of(path)
    if curves and not found.single:
        text = _("curves: {path} holds them anyway; they are chosen for {endings} only.")
        chosen = joined([one.ending for one in FORMATS if one.single], ", ")
        raise InvalidInput(text.format(path=str(path), endings=chosen))
    asked = Asked(Path(path), CURVES if curves else NETWORKS, language, cards)
    return keep(found.files(study, asked), asked.path, found.beside, force=force)


def keep(files: Files, path: Path, beside: Sequence[str] = (), *, force: bool) -> list[Path]:
    """Write files, each whole or not at all, and return them; ``beside`` are endings of those next to the first.

    Raises InvalidInput for what is there already unless ``force``, and for what cannot be written.
    """
    if not force:
        _refuse_what_is_there([path, *(path.with_suffix(ending) for ending in beside)])
    written = []
    for file, content in files:  # each is made here: what cannot be read for it is another file's matter
        try:
            if path in file.parents:
                file.parent.mkdir(parents=True, exist_ok=True)
            written.append(replace_file(file, content))
        except OSError as error:
            text = _("{path} cannot be written ({reason}).")
            raise InvalidInput(text.format(path=str(file), reason=reason_of(error))) from None
    return written


def format_of(path: str | Path) -> Format:
    """Return the format that the ending of a path stands for; a path without an ending is a folder.

    Raises InvalidInput for another ending.

    >>> format_of("Results.CSV").ending, format_of("runs/").ending
    ('.csv', '')
    """
    folder = str(path).endswith("/") or Path(path).is_dir()
    ending = "" if folder else Path(path).suffix.lower()
    for one in FORMATS:
        if one.ending == ending:
            return one
    text = _("{path}: the ending is not one of {endings}; a name without an ending is a folder for TensorBoard.")
    endings = joined([one.ending for one in FORMATS if one.ending], ", ")
    raise InvalidInput(text.format(path=str(path), endings=endings), "to", "results.csv")


def _refuse_what_is_there(paths: list[Path]) -> None:
    for path in paths:
        if path.is_dir() and not any(path.iterdir()):
            continue
        if path.exists() or path.is_symlink():
            text = _("{path} is there already, and nothing is overwritten unless that is asked for.")
            raise InvalidInput(text.format(path=str(path)), "force", "True")
