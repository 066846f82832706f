"""Records and documents as JSON with a format and a version: for programs, the same in every language."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import fields, is_dataclass
from enum import Enum
from pathlib import Path

from actlab.report.document.parts import Document
from actlab.report.document.records import key_of, merges
from actlab.words import ENGLISH, said

VERSION = 2


def dumps(record: object, name: str, version: int = VERSION, language: str = ENGLISH, **more: object) -> str:
    """Return a record as JSON: its fields, after the format's name and version, and what else is given.

    A sequence of records gives a list, each of them with its format. Infinities are the texts "inf" and "-inf", what
    is not a number is null. Texts are English unless a language is given.

    >>> from actlab.report.document.charts import Rank
    >>> json.loads(dumps(Rank("relu", float("nan")), "rank", files=["a.svg"]))
    {'format': 'actlab/rank', 'version': 2, 'name': 'relu', 'mean': None, 'files': ['a.svg']}
    """
    head = {"format": f"actlab/{name}", "version": version}
    if isinstance(record, Sequence) and not hasattr(record, "_fields"):
        content: object = [{**head, **_fields(one, language)} for one in record]
    else:
        content = {**head, **_fields(record, language), **{key: plain(value, language) for key, value in more.items()}}
    return json.dumps(content, indent=2, ensure_ascii=False, allow_nan=False)


def render(document: Document, language: str) -> str:
    """Return a document, with the data of its charts, as JSON with its words in a language."""
    return dumps(document, "document", language=language)


def plain(value: object, language: str = ENGLISH) -> object:
    """Return a value as JSON can say it.

    Raises TypeError for what is neither a record nor plain data.

    >>> plain({"ends": (0.5, float("inf"))})
    {'ends': [0.5, 'inf']}
    """
    if isinstance(value, Enum):
        return plain(value.value, language)
    if isinstance(value, str):
        return said(value, language)
    if isinstance(value, float):
        return float(value) if math.isfinite(value) else None if math.isnan(value) else str(float(value))
    if value is None or isinstance(value, bool | int):
        return value
    if isinstance(value, Path):
        return str(value)
    if isinstance(value, Mapping) or is_dataclass(value) or hasattr(value, "_fields"):
        return _fields(value, language)
    if isinstance(value, Sequence | set | frozenset):
        return [plain(part, language) for part in value]
    raise TypeError(f"{type(value).__name__} is no plain data")


def _fields(record: object, language: str) -> dict[str, object]:
    """Return the fields of a dataclass, a named tuple or a mapping by their names in JSON."""
    if isinstance(record, Mapping):
        return {str(plain(key, ENGLISH)): plain(value, language) for key, value in record.items()}
    if isinstance(record, tuple):
        return {name: plain(getattr(record, name), language) for name in getattr(record, "_fields")}  # noqa: B009
    found: dict[str, object] = {}
    assert is_dataclass(record), f"{type(record).__name__} is no record"
    for field in fields(record):
        value = getattr(record, field.name)
        if merges(field):
            found |= _fields(value, language)
        else:
            found[key_of(field)] = plain(value, language)
    return found
