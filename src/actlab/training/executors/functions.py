"""Calls a function of the user's, once for each network, one after the other, in the thread that asks for it."""

from __future__ import annotations

import time
from collections.abc import Callable, Generator, Mapping, Sequence
from dataclasses import dataclass
from typing import SupportsFloat, cast

from actlab.errors import ActlabError
from actlab.functions.record import Activation
from actlab.training.faults import reason
from actlab.training.own.given import Given, clear
from actlab.training.own.outcome import Judged, Outcome, trial
from actlab.training.own.reported import called
from actlab.training.own.runs import Runs
from actlab.training.trainer import Claim, Event, Member
from actlab.words import _

VALUE = "value"  # what a number is called that a function returns without a name

Returned = float | Mapping[str, float]
Train = Callable[[Given], Returned]


@dataclass(frozen=True)
class Functions:
    """Calls ``train``; ``rated`` says that it is given learning rates, ``named`` how activations are called.

    ``shown`` makes of an activation what a user of Python knows by that name.
    """

    train: Train
    runs: Runs
    named: Mapping[str, str]
    shown: Callable[[Activation], Activation]
    rated: bool
    unnamed: str = VALUE  # what a number without a name is

    @property
    def jobs(self) -> int:
        """How many calls there are at a time: in one process no more than one can be told from the others."""
        return 1

    @property
    def names(self) -> tuple[str, ...]:
        """What trains, for the record."""
        return (getattr(self.train, "__qualname__", type(self.train).__qualname__),)

    def once(self, member: Member) -> Outcome:
        """Call the function for one network."""
        folder = self.runs.place(member)
        folder.mkdir(parents=True, exist_ok=True)
        clear(folder)
        activation, rate = member.activation, member.learning_rate if self.rated else None
        assert isinstance(activation, Activation)
        given = Given(self.shown(activation), self.named[activation.digest], member.seed, rate, folder)
        begun, why = time.perf_counter(), ""
        try:
            scores = _scores(self.train(given), self.unnamed)
        except (Exception, SystemExit) as error:  # whatever it raises is the reason why this network failed
            scores, why = {}, reason(error)
        return Outcome(scores, tuple(given.told.curve), time.perf_counter() - begun, why)

    def run(self, members: Sequence[Member], claim: Claim, judged: Judged) -> Generator[Event, None, None]:
        """Call the function for every network and yield the news, seed by seed; one claimed elsewhere is left."""
        for member in sorted(members, key=lambda member: member.seed):
            key = self.runs.key(member)
            if not claim(key):
                yield Event(member, 0, (), None, elsewhere=True)
                continue
            outcome = self.once(member)
            ended = trial(key, outcome, judged)
            yield Event(member, ended.steps, tuple(ended.curve), ended, outcome.seconds)


def _scores(returned: object, unnamed: str) -> dict[str, float]:
    """Return the numbers by name that a function returned.

    Raises ActlabError for anything else.
    """
    told = returned if isinstance(returned, Mapping) else {unnamed: returned}
    try:
        if not told:
            raise ValueError
        return {called(name): float(value) for name, value in cast(Mapping[object, SupportsFloat], told).items()}
    except (TypeError, ValueError):
        text = _('it returned {given}; it must return a number, or numbers by name, as in {{"accuracy": 0.93}}')
        raise ActlabError(text.format(given=" ".join(repr(returned).split())[:60])) from None
