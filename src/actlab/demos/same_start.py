"""Networks that differ in the activation alone begin at the same weights and are shown the same batches."""

from __future__ import annotations

import hashlib
import math
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import NamedTuple

import jax
import numpy as np

from actlab.data.sources import load
from actlab.demos.outcome import Outcome, outcome
from actlab.functions.find import find
from actlab.networks.network import network
from actlab.networks.weight import Weights
from actlab.report.document.charts import Axis, Chart, HeatMap, Panel, Words, numbers
from actlab.report.document.parts import Column, Table
from actlab.studies.protocols import FIVE, protocol
from actlab.training.member import Program, size
from actlab.training.recipe import Recipe
from actlab.words import Text, _

SEED, OTHER = 0, 1
BATCHES = 3
UNITS, QUICK_UNITS = 6, 4  # of the first layer, that are drawn
_LETTERS = 8  # of a digest that is shown
_REACH = 2.0  # where the draws of the tutorial's protocol are cut off
_COLOURS = ("#0072B2", "#FFFFFF", "#D55E00")


@dataclass(frozen=True)
class SameStart:
    """SHA-256 digests, by activation: of the initial weights, of each of the first batches, of the weights after one.

    ``of_another_seed`` is that of the weights with which another seed begins.
    """

    initial_weights: Mapping[str, str]
    batches: Mapping[str, tuple[str, ...]]
    after_one_step: Mapping[str, str]
    of_another_seed: str


class _Begun(NamedTuple):
    """How one network begins: its weights, the rows of its first batches, and its weights after the first."""

    weights: Weights
    rows: np.ndarray
    later: Weights


def run(*, quick: bool) -> Outcome[SameStart]:
    """Start the tutorial's five as its protocol does, and take one step with each."""
    programs = {name: _program(name) for name in FIVE}
    begun = {name: _begin(program) for name, program in programs.items()}
    first = programs[FIVE[0]]
    other = first.start(OTHER).weights
    found = SameStart(
        {name: _digest(one.weights.values()) for name, one in begun.items()},
        {name: tuple(_digest(_batch(programs[name], rows)) for rows in one.rows) for name, one in begun.items()},
        {name: _digest(one.later.values()) for name, one in begun.items()},
        _digest(other.values()),
    )
    units = QUICK_UNITS if quick else UNITS
    return outcome(
        "same-start",
        _("The parameters W of the networks will be initialised at random, but identically."),
        [_table(found), *_closing(found, size(begun[FIVE[0]].weights) // 4)],
        _chart({name: one.weights for name, one in begun.items()}, other, first, found, units),
        found,
    )


def _program(name: str) -> Program:
    """Return a network of the tutorial's protocol, as ``compare`` trains it."""
    plan = protocol("tutorial").plan
    trained = plan.training
    recipe = Recipe(
        load(plan.data.name),
        network(plan.network.spec),
        plan.network.initialisation,
        trained.optimizer,
        trained.batch,
        trained.steps,
        trained.evaluate_every,
        trained.curve_examples,
    )
    return Program(recipe, find(name))


def _begin(program: Program) -> _Begun:
    state, rows = program.start(SEED), program.recipe.rows(SEED)[:BATCHES]
    rate = np.float32(protocol("tutorial").plan.training.lr)
    later, _taken = jax.jit(program.step)(state, rate, *_batch(program, rows[0]))
    return _Begun(state.weights, rows, later.weights)


def _batch(program: Program, rows: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return the images and classes of a batch."""
    train = program.recipe.data.splits.train
    return np.asarray(train.inputs)[rows], np.asarray(train.targets)[rows]


def _digest(arrays: Iterable[object]) -> str:
    """Return the SHA-256 of the bytes of arrays, one after another."""
    found = hashlib.sha256()
    for array in arrays:
        found.update(np.ascontiguousarray(array).tobytes())
    return found.hexdigest()


def _table(found: SameStart) -> Table:
    columns = (
        Column(_("activation")),
        Column(_("seed"), "right"),
        Column(_("weights")),
        *(Column(_("batch {n}").format(n=n)) for n in range(1, BATCHES + 1)),
        Column(_("after one step")),
    )
    rows: list[tuple[Words, ...]] = [
        (name, str(SEED), *map(_short, (start, *found.batches[name], found.after_one_step[name])))
        for name, start in found.initial_weights.items()
    ]
    other = (FIVE[0], str(OTHER), _short(found.of_another_seed), *("-",) * (BATCHES + 1))
    return Table(columns, (*rows, other), _("Digests (the first letters of SHA-256): equal ones mean equal bits"))


def _short(digest: str) -> str:
    return digest[:_LETTERS]


def _closing(found: SameStart, count: int) -> Iterator[Text]:
    """Yield what was seen of the sentence, and what becomes of the networks."""
    same = len(set(found.initial_weights.values())) == 1 and len(set(found.batches.values())) == 1
    if not same:
        yield _("So these networks do not begin alike, and their results cannot be compared pair by pair.")
        return
    yield _(
        "So all five begin at the same {n} numbers, to the last bit, and are shown the same examples in the same order."
    ).format(n=count)
    if found.of_another_seed not in found.initial_weights.values():
        yield _("Another seed begins elsewhere: that the digests are equal is no accident.")
    if len(set(found.after_one_step.values())) == len(found.after_one_step):
        yield _("After one step no two of them are alike any more, and nothing but the activation has parted them.")


def _chart(begun: Mapping[str, Weights], other: Weights, program: Program, found: SameStart, units: int) -> Chart:
    """Return the weights of some units of the first layer as pictures, a row for each network."""
    layer = next(name for name, weight in program.declared.items() if weight.role != "bias")
    label = _("{name}, seed {seed}\n{digest}")
    networks = [
        (label.format(name=name, seed=SEED, digest=_short(found.initial_weights[name])), weights)
        for name, weights in begun.items()
    ]
    networks.append((label.format(name=FIVE[0], seed=OTHER, digest=_short(found.of_another_seed)), other))
    rows = tuple(
        tuple(_unit(np.asarray(weights[layer]), unit, words, first=place == 0) for unit in range(units))
        for place, (words, weights) in enumerate(networks)
    )
    title = _("The weights that lead from the pixels to units of the first layer, before the first step")
    below = _("blue: {low:g}, white: 0, orange: {high:g}; at the left the digest of all weights")
    return Chart(title + "\n" + below.format(low=-_REACH, high=_REACH), rows, (1.25 * units + 1.0, 8.6), title_size=11)


def _unit(weights: np.ndarray, unit: int, words: Words, *, first: bool) -> Panel:
    """Return what leads to one unit as an image, square as those of MNIST are."""
    side = math.isqrt(len(weights))
    image = weights[:, unit].reshape(side, side)[::-1]  # a map has its first row below
    at = numbers(range(side))
    return Panel(
        (HeatMap(at, at, tuple(map(numbers, image)), -_REACH, _REACH, colours=_COLOURS),),
        Axis(ticks=(), margin=0.0),
        Axis(words if unit == 0 else "", ticks=(), margin=0.0, size=8),
        title=_("unit {n}").format(n=unit + 1) if first else "",
        title_size=9,
        grid="none",
        frame="box",
    )
