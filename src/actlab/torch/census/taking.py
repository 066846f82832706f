"""``sites(model, batch)``: every place where a nonlinearity is applied, as a model is trained and evaluated."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Any

from torch import nn

from actlab.torch.census.census import Census
from actlab.torch.census.escapes import closed, idle, loose, otherwise
from actlab.torch.census.found import united
from actlab.torch.census.record import Site
from actlab.torch.census.recorder import kernels_of, recorded
from actlab.torch.census.regions import Region, Spelled
from actlab.torch.census.running import MODES, call_of, copied, paths_of, same_randomness
from actlab.torch.census.seen import seen_in


def sites(model: nn.Module, batch: Any) -> Census:
    """Return every site of a model, as it is trained and evaluated on a batch, and what escapes.

    ``batch`` is what the model is given: a tensor, a tuple of arguments, or a dict of them by name. The model runs
    on it six times, as a copy; random numbers go on as if it had not.

    Raises InvalidInput where the model cannot be copied, or does not run on the batch.

    >>> import torch
    >>> model = nn.Sequential(nn.Linear(4, 8), nn.LeakyReLU(0.1), nn.Linear(8, 1), nn.Sigmoid())
    >>> [(site.path, site.function, site.role) for site in sites(model, torch.ones(2, 4)).sites]
    [('1', 'leaky_relu(alpha=0.1)', 'hidden'), ('3', 'sigmoid', 'output')]
    """
    made = copied(model)
    return census_of(made, look(made, batch))


@dataclass(frozen=True)
class Look:
    """What a model was seen to do, once for each of MODES: as Python spells it, and which kernels run by themselves."""

    spelled: tuple[Spelled, ...]
    kernels: tuple[Counter[tuple[str, str]], ...]

    def region(self, site: Site) -> tuple[Spelled, Region]:
        """Return what a site was seen to compute, and where."""
        where = site.members[-1].place if site.nth else None
        for spelled in self.spelled:
            for one in seen_in(spelled, set() if site.nth else {site.path}):
                if (one.path, one.where) == (site.path, where):
                    return spelled, one.region
        raise KeyError(site.name)


def look(model: nn.Module, batch: Any) -> Look:
    """Look at a model that may be run, and changed by it."""
    paths = paths_of(model)
    spelled, kernels = [], []
    for mode in MODES:
        with same_randomness():
            given, call = call_of(model, batch, mode)
            spelled.append(Spelled(recorded(given, call, paths).trace))
        with same_randomness():
            _given, call = call_of(model, batch, mode)
            kernels.append(kernels_of(call, paths))
    return Look(tuple(spelled), tuple(kernels))


def census_of(model: nn.Module, seen: Look) -> Census:
    """Return the census of what was seen."""
    traces = [spelled.trace for spelled in seen.spelled]
    found = united(seen.spelled)
    unseen = (*closed(model), *idle(model, traces, found), *loose(model, traces))
    return Census(found, (*unseen, *otherwise(traces, seen.kernels)))
