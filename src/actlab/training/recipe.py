"""A recipe: what all networks of a run share."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from jaxtyping import Int32

from actlab.data.dataset import Dataset
from actlab.data.tasks import Metric
from actlab.networks.network import Network
from actlab.training.batches import batch_rows


@dataclass(frozen=True)
class Recipe:
    """What all networks of a run share; activation, learning rate and seed are each network's own.

    The curves are read every ``evaluate_every`` steps, on the first ``curve_examples`` of ``curve_split`` (test or
    validation). ``read_test`` says whether the last state is evaluated on the test data at all. ``probes`` are
    measured beside the curves, and change no bit of them. ``metric`` is the one that is judged, by default the task's
    first; all are read.
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
        return hashlib.sha256(json.dumps([choices, reading]).encode()).hexdigest()
