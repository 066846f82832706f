"""The catalogue as seen from the records of which it is made: read when it is first asked for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from actlab.functions.activation import Activation


def catalogue() -> dict[str, Activation]:
    """Return the records by name."""
    from actlab.functions.catalogue import CATALOGUE

    return CATALOGUE


def aliases() -> dict[str, Activation]:
    """Return the records by their other names, each with the parameters that it has there."""
    from actlab.functions.catalogue import ALIASES

    return ALIASES


class Library(Mapping[str, "Activation"]):
    """The catalogue's names and their plain aliases, as functions that a formula may use."""

    def __getitem__(self, name: str) -> Activation:
        found = catalogue().get(name) or aliases().get(name)
        if found is None:
            raise KeyError(name)
        return found

    def __iter__(self) -> Iterator[str]:
        return iter([*catalogue(), *(alias for alias in aliases() if alias.isidentifier())])

    def __len__(self) -> int:
        return len(list(iter(self)))
