"""The table of renderers: a name, and the function that turns a document into text.

Another package adds its own with an entry point of the group ``actlab.renderers``; its function takes a document and
a language and returns a text.
"""

from __future__ import annotations

from importlib.metadata import EntryPoint
from typing import Protocol, cast

from actlab.errors import unknown
from actlab.installed import entry_points
from actlab.report.document.parts import Document
from actlab.words import _

GROUP = "actlab.renderers"
# as entry points, like those of others, so that rich or matplotlib are loaded by whoever asks for them
_PLACE = "actlab.report.render"
OWN = {
    "terminal": f"{_PLACE}.terminal:render",
    "markdown": f"{_PLACE}.markdown:render",
    "html": f"{_PLACE}.html:render",
    "json": f"{_PLACE}.json:render",
    "svg": f"{_PLACE}.matplotlib:render",
    "none": f"{_PLACE}.nothing:render",
}


class Renderer(Protocol):
    """Turns a document into text, in a language."""

    def __call__(self, document: Document, language: str) -> str: ...


def renderers() -> dict[str, EntryPoint]:
    """Return every renderer that is installed; the package's own cannot be replaced."""
    others = {point.name: point for point in entry_points(group=GROUP)}
    return others | {name: EntryPoint(name, place, GROUP) for name, place in OWN.items()}


def renderer(name: str) -> Renderer:
    """Return a renderer by its name.

    Raises InvalidInput for an unknown name.

    >>> renderer("markdown")(Document(()), "en")
    '\\n'
    """
    found = renderers()
    if name not in found:
        raise unknown(_("renderer"), name, found)
    return cast(Renderer, found[name].load())
