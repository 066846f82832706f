"""The named functions that a formula may use, and how they are looked up: by name, framework, letters alone."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Protocol

from actlab.functions.expression import Expression
from actlab.functions.language import foreign


class Definition(Protocol):
    """What the parser needs to know of a named function: its name, its tree in x, its parameters."""

    @property
    def name(self) -> str:
        """What the library calls it."""

    @property
    def stable_expression(self) -> Expression:
        """The tree, in x and the parameters."""

    @property
    def values(self) -> Mapping[str, float]:
        """The parameters' values, by name, in order."""


def same_letters(name: str, names: Iterable[str]) -> str:
    """Return the plain name with the same letters, whatever their size; nothing where there is none, or one letter.

    >>> same_letters("LeakyReLU", ["relu", "leaky_relu"])
    'leaky_relu'
    """
    if len(name) < 2:
        return ""
    letters = foreign.folded(name)
    return next((known for known in names if known.isidentifier() and foreign.folded(known) == letters), "")


def in_framework(library: Mapping[str, Definition], home: str, name: str) -> Definition | None:
    """Return what a framework calls by a name: by the aliases, whose modules and functions differ in letters only."""
    family = foreign.FAMILY.get(home, home)
    letters = foreign.folded(name)
    found = [key for key in library if "." in key and foreign.folded(key.rpartition(".")[2]) == letters]
    for wanted in (home, family):
        for key in found:
            if key.rpartition(".")[0] == wanted or (wanted == family and _framework(key) == family):
                return library[key]
    return None


def _framework(alias: str) -> str:
    return "" if alias.startswith(foreign.LAYERS) else alias.partition(".")[0]
