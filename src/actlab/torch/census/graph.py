"""What one run of a model did, as plain data: tensors, calls in Python, kernels, and modules around them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Place:
    """Where a call stands in the source: the frames from its module's ``forward`` inwards, and which time it is.

    A frame is a file's name, the function's, its first line, and the instruction. ``line`` is for people, ``hook`` says
    that it is not the forward itself.
    """

    frames: tuple[tuple[str, str, int, int], ...]
    times: int
    line: int = field(compare=False)
    hook: bool = field(default=False, compare=False)


@dataclass(frozen=True)
class Value:
    """A tensor at one moment; what is written into it makes another one. ``real`` tells floating-point numbers.

    ``chain`` are the values through which all that it is made of passes, from the last that is no elementwise function
    of another, to itself. ``data`` says that it depends on the batch, ``weight`` on a parameter of the model.
    """

    chain: tuple[int, ...]
    data: bool
    weight: bool
    real: bool
    shape: tuple[int, ...]


@dataclass(frozen=True)
class Hole:
    """The place of a value in the arguments of a call."""

    value: int


@dataclass(frozen=True)
class Call:
    """A call of a function of PyTorch: what it was given, what came out, in which module's run, and its kernels.

    ``elementwise`` says that its result is an elementwise function of one value of the chain.
    """

    function: Callable[..., Any]
    name: str
    arguments: tuple[Any, ...]
    keywords: Mapping[str, Any]
    inputs: tuple[int, ...]
    outputs: tuple[int, ...]
    run: int
    place: Place
    elementwise: bool
    in_place: bool
    weights: tuple[int, ...]  # its arguments that are matrices of the model's parameters, where it multiplies by them
    kernels: tuple[str, ...]


@dataclass(frozen=True)
class Run:
    """One call of a module: its path and class, the run around it, what went in and came out, and its calls.

    ``simple`` says that one tensor was given and one returned, and nothing else.
    """

    path: str
    kind: str
    parent: int | None
    inputs: tuple[int, ...]
    outputs: tuple[int, ...]
    simple: bool
    calls: range


@dataclass(frozen=True)
class Trace:
    """What one run of a model did. ``loose`` are kernels that no call in Python explains, with the run around."""

    values: tuple[Value, ...]
    calls: tuple[Call, ...]
    runs: tuple[Run, ...]
    loose: tuple[tuple[int, str], ...]
    results: tuple[int, ...]  # the values that the model returned

    def within(self, run: int, outer: int) -> bool:
        """Return whether a run is another one or inside it."""
        at: int | None = run
        while at is not None and at > outer:
            at = self.runs[at].parent
        return at == outer
