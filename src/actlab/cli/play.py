"""``actlab play``: the live page, from this machine or as one file."""

from __future__ import annotations

import asyncio
import sys
import threading
import webbrowser
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Literal

from actlab.cli.options import OK, AsJson, Command, option, several, switch
from actlab.cli.output import show_files, show_record, show_words
from actlab.errors import InvalidInput
from actlab.facade.language import language
from actlab.words import _

PAGE = "page.html"


def _play(
    *activations: Annotated[str, several(_("What to begin with: one is shown by itself, two to six race."))],
    port: Annotated[int | None, option(_("The port of this machine."), _("one that is free"))] = None,
    no_browser: Annotated[bool, switch(_("Print the address, and open no browser."))] = False,
    save: Annotated[Path | None, option(_("Write the page as a file that needs no server, such as page.html."))] = None,
    force: Annotated[bool, switch(_("Write over what is there."))] = False,
    as_json: AsJson = False,
    lang: Annotated[
        Literal["en", "pt"] | None,
        option(_("Language of the texts, and of the page."), _("the system's, the browser's")),
    ] = None,
) -> int:
    if save is not None:
        if activations:
            raise InvalidInput(_("activations: what the page begins with stands in its address, not in a file."))
        return _save(save, lang, force=force, as_json=as_json)
    from actlab.play.page import page
    from actlab.play.server import Server, listening

    told = _Told(_fragment(activations), browser=not no_browser, as_json=as_json)
    with listening(port) as at:
        asyncio.run(Server(page(lang), at, language(), told).run())
    return OK


class _Told:
    """Says an address, and opens a browser at the first."""

    def __init__(self, fragment: str, *, browser: bool, as_json: bool) -> None:
        self._fragment, self._browser, self._as_json = fragment, browser, as_json

    def __call__(self, address: str) -> None:
        address += self._fragment
        if self._as_json:
            show_record({"address": address}, "play")
        else:
            text = _("The page is at {address}\nThis address opens it once. Ctrl-C ends it.")
            show_words(text.format(address=address), language())
        sys.stdout.flush()  # a program that reads this waits for it
        if self._browser:
            self._browser = False
            # a browser of the terminal comes back only when it is left, and pages are to be served meanwhile
            threading.Thread(target=webbrowser.open, args=(address,), daemon=True).start()


def _fragment(activations: Sequence[str]) -> str:
    """Return what follows the address where activations are named; only then is what reads them loaded."""
    if not activations:
        return ""
    from actlab.play.link import link

    return link(activations)


def _save(path: Path, lang: str | None, *, force: bool, as_json: bool) -> int:
    from actlab.play.page import page
    from actlab.report.exports.formats import keep

    if path.suffix.lower() != ".html":
        text = _("{path}: the page is a file whose name ends in .html.")
        raise InvalidInput(text.format(path=str(path)), "save", PAGE)
    files = keep(iter([(path, page(lang).encode())]), path, force=force)
    if as_json:
        show_record({}, "play-file", files=files)
    else:
        show_files(files, language())
    return OK


PLAY = Command("play", _play, _("Open the live page, and the lesson: try any activation, and race some."))
