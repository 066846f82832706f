"""What a census of a model finds: its sites, and what escapes it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final, Literal, NamedTuple

from actlab.torch.census.graph import Place
from actlab.words import Text

HIDDEN: Final = "hidden"
GATE: Final = "gate"
POOLER: Final = "pooler"
OUTPUT: Final = "output"
INPUT: Final = "input"
ARITHMETIC: Final = "arithmetic"
UNDECIDED: Final = "undecided"
Role = Literal["hidden", "gate", "pooler", "output", "input", "arithmetic", "undecided"]
ROLES: tuple[Role, ...] = (HIDDEN, GATE, POOLER, OUTPUT, INPUT, ARITHMETIC, UNDECIDED)


class Counts(NamedTuple):
    """How often something is computed for the batch: while training, in evaluation, and in that without gradients."""

    train: int = 0
    evaluation: int = 0
    no_gradient: int = 0


class Member(NamedTuple):
    """A call that belongs to a site; ``root`` is which of its arguments is the site's input, where it is one."""

    name: str
    place: Place
    root: int | None


@dataclass(frozen=True)
class Site:
    """A place where a nonlinearity is applied.

    ``path`` is its module's, ``nth`` tells apart those that one module's forward spells, and is 0 where the module is
    the activation. ``function`` is the catalogue's name for it, empty where it has none, ``shape`` that of its input,
    ``units`` the axis of this that has the units or channels.
    ``in_place`` says that it writes into its input, ``repeats`` is how often one run of the module around it computes
    it at most. ``obstacle`` says why it cannot be replaced, and is empty where it can.
    """

    path: str
    nth: int
    spelling: str
    line: int
    function: str
    role: Role
    why: Text
    calls: Counts
    shape: tuple[int, ...]
    units: int
    in_place: bool
    repeats: int
    obstacle: Text | str = ""
    members: tuple[Member, ...] = field(default=(), repr=False)

    @property
    def name(self) -> str:
        """What it is called: its path, with a number where a module's forward spells it."""
        return f"{self.path}#{self.nth}" if self.nth else self.path


@dataclass(frozen=True)
class Escape:
    """Something that the census cannot see into, or that goes another way than the code says; never passed over.

    ``bypass`` tells that it goes another way, as a fast path does, which a swap may close.
    """

    path: str
    reason: Text
    bypass: bool = False
