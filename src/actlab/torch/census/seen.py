"""What one run shows of each site: its function, its role, and why it could not be replaced."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from actlab.analysis.relating import WIDE
from actlab.torch.census.elementwise import LOSSES, PAIRS
from actlab.torch.census.graph import Call, Place
from actlab.torch.census.recognise import recognised
from actlab.torch.census.record import GATE, HIDDEN, UNDECIDED, Role
from actlab.torch.census.regions import Region, Spelled
from actlab.torch.census.roles import Roles
from actlab.words import Text, _

APPLY = ("function.py", "Function.apply")  # frames of PyTorch's, by file and name
CHECKPOINT = ("checkpoint.py", "checkpoint")
MAPPED = "vmap.py"


@dataclass(frozen=True)
class Seen:
    """A site in one run. ``where`` is the place of its last call, none where a module is the site.

    ``around`` is the run of the module around it, ``first`` its first call.
    """

    path: str
    where: Place | None
    first: int
    around: int | None
    calls: tuple[Call, ...]
    region: Region
    shape: tuple[int, ...]
    units: int
    spelling: str
    function: str
    role: Role
    obstacle: Text | str


def seen_in(spelled: Spelled, modules: set[str]) -> list[Seen]:
    """Return the sites of a run, in the order in which they are computed; ``modules`` are one activation each."""
    return sorted([*_regions(spelled, modules), *_held(spelled)], key=lambda one: one.first)


def _regions(spelled: Spelled, modules: set[str]) -> Iterator[Seen]:
    roles, runs = Roles(spelled), spelled.trace.runs
    for narrow in spelled.regions(modules):
        region, function = _named(spelled, narrow)
        calls = tuple(spelled.trace.calls[at] for at in region.calls)
        run, where = (calls[-1].run, calls[-1].place) if region.run is None else (region.run, None)
        spelling = ", ".join(call.name for call in calls) if where else runs[run].kind
        mapped = where is not None and any(frame[0] == MAPPED for frame in where.frames)
        role = UNDECIDED if mapped else roles.of(region, runs[run].path, function)
        yield Seen(
            path=runs[run].path,
            where=where,
            first=region.calls[0],
            around=None if where else runs[run].parent,
            calls=calls,
            region=region,
            shape=spelled.trace.values[region.root].shape,
            units=spelled.units(region.root),
            spelling=spelling,
            function=function,
            role=role,
            obstacle=_obstacle(spelled, region),
        )


def _named(spelled: Spelled, region: Region) -> tuple[Region, str]:
    """Return the catalogue's name for a region, with the straight lines around it where that gives it one."""
    if any(spelled.trace.calls[at].name == "rrelu" for at in region.calls):
        return region, "rrelu"  # whose slopes are random while it is trained
    for one in (region, *(spelled.wider(region) if region.run is None else ())):
        name = recognised(spelled.computed(one, WIDE))
        if name and name != "identity":
            return one, name
    return region, ""


def _obstacle(spelled: Spelled, region: Region) -> Text | str:
    if not spelled.trace.values[region.output].real:
        return _("it is a comparison, and what follows from it is no function of PyTorch: write torch.where(...)")
    if region.run is not None:
        return ""
    calls = [spelled.trace.calls[at] for at in region.calls]
    frames = {(file, function) for call in calls for file, function, _line, _at in call.place.frames}
    if any(call.place.hook for call in calls):
        return _("it is called in a hook: call it in forward")
    if any(file == MAPPED for file, _function in frames):
        return _("it is inside torch.func.vmap, where nobody can follow it: call the module on the whole batch")
    if APPLY in frames:
        return _("it is inside a torch.autograd.Function, which has a gradient of its own: make it a module")
    if CHECKPOINT in frames:
        return _("it is computed again in the backward pass, by a checkpoint: make it a module")
    if len({call.run for call in calls}) > 1:
        return _("it is spelled over several modules: make it one module")
    if not spelled.closed(region):
        return _("what is computed on the way is used elsewhere: make it one module")
    return ""


def _held(spelled: Spelled) -> Iterator[Seen]:
    """Yield the calls that hold an activation among other things, and those that bend two values."""
    runs, values = spelled.trace.runs, spelled.trace.values
    for at, call in enumerate(spelled.trace.calls):
        if call.elementwise or not call.inputs or any(word in call.name for word in LOSSES):
            continue
        if call.kernels:
            role: Role = GATE if call.name == "glu" else HIDDEN
            text = _("{kernels}: inside {name}, which is one call; write it in Python, each activation a module")
            reason: Text = text.format(kernels=", ".join(dict.fromkeys(call.kernels)), name=call.name)
        elif call.name in PAIRS and sum(values[one].weight for one in call.inputs) > 1:
            role, reason = UNDECIDED, _("it bends two values, and an activation takes one")
        else:
            continue
        shape = values[call.inputs[0]].shape
        path = runs[call.run].path
        region = Region(call.inputs[0], call.outputs[0], (at,))
        yield Seen(path, call.place, at, None, (call,), region, shape, len(shape) - 1, call.name, "", role, reason)
