"""The nonlinear functions that a run computed elementwise, however they were spelled: one region of calls for each.

A region has one value that goes in (its root), one that comes out, and the calls between them. Where branches meet
again, as in x * sigmoid(x), all that lies between the fork and the meeting is one function.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import torch
from torch.utils._pytree import tree_map

from actlab.analysis.relating import WIDE
from actlab.torch.census.elementwise import BENDS, CHANNELS, ELEMENTWISE, SAME, names
from actlab.torch.census.graph import Call, Hole, Run, Trace
from actlab.torch.census.recognise import recognised

PROBE = np.array([*np.linspace(-8, 8, 65), -50.0, 50.0])  # an affine function is one on these, a bent one is not
STRAIGHT = 1e-9
SUMS = names("add radd iadd sub rsub isub subtract")
NUMBERS = ("float", "double", "half", "bfloat16")
CONTAINERS = ("Sequential", "ModuleList", "ModuleDict", "OptimizedModule")


@dataclass(frozen=True)
class Region:
    """Calls that make one value of another, elementwise. ``run`` is that of its module where it is all of one."""

    root: int
    output: int
    calls: tuple[int, ...]
    run: int | None = None


class Spelled:
    """A trace with what follows from it: who made a value, who uses it, and the regions."""

    def __init__(self, trace: Trace) -> None:
        self.trace = trace
        self.maker = {call.outputs[0]: at for at, call in enumerate(trace.calls) if call.elementwise}
        self.source = {value: at for at, call in enumerate(trace.calls) for value in call.outputs}
        self.users: dict[int, list[int]] = defaultdict(list)
        for at, call in enumerate(trace.calls):
            for value in call.inputs:
                self.users[value].append(at)

    def units(self, value: int) -> int:
        """Return which axis of a value has the units: the second where a convolution or the like made it."""
        last = len(self.trace.values[value].shape) - 1
        while value in self.source and last > 1:
            call = self.trace.calls[self.source[value]]
            if any(word in call.name for word in CHANNELS):
                return 1
            if not call.inputs or not (call.name in ELEMENTWISE or "dropout" in call.name):
                return last
            value = call.inputs[0]
        return last

    def __deepcopy__(self, memo: object) -> Spelled:
        return self  # it never changes

    def between(self, root: int, output: int) -> tuple[int, ...]:
        """Return the calls that lead from one value to another, in their order."""
        found: set[int] = set()
        pending = [output]
        while pending:
            value = pending.pop()
            if value != root and self.maker[value] not in found:
                found.add(self.maker[value])
                pending += self.trace.calls[self.maker[value]].inputs
        return tuple(sorted(found))

    def computed(self, region: Region, x: np.ndarray) -> np.ndarray:
        """Return what a region makes of numbers, in double precision."""
        with torch.no_grad():
            return np.asarray(self.carried_out(region, torch.tensor(x)).numpy())

    def carried_out(self, region: Region, x: torch.Tensor) -> torch.Tensor:
        """Return what a region makes of a tensor, in double precision."""
        known = {region.root: x.to("cpu", torch.float64)}
        for at in region.calls:
            call = self.trace.calls[at]
            known[call.outputs[0]] = _carried_out(call, known)
        return known[region.output].to(torch.float64)

    def weight(self, value: int) -> int | None:
        """Return the matrix of parameters by which a value, or what it was made of, was last multiplied."""
        while value in self.source:
            call = self.trace.calls[self.source[value]]
            if call.weights or not call.inputs:
                return call.weights[0] if call.weights else None
            value = call.inputs[0]
        return None

    def bent(self, region: Region) -> bool:
        """Return whether a region is no straight line."""
        y = self.computed(region, PROBE)
        if not np.isfinite(y).all():
            return True
        slope = (y[-2] - y[0]) / (PROBE[-2] - PROBE[0]) if len(y) else 0.0
        line = y[0] + slope * (PROBE - PROBE[0])
        return bool(np.max(np.abs(y - line)) > STRAIGHT * (1 + np.max(np.abs(y))))

    def bends(self, calls: Iterable[int]) -> bool:
        """Return whether any of the calls is of what activations are made of, and not mere arithmetic."""
        return any(self.trace.calls[at].name in BENDS for at in calls)

    def closed(self, region: Region) -> bool:
        """Return whether nothing but its output is used elsewhere."""
        inner = {self.trace.calls[at].outputs[0] for at in region.calls} - {region.output}
        outside = {user for value in inner for user in self.users[value]} - set(region.calls)
        return not outside and not inner & set(self.trace.results)

    @cached_property
    def spelled(self) -> list[Region]:
        """The regions, whatever modules they stand in."""
        found: dict[int, Region] = {}  # by each of its calls
        for call in self.trace.calls:
            if not call.elementwise:
                continue
            output = call.outputs[0]
            root = self.trace.values[output].chain[-2]
            region = Region(root, output, self.between(root, output))
            if self.bent(region) and not self._skips(region, call, found):
                joined = self._chained(region, found) if len(region.calls) == 1 else region
                found.update(dict.fromkeys(joined.calls, joined))
        return sorted(set(found.values()), key=lambda region: region.calls)

    def _skips(self, region: Region, call: Call, found: dict[int, Region]) -> bool:
        """Return whether a call adds an activation to what went into it: a connection that skips it, no function."""
        if call.name not in SUMS or not any(at in found and self.bends(found[at].calls) for at in region.calls):
            return False
        return not recognised(self.computed(region, WIDE))

    def _chained(self, region: Region, found: dict[int, Region]) -> Region:
        """Join a call to what it goes on with, straight lines between: log(1 + exp(x)) is one function."""
        value = region.root
        while value in self.maker and self._used_once(value):
            before = self.maker[value]
            if before in found:
                other = found[before]
                if self.bends(region.calls) and self.bends(other.calls):  # one activation after another
                    return region
                return Region(other.root, region.output, self.between(other.root, region.output))
            if len(self.trace.calls[before].inputs) > 1:
                return region
            value = self.trace.calls[before].inputs[0]
        return region

    def _used_once(self, value: int) -> bool:
        return len(self.users[value]) == 1 and value not in self.trace.results

    def wider(self, region: Region) -> Iterator[Region]:
        """Yield a region with the straight lines around it: 1 / (1 + exp(u)) of u = -x, half of x + abs(x)."""
        outputs = [region.output, *self._later(region.output)]
        for root in [region.root, *self._earlier(region.root)]:
            for output in outputs:
                yield Region(root, output, self.between(root, output))

    def _earlier(self, root: int) -> Iterator[int]:
        while root in self.maker and self._used_once(root) and len(self.trace.calls[self.maker[root]].inputs) == 1:
            root = self.trace.calls[self.maker[root]].inputs[0]
            yield root

    def _later(self, output: int) -> Iterator[int]:
        while self._used_once(output):
            (at,) = self.users[output]
            call = self.trace.calls[at]
            if not call.elementwise or len(call.inputs) > 1 or self.bent(Region(output, call.outputs[0], (at,))):
                return
            output = call.outputs[0]
            yield output

    @cached_property
    def whole(self) -> dict[int, Region]:
        """The runs that are, all of them, one elementwise function that is no straight line, with their regions."""
        return {at: region for at, run in enumerate(self.trace.runs) if (region := self._whole(at, run))}

    def _whole(self, at: int, run: Run) -> Region | None:
        given = {value for value in run.inputs if self.trace.values[value].data}
        if run.kind in CONTAINERS or not (run.path and run.simple) or len(given) != 1:
            return None
        (root,), (output,) = given, run.outputs
        if root == output or root not in self.trace.values[output].chain:
            return None
        region = Region(root, output, self.between(root, output), at)
        data = {i for i in run.calls if self.trace.calls[i].inputs}
        return region if data == set(region.calls) and self.bent(region) else None

    def regions(self, modules: set[str]) -> list[Region]:
        """Return the regions; the outermost of the modules named, which are one function each, are one region each."""
        taken: list[Region] = []
        for at, region in sorted(self.whole.items()):
            inside = any(other.run is not None and self.trace.within(at, other.run) for other in taken)
            if self.trace.runs[at].path in modules and not inside:
                taken.append(region)
        covered = {call for region in taken for call in region.calls}
        rest = [region for region in self.spelled if not covered & set(region.calls)]
        return sorted([*taken, *rest], key=lambda region: region.calls)


def _carried_out(call: Call, known: dict[int, torch.Tensor]) -> torch.Tensor:
    if call.name in SAME:  # whatever precision it is in
        given = known[call.inputs[0]]
        asked = (call.name, *call.arguments, *call.keywords.values())
        number = any(_real(leaf) for leaf in asked)
        return given if given.dtype == torch.bool and not number else given.to(torch.float64)

    def filled(leaf: Any) -> Any:
        if isinstance(leaf, Hole):
            return known[leaf.value].clone()  # the call may write into it
        return leaf.to(torch.float64) if isinstance(leaf, torch.Tensor) and leaf.is_floating_point() else leaf

    arguments, keywords = tree_map(filled, call.arguments), tree_map(filled, dict(call.keywords))
    return call.function(*arguments, **{k: v for k, v in keywords.items() if k not in ("device", "dtype", "out")})


def _real(asked: Any) -> bool:
    """Return whether a word or an argument asks for floating-point numbers."""
    if isinstance(asked, torch.dtype):
        return bool(asked.is_floating_point)
    return isinstance(asked, str) and asked in NUMBERS
