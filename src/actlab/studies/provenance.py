"""What makes a stored plan complete: the data as read, the batches, versions and machine."""

from __future__ import annotations

from dataclasses import dataclass, field

from actlab.functions.records import Reference
from actlab.training.trial import Frozen


@dataclass(frozen=True)
class DataRecord:
    """A data set as it was read; ``examples`` counts those of each split, ``decisions`` says what reading decided."""

    title: str
    licence: str
    task: str
    examples: Frozen[str, int]
    input_divisor: float
    sha256: str
    decisions: tuple[str, ...] = ()


@dataclass(frozen=True)
class FoundKink:
    """A point where the derivative jumps, and the derivative used there, as numbers."""

    x: float
    derivative: float


@dataclass(frozen=True)
class Size:
    """How large a network is: its parameters, and the operations of one example forwards.

    Operations are multiplications and additions in products with weights.
    """

    parameters: int
    operations: int


@dataclass(frozen=True)
class Provenance:
    """What a plan was run with: ``batches_sha256`` by seed, of the first of them; ``kinks`` by arm with a formula.

    ``references`` say of arms, by name, where they come from, and ``sizes`` how large their networks are. An activation
    of an arm that has several stands as ``ARM: ACTIVATION``. Of training that is the user's own the data are not known.
    """

    data_set: DataRecord | None
    kinks: Frozen[str, tuple[FoundKink, ...]]
    batches_sha256: Frozen[int, str]
    versions: Frozen[str, str]
    system: str
    devices: tuple[str, ...]
    references: Frozen[str, Reference] = field(default_factory=lambda: Frozen({}))
    sizes: Frozen[str, Size] = field(default_factory=lambda: Frozen({}))
