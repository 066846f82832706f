"""``actlab.torch.compare``: a user's own model and training, with one activation after the other."""

from __future__ import annotations

import hashlib
import warnings
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, cast

from actlab.errors import ActlabWarning, InvalidInput, unknown
from actlab.facade.activation import shown
from actlab.facade.own import called
from actlab.facade.study import Study
from actlab.functions.arms import Comparable, arms, at_least_one, named
from actlab.functions.identity import identity
from actlab.functions.on_torch import module
from actlab.functions.record import Activation
from actlab.studies.own_plan import rates_of
from actlab.studies.run import Progress
from actlab.torch.pairs.asked import in_words
from actlab.torch.pairs.models import Build, Models, takes_activation
from actlab.torch.pairs.run import Record, Train, run
from actlab.torch.pairs.trace import Place, Trace, first_unshared
from actlab.torch.pairs.twins import Check
from actlab.training.executors.functions import Returned
from actlab.training.own.given import Given
from actlab.words import _

RECORD = "pairing.json"  # in the folder of a run


def compare(
    build: Build,
    train: Train,
    activations: Iterable[Comparable],
    *,
    seeds: int | None = None,
    lrs: float | Sequence[float] | None = None,
    batch: Any = None,
    where: str | Sequence[str] = "hidden",
    leave: Sequence[str] = (),
    tied: bool = False,
    control: Comparable | None = None,
    metric: str | None = None,
    margin: float | None = None,
    out: str | Path | None = None,
    progress: Progress | bool = True,
    check: bool = True,
    **choices: Any,
) -> Study:
    """Train your PyTorch model with each activation, in pairs, and return the study.

    ``build()`` returns your model, whatever its activation, and those ``where`` are replaced as ``actlab.torch.swap``
    does it, with ``leave`` and ``tied``, which needs a ``batch`` of inputs; or ``build(activation)`` puts
    ``activation()`` at each place. Which of them it is follows from whether it needs an argument.
    ``train(model, trial)`` trains it and returns a number, or several by their names; ``trial`` is a TorchTrial, with
    ``seed``, ``lr`` and ``loader(dataset, batch)``.

    Runs of one seed begin with the control's weights, copied by name. All generators are set from the seed and the
    place at each batch of ``trial.loader``; dropout layers draw by themselves. In-place is off in all runs. Before
    anything else the control is trained twice for a few steps and compared bit by bit, and each other activation once;
    where ``train`` uses neither ``trial.loader`` nor ``trial.step``, in full. ``check=False`` leaves that out.
    ``seeds`` and all other choices are those of ``actlab.experiment``. Every run's digests and PyTorch's settings are
    kept as ``pairing.json`` in its folder. A run that leaves all weights as they were is warned of.

    Raises InvalidInput where two runs of the control differ, with the first place where they do, and where activations
    do not share weights, batches and masks.

    >>> import torch
    >>> inputs = torch.linspace(-2, 2, 64).reshape(-1, 1)
    >>> data = torch.utils.data.TensorDataset(inputs, inputs.square())
    >>> def build(activation):
    ...     return torch.nn.Sequential(torch.nn.Linear(1, 16), activation(), torch.nn.Linear(16, 1))
    >>> def train(model, trial):
    ...     optimizer = torch.optim.Adam(trial.groups(model, weight_decay=0.0), lr=0.01)
    ...     for epoch in range(2):
    ...         for x, y in trial.loader(data, 16):
    ...             loss = (model(x) - y).square().mean()
    ...             optimizer.zero_grad()
    ...             loss.backward()
    ...             optimizer.step()
    ...     return {"loss": loss.item()}
    >>> study = compare(build, train, ["relu", "tanh"], seeds=2, progress=False)
    >>> [arm.activation for arm in study.arms], study.pairs
    (['relu', 'tanh'], [0, 1])
    """
    chosen = at_least_one(arms(in_words(activations)))
    known = {name: shown(one) for name, one in named(chosen).items()}
    for one in known.values():
        module(one, 1)  # what cannot be written in PyTorch is refused before anything is trained
    if not takes_activation(build) and batch is None:
        text = _("build() takes no activation, so that those of its model are replaced: give a batch of its inputs.")
        raise InvalidInput(text, "batch")
    first = _control(control, known)
    pairs = Pairs(Models(build, known[first], batch, where, leave, tied), train)
    rates = rates_of(lrs)
    study = called(
        pairs,
        chosen,
        seeds=seeds,
        lrs=lrs,
        metric=metric,
        control=first,
        margin=margin,
        out=out,
        progress=progress,
        rehearsal=Check(pairs.models, train, known, first, lr=rates[0] if rates else None) if check else None,
        **choices,
    )
    pairs.warn()
    return study


class Pairs:
    """Trains each network of an experiment, and holds it against the first of its seed.

    ``digest`` is that of all that a network depends on but for activation, seed and learning rate.
    """

    def __init__(self, models: Models, train: Train) -> None:
        self.models, self.train, self.__qualname__ = models, train, getattr(train, "__qualname__", type(train).__name__)
        # now: what train and build close over may change as they are called
        where = (models.where, models.leave, models.tied)
        parts = (identity(models.build), identity(train), *where, models.control.digest)
        self.digest = hashlib.sha256(repr(parts).encode()).hexdigest()
        self._first: dict[int, tuple[str, Trace]] = {}  # by seed
        self._void: list[tuple[str, str, int, Place]] = []
        self._idle = False

    def __call__(self, given: Given) -> Returned:
        """Train one network, keep its record in its folder, and return what ``train`` returned."""
        returned, record = run(self.models, self.train, given)
        (given.folder / RECORD).write_text(record.json, encoding="utf-8")
        name, trace = self._first.setdefault(given.seed, (given.name, record.trace))
        self._warn_of_idle(given, record)
        place = first_unshared(trace, record.trace)
        if place is not None:
            self._void.append((given.name, name, given.seed, place))
        return cast(Returned, returned)

    def _warn_of_idle(self, given: Given, record: Record) -> None:
        """Warn at once, and once, of a model that is as it was before: what follows would be judged all the same."""
        if record.trained or self._idle:
            return
        self._idle = True
        text = _(
            "training changed no weight of the model ({name}, seed {seed}). Where it is to be trained, let train make "
            "the optimiser, of the parameters of the model that it is given."
        )
        warnings.warn(text.format(name=given.name, seed=given.seed), ActlabWarning, stacklevel=2)

    def warn(self) -> None:
        """Warn of runs that turned out to be no pairs, which the rehearsal of a few steps had not shown."""
        for name, other, seed, place in self._void:
            text = _("{name} and {other} of seed {seed} are no pair: they differ, first in {place}.")
            warnings.warn(text.format(name=name, other=other, seed=seed, place=place.text), ActlabWarning, stacklevel=3)


def _control(wanted: Comparable | None, known: Mapping[str, Activation]) -> str:
    """Return the name of the activation that is meant; relu, else the first, where none is."""
    if wanted is None:
        return "relu" if "relu" in known else next(iter(known))
    if isinstance(wanted, str) and wanted in known:
        return wanted
    ((name, meant),) = named([wanted]).items()
    same = [mine for mine, one in known.items() if one == meant]
    if not same:
        raise unknown(_("control"), name, known)
    return same[0]
