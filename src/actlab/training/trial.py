"""What became of a network: its key, its status, its scores. Frozen: what has been read never changes."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict, dataclass, fields
from enum import StrEnum
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple, TypeVar, get_args, overload

if TYPE_CHECKING:
    from pydantic import GetCoreSchemaHandler
    from pydantic_core import CoreSchema

Scores = Mapping[str, float]  # metric -> mean over examples
Values = Mapping[str, tuple[float, ...]]  # probe -> one number per site

K = TypeVar("K")
V = TypeVar("V")


class Frozen(Mapping[K, V]):
    """A mapping that nobody can write, equal to any other of the same items; hashable where its values are.

    >>> Frozen({"loss": 0.5}) == {"loss": 0.5}, hash(Frozen({"a": 1, "b": 2})) == hash(Frozen({"b": 2, "a": 1}))
    (True, True)
    """

    __slots__ = ("_items",)
    _items: dict[K, V]

    def __init__(self, items: Mapping[K, V]) -> None:
        object.__setattr__(self, "_items", dict(items))

    def __getitem__(self, key: K) -> V:
        return self._items[key]

    def __iter__(self) -> Iterator[K]:
        return iter(self._items)

    def __len__(self) -> int:
        return len(self._items)

    def __hash__(self) -> int:
        return hash(frozenset(self._items.items()))

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError(name)

    def __reduce__(self) -> tuple[type[Frozen[K, V]], tuple[dict[K, V]]]:
        return Frozen, (dict(self._items),)

    def __repr__(self) -> str:
        return repr(self._items)

    @classmethod
    def __get_pydantic_core_schema__(cls, source: object, handler: GetCoreSchemaHandler) -> CoreSchema:
        """Let pydantic read one from JSON, as it reads a dict."""
        from pydantic_core import core_schema

        of_dict = handler.generate_schema(dict[get_args(source)])  # type: ignore[misc]  # two types, known when it runs
        return core_schema.no_info_after_validator_function(cls, of_dict)


def plain(value: object) -> object:
    """Return what JSON knows for a Frozen mapping, or for a record in one."""
    return dict(value) if isinstance(value, Mapping) else asdict(value)  # type: ignore[call-overload]


class Status(StrEnum):
    """How a network ended.

    Trained to its last step, and of use; trained to its last step, but no better than one prediction for all examples;
    its loss was not finite any more; its program raised an error. All but the first have failed.
    """

    FINISHED = "finished"
    COLLAPSED = "collapsed"
    DIVERGED = "diverged"
    FAILED = "failed"


@dataclass(frozen=True)
class Key:
    """All that a network's bits depend on. Networks with equal keys are the same network.

    ``arm`` and ``recipe`` are digests; ``platform`` is the class of device, ``versions`` those of what computes, and
    ``width`` how many networks are trained in one program.
    """

    arm: str
    recipe: str
    learning_rate: float
    seed: int
    platform: str
    versions: str
    width: int = 1

    @cached_property
    def digest(self) -> str:
        """The SHA-256 of all fields, in hexadecimal.

        >>> Key("a", "b", 0.1, 0, "cpu", "jax 1").digest[:8]
        'c0716450'
        """
        content = {field: getattr(self, field) for field in _KEY}
        return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()


_KEY = tuple(field.name for field in fields(Key))


class CurvePoint(NamedTuple):
    """The means after so many steps, and what the probes saw, where there were any."""

    step: int
    scores: Scores
    probes: Values | None = None

    @property
    def frozen(self) -> CurvePoint:
        """The same point, in which nobody can write."""
        if isinstance(self.scores, Frozen) and (self.probes is None or isinstance(self.probes, Frozen)):
            return self
        return CurvePoint(self.step, Frozen(self.scores), None if self.probes is None else Frozen(self.probes))


class Checkpoint(NamedTuple):
    """A network under way, as it can be taken up again: ``content`` is its trainer's own."""

    steps: int
    seconds: float
    curve: tuple[CurvePoint, ...]
    content: bytes


class Curve:
    """A curve that is read whenever it is looked at: what is stored of many networks need not all be held at once.

    ``read`` returns its points. It is equal to any curve of the same points.

    >>> point = CurvePoint(0, Frozen({"loss": 0.5}))
    >>> curve = Curve(lambda: (point,))
    >>> curve[0] is point, len(curve), curve == (point,), curve == ()
    (True, 1, True, False)
    """

    __slots__ = ("_read",)

    def __init__(self, read: Callable[[], tuple[CurvePoint, ...]]) -> None:
        self._read = read

    @overload
    def __getitem__(self, place: int) -> CurvePoint: ...
    @overload
    def __getitem__(self, place: slice) -> tuple[CurvePoint, ...]: ...
    def __getitem__(self, place: int | slice) -> CurvePoint | tuple[CurvePoint, ...]:
        return self._read()[place]

    def __iter__(self) -> Iterator[CurvePoint]:
        return iter(self._read())

    def __len__(self) -> int:
        return len(self._read())

    def __eq__(self, other: object) -> bool:
        return tuple(self) == tuple(other) if isinstance(other, Curve | tuple) else NotImplemented

    def __hash__(self) -> int:
        return hash(self._read())

    def __repr__(self) -> str:
        return repr(self._read())


@dataclass(frozen=True)
class Trial:
    """What became of a key.

    ``steps`` says how many were taken; of a diverged network, at which its loss broke. ``reason`` is one line, empty
    for a finished network. ``test`` and ``validation`` are None where nothing was read: the network did not get to its
    last step, or the recipe leaves the test data alone. ``correct`` says which test examples it gets right, where the
    task's first metric counts them: booleans packed by numpy.packbits; ``contributions`` has what each adds to another
    first metric, whose mean is the metric: numbers in float32. ``unmoved`` are the learnt parameters of the activation
    that ended where they began, to the last bit, at every site. ``seconds`` were spent training; evaluating, compiling
    and looking for the cause of a divergence are left out.
    Whatever mappings a trainer hands over, a trial keeps Frozen ones of its own.
    """

    key: Key
    status: Status
    steps: int
    reason: str = ""
    test: Scores | None = None
    validation: Scores | None = None
    curve: Curve | tuple[CurvePoint, ...] = ()
    seconds: float = 0.0
    correct: bytes | None = None
    unmoved: tuple[str, ...] = ()
    contributions: bytes | None = None

    def __post_init__(self) -> None:
        for name in ("test", "validation"):
            scores = getattr(self, name)
            object.__setattr__(self, name, None if scores is None else Frozen(scores))
        if not isinstance(self.curve, Curve):
            object.__setattr__(self, "curve", tuple(point.frozen for point in self.curve))
