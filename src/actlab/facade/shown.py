"""How a notebook, and IPython in a terminal, show what people read."""

from __future__ import annotations

from typing import ClassVar, Protocol

from actlab.facade.language import language
from actlab.report.document.parts import Document


class Read(Protocol):
    """Something to read, with the charts of which a notebook shows those that are named."""

    in_notebooks: ClassVar[tuple[str, ...]]

    @property
    def document(self) -> Document:
        """All that people read of it."""


class Printer(Protocol):
    """What IPython prints with."""

    def text(self, text: str) -> None:
        """Print a text."""


class Shown:
    """Shows its document where it is the value of a cell: the headline, the tables, and some of the charts.

    Without names of charts, all of the document with all of its charts.
    """

    in_notebooks: ClassVar[tuple[str, ...]] = ()

    def _repr_html_(self: Read) -> str:
        from actlab.report.render.notebook import brief, shown  # which draws

        if self.in_notebooks:
            return brief(self.document, language(), self.in_notebooks)
        return shown(self.document, language())

    def _repr_pretty_(self, printer: Printer, cycle: bool) -> None:
        printer.text("..." if cycle else str(self))
