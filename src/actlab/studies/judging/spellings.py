"""Names that differ by case or by what stands between their words: one name where nothing contradicts it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from actlab.errors import InvalidInput, unknown
from actlab.studies.judging.names import folded, unitless
from actlab.studies.judging.rows import Observation
from actlab.words import Text, _, joined


def one_spelling(rows: Sequence[Observation]) -> tuple[list[Observation], list[Text]]:
    """Return the rows with one spelling for each arm and data set, and which were taken for one.

    Raises InvalidInput where two spellings have results for the same seed, so that they may be two things.
    """
    remarks: list[Text] = []
    found = list(rows)
    for role in ("dataset", "arm"):
        taken = _first_spelling([getattr(one, role) for one in found])
        if not taken:
            continue
        renamed = [one._replace(**{role: taken.get(getattr(one, role), getattr(one, role))}) for one in found]
        _refuse_collisions(found, renamed, role)
        message = _("{spellings} are taken for one name, {name}.")
        for name in dict.fromkeys(taken.values()):
            spellings = [name, *(other for other, first in taken.items() if first == name)]
            remarks.append(message.format(spellings=joined(spellings, ", "), name=name))
        found = renamed
    return found, remarks


def find_name(what: Text, wanted: str, names: Sequence[str]) -> str:
    """Return the name that is meant, whatever its case. Raises InvalidInput where there is none, or several.

    >>> find_name(_("control"), "relu", ["GELU", "ReLU"])
    'ReLU'
    """
    if wanted in names:
        return wanted
    alike = [name for name in names if folded(name) == folded(wanted)]
    alike = alike or [name for name in names if unitless(name) == unitless(wanted)]
    if len(alike) != 1:
        raise unknown(what, wanted, names)
    return alike[0]


def _first_spelling(names: Sequence[str]) -> dict[str, str]:
    """Return the first spelling for every other one of the same name."""
    by_name: dict[str, list[str]] = defaultdict(list)
    for name in dict.fromkeys(names):
        by_name[folded(name)].append(name)
    return {other: same[0] for same in by_name.values() for other in same[1:]}


def _refuse_collisions(before: Sequence[Observation], after: Sequence[Observation], role: str) -> None:
    seen: dict[tuple[object, ...], str] = {}
    for old, new in zip(before, after, strict=True):
        name = getattr(old, role)
        first = seen.setdefault((*new.key, new.step), name)
        if first != name:
            message = _(
                "{first} and {second} differ only in their spelling, and both have results for the same seed (row "
                "{line}): spell them alike if they are one, or give one of them another name."
            )
            raise InvalidInput(message.format(first=first, second=name, line=old.line))
