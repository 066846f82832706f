"""The sites of a model, put together from what was seen of them in each way of running it."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import replace
from itertools import count

from torch.utils._pytree import tree_leaves

from actlab.torch.census.graph import Call, Hole, Place
from actlab.torch.census.record import HIDDEN, OUTPUT, UNDECIDED, Counts, Member, Site
from actlab.torch.census.regions import Spelled
from actlab.torch.census.roles import WHY, agreed
from actlab.torch.census.running import MODES
from actlab.torch.census.seen import Seen, seen_in
from actlab.words import _

Key = tuple[str, Place | None]  # what tells a site apart: its path, and where its last call stands


def united(runs: Sequence[Spelled]) -> tuple[Site, ...]:
    """Return the sites of all ways of running; a module is one activation where it is in each of them."""
    whole: dict[str, bool] = {}
    for spelled in runs:
        for at, run in enumerate(spelled.trace.runs):
            whole[run.path] = whole.get(run.path, True) and at in spelled.whole
    modules = {path for path, is_one in whole.items() if is_one}
    found: dict[Key, list[tuple[int, Seen]]] = defaultdict(list)
    for mode, spelled in enumerate(runs):
        for one in seen_in(spelled, modules):
            found[one.path, one.where].append((mode, one))
    numbers: dict[str, count[int]] = defaultdict(lambda: count(1))
    return _repeated([_site(next(numbers[path]) if where else 0, all_) for (path, where), all_ in found.items()])


def _site(nth: int, found: Sequence[tuple[int, Seen]]) -> Site:
    first = found[0][1]
    role = agreed([one.role for _mode, one in found])
    obstacle = next((one.obstacle for _mode, one in found if one.obstacle), "")
    counts = Counter(mode for mode, _one in found)
    within = Counter((mode, one.around) for mode, one in found if not nth)
    return Site(
        path=first.path,
        nth=nth,
        spelling=first.spelling,
        line=first.where.line if first.where else 0,
        function=first.function,
        role=role,
        why=WHY[role] if first.calls[0].elementwise else _("it is inside a call that does more"),
        calls=Counts(*(counts[mode] for mode in range(len(MODES)))),
        shape=first.shape,
        units=first.units,
        in_place=any(call.in_place for _mode, one in found for call in one.calls),
        repeats=max(within.values(), default=1),
        obstacle=obstacle,
        members=tuple(Member(call.name, call.place, _argument(call, first.region.root)) for call in first.calls)
        if nth
        else (),
    )


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
    return tuple(_decided(site, hidden, usual) if site.role == OUTPUT else site for site in found)


Pattern = tuple[str, str, int, str, str]


def _decided(site: Site, hidden: set[Pattern], usual: set[str]) -> Site:
    if _pattern(site) in hidden:
        return replace(site, role=HIDDEN, why=_("hidden at the same place in another block"))
    if site.function in usual and len(site.shape) > 2:
        return replace(site, role=UNDECIDED, why=_("no weight comes after it, and it is what hidden ones are"))
    return site


def _pattern(site: Site) -> Pattern:
    """Return what the same places in blocks that repeat have in common: paths that differ in blocks' numbers only."""
    block, _dot, last = site.path.rpartition(".") if not site.nth else (site.path, "", "")
    return re.sub(r"\d+", "*", block), last, site.nth, site.spelling, site.function
