"""``probe(model, batch)``: what actlab measures while it trains, at the sites of a model that somebody else trains."""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn

from actlab.errors import InvalidInput
from actlab.facade.language import language
from actlab.facade.shown import Shown
from actlab.report.document.parts import Column, Document, Table
from actlab.report.render import terminal
from actlab.torch.census.page import called
from actlab.torch.census.record import HIDDEN, Site
from actlab.torch.census.recorder import Recorded, recorded
from actlab.torch.census.regions import Spelled
from actlab.torch.census.running import MODES, Mode, apart, call_of, copied, paths_of, same_randomness
from actlab.torch.census.seen import Seen, seen_in
from actlab.torch.census.taking import census_of, look
from actlab.training.probes import PROBES, Responses, Step
from actlab.words import _, decimal, percent

TRAIN, EVALUATION = MODES[0], MODES[1]


@dataclass(frozen=True)
class Reading:
    """One number of one site: the probe's name, as PROBES has it, and its value."""

    site: str
    probe: str
    value: float


@dataclass(frozen=True)
class Readings(Shown):
    """The numbers of all sites. Printing it shows a table, in your language."""

    readings: tuple[Reading, ...]

    def of(self, probe: str) -> tuple[float, ...]:
        """Return one probe's numbers, site by site."""
        return tuple(reading.value for reading in self.readings if reading.probe == probe)

    @property
    def document(self) -> Document:
        """The readings as people read them: one row for each site."""
        known = {(one.site, one.probe): one.value for one in self.readings}
        probes = [probe for name, probe in PROBES.items() if any(one.probe == name for one in self.readings)]
        columns = (Column(_("site"), wrap="fold", least=12), *(Column(one.title, align="right") for one in probes))
        rows = []
        for site in dict.fromkeys(one.site for one in self.readings):
            values = [(known.get((site, probe.name)), probe.share) for probe in probes]
            rows.append((called(site), *("" if v is None else _shown(v, share) for v, share in values)))
        return Document((Table(columns, tuple(rows)),))

    def __str__(self) -> str:
        return terminal.render(self.document, language(), width=100)


def probe(
    model: nn.Module,
    batch: Any,
    where: str | Sequence[str] = HIDDEN,
    *,
    loss: Callable[[Any], Tensor] | None = None,
    optimizer: torch.optim.Optimizer | None = None,
) -> Readings:
    """Measure a model at its sites, as it is now, with the definitions by which actlab measures its own networks.

    In evaluation, over the examples of ``batch``: the share of units that are dead, by their values or their slopes,
    the share of saturated responses, their mean and SD. With ``loss``, which takes what the model returns and gives one
    number: the norm of the gradient in the weight before each site, in training; with ``optimizer``, too, what one step
    of it adds to this weight, over its norm. A site without a parameter before it has no such numbers. All of it is
    done on copies: the model, the optimizer and random numbers go on as if nothing had been.

    Raises InvalidInput where there is no such site, or an optimizer without a loss.

    >>> model = nn.Sequential(nn.Linear(4, 8), nn.ReLU(), nn.Linear(8, 1))
    >>> found = probe(model, torch.ones(5, 4), loss=lambda y: y.square().mean())
    >>> sorted({reading.probe for reading in found.readings})
    ['dead', 'gradient', 'gradient_dead', 'mean', 'saturated', 'sd']
    """
    if optimizer is not None and loss is None:
        raise InvalidInput(_("an optimizer's step follows from a loss: give one."), "loss")
    words = [where] if isinstance(where, str) else list(where)
    made = copied(model)
    chosen = census_of(made, look(copied(model), batch)).chosen(words)
    if not chosen:
        raise InvalidInput(_("there is no site {words} in this model on this batch.").format(words=", ".join(words)))
    readings = list(_responses(made, batch, chosen))
    if loss is not None:
        readings += _steps(*copy.deepcopy((model, optimizer)), batch, chosen, loss)
    return Readings(tuple(readings))


def _run(model: nn.Module, batch: Any, mode: Mode) -> Recorded:
    given, call = call_of(model, batch, mode)
    return recorded(given, call, paths_of(model))


def _at(spelled: Spelled, chosen: Sequence[Site]) -> Iterator[tuple[Site, Seen]]:
    """Yield the sites as they are computed in a run; one that is computed several times, the first time."""
    modules = {site.path for site in chosen if not site.nth}
    places = {(site.path, site.members[-1].place if site.nth else None): site for site in chosen}
    for one in seen_in(spelled, modules):
        site = places.pop((one.path, one.where), None)
        if site is not None and not site.obstacle:
            yield site, one


def _responses(model: nn.Module, batch: Any, chosen: Sequence[Site]) -> Iterator[Reading]:
    with same_randomness():
        trace, tensors, _result = _run(model, batch, EVALUATION)
    spelled = Spelled(trace)
    for site, one in _at(spelled, chosen):
        before = tensors[one.region.root].detach()
        module = model.get_submodule(site.path)
        after, slope = _with_slopes(partial(spelled.carried_out, one.region) if site.nth else module, before)
        seen = Responses(site.name, *(_units_last(part, site.units) for part in (before, after, slope)))
        for probe in PROBES.values():
            if probe.of_responses:
                yield Reading(site.name, probe.name, float(probe.of_responses(seen)))


def _with_slopes(function: Callable[[Tensor], Tensor], before: Tensor) -> tuple[Tensor, Tensor]:
    """Return a function's values and slopes at what goes in; a copy goes in, as the function may work in place."""
    with torch.enable_grad():
        z = before.clone().requires_grad_()
        after = function(z.clone())
        (slope,) = torch.autograd.grad(after.sum(), z)
    return after.detach(), slope


def _units_last(values: Tensor, axis: int) -> Any:
    return np.asarray(values.movedim(axis, -1).to("cpu", torch.float32).numpy())


def _steps(
    model: nn.Module,
    optimizer: torch.optim.Optimizer | None,
    batch: Any,
    chosen: Sequence[Site],
    loss: Callable[[Any], Tensor],
) -> Iterator[Reading]:
    """Yield what a step does to the weights before the sites; the model and optimizer are given up to it."""
    apart(model)
    model.zero_grad()
    with same_randomness():
        trace, tensors, result = _run(model, batch, TRAIN)
        loss(result).backward()
    spelled = Spelled(trace)
    own = {id(parameter) for parameter in model.parameters()}
    before = {
        site.name: tensors[at]
        for site, one in _at(spelled, chosen)
        if (at := spelled.weight(one.region.root)) is not None
    }
    found = {name: weight for name, weight in before.items() if id(weight) in own and weight.grad is not None}
    old = {name: weight.detach().clone() for name, weight in found.items()}
    if optimizer is not None:
        optimizer.step()
    for name, weight in found.items():
        rate: Any = np.ones((), np.float32)  # it is in what was added already
        added = (old[name] - weight.detach()).cpu().numpy()
        step = Step(old[name].cpu().numpy(), weight.grad.cpu().numpy(), added, rate)
        for probe in PROBES.values():
            if probe.of_step and (probe.name != "update" or optimizer is not None):
                yield Reading(name, probe.name, float(probe.of_step(step)))


def _shown(value: float, share: bool) -> str:
    return percent(decimal(f"{100 * value:.1f}")) if share else decimal(f"{value:.3g}")
