"""How a plan writes what is compared, in full, so that it can be had again without the catalogue."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias


@dataclass(frozen=True)
class ParameterRecord:
    """A number of a formula, and whether it is learnt: per ``layer``, per ``unit``, or not (empty)."""

    name: str
    value: float
    learn: str = ""


@dataclass(frozen=True)
class KinkRecord:
    """A point where the derivative jumps and the derivative used there, both formulas in the parameters."""

    at: str
    derivative: str


@dataclass(frozen=True)
class ArmRecord:
    """One activation of a plan, written in full under the name that people read.

    ``kinks`` is None where they are found, not declared. A function in Python has no formula; ``digest``, that of the
    activation's content, then covers its source and what it closes over. ``gate`` says that it stands in a gated unit.
    """

    name: str
    formula: str
    computed_as: str
    parameters: tuple[ParameterRecord, ...]
    kinks: tuple[KinkRecord, ...] | None
    digest: str
    gate: bool = False


@dataclass(frozen=True)
class LayeredRecord:
    """An arm whose hidden layers, or whose output, do not all have the same activation.

    ``hidden`` are those of the hidden layers in order, or one for all of them; ``output`` is None where it is linear.
    ``digest`` is that of all together.
    """

    name: str
    hidden: tuple[ArmRecord, ...]
    output: ArmRecord | None
    digest: str

    @property
    def parts(self) -> tuple[ArmRecord, ...]:
        """The different activations in it, in order."""
        found = {one.digest: one for one in (*self.hidden, *([self.output] if self.output else []))}
        return tuple(found.values())

    def key(self, part: ArmRecord) -> str:
        """Return by which name a study knows what belongs to one of its activations.

        >>> relu = ArmRecord("relu", "max(x, 0)", "", (), (), "")
        >>> LayeredRecord("mine", (relu,), None, "").key(relu)
        'mine: relu'
        """
        return f"{self.name}: {part.name}"


PlannedArm: TypeAlias = ArmRecord | LayeredRecord
