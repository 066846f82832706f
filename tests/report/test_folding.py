"""Tables in terminals of any width: no word is broken or cut off, whatever stands in the columns."""

import pytest

from actlab.report.document.parts import Column, Document, Table
from actlab.report.render import terminal
from actlab.report.render.folding import blocks, fitted
from actlab.words import _, bracketed, decimal, joined

RATIO = joined([decimal("2.00"), bracketed(decimal("0.24"), decimal("20.16"))])
COSTS = Table(
    (
        Column(_("activation"), wrap="fold", least=10),
        Column(_("dtype")),
        Column(_("forward"), align="right", wrap="never"),
        Column(_("ratio"), align="right"),
        Column(_("backward"), align="right", wrap="never"),
        Column(_("ratio"), align="right"),
        Column(_("share of a step"), align="right"),
    ),
    (("relu", "float32", "0.5", RATIO, "0.6", RATIO, "15.4 %"), ("elu", "bfloat16", "0.5", RATIO, "0.6", RATIO, "")),
)


@pytest.mark.parametrize("language", ["en", "pt"])
def test_every_word_of_a_table_is_whole_at_every_width(language: str) -> None:
    wide = set(terminal.render(Document((COSTS,)), language, width=200).split())
    for width in range(40, 140):
        shown = terminal.render(Document((COSTS,)), language, width=width)
        assert max(map(len, shown.split("\n"))) <= width
        missing = {word for word in wide if "─" not in word} - set(shown.split())
        assert not missing, (width, missing)


def test_the_widest_column_is_narrowed_first() -> None:
    table = Table((Column("a"), Column("b"), Column("c", wrap="never")), (("aa aa aa", "bb bb bb bb bb", "c c c c c"),))
    assert fitted(table, "en", 100) == (8, 14, 9)
    assert fitted(table, "en", 8 + 8 + 8 + 9) == (8, 8, 9)
    assert fitted(table, "en", 10) == (2, 2, 9)


@pytest.mark.parametrize("width", range(50, 100, 7))
def test_sentences_keep_the_room_that_their_column_asks_for(width: int) -> None:
    columns = (Column("site", wrap="fold", least=12), Column("because", least=16), Column("calls", wrap="never"))
    table = Table(columns, (("x" * 80, "a weight comes after it", "1 / 1 / 1"),))
    (block,) = blocks(table, "en", width)
    assert block.widths[1] >= 16
    assert sum(block.widths) + 8 <= width
