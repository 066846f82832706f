"""The sites of a model, put together from what was seen of them in each way of running it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import count

from torch.utils._pytree import tree_leaves

from actlab.analysis.relating import WIDE
from actlab.torch.census.elementwise import FUSED, LOSSES, PAIRS
from actlab.torch.census.graph import Call, Hole, Place
from actlab.torch.census.recognise import recognised
from actlab.torch.census.record import GATE, HIDDEN, OUTPUT, UNDECIDED, Counts, Member, Role, Site
from actlab.torch.census.regions import Region, Spelled
from actlab.torch.census.roles import WHY, Roles, agreed
from actlab.torch.census.running import MODES
from actlab.words import Text, _

Key = tuple[str, Place | None]  # what tells a site apart: its path, and where its last call stands


@dataclass
class _Seen:
    """What was seen of one site: in the run that showed it first, and in all of them."""

    spelled: Spelled
    calls: list[Call]
    root: int
    kind: str
    function: str
    obstacle: Text | str
    roles: list[Role] = field(default_factory=list)
    counts: list[int] = field(default_factory=lambda: [0] * len(MODES))
    in_place: bool = False
    within: Counter[tuple[int, int | None]] = field(default_factory=Counter)  # how often, by mode and run around it


def united(seen: Sequence[Spelled]) -> tuple[Site, ...]:
    """Return the sites of all ways of running; a module is one activation where it is in each of them."""
    whole: dict[str, bool] = {}
    for spelled in seen:
        for at, run in enumerate(spelled.trace.runs):
            whole[run.path] = whole.get(run.path, True) and at in spelled.whole
    modules = {path for path, is_one in whole.items() if is_one}
    found: dict[Key, _Seen] = {}
    for mode, spelled in enumerate(seen):
        roles = Roles(spelled)
        for first in spelled.regions(modules):
            region, function = _named(spelled, first)
            key = _key(spelled, region)
            one = found.setdefault(key, _region(spelled, region, function))
            mapped = key[1] and any(frame[0] == "vmap.py" for frame in key[1].frames)
            one.roles.append(UNDECIDED if mapped else roles.of(region, key[0], function))
            one.counts[mode] += 1
            around = None if region.run is None else spelled.trace.runs[region.run].parent
            one.within[mode, around] += region.run is not None
            one.obstacle = one.obstacle or _obstacle(spelled, region)
            one.in_place |= any(spelled.trace.calls[at].in_place for at in region.calls)
        for call in _fused(spelled):
            key = spelled.trace.runs[call.run].path, call.place
            one = found.setdefault(key, _Seen(spelled, [call], call.inputs[0], call.name, "", _inside(call)))
            one.roles.append(_held(call))
            one.counts[mode] += 1
    return _repeated(_sites(found))


def _region(spelled: Spelled, region: Region, function: str) -> _Seen:
    calls = [spelled.trace.calls[at] for at in region.calls]
    kind = spelled.trace.runs[region.run].kind if region.run is not None else ", ".join(call.name for call in calls)
    return _Seen(spelled, calls, region.root, kind, function, "")


def _named(spelled: Spelled, region: Region) -> tuple[Region, str]:
    """Return the catalogue's name for a region, with the straight lines before it where that gives it one."""
    if any(spelled.trace.calls[at].name == "rrelu" for at in region.calls):
        return region, "rrelu"  # whose slopes are random while it is trained
    for one in (region, *(spelled.wider(region) if region.run is None else ())):
        name = recognised(spelled.computed(one, WIDE))
        if name and name != "identity":
            return one, name
    return region, ""


def _key(spelled: Spelled, region: Region) -> Key:
    if region.run is not None:
        return spelled.trace.runs[region.run].path, None
    last = spelled.trace.calls[region.calls[-1]]
    return spelled.trace.runs[last.run].path, last.place


