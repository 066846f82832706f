"""A language that marks every message, and what must hold of every document in any language."""

import gettext
import re
from collections.abc import Iterable
from unittest import mock

import numpy as np

from actlab.report.document.charts import AnyChart
from actlab.report.document.parts import Document
from actlab.report.render import nothing
from actlab.report.render.matplotlib import draw
from actlab.words import said


class Brackets(gettext.NullTranslations):
    """Says every message in brackets."""

    def gettext(self, message: str) -> str:
        return f"⟦{message}⟧"

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        return f"⟦{msgid1 if n == 1 else msgid2}⟧"


def in_brackets(words: str) -> str:
    with mock.patch("actlab.words.translation", return_value=Brackets()):
        return said(words, "xx")


def assert_all_is_text(document: Document, names: Iterable[str]) -> None:
    """Fail where a word is neither in a message that can be translated nor one of the names."""
    known = {word for name in names for word in re.findall(r"\w+", name)}
    for words in nothing.words(document):
        outside = in_brackets(words)
        while "⟦" in outside:
            outside, before = re.sub(r"⟦[^⟦⟧]*⟧", "", outside), outside
            assert outside != before, words
        left = set(re.findall(r"[^\W\d_]\w{2,}", outside)) - known
        assert not left, f"{left} of '{words}' cannot be translated"


def drawn(chart: AnyChart, language: str) -> tuple[list[np.ndarray], list[str]]:
    """Return the numbers and the words of a figure."""
    figure = draw(chart, language)
    numbers, words = [], [figure.get_suptitle()]
    for axes in figure.axes:
        numbers += [np.array([axes.get_xlim(), axes.get_ylim()])]
        numbers += [np.asarray(line.get_xydata()) for line in axes.lines]
        numbers += [patch.get_extents().bounds for patch in axes.patches]
        numbers += [path.vertices for band in axes.collections for path in band.get_paths()]
        words += [axes.get_title(), axes.get_xlabel(), axes.get_ylabel(), *(text.get_text() for text in axes.texts)]
        words += axes.get_legend_handles_labels()[1]
        words += [label.get_text() for ruler in (axes.xaxis, axes.yaxis) for label in ruler.get_ticklabels()]
    return numbers, words


def assert_languages_differ_in_words_only(chart: AnyChart) -> None:
    """Draw in both languages, one after the other, and once more in the first."""
    (english, words), (portuguese, palavras), (again, words_again) = (drawn(chart, name) for name in ("en", "pt", "en"))
    for one, two, three in zip(english, portuguese, again, strict=True):
        np.testing.assert_array_equal(one, two)
        np.testing.assert_array_equal(one, three)
    assert words == words_again
    texts = [one for one in nothing.chart_words(chart) if said(one, "pt") != one]
    assert (words != palavras) or not texts
