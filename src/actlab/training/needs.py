"""What a run needs before it begins: memory that must be there, and about how many seconds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from math import prod
from typing import NamedTuple

import jax
import numpy as np
from jax import Array

from actlab.errors import InvalidInput
from actlab.networks.traced import numbers
from actlab.networks.weight import Weights
from actlab.training.jax_trainer import KEPT
from actlab.training.member import size
from actlab.training.memory import available_bytes, free_bytes, in_words
from actlab.training.optimizers import optimizer
from actlab.training.passing import Evaluating, mean_of, variance_of
from actlab.training.precision import PRECISIONS
from actlab.training.recipe import Recipe
from actlab.training.supply import CHUNK
from actlab.training.trainer import Executor, Member
from actlab.words import _

NUMBER = 4  # bytes: single precision, and the number of a row
TIMED_STEPS = 50
TIMED_SECONDS = 2.0
SPEED = 1e11  # operations per second of a processor core in a product of matrices, roughly
GPU_SPEED = 1e14  # of a GPU, so that nothing is refused there that it can do
DAY = 24 * 3600.0  # seconds
YEAR = 365 * DAY  # what takes longer is a slip of the keyboard
OVERHEAD = 1e-4  # seconds of a step of the smallest network, roughly
BEGINNING = 1e-2  # seconds of a network of no step, roughly
TRIAL, POINT = 2000, 600  # bytes of this machine's memory that stay of a network, and of a point of its curve


class Needs(NamedTuple):
    """Bytes: of a network's state, which every network under way keeps, and of what a device needs to train one.

    ``state`` is the weights and what the optimiser remembers; ``rows`` the rows of all batches of a seed; ``step`` the
    gradient, the direction, a second state and the responses of a batch, or those of an evaluation.
    """

    state: int
    rows: int
    step: int

    def total(self, devices: int, networks: int) -> int:
        """Return the bytes of so many devices and networks under way."""
        kept = self.state if self.state <= KEPT else 0  # a second one beside it
        return (self.state + kept) * max(devices, networks) + (self.rows + self.step) * devices


def needs(recipe: Recipe, *, passes: bool = True) -> Needs:
    """Count what networks of a recipe need; nothing is allocated.

    Without ``passes`` only weights and rows are counted, which takes no time, however deep the network is.
    """
    declared = recipe.network.parameters(recipe.data.form)
    structs = {name: jax.ShapeDtypeStruct(w.shape, np.float32) for name, w in declared.items()}  # type: ignore[no-untyped-call]
    memory = jax.eval_shape(optimizer(recipe.optimizer).init, structs)
    weights = size(structs)
    splits = recipe.data.splits
    read = max(recipe.curve_examples, len(splits.validation), len(splits.test) if recipe.read_test else 0)
    # before and after the activation, and the slope of each
    at_once = max(2 * recipe.batch, min(CHUNK, read))
    responses = NUMBER * 2 * at_once * _numbers(recipe, structs) if passes else 0
    state = weights + size(memory)
    # a step that is looked at after a divergence keeps the state before it
    copies = weights if PRECISIONS[recipe.precision] else 0
    return Needs(state, NUMBER * recipe.steps * recipe.batch, 2 * weights + copies + state + responses)


def _numbers(recipe: Recipe, weights: Mapping[str, jax.ShapeDtypeStruct]) -> int:
    """Return how many numbers a pass of one example makes by products: at the sites, in attention, at the outputs."""
    network, form = recipe.network, recipe.data.form
    inputs = jax.ShapeDtypeStruct((1, *form.shape), np.int32 if form.vocabulary else np.float32)  # type: ignore[no-untyped-call]
    kept = {
        name: jax.ShapeDtypeStruct((channels,), np.float32)  # type: ignore[no-untyped-call]
        for place, channels in network.running(form).items()
        for name in (mean_of(place), variance_of(place))
    }

    def passed(weights: Weights, kept: Weights, x: Array) -> Array:
        return network.apply(form, weights, x, Evaluating(lambda site, z: z, kept))

    made = numbers(jax.make_jaxpr(passed)(weights, kept, inputs).jaxpr)
    return max(made, sum(prod(shape) for shape in network.sites(form).values()))


def check(recipe: Recipe, executor: Executor, networks: int, in_all: int) -> None:
    """Refuse what this machine cannot do; ``networks`` race side by side: the activations of one seed.

    Raises InvalidInput for a batch of more examples than there are, more memory than there is, or ``in_all``
    networks of which more stays than fits, or that would take more than a year.
    """
    examples = len(recipe.data.splits.train)
    if recipe.batch > examples:
        message = _("batch: {batch} is more than the {n} training examples of {data}.")
        text = message.format(batch=recipe.batch, n=examples, data=recipe.data.name)
        raise InvalidInput(text, "batch", str(min(64, examples)))
    there, devices = available_bytes(), executor.here
    for passes in (False, True):
        found = needs(recipe, passes=passes)
        if there is not None and found.total(devices, networks) > there:
            raise _refusal(recipe, found, there, devices, networks)
    kept, free = in_all * (TRIAL + POINT * _points(recipe)), free_bytes()
    if free is not None and kept > free:
        message = _("seeds: the curves of {n} networks need {need}; this machine has {have} free.")
        raise InvalidInput(message.format(n=in_all, need=in_words(kept), have=in_words(free)), "seeds", "8")
    if (seconds := rough_seconds(recipe, in_all, executor.width)) > YEAR:
        raise _too_long(recipe, seconds, in_all)


def _too_long(recipe: Recipe, seconds: float, networks: int) -> InvalidInput:
    """Blame the number of networks, or their steps where one alone takes longer than a year."""
    alone = rough_seconds(recipe, 1, 1)
    if alone > YEAR:
        message = _("steps: {steps} steps of a network take about {days:.0f} days here; more than a year is refused.")
        return InvalidInput(message.format(steps=recipe.steps, days=alone / DAY), "steps", "5000")
    message = _("seeds: {n} networks take about {days:.0f} days here; more than a year is refused.")
    return InvalidInput(message.format(n=networks, days=seconds / DAY), "seeds", "8")


def _refusal(recipe: Recipe, found: Needs, there: int, devices: int, networks: int) -> InvalidInput:
    """Blame the largest part."""
    need, have = in_words(found.total(devices, networks)), in_words(there)
    states, rows, steps = found.state * max(devices, networks), found.rows * devices, found.step * devices
    if rows >= states + steps:
        message = _("steps: {steps} steps need {need} for the rows of their batches; this machine has {have} free.")
        return InvalidInput(message.format(steps=recipe.steps, need=need, have=have), "steps", "5000")
    message = _(
        "network: {network} needs {need}: {state} for the weights and the optimiser's memory of each network under way "
        "({networks}), and {step} for a step on each device ({devices}); this machine has {have} free."
    )
    text = message.format(
        network=recipe.network.spec,
        need=need,
        state=in_words(found.state),
        networks=max(devices, networks),
        step=in_words(found.step),
        devices=devices,
        have=have,
    )
    return InvalidInput(text, "network", "mlp(512,512)")


def rough_seconds(recipe: Recipe, networks: int, devices: int) -> float:
    """Return about how many seconds networks take, counted in operations; nothing is run.

    A step of a batch takes 6 operations per weight and example, an evaluation 2.
    """
    declared = recipe.network.parameters(recipe.data.form)
    weights = sum(prod(weight.shape) * weight.uses for weight in declared.values())
    speed = SPEED if jax.default_backend() == "cpu" else GPU_SPEED
    step = OVERHEAD + 6 * weights * recipe.batch / speed
    evaluation = 2 * weights * _evaluated(recipe) / speed
    return networks / devices * (BEGINNING + recipe.steps * step + evaluation)


def seconds(recipe: Recipe, member: Member, networks: int, executor: Executor) -> float:
    """Return about how many seconds so many networks like a member take, from a short run of it on all devices.

    The programs that it compiles are those that will be used. Nothing is kept, and no test data are read.
    """
    steps = min(TIMED_STEPS, recipe.steps)
    short = replace(recipe, steps=steps, read_test=False, curve_split="validation", probes=())
    first = [member._replace(seed=seed) for seed in range(max(executor.width, executor.here))]
    news = executor.run(short, first)
    spent: dict[int, tuple[float, int]] = {}
    for event in news:
        spent[event.member.seed] = event.seconds, event.steps
        if sum(known for known, _steps in spent.values()) > TIMED_SECONDS * executor.width:
            break
    news.close()
    step = sum(known for known, _steps in spent.values()) / max(1, sum(steps for _known, steps in spent.values()))
    evaluation = step / 3 * _evaluated(recipe) / recipe.batch  # forwards only
    return networks / min(executor.width, networks) * (recipe.steps * step + evaluation)


def _evaluated(recipe: Recipe) -> int:
    """Return how many examples a network is evaluated on."""
    splits = recipe.data.splits
    curve = min(recipe.curve_examples, len(splits.named(recipe.curve_split)))
    return _points(recipe) * curve + len(splits.validation) + (len(splits.test) if recipe.read_test else 0)


def _points(recipe: Recipe) -> int:
    """Return how many points a curve has."""
    return 1 + -(-recipe.steps // recipe.evaluate_every)
