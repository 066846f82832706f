"""``sites(model, batch)``: every place where a nonlinearity is applied, as a model is trained and evaluated."""

from __future__ import annotations

from collections import Counter
from typing import Any

import torch
from torch import nn

from actlab.torch.escapes import closed, loose, otherwise
from actlab.torch.found import united
from actlab.torch.record import Census
from actlab.torch.recorder import functions_of, kernels_of
from actlab.torch.regions import Spelled
from actlab.torch.running import MODES, call_of, copied, paths_of, same_randomness


def sites(model: nn.Module, batch: Any) -> Census:
    """Return every site of a model, as it is trained and evaluated on a batch, and what escapes.

    ``batch`` is what the model is given: a tensor, a tuple of arguments, or a dict of them by name. The model runs
    on it six times, as a copy; random numbers go on as if it had not.

    Raises InvalidInput where the model cannot be copied, or does not run on the batch.

    >>> model = nn.Sequential(nn.Linear(4, 8), nn.LeakyReLU(0.1), nn.Linear(8, 1), nn.Sigmoid())
    >>> [(site.path, site.function, site.role) for site in sites(model, torch.ones(2, 4)).sites]
    [('1', 'leaky_relu(alpha=0.1)', 'hidden'), ('3', 'sigmoid', 'output')]
    """
    return taken(copied(model), batch)


def taken(model: nn.Module, batch: Any) -> Census:
    """Take the census of a model that may be run, and changed by it."""
    paths = paths_of(model)
    seen: list[Spelled] = []
    kernels: list[Counter[tuple[str, str]]] = []
    for mode in MODES:
        with same_randomness():
            given, call = call_of(model, batch, mode)
            seen.append(Spelled(functions_of(model, given, call, paths)))
        with same_randomness():
            kernels.append(kernels_of(call_of(model, batch, mode)[1], paths))
    traces = [spelled.trace for spelled in seen]
    return Census(united(seen), (*closed(model), *loose(model, traces), *otherwise(traces, kernels)))


