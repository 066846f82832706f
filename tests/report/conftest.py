"""A language without letters: every letter that it shows has never been asked about."""

import gettext
import re
from collections.abc import Callable, Sequence
from string import Formatter

import pytest

from actlab.words import said

SYMBOLS = {"n", "p", "p_Holm", "dz", "MDD", "P"}  # the same in every language


class Letterless(gettext.NullTranslations):
    """Says every message with a dot for each letter; what is filled in stays."""

    def gettext(self, message: str) -> str:
        return "".join(
            re.sub(r"\w", "·", text) + _place(field, spec) for text, field, spec, _c in Formatter().parse(message)
        )

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        return self.gettext(msgid1 if n == 1 else msgid2)


def _place(field: str | None, spec: str | None) -> str:
    return "" if field is None else f"{{{field}:{spec}}}" if spec else f"{{{field}}}"


@pytest.fixture
def letterless(monkeypatch: pytest.MonkeyPatch) -> Callable[[Sequence[str]], set[str]]:
    """Return the words that are left of texts in that language; a run of twelve hexadecimal digits is none."""
    monkeypatch.setattr("actlab.words.translation", lambda language: Letterless())

    def left(texts: Sequence[str]) -> set[str]:
        shown = " ".join(said(text, "xx") for text in texts).replace("·", " ")
        return set(re.findall(r"[^\W\d]\w*", re.sub(r"\b[0-9a-f]{12}\b", "", shown)))

    return left
