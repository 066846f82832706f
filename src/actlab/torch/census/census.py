"""The census of a model, as a record that can be asked and read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from actlab.facade.language import language
from actlab.facade.shown import Shown
from actlab.report.document.parts import Document
from actlab.report.render import terminal
from actlab.torch.census.page import page
from actlab.torch.census.record import Escape, Site


@dataclass(frozen=True)
class Census(Shown):
    """Every site of a model on a batch, in the order in which they are computed, and what escapes.

    Printing it shows a table, in your language.
    """

    sites: tuple[Site, ...]
    escapes: tuple[Escape, ...]

    def chosen(self, words: Sequence[str]) -> tuple[Site, ...]:
        """Return the sites whose role, name, or module's path is among the words."""
        return tuple(site for site in self.sites if {site.role, site.name, site.path}.intersection(words))

    @property
    def document(self) -> Document:
        """The census as people read it."""
        return page(self.sites, self.escapes)

    def __str__(self) -> str:
        return terminal.render(self.document, language(), width=100)
