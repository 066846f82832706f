"""What random numbers come from: a seed and the place where a run stands, never what was drawn before."""

from __future__ import annotations

import hashlib
import random
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
import torch
from torch import Tensor

Part = int | str  # of what a number comes from


def number(*parts: Part) -> int:
    """Return 63 bits that depend on all parts and on nothing else: the first ones of their SHA-256.

    >>> number(0, "train", 1) == number(0, "train", 1), number(0, "train", 1) == number(0, "train", 2)
    (True, False)
    """
    return int.from_bytes(hashlib.sha256(repr(parts).encode()).digest()[:8]) >> 1


def start(*parts: Part) -> None:
    """Set the generators of the process, Python's, NumPy's and PyTorch's, from the parts.

    >>> with kept():
    ...     start(7, "train")
    ...     first = torch.rand(2)
    ...     start(7, "train")
    ...     bool((torch.rand(2) == first).all())
    True
    """
    given = number(*parts)
    random.seed(given)
    np.random.seed(given % 2**32)
    start_torch(given)


def start_torch(seed: int) -> None:
    """Set PyTorch's generators on the processor and all devices that are in use."""
    if torch.cuda.is_initialized() or _beside_cuda():
        torch.manual_seed(seed)
    else:  # which notes, for devices that are used later, who called: a millisecond
        torch.default_generator.manual_seed(seed)


@cache
def _beside_cuda() -> bool:
    """Return whether there is an accelerator of another kind."""
    found = torch.accelerator.current_accelerator()
    return found is not None and found.type != "cuda"


@dataclass(frozen=True)
class Torch:
    """The state of PyTorch's generators: the processor's, and those of CUDA devices, where they are in use."""

    cpu: Tensor
    cuda: tuple[Tensor, ...]

    @classmethod
    def now(cls) -> Torch:
        """Return the state at this moment."""
        return cls(torch.get_rng_state(), tuple(torch.cuda.get_rng_state_all()) if torch.cuda.is_initialized() else ())

    @property
    def digest(self) -> str:
        """The SHA-256 of it, in hexadecimal."""
        found = hashlib.sha256()
        for one in (self.cpu, *self.cuda):
            found.update(one.numpy().data)
        return found.hexdigest()

    def restore(self) -> None:
        """Make the generators go on from this state."""
        torch.set_rng_state(self.cpu)
        if self.cuda:
            torch.cuda.set_rng_state_all(list(self.cuda))


@dataclass(frozen=True)
class State:
    """The state of all generators of the process."""

    python: Any
    numpy: Any
    torch: Torch

    @classmethod
    def now(cls) -> State:
        """Return the state at this moment."""
        return cls(random.getstate(), np.random.get_state(), Torch.now())

    def restore(self) -> None:
        """Make the generators go on from this state."""
        random.setstate(self.python)
        np.random.set_state(self.numpy)
        self.torch.restore()

    @property
    def digest(self) -> str:
        """The SHA-256 of it, in hexadecimal."""
        found = hashlib.sha256(repr(self.python).encode())
        name, keys, *rest = self.numpy
        found.update(repr((name, rest, self.torch.digest)).encode() + keys.tobytes())
        return found.hexdigest()


@contextmanager
def kept() -> Iterator[None]:
    """Leave the generators of the process as they were, whatever is drawn within."""
    before = State.now()
    try:
        yield
    finally:
        before.restore()
