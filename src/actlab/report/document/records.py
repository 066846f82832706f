"""How a record's fields are called in JSON, where that is not their own name."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import Field

_KEY, _MERGED = "key", "merged"

MERGED: Mapping[str, bool] = {_MERGED: True}
"""The metadata of a field that holds a record whose fields stand among those around it."""


def called(key: str) -> Mapping[str, str]:
    """Return the metadata of a field that has another name in JSON, such as a word that Python keeps for itself."""
    return {_KEY: key}


def key_of(field: Field[object]) -> str:
    """Return a field's name in JSON.

    >>> from dataclasses import dataclass, field, fields
    >>> @dataclass
    ... class Cost:
    ...     which: str = field(metadata=called("pass"))
    >>> key_of(fields(Cost)[0])
    'pass'
    """
    return str(field.metadata.get(_KEY, field.name))


def merges(field: Field[object]) -> bool:
    """Whether the fields of this field's record stand among those around it."""
    return bool(field.metadata.get(_MERGED))
