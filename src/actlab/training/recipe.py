"""A recipe: what all networks of a run share."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from jaxtyping import Int32

from actlab.data.dataset import Dataset
from actlab.data.tasks import Metric
from actlab.errors import InvalidInput
from actlab.functions.layered import Arrangement
from actlab.networks.network import Network
from actlab.training.batches import batch_rows
from actlab.training.precision import SINGLE
from actlab.words import _


@dataclass(frozen=True)
class Recipe:
    """What all networks of a run share; activation, learning rate and seed are each network's own.

    The curves are read every ``evaluate_every`` steps, on the first ``curve_examples`` of ``curve_split`` (test or
    validation). ``read_test`` says whether the last state is evaluated on the test data at all. ``probes`` are
    measured beside the curves, and change no bit of them. ``metric`` is the one that is judged, by default the task's
    first; all are read. ``augment`` names what is done to images while training; ``resplit`` says that a seed chooses
    the split of the data, too. ``precision`` is the name of one in ``precision.py``.
    """

    data: Dataset
    network: Network
    initialisation: str
    optimizer: str
    batch: int
    steps: int
    evaluate_every: int
    curve_examples: int
    curve_split: str = "test"
    read_test: bool = True
    probes: tuple[str, ...] = ()
    metric: str = ""
    augment: tuple[str, ...] = ()
    resplit: bool = False
    precision: str = SINGLE

    def network_of(self, activation: Arrangement) -> Network:
        """Return the network in which activations stand: of gated units, that with gates.

        Raises InvalidInput where the network has none.
        """
        if not activation.gate:
            return self.network
        if self.network.gated is None:
            text = _("{activation}: {network} has no gated units; mlp and transformer have.")
            raise InvalidInput(
                text.format(activation=str(activation), network=self.network.spec), "network", "mlp(256)"
            )
        return self.network.gated()

    def of_seed(self, seed: int) -> Recipe:
        """Return the recipe of a seed's networks: with its own split of the data, where a seed chooses it."""
        if not self.undivided:
            return self
        assert self.data.again is not None  # or the plan would have been refused
        return replace(self, data=replace(self.data.again(seed), again=None))

    @property
    def undivided(self) -> bool:
        """Whether the data are still to be divided, seed by seed."""
        return self.resplit and self.data.again is not None

    def rows(self, seed: int) -> Int32[np.ndarray, "steps batch"]:
        """Return the rows of every batch of a seed, int32 [steps, batch]."""
        return batch_rows(len(self.data.splits.train), self.batch, self.steps, seed)

    @property
    def judged(self) -> Metric:
        """The metric that is judged."""
        return self.data.task.metric(self.metric)

    @cached_property
    def digest(self) -> str:
        """The SHA-256, in hexadecimal, of all that a trial depends on; which metric is judged is not among it."""
        choices = [self.data.digest, self.network.spec, self.initialisation, self.optimizer, self.batch, self.steps]
        reading = [self.evaluate_every, self.curve_examples, self.curve_split, self.read_test, self.probes]
        more: list[object] = [[*self.augment], self.resplit] if self.augment or self.resplit else []
        more += [self.precision] if self.precision != SINGLE else []
        form = self.data.form  # of which the data's own digest does not know what numbers in a row mean
        if form.vocabulary or (form.image and (self.augment or self.network.images or self.network.source)):
            more += [form.vocabulary, form.image]
        return hashlib.sha256(json.dumps([choices, reading, *more]).encode()).hexdigest()
