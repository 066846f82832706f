"""One training run of a user's own, paired with all others of its seed, and what it met."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import Any

import torch
from torch import nn

from actlab.torch.pairs.draws import Draws
from actlab.torch.pairs.models import Models
from actlab.torch.pairs.randomness import kept, number
from actlab.torch.pairs.recorder import Recorder
from actlab.torch.pairs.settings import Settings
from actlab.torch.pairs.trace import Trace
from actlab.torch.pairs.trial import Cut, Limits, TorchTrial
from actlab.torch.pairs.watch import watched
from actlab.torch.pairs.weights import Paired
from actlab.training.executors.functions import Returned
from actlab.training.own.given import Given

Train = Callable[[nn.Module, TorchTrial], Returned]


@dataclass(frozen=True)
class Record:
    """What a run met: PyTorch's settings in its first pass, None where it had none; its weights; and its trace.

    ``trained`` says whether any parameter is another one at the end.
    """

    settings: Settings | None
    weights: Paired
    trace: Trace
    trained: bool

    @property
    def json(self) -> str:
        """All of it as JSON; a mark is its kind, its name, epoch and step, and the digest."""
        marks = [[*asdict(mark.place).values(), mark.digest] for mark in self.trace.marks]
        settings = None if self.settings is None else asdict(self.settings)
        return json.dumps({"settings": settings, "weights": asdict(self.weights), "marks": marks}, indent=1)


def run(models: Models, train: Train, given: Given, limits: Limits | None = None) -> tuple[Any, Record]:
    """Train once, and return the result, None where a rehearsal was cut short, and the record.

    The generators of the process are afterwards as they were. Raises whatever ``train`` raises.
    """
    recorder, draws = Recorder(thorough=limits is not None), Draws(given.seed)
    with kept():
        torch.manual_seed(number(given.seed))  # of devices, too, that are first used on the way
        model, weights = models.of(given.activation, given.seed)
        recorder.model(model)
        draws.arrive("start")
        recorder.fresh()
        result: Any = None
        with watched(model, draws, recorder):
            try:
                result = train(model, TorchTrial(given, draws, recorder, limits))
                recorder.result(result)
            except Cut:
                pass  # it has seen enough
        recorder.end(model)
    return result, Record(recorder.settings, weights, recorder.trace, recorder.trained)