def _obstacle(spelled: Spelled, region: Region) -> Text | str:
    places = [spelled.trace.calls[at].place for at in region.calls] if region.run is None else []
    if any(place.hook for place in places):
        return _("it is called in a hook: call it in forward")
    frames = {(frame[0], frame[1]) for place in places for frame in place.frames}
    if any(file == "vmap.py" for file, _function in frames):
        return _("it is inside torch.func.vmap, where nobody can follow it: call the module on the whole batch")
    if ("function.py", "Function.apply") in frames:
        return _("it is inside a torch.autograd.Function, which has a gradient of its own: make it a module")
    if ("checkpoint.py", "checkpoint") in frames:
        return _("it is computed again in the backward pass, by a checkpoint: make it a module")
    if region.run is None and len({spelled.trace.calls[at].run for at in region.calls}) > 1:
        return _("it is spelled over several modules: make it one module")
    if region.run is None and not spelled.closed(region):
        return _("what is computed on the way is used elsewhere: make it one module")
    if not spelled.trace.values[region.output].real:
        return _("it is a comparison, and what follows from it is no function of PyTorch: write torch.where(...)")
    return ""


def _fused(spelled: Spelled) -> list[Call]:
    """Return the calls that hold an activation among other things."""
    calls = spelled.trace.calls
    other = [call for call in calls if not call.elementwise and call.inputs]
    held = [call for call in other if call.kernels and not any(word in call.name for word in LOSSES)]
    values = spelled.trace.values
    pairs = [c for c in other if c.name in PAIRS and sum(values[at].weight for at in c.inputs) > 1]
    return [*held, *(call for call in pairs if call not in held)]


def _held(call: Call) -> Role:
    if FUSED.intersection(call.kernels) or call.name in FUSED:
        return HIDDEN
    return GATE if call.kernels else UNDECIDED


def _inside(call: Call) -> Text:
    if not call.kernels:
        return _("it bends two values, and an activation takes one")
    text = _("{kernels}: inside {name}, which is one call; write it in Python, each activation a module")
    return text.format(kernels=", ".join(dict.fromkeys(call.kernels)), name=call.name)


def _sites(found: Mapping[Key, _Seen]) -> list[Site]:
    numbers: dict[str, count[int]] = {}
    made = []
    for (path, where), one in found.items():
        nth = next(numbers.setdefault(path, count(1))) if where else 0
        role = agreed(one.roles)
        why = WHY[role] if one.calls[0].elementwise else _("it is inside a call that does more")
        members = tuple(Member(call.name, call.place, _argument(call, one.root)) for call in one.calls) if where else ()
        shape = one.spelled.trace.values[one.root].shape
        line = where.line if where else 0
        made.append(
            Site(
                path, nth, one.kind, line, one.function, role, why, Counts(*one.counts), shape, one.in_place,
                max(1, *one.within.values(), 0), one.obstacle, members,
            )
        )  # fmt: skip
    return made


def _argument(call: Call, root: int) -> int | None:
    """Return which of a call's arguments, one after another, is the value that goes into the site."""
    leaves = tree_leaves((call.arguments, dict(call.keywords)))
    return next((at for at, leaf in enumerate(leaves) if leaf == Hole(root)), None)


def _repeated(found: Sequence[Site]) -> tuple[Site, ...]:
    """Return the sites; the last block's activation is a hidden one where that of another such block is.

    Where none tells, and it is the hidden ones' function on what is no row of numbers per example, nobody can.
    """
    hidden = {_pattern(site) for site in found if site.role == HIDDEN}
    usual = {site.function for site in found if site.role == HIDDEN}
    made = []
    for site in found:
        role: Role = site.role
        if role == OUTPUT and _pattern(site) in hidden:
            site = replace(site, role=HIDDEN, why=_("hidden at the same place in another block"))
        elif role == OUTPUT and site.function in usual and len(site.shape) > 2:
            site = replace(site, role=UNDECIDED, why=_("no weight comes after it, and it is what hidden ones are"))
        made.append(site)
    return tuple(made)


def _pattern(site: Site) -> tuple[str, str, int, str, str]:
    """Return what the same places in blocks that repeat have in common: paths that differ in blocks' numbers only."""
    block, _dot, last = site.path.rpartition(".") if not site.nth else (site.path, "", "")
    return re.sub(r"\d+", "*", block), last, site.nth, site.spelling, site.function
