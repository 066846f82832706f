"""The app, and what its commands share: options, figures' files, ways to print."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

from cyclopts import App, Parameter
from rich.console import Console

from actlab.words import _, requested

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from actlab.report.document.parts import Document

OK, INTERRUPTED = 0, 130

LANGUAGE = requested(sys.argv, os.environ)
app = App(
    name="actlab",
    group_commands=_("Commands"),
    group_arguments=_("Arguments"),
    group_parameters=_("Options"),
    help=_("Which activation function should a network use, and is the difference real?"),
    help_format="plaintext",
    exit_on_error=False,
    print_error=False,
    result_action="return_value",
)


def option(text: str, default: Any = None, name: str | None = None) -> Parameter:
    """Return an option with its help; ``default`` is told to people, the protocol applies it."""
    shown = f"{text} [{default}]" if default is not None else text
    return Parameter(name=name, help=shown, show_default=False)


def switch(text: str, name: str | None = None) -> Parameter:
    """Return an option without a value."""
    return Parameter(name=name, help=text, negative="", show_default=False)


Lang = Annotated[Literal["en", "pt"] | None, option(_("Language of the texts."), _("the system's"))]
AsJson = Annotated[bool, switch(_("Print JSON on standard output."), name="--json")]
Png = Annotated[Path | None, option(_("Write the figure as PNG."))]
Svg = Annotated[Path | None, option(_("Write the figure as SVG."))]
Methods = Annotated[
    Literal["en", "pt"] | None, option(_("Print a methods paragraph for a paper, in English or Portuguese."))
]


def figure_files(draw: Callable[[], Figure], png: Path | None, svg: Path | None) -> list[str]:
    """Write a figure where it was asked for; return the paths."""
    wanted = [(path, ending) for path, ending in ((png, ".png"), (svg, ".svg")) if path]
    if not wanted:
        return []
    from actlab.report.render.matplotlib import save

    return [str(save(draw(), path if path.suffix else path.with_suffix(ending))) for path, ending in wanted]


class _Console(Console):
    """Leaves a closed pipe to ``main``; rich would end with status 1."""

    def on_broken_pipe(self) -> None:
        raise BrokenPipeError


def show_text(content: Any) -> None:
    """Print what people read: tables, figures of the terminal, sentences."""
    _Console(highlight=False).print(content, soft_wrap=isinstance(content, str), markup=False)


def show_document(document: Document) -> None:
    """Print a document as text: with colours and no wider than the screen, where there is one."""
    from actlab.report.render.terminal import render

    screen = _Console()
    width = screen.width if screen.is_terminal else None
    print(render(document, LANGUAGE, width=width, colour=screen.is_terminal and not screen.no_color))


def show_files(paths: list[str]) -> None:
    """Say what has been written."""
    if paths:
        show_text("\n".join([_("Written:"), *(f"  {path}" for path in paths)]))


def show_json(content: Any) -> None:
    """Print plain data for programs."""
    print(json.dumps(content, indent=2, ensure_ascii=False))
