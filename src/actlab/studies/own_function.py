"""A function of the user's in Python, called once for every activation and seed: from what he gave to a study."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import cast

from actlab.errors import InvalidInput
from actlab.functions.arms import Arm, Comparable, arms, at_least_one
from actlab.functions.identity import identity
from actlab.functions.layered import Layered
from actlab.functions.record import Activation
from actlab.studies.own import OwnStudy, carry_out
from actlab.studies.own_choice import OwnChoice
from actlab.studies.own_command import chance_of, recipe
from actlab.studies.own_plan import Choices, own_plan, rates_of
from actlab.studies.run import Progress
from actlab.studies.shards import part_of
from actlab.studies.study import Study
from actlab.training.executors.functions import VALUE, Functions, Train
from actlab.training.own.runs import Runs
from actlab.words import _

Shown = Callable[[Activation], Activation]  # an activation as a user of Python knows it


def experiment(
    train: object,
    activations: Sequence[Comparable],
    shown: Shown,
    choices: Choices,
    *,
    out: str | Path | None = None,
    write: bool = False,
    shard: object = None,
    progress: Progress | None = None,
    rehearsal: Callable[[], None] | None = None,
) -> Study:
    """Call ``train`` for every activation and seed, and return the study; see ``actlab.experiment``.

    ``rehearsal`` is called once it is known that all choices can be, before ``train`` is; it raises where runs of one
    seed are no pairs, which ``train`` goes on watching.

    Raises InvalidInput for what is no function, or an activation that is not one function.
    """
    if not callable(train):
        text = _("{given} is no function; train(trial) returns a number, or numbers by name.")
        raise InvalidInput(text.format(given=" ".join(repr(train).split())[:60]))
    part = part_of(shard, out)
    chosen, rates = _elementwise(at_least_one(arms(activations))), rates_of(choices.lrs)
    called = str(getattr(train, "__qualname__", type(train).__qualname__)).rpartition(".")[2]
    own = OwnChoice(
        called, (), identity(train), (), bool(rates), None, chance_of(choices.chance), rehearsal is not None
    )
    plan = own_plan(chosen, own, choices, rates)
    named = {arm.activation.digest: arm.name for arm in chosen}

    call = cast(Train, train)

    def runner(runs: Runs) -> Functions:
        return Functions(call, runs, named, shown, rated=bool(rates), unnamed=choices.metric or VALUE)

    if rehearsal:
        if progress:
            progress.note(_("A rehearsal of a few steps: the control against itself, then each activation against it."))
        rehearsal()
    asked = OwnStudy(plan, chosen, choices.wanted, recipe(own), runner)
    return carry_out(asked, name=called.strip("<>"), out=out, write=write, progress=progress, shard=part)


def _elementwise(found: tuple[Arm, ...]) -> tuple[Arm, ...]:
    """Return arms, each of which is one function.

    Raises InvalidInput for layers and gated units: which layer has which, and its weights, are the user's own there.
    """
    for arm in found:
        if isinstance(arm.activation, Layered):
            text = _("{name} stands for several activations; your training is given one at a time.")
            raise InvalidInput(text.format(name=arm.name), "activations", "relu")
        arm.activation.alone()
    return found
