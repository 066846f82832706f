"""What a command prints: documents for people, records for programs, the files that it has written."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from pathlib import Path
from shutil import get_terminal_size

from actlab.cli.screen import coloured, escaped
from actlab.report.document.parts import Document
from actlab.report.render import json, terminal
from actlab.report.render.table import renderer
from actlab.words import _, joined, said

TERMINAL = "terminal"


def show(document: Document, language: str, form: str = TERMINAL) -> None:
    """Print what people read: as wide as the terminal, in colours where it has them, or as another renderer has it.

    Raises InvalidInput for an unknown renderer.
    """
    if form == TERMINAL:
        print(terminal.render(document, language, get_terminal_size().columns, coloured(sys.stdout, os.environ)))
    else:
        print(renderer(form)(document, language))


def show_words(words: str, language: str) -> None:
    """Print a text."""
    print(said(words, language))


def show_files(paths: Sequence[Path], language: str, form: str = TERMINAL) -> None:
    """Say what has been written; beside a form that is meant for a file, on standard error."""
    if paths:
        lines: list[str] = [_("Written:"), *(f"  {path}" for path in paths)]
        print(said(joined(lines, "\n"), language), file=sys.stdout if form == TERMINAL else sys.stderr)


def show_record(record: object, name: str, files: Sequence[Path] | None = None, **more: str) -> None:
    """Print a record as JSON, for programs, with the files that have been written."""
    written = {} if files is None else {"files": [str(path) for path in files]}
    text = json.dumps(record, name, **more, **written)  # type: ignore[arg-type]  # neither is a version
    print(escaped(text, sys.stdout.encoding or "utf-8"))
