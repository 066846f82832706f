"""Records and documents as JSON with a format and a version: for programs, the same in every language."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, is_dataclass
from enum import Enum
from pathlib import Path

from actlab.report.document.parts import Document
from actlab.report.document.records import key_of, merges
from actlab.words import ENGLISH, said

VERSION = 2
VERSIONS = {"comparison": 3, "judgement": 3, "summaries": 3}  # of the formats that have changed since


def dumps(record: object, name: str, version: int | None = None, language: str = ENGLISH, **more: object) -> str:
    """Return a record as JSON: its fields, after the format's name and version, and what else is given.

    A sequence of records gives a list, each of them with its format. Infinities are the texts "inf" and "-inf", what
    is not a number is null. Texts are English unless a language is given.

    >>> from actlab.report.document.charts import Rank
    >>> json.loads(dumps(Rank("relu", float("nan")), "rank", files=["a.svg"]))
    {'format': 'actlab/rank', 'version': 2, 'name': 'relu', 'mean': None, 'files': ['a.svg']}
    """
    head, say = _head(name, version or VERSIONS.get(name, VERSION)), _Plain(language)
    if isinstance(record, Sequence) and not hasattr(record, "_fields"):
        return _text([{**head, **say.fields(one)} for one in record])
    return _text({**head, **say.fields(record), **{key: say.value(value) for key, value in more.items()}})


def render(document: Document, language: str) -> str:
    """Return a document, with the data of its charts, as JSON; each part tells its kind, such as heading or line."""
    return _text({**_head("document", VERSION), **_Plain(language, kinds=True).fields(document)})


def plain(value: object, language: str = ENGLISH) -> object:
    """Return a value as JSON can say it.

    Raises TypeError for what is neither a record nor plain data.

    >>> plain({"ends": (0.5, float("inf"))})
    {'ends': [0.5, 'inf']}
    """
    return _Plain(language).value(value)


def _head(name: str, version: int) -> dict[str, object]:
    return {"format": f"actlab/{name}", "version": version}


def _text(content: object) -> str:
    return json.dumps(content, indent=2, ensure_ascii=False, allow_nan=False)


@dataclass(frozen=True)
class _Plain:
    """Turns records into plain data, in a language; with ``kinds``, each of them says of which class it is."""

    language: str
    kinds: bool = False

    def value(self, value: object) -> object:
        """Return any value as plain data."""
        if isinstance(value, Enum):
            return self.value(value.value)
        if isinstance(value, str):
            return said(value, self.language)
        if isinstance(value, float):
            return float(value) if math.isfinite(value) else None if math.isnan(value) else str(float(value))
        if value is None or isinstance(value, bool | int):
            return value
        if isinstance(value, Path):
            return str(value)
        if isinstance(value, Mapping) or is_dataclass(value) or hasattr(value, "_fields"):
            return self.fields(value)
        if isinstance(value, Sequence | set | frozenset):
            return [self.value(part) for part in value]
        raise TypeError(f"{type(value).__name__} is no plain data")

    def fields(self, record: object) -> dict[str, object]:
        """Return the fields of a dataclass, a named tuple or a mapping by their names in JSON."""
        if isinstance(record, Mapping):
            return {str(plain(key)): self.value(value) for key, value in record.items()}
        if isinstance(record, tuple):
            names: tuple[str, ...] = getattr(record, "_fields", ())
            return dict(zip(names, map(self.value, record), strict=True))
        assert is_dataclass(record), f"{type(record).__name__} is no record"
        found: dict[str, object] = {"kind": type(record).__name__.lower()} if self.kinds else {}
        for field in fields(record):
            value = getattr(record, field.name)
            found |= self.fields(value) if merges(field) else {key_of(field): self.value(value)}
        return found
