"""The control against itself, before anything else: where two runs of the same differ, no pair is one."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from actlab.errors import InvalidInput
from actlab.functions.record import Activation
from actlab.torch.pairs.models import Models
from actlab.torch.pairs.randomness import kept, start
from actlab.torch.pairs.run import Train, run
from actlab.torch.pairs.trace import Difference, Kind, Place, Trace, first_difference, first_unshared
from actlab.torch.pairs.trial import Limits
from actlab.training.own.given import Given
from actlab.words import Text, _

_OUTSIDE = _(
    "Something is drawn that no seed sets: from the time, from the operating system, as numpy.random.default_rng() "
    "does without a seed, or from a generator that lives on from run to run. Draw with torch, numpy.random or random, "
    "or from trial.rng(purpose), and make anew in train what keeps a state."
)
_INEXACT = _(
    "Something is computed in another order each time, as sums of scattered numbers are on a GPU. Call "
    "torch.use_deterministic_algorithms(True) before the comparison, which names the operation."
)
_LENGTH = _(
    "Only one of them came there: what decides what train does next depends on something that no seed sets, such as "
    "the time. Let the number of steps decide."
)
_CAUSES: Mapping[Kind, Text] = {
    Kind.SETTING: _("train changes it for the whole process: set it before the comparison."),
    Kind.WEIGHT: _(
        "build draws what no seed sets, or returns a model that it made before: make the model within build, and draw "
        "with torch, numpy.random or random."
    ),
    Kind.BATCH: _(
        "The data set draws from a generator of its own, which lives on from run to run, or from the operating system: "
        "let it draw with torch, numpy.random or random within __getitem__."
    ),
    Kind.UPDATED: _INEXACT,
    Kind.REPORT: _INEXACT,
    Kind.RESULT: _INEXACT,
    Kind.TRAINED: _INEXACT,
}
_SHIFTED: Mapping[Kind, Text] = {
    Kind.WEIGHT: _("train or build changes weights by the activation: build the same layers for all."),
    Kind.BATCH: _("The data set knows of the activation, or keeps a state from run to run: let it do neither."),
    Kind.MASKS: _("Their dropout layers differ: build the same ones, in the same order, for every activation."),
    Kind.INPUTS: _(
        "The batches do not come from trial.loader, and another activation draws more or less before them. Take them "
        "from trial.loader(dataset, batch). Inputs that depend on the model itself cannot be shared: then give "
        "check=False."
    ),
}
_EXTRA = _(
    "One of them draws more random numbers than the other before this one. Use torch.nn.Dropout, whose masks are kept "
    "apart, instead of functional dropout, and draw everything else from trial.rng(purpose)."
)
LIMITS = Limits()


@dataclass(frozen=True)
class Check:
    """Rehearses: short epochs of a few batches, which ends in the third; in full, where nothing of trial is used."""

    models: Models
    train: Train
    activations: Mapping[str, Activation]
    control: str
    seed: int = 0
    lr: float | None = None
    limits: Limits = LIMITS

    def __call__(self) -> None:
        """Train the control twice, from different states of the process, and every other activation once.

        Raises InvalidInput with the first place where the two differ, or where another activation does not share
        weights, batches or masks with the control. What another activation's run raises is left to the experiment.
        """
        with kept():
            start("first run of the check")
            begun = time.time()
            first = self._trace(self.control)
            start("second run of the check")
            _wait_for_another_second(begun)
            difference = first_difference(first, self._trace(self.control))
            if difference is not None:
                raise _void(self.control, difference)
            for name in self.activations:
                if name != self.control:
                    self._against(first, name)

    def _against(self, control: Trace, name: str) -> None:
        try:
            other = self._trace(name)
        except InvalidInput:
            raise
        except Exception:  # an activation that fails, fails alone: it does so again when it is trained, and is told of
            return
        place = first_unshared(control, other)
        if place is not None:
            raise _unpaired(self.control, name, place)

    def _trace(self, name: str) -> Trace:
        with TemporaryDirectory() as folder:
            given = Given(self.activations[name], name, self.seed, self.lr, Path(folder))
            return run(self.models, self.train, given, self.limits)[1].trace


def _wait_for_another_second(begun: float) -> None:
    """Wait until a seed that is made of the time, in seconds, would be another."""
    while int(time.time()) == int(begun):
        time.sleep(0.01)


def _void(control: str, difference: Difference) -> InvalidInput:
    place = difference.place
    cause = _LENGTH if difference.alone else _CAUSES.get(place.kind, _OUTSIDE)
    text = _(
        "nothing can be compared yet: {control} was trained twice with the same seed, and the two runs differ, first "
        "in {place}. {cause}"
    )
    return InvalidInput(text.format(control=control, place=place.text, cause=cause))


def _unpaired(control: str, name: str, place: Place) -> InvalidInput:
    text = _("{name} and {control} of the same seed are no pair: they differ, first in {place}. {cause}")
    cause = _SHIFTED.get(place.kind, _EXTRA)
    return InvalidInput(text.format(name=name, control=control, place=place.text, cause=cause))
