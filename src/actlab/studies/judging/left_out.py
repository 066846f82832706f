"""What of a table plays no part, and how that is said: nothing is dropped silently."""

from __future__ import annotations

from collections.abc import Sequence

from actlab.errors import InvalidInput
from actlab.studies.judging.cases import some
from actlab.studies.judging.extras import footers, is_bookkeeping, is_index, sums_up
from actlab.studies.judging.parts import Parts, words_of
from actlab.studies.judging.sheet import Sheet
from actlab.words import Text, _, joined, plural

_SHOWN = 8  # how many columns a remark names


def without_footers(sheet: Sheet, parts: Parts) -> tuple[Sheet, list[Text]]:
    """Return the rows that are results, and which were left out because they sum up the others."""
    columns = list(sheet.columns)
    words = [] if parts.arm else [*words_of(sheet, parts), *(name for name in columns[:1] if name in parts.free)]
    # a word that stands there several times may be what is compared, such as a pooling by the mean
    words = [name for name in words if len(set(sheet.filled(name))) == len(sheet.filled(name))]
    counting = [name for name in parts.free if is_index(sheet, name) or not name or name.startswith("Unnamed")]
    places = footers(sheet, dict.fromkeys([*parts.seed, *parts.dataset, *words, *counting]))
    if not places:
        return sheet, []
    if len(places) == len(sheet.lines):
        message = _("these are summaries of a table ({names}), not results of runs; give the table itself.")
        raise InvalidInput(message.format(names=some([_footer(sheet, place) for place in places])))
    gone = set(places)
    kept = sheet.keep([place for place in range(len(sheet.lines)) if place not in gone])
    names = [_footer(sheet, place) for place in places]
    counted = plural("{n} row", "{n} rows", len(places))
    message = _("Left out, as they sum up others: {rows} ({names}).")
    return kept, [message.format(rows=counted, names=some(names))]


def left_out(sheet: Sheet, columns: Sequence[str], arms: Sequence[str]) -> list[Text]:
    """Return what is said of columns that play no part, each with its reason."""
    reasons: dict[Text, list[str]] = {}
    for name in columns:
        reasons.setdefault(_reason(sheet, name, arms), []).append(name or _("the first column"))
    named = [joined([_list(names), " (", reason, ")"], "") for reason, names in reasons.items()]
    return [_("Left out: {columns}.").format(columns=joined(named, "; "))] if named else []


def _reason(sheet: Sheet, name: str, arms: Sequence[str]) -> Text:
    if is_index(sheet, name):
        return _("counts the rows")
    if is_bookkeeping(name):
        return _("bookkeeping")
    if arms and sums_up(sheet, name, arms):
        return _("sums up the variants")
    if not sheet.varies(name):
        return _("the same in every row")
    return _("plays no part")


def _list(names: Sequence[str]) -> Text:
    rest = len(names) - _SHOWN
    shown = joined(names[:_SHOWN], ", ")
    return shown + " " + _("and {n} more").format(n=rest) if rest > 0 else shown


def _footer(sheet: Sheet, place: int) -> str:
    """Return what a row is called."""
    words = [cells[place] or "" for name, cells in sheet.columns.items() if sheet.numbers(name)[place] is None]
    return " ".join(word for word in words if word)
