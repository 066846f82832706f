"""What a nonlinearity is there for, told by where its values go.

In this order: ``input`` comes before every weight; ``arithmetic`` is made of nothing that activations are made of
(squares and roots of norms, exponentials, bounds against overflow); ``gate`` goes into a softmax, or multiplies another
value and is never negative or lies between 0 and 1; ``pooler`` stands in a module of that name; ``hidden`` is followed
by a weight, or stands where another block of the same kind has a hidden one; ``output`` is neither.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property

import numpy as np

from actlab.torch.census.elementwise import SAME, names
from actlab.torch.census.record import ARITHMETIC, GATE, HIDDEN, INPUT, OUTPUT, POOLER, UNDECIDED, Role
from actlab.torch.census.regions import Region, Spelled
from actlab.words import Text, _

PRODUCTS = names("mul rmul imul multiply addcmul")
PRODUCTS_OF_MATRICES = names("matmul bmm baddbmm mm einsum scaled_dot_product_attention")
MOVES = SAME | names(
    "view reshape expand expand_as unsqueeze squeeze transpose permute flatten getitem chunk split unbind"
)
BOUNDS = names("clamp clamp_min clamp_max clip maximum minimum max min")
COMPARISONS = names("gt lt ge le eq ne greater less greater_equal less_equal")
CALCULATED = ("", "exponential", "square", "cube", "absolute", "step", "signum")
KNOWN_BOUNDS = ("relu", "relu6", "hard_tanh", "hard_sigmoid")
NARROW = np.linspace(-20, 20, 401)

WHY: dict[str, Text] = {
    INPUT: _("no weight comes before it"),
    ARITHMETIC: _("made of arithmetic alone"),
    GATE: _("weighs another value: goes into a softmax, or multiplies and is never negative or between 0 and 1"),
    POOLER: _("stands in a pooler"),
    HIDDEN: _("a weight comes after it"),
    OUTPUT: _("no weight comes after it"),
    UNDECIDED: _("a comparison decides what is computed"),
}


class Roles:
    """The roles of the regions of one run."""

    def __init__(self, spelled: Spelled) -> None:
        self._spelled = spelled
        self._trace = spelled.trace

    def of(self, region: Region, path: str, function: str) -> Role:
        """Return what a region is there for; ``function`` is the catalogue's name for it."""
        if not self._trace.values[region.root].weight:
            return INPUT
        called = {self._trace.calls[at].name for at in region.calls}
        if called <= COMPARISONS:
            return UNDECIDED if self._chooses(region.output) else ARITHMETIC
        calculated = not self._spelled.bends(region.calls) and function in CALCULATED
        if region.run is None and (calculated or self._guards(region, called, function)):
            return ARITHMETIC
        if self._weighs(region.output) or (self._multiplies(region.output) and self._scales(region)):
            return GATE
        if any("pooler" in part for part in path.split(".")):
            return POOLER
        return HIDDEN if region.output in self.leading else OUTPUT

    @cached_property
    def leading(self) -> set[int]:
        """The values from which a way leads to a weight."""
        found: set[int] = set()
        for call in reversed(self._trace.calls):
            if call.weights or found.intersection(call.outputs):
                found.update(call.inputs)
        return found

    def _guards(self, region: Region, called: set[str], function: str) -> bool:
        """Return whether it only keeps numbers within bounds that are no activation's, such as just above zero."""
        if not called <= BOUNDS:
            return False
        name = function.partition("(")[0]
        exact = name == "hard_tanh" or not self._spelled.computed(region, np.array([-5.0])).any()
        return name not in KNOWN_BOUNDS or _far(function) or not exact

    def _chooses(self, value: int) -> bool:
        users = [self._trace.calls[at] for at in self._spelled.users[value]]
        return any(call.name in ("setitem", "getitem", "where", "masked_fill", "index_put") for call in users)

    def _weighs(self, value: int) -> bool:
        """Return whether a value goes into a softmax, and into nothing else that learns."""
        pending, seen, found = [value], {value}, False
        while pending:
            for user in (self._trace.calls[at] for at in self._spelled.users[pending.pop()]):
                if user.name == "softmax":
                    found = True
                elif user.weights or user.name in PRODUCTS_OF_MATRICES:
                    return False
                else:
                    pending += set(user.outputs) - seen
                    seen.update(user.outputs)
        return found

    def _multiplies(self, value: int) -> bool:
        """Return whether a value, however it is laid out, is multiplied by another of the data."""
        pending = [value]
        seen: set[int] = set()
        while pending:
            at = pending.pop()
            for user in (self._trace.calls[i] for i in self._spelled.users[at]):
                if user.name in PRODUCTS and len(user.inputs) > 1:
                    return True
                if user.name in MOVES and not seen.intersection(user.outputs):
                    pending += user.outputs
                    seen.update(user.outputs)
        return False

    def _scales(self, region: Region) -> bool:
        y = self._spelled.computed(region, NARROW)
        if not np.isfinite(y).all() or (y < 0).any():
            return False
        return bool((y > 0).all() or (y <= 1).all())


def _far(function: str) -> bool:
    """Return whether the bounds in a name such as ``hard_tanh(low=-6e4, high=6e4)`` are those of a number format."""
    bounds = [float(word.partition("=")[2]) for word in function.rstrip(")").partition("(")[2].split(", ") if word]
    return bool(bounds) and min(abs(bound) for bound in bounds) > 1e3


def agreed(roles: Sequence[Role]) -> Role:
    """Return the role of a site that was seen several times: the first that says most."""
    order: tuple[Role, ...] = ("hidden", "gate", "pooler", "output", "undecided", "input", "arithmetic")
    return next(role for role in order if role in roles)
