"""The proof of a swap: the new activations run as often as the old ones did, in every mode, and nothing else does."""

from __future__ import annotations

import warnings
from collections import Counter
from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

from torch import Tensor, nn

from actlab.errors import ActlabWarning, InvalidInput
from actlab.torch.census.census import Census
from actlab.torch.census.page import called
from actlab.torch.census.record import ROLES, Site
from actlab.torch.census.recorder import runs_of
from actlab.torch.census.regions import Region, Spelled
from actlab.torch.census.running import MODES, Mode, call_of, copied, paths_of, same_randomness
from actlab.torch.census.taking import Look, census_of, look
from actlab.words import _


class Sentinel(nn.Module):  # type: ignore[misc]
    """Stands where a new activation will, and computes what the old one did, so that all else goes the same way."""

    def __init__(self, spelled: Spelled, region: Region) -> None:
        super().__init__()
        self._old = partial(spelled.carried_out, region)

    def forward(self, x: Tensor) -> Tensor:
        """Return the old function of x."""
        return self._old(x).to(x)


def run(model: nn.Module, batch: Any) -> None:
    """Run a model in every mode, on copies. Raises InvalidInput where it does not run."""
    for mode in MODES:
        _runs(copied(model), batch, mode)


def prove(
    model: nn.Module, batch: Any, placed: Mapping[Site, tuple[str, ...]], words: Sequence[str], leave: Sequence[str]
) -> None:
    """Prove a swap by sentinels; ``placed`` has each site's new paths.

    Warns where an input is used again that was written over. Raises InvalidInput with what is not so.
    """
    watched = copied(model)
    seen = look(watched, batch)
    unwatched = [_runs(watched, batch, mode) for mode in MODES]
    for mode, alone, spelled in zip(MODES, unwatched, seen.spelled, strict=True):
        while_watched = Counter(run.path for run in spelled.trace.runs)
        for site, paths in placed.items():
            before = getattr(site.calls, mode.name)
            for found in (sum(one[path] for path in paths) for one in (alone, while_watched)):
                if found != before:
                    text = _(
                        "{site}: in {mode} the new activation is called {n} times, where the old one was {before}."
                    )
                    message = text.format(site=called(site.name), mode=mode.title, n=found, before=before)
                    raise InvalidInput(message, "leave", repr([*leave, site.name]))
    _used(seen, placed, leave)
    _complete(census_of(watched, seen), placed, words, leave)


def _runs(model: nn.Module, batch: Any, mode: Mode) -> Counter[str]:
    with same_randomness():
        _given, call = call_of(model, batch, mode)
        return runs_of(call, paths_of(model))


def _used(seen: Look, placed: Mapping[Site, tuple[str, ...]], leave: Sequence[str]) -> None:
    """Refuse a result that nobody uses: it was written into its input; warn of an input that is used again."""
    by_path = {path: site for site, paths in placed.items() for path in paths}
    again: dict[str, None] = {}
    for spelled in seen.spelled:
        for run in spelled.trace.runs:
            site = by_path.get(run.path)
            if site is None:
                continue
            if not any(spelled.users[value] or value in spelled.trace.results for value in run.outputs):
                text = _("{site} ({spelling}) works in place, and what it returns is not used: write x = relu(x).")
                message = text.format(site=called(site.name), spelling=site.spelling)
                raise InvalidInput(message, "leave", repr([*leave, site.name]))
            if site.in_place and any(at >= run.calls.stop for value in run.inputs for at in spelled.users[value]):
                again[site.name] = None
    if again:
        text = _("these wrote into their input, which is used again: {sites}. With nothing in place the model computes")
        rest = _("something else, whatever the activation: compare with a control that has been swapped as well.")
        warnings.warn(ActlabWarning(text.format(sites=", ".join(again)) + " " + rest), stacklevel=4)


def _complete(
    census: Census, placed: Mapping[Site, tuple[str, ...]], words: Sequence[str], leave: Sequence[str]
) -> None:
    """Refuse where an old function is left, or another way than the code's is taken."""
    old = {(site.path, member.place) for site in placed for member in site.members[-1:]}
    roles = set(words) & set(ROLES)
    new = {path for paths in placed.values() for path in paths}
    for site in census.sites:
        ours = any(site.path == path or site.path.startswith(f"{path}.") for path in new)
        still = any((site.path, member.place) in old for member in site.members)
        kept = {site.name, site.path, site.role}.intersection(leave)
        if not ours and (still or (site.role in roles and not kept)):
            text = _("{site} ({spelling}) is still computed after the swap.")
            message = text.format(site=called(site.name), spelling=site.spelling)
            raise InvalidInput(message, "leave", repr([*leave, site.name]))
    around = {path.rpartition(".")[0] for path in new}
    for escape in census.escapes:
        if (roles and escape.path not in leave) or escape.path in around:
            text = _("{site} {reason}, after the swap.")
            raise InvalidInput(text.format(site=called(escape.path), reason=escape.reason))
