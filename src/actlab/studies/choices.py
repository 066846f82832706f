"""What a user may choose in a plan: declared once, on the plan's fields, for Python, the command line and errors."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields, is_dataclass
from types import UnionType
from typing import Annotated, Literal, Union, get_args, get_origin, get_type_hints

from actlab.words import Text


@dataclass(frozen=True)
class Choice:
    """What people are told of a choice: its meaning, what is allowed, a value to type.

    ``name`` is the argument's and option's name where it is not the field's. ``otherwise`` says in words what is
    chosen where the protocol leaves it open. ``several`` says that the option may be given several times.
    """

    help: Text
    example: str
    allowed: Text
    name: str = ""
    otherwise: Text | None = None
    several: bool = False


@dataclass(frozen=True)
class Place:
    """A field of a plan: the section that it stands in ("" at the top), its name, and what a user is told of it.

    ``kinds`` are the plain types that its value can have.
    """

    section: str
    field: str
    choice: Choice | None
    kinds: tuple[type, ...]

    @property
    def switch(self) -> bool:
        """Whether it is true or false."""
        return self.kinds == (bool,)

    @property
    def name(self) -> str:
        """What users call it."""
        return self.choice.name if self.choice and self.choice.name else self.field


def places(record: type, section: str = "") -> dict[str, Place]:
    """Return the fields of a nested record by the names that users give them.

    >>> from actlab.studies.plan import Plan
    >>> places(Plan)["init"].section, places(Plan)["init"].field
    ('network', 'initialisation')
    """
    return {place.name: place for place in _places(record, section)}


def _places(record: type, section: str) -> Iterator[Place]:
    hints = get_type_hints(record, include_extras=True)
    for one in fields(record):
        hint = hints[one.name]
        if is_dataclass(hint) and isinstance(hint, type):
            yield from _places(hint, one.name)
        else:
            choice = next((word for word in _words(hint) if isinstance(word, Choice)), None)
            yield Place(section, one.name, choice, tuple(dict.fromkeys(_plain(hint))))


def _plain(hint: object) -> Iterator[type]:
    """Yield the types in an annotation: of a value where it names values, of a list without what is in it."""
    origin = get_origin(hint)
    if origin is Annotated:
        yield from _plain(get_args(hint)[0])
    elif origin is Literal:
        yield from (type(value) for value in get_args(hint))
    elif origin in (Union, UnionType):
        yield from (kind for part in get_args(hint) for kind in _plain(part))
    else:
        yield origin or hint  # type: ignore[misc]  # a class


def _words(hint: object) -> tuple[object, ...]:
    """Return what is annotated on a type."""
    return getattr(hint, "__metadata__", ())
