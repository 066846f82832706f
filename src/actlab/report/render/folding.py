"""A table in a narrow terminal: its columns in several blocks, each of which begins with the names of the rows."""

from __future__ import annotations

from dataclasses import dataclass

from rich.cells import cell_len

from actlab.report.document.parts import Table
from actlab.words import said

NAME = 10  # characters at which the names of rows may be broken, and not before


@dataclass(frozen=True)
class Block:
    """A table with some of the columns, and how wide each of them is."""

    table: Table
    widths: tuple[int, ...]


def blocks(table: Table, language: str, width: int) -> list[Block]:
    """Return blocks that fit into ``width`` columns, each with the columns that name the rows; empty where none fit.

    No number and no word of more than one column is broken, and nothing is left out.
    """
    least = [_least(table, place, language) for place in range(len(table.columns))]
    names = list(range(_names(table)))
    chosen: list[list[int]] = [names]
    for place in range(len(names), len(least)):
        taken = [*chosen[-1], place]
        if sum(least[one] for one in taken) + between(table, len(taken)) <= width:
            chosen[-1] = taken
            continue
        taken = [*names, place]
        if sum(least[one] for one in taken) + between(table, len(taken)) > width:
            return []
        chosen.append(taken)
    found = chosen if len(chosen[0]) > len(names) else chosen[1:]
    return [_block(table, language, places, [least[one] for one in places], width) for places in found]


def fitted(table: Table, language: str, width: int) -> tuple[int, ...]:
    """Return how wide the columns of a table are that fits into ``width``: the widest are narrowed, no word is broken.

    Where the longest words do not fit, it is as narrow as they allow.
    """
    every = range(len(table.columns))
    widths = [max(_longest(cells(table, place, language)), table.columns[place].least) for place in every]
    least = [max(_unbroken(table, place, language), table.columns[place].least) for place in every]
    room = width - between(table, len(widths))
    while sum(widths) > room:
        wider = [place for place in every if widths[place] > least[place]]
        if not wider:
            break
        widths[max(wider, key=lambda place: widths[place])] -= 1
    return tuple(widths)


def _names(table: Table) -> int:
    """Return how many columns it takes, from the first on, to tell the rows apart."""
    for count in range(1, len(table.columns)):
        if len({row[:count] for row in table.rows}) == len(table.rows):
            return count
    return 1


def between(table: Table, columns: int) -> int:
    """Return how many characters stand beside and between so many columns."""
    return 2 + (columns - 1) * (1 if table.tight else 3)


def cells(table: Table, place: int, language: str) -> list[str]:
    """Return the heading and the cells of a column in a language."""
    return [said(words, language) for words in (table.columns[place].heading, *(row[place] for row in table.rows))]


def _block(table: Table, language: str, places: list[int], least: list[int], width: int) -> Block:
    """Return the block of some columns, what is left of the width given to those that would be broken."""
    room = width - sum(least) - between(table, len(places))
    widths = []
    for place, narrow in zip(places, least, strict=True):
        wanted = max(cell_len(line) for text in cells(table, place, language) for line in text.split("\n"))
        more = min(max(wanted - narrow, 0), room)
        room -= more
        widths.append(narrow + more)
    columns = tuple(table.columns[place] for place in places)
    rows = tuple(tuple(row[place] for place in places) for row in table.rows)
    return Block(Table(columns, rows, tight=table.tight), tuple(widths))


def _least(table: Table, place: int, language: str) -> int:
    """Return how narrow a column may be."""
    column, words = table.columns[place], _unbroken(table, place, language)
    if column.wrap == "never":
        return words
    return min(words, max(column.least, NAME)) if column.wrap == "fold" or not place else max(words, column.least)


def _unbroken(table: Table, place: int, language: str) -> int:
    """Return how narrow a column may be without a word that is broken, or a line of it where none may be."""
    texts = cells(table, place, language)
    if table.columns[place].wrap == "never":
        return max(cell_len(text) for text in texts)
    return max((cell_len(word) for text in texts for word in text.split()), default=1)


def _longest(texts: list[str]) -> int:
    return max(cell_len(line) for text in texts for line in (text.split("\n")))
