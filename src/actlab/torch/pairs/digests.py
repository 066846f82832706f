"""The SHA-256 of what a run meets: a batch, a tensor, a number, whatever they are nested in."""

from __future__ import annotations

import hashlib
import pickle
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from typing import Any, Protocol

import numpy as np
import torch
from torch import Tensor


class Hash(Protocol):
    """What takes bytes, one after the other."""

    def update(self, data: bytes, /) -> None:
        """Take more bytes."""


def digest(content: object) -> str:
    """Return the SHA-256 of tensors, arrays, numbers and words, in sequences, mappings and records of any depth.

    Numbers are taken bit by bit, with their dtype and shape, wherever they lie. Anything else is taken as pickled.

    >>> one = {"x": torch.tensor([1.0, 2.0]), "y": (3, "label")}
    >>> digest(one) == digest({"y": (3, "label"), "x": torch.tensor([1.0, 2.0])})
    True
    >>> digest(torch.tensor([0.0])) == digest(torch.tensor([-0.0]))
    False
    """
    found = hashlib.sha256()
    _take(content, found)
    return found.hexdigest()


def _take(content: Any, found: Hash) -> None:
    if isinstance(content, Tensor):
        _take_tensor(content.detach(), found)
    elif isinstance(content, np.ndarray) and not content.dtype.hasobject:
        found.update(f"array {content.dtype} {content.shape}".encode() + np.ascontiguousarray(content).tobytes())
    elif isinstance(content, Mapping):
        for key in sorted(content, key=repr):
            _take((key, content[key]), found)
    elif isinstance(content, list | tuple):
        found.update(f"sequence {len(content)}".encode())
        for one in content:
            _take(one, found)
    elif is_dataclass(content) and not isinstance(content, type):
        _take([(field.name, getattr(content, field.name)) for field in fields(content)], found)
    elif content is None or isinstance(content, bool | int | float | complex | str | bytes):
        found.update(f"{type(content).__name__} {content!r} ".encode())
    else:
        found.update(pickle.dumps(content))


def _take_tensor(content: Tensor, found: Hash) -> None:
    found.update(f"tensor {content.dtype} {tuple(content.shape)}".encode())
    if content.layout is not torch.strided:
        _take([content.coalesce().indices(), content.coalesce().values()], found)
    elif content.numel():
        plain = content.resolve_conj().resolve_neg().cpu().contiguous()
        found.update(plain.as_strided((plain.numel(),), (1,)).view(torch.uint8).numpy().data)
