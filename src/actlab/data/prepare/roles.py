"""What each column of a table is there for: the target, an input, or neither; what cannot be an input is refused."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator
from typing import NamedTuple

import numpy as np

from actlab.data.prepare.asked import Asked
from actlab.data.prepare.columns import Column, Sheet, named
from actlab.data.prepare.kinds import understood
from actlab.data.tables.cells import short
from actlab.errors import InvalidInput
from actlab.words import Text, _

FEW = 10  # different texts that any column may have
MOST = 1000  # different texts that no column may have more of
_SHOWN = 12  # names in an error
_KEY = re.compile(r"(?:.*[\W_])?(?:id|uuid|guid|key|index|rownum|row_number)|.*[a-z]I[Dd]", re.ASCII)


class Roles(NamedTuple):
    """The columns of a table by what they are there for, and words about those that are left out."""

    target: Column
    inputs: tuple[Column, ...]
    group: Column | None
    time: Column | None
    weights: Column | None
    left_out: tuple[Text, ...]


def roles(sheet: Sheet, asked: Asked) -> Roles:
    """Return what the columns of a sheet are there for.

    A column without a heading is an index, and left out. Raises InvalidInput for a name that is no column's, a column
    with two roles, no target, no input, and, by name, identifiers and free text: text of more than 10 and 1,000
    different values, or that differ in more than half of the rows, and whole numbers that count the rows or are all
    different under the name of an identifier.
    """
    _check_names(sheet, asked)
    left = [_("{names}: left out as asked.").format(names=named(asked.drop, 4))] if asked.drop else []
    if "" in sheet.names:
        left.append(_("The column without a heading is an index, and left out."))
    apart = {role: _one(sheet, name) for role, name in _roles(asked) if name}
    names = [name for name in sheet.names if name and name not in (*asked.apart, *asked.drop)]
    if not names:
        text = _("{source} has no column beside the target to learn from.")
        raise InvalidInput(text.format(source=sheet.source))
    inputs = tuple(_one(sheet, name) for name in names)
    for column in inputs:
        _check_input(column)
    return Roles(apart["target"], inputs, apart.get("group"), apart.get("time"), apart.get("weights"), tuple(left))


def _roles(asked: Asked) -> Iterator[tuple[str, str]]:
    for role in ("target", "group", "time", "weights"):
        yield role, getattr(asked, role)


def _one(sheet: Sheet, name: str) -> Column:
    return understood(sheet.columns[sheet.names.index(name)], sheet)


def _check_names(sheet: Sheet, asked: Asked) -> None:
    twice = next((name for place, name in enumerate(sheet.names) if name in sheet.names[:place]), None)
    if twice is not None:
        text = _("the column '{name}' occurs twice in {source}; give each its own name.")
        raise InvalidInput(text.format(name=short([twice]), source=sheet.source))
    if not asked.target:
        text = _("target: name the column of {source} that is to be predicted; it has {names}.")
        names = [name for name in sheet.names if name]
        raise InvalidInput(text.format(source=sheet.source, names=_listed(names)), "target", names[-1] if names else "")
    for field, name in (*_roles(asked), *(("drop", name) for name in asked.drop)):
        if name and name not in sheet.names:
            raise _no_column(field, name, sheet)
    taken = [*asked.apart, *dict.fromkeys(asked.drop)]
    for name in taken:
        if taken.count(name) > 1:
            text = _("the column '{name}' is asked to be two things at once: target, drop, group, time and weights.")
            raise InvalidInput(text.format(name=short([name])))


def _no_column(field: str, name: str, sheet: Sheet) -> InvalidInput:
    names = [one for one in sheet.names if one]
    text = _("{field}: there is no column '{name}' in {source}; it has {names}.")
    found = text.format(field=field, name=short([name]), source=sheet.source, names=_listed(names))
    near = difflib.get_close_matches(name, names, n=1, cutoff=0.6)
    return InvalidInput(found, field, near[0] if near else "")


def _listed(names: list[str]) -> str:
    return named(names, _SHOWN)


def _check_input(column: Column) -> None:
    """Refuse identifiers and free text: networks would learn them by heart."""
    present = column.present
    if column.kind == "text":
        levels = len(set(present))
        if levels > MOST or (levels > FEW and 2 * levels > len(present)):
            text = _("{column} is an identifier or free text: {levels} different texts in {n} rows. Leave it out.")
            found = text.format(column=short([column.name]), levels=levels, n=len(present))
            raise InvalidInput(found, "drop", column.name)
    if column.kind == "number" and _counts(column.name, present):
        text = _("{column} is an identifier: it numbers the rows. Leave it out.")
        raise InvalidInput(text.format(column=short([column.name])), "drop", column.name)


def _counts(name: str, values: np.ndarray) -> bool:
    """Return whether numbers are whole, all different, and either without a gap or those of an identifier by name."""
    if len(values) <= FEW or np.any(values != np.floor(values)) or len(np.unique(values)) < len(values):
        return False
    return bool(np.ptp(values) == len(values) - 1) or _KEY.fullmatch(name) is not None or name.lower() == "id"
