"""The cost over the weights, cut along a straight line and over a plane: where it is convex, and where it is not.

What a network computes without an activation is linear in its inputs, yet only without a hidden layer is it linear in
its weights: there the cost (cross-entropy of linear sums) is convex, a theorem. Where weights multiply each other it
is not, activation or none. A cut that is not convex proves that the surface is not; a convex cut proves nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import NamedTuple

import jax
import jax.numpy as jnp
import numpy as np
from jax import Array

from actlab.data.sources import load
from actlab.demos.outcome import Outcome, outcome
from actlab.functions.find import find
from actlab.networks import mlp
from actlab.networks.network import Network, network
from actlab.networks.weight import Weights
from actlab.report.document.charts import Axis, Chart, HeatMap, Line, Panel, Points, numbers
from actlab.report.document.palette import styles
from actlab.training.member import Program
from actlab.training.recipe import Recipe
from actlab.training.steps import train
from actlab.words import Text, _, plural

WIDTH = 16
INITIALISATION, BATCH, RATE, STEPS = "tutorial", 64, 0.1, 300
AT = np.linspace(0.0, 1.0, 41)  # along a cut from one network to another
PLANE, QUICK_PLANE = 61, 31  # points of the plane in each direction
REACH = (-0.4, 1.4)  # of the plane, where its three networks are at (0, 0), (1, 0) and (0, 1)
CUTS, QUICK_CUTS = 200, 50  # between random starts
ROUNDING = 1e-5  # of the largest cost: a smaller dent is single precision's
_COLOURS = ("#08306B", "#0072B2", "#56B4E9", "#F0E442", "#E69F00", "#D55E00", "#FFF5EB")


class _Model(NamedTuple):
    """A network, and the activation between its layers."""

    words: Text
    network: Network
    activation: str


# the regression is a network without a hidden layer, which users cannot ask for: nothing of it could be compared
_REGRESSION = Network(
    "mlp()", partial(mlp.parameters, ()), lambda form: mlp.sites(()), partial(mlp.apply, (), mlp.PLAIN)
)
MODELS = {
    "regression": _Model(_("no hidden layer"), _REGRESSION, "identity"),
    "identity": _Model(_("one hidden layer, no activation"), network(f"mlp({WIDTH})"), "identity"),
    "tanh": _Model(_("one hidden layer, tanh"), network(f"mlp({WIDTH})"), "tanh"),
}


@dataclass(frozen=True)
class Cut:
    """The cost [points] along a straight line between two trained networks, and how many cuts at random are convex."""

    cost: tuple[float, ...]
    smallest_second_difference: float
    above_the_chord: float
    convex: bool
    convex_of_random: int


@dataclass(frozen=True)
class CostSurface:
    """Cuts by model, along the same points ``at``; how many were made at random."""

    at: tuple[float, ...]
    random_cuts: int
    cuts: Mapping[str, Cut]


class _Seen(NamedTuple):
    """A cut, and the cost [n, n] over the plane through three trained networks, a row for each second coordinate."""

    cut: Cut
    plane: np.ndarray


def run(*, quick: bool) -> Outcome[CostSurface]:
    """Train each model from three starts, and walk straight between the ends."""
    cuts, points = (QUICK_CUTS, QUICK_PLANE) if quick else (CUTS, PLANE)
    places = np.linspace(*REACH, points)
    seen = {name: _see(_program(model), places, cuts) for name, model in MODELS.items()}
    found = CostSurface(numbers(AT), cuts, {name: one.cut for name, one in seen.items()})
    return outcome(
        "cost-surface",
        _("With a non-linear activation the cost surface of a network is no longer convex."),
        [*(_line(MODELS[name].words, cut, cuts) for name, cut in found.cuts.items()), *_closing(found.cuts)],
        _chart(seen, places),
        found,
    )


def convex(costs: Sequence[float] | np.ndarray) -> bool:
    """Return whether costs at evenly spaced points bend downwards nowhere, but for rounding.

    >>> convex([1.0, 0.0, 1.0]), convex([0.0, 1.0, 0.0])
    (True, False)
    """
    return bool(np.diff(costs, 2).min() >= -ROUNDING * np.abs(costs).max())


def _program(model: _Model) -> Program:
    recipe = Recipe(load("digits"), model.network, INITIALISATION, "sgd", BATCH, STEPS, STEPS, 1)
    return Program(recipe, find(model.activation))


def _see(program: Program, places: np.ndarray, cuts: int) -> _Seen:
    """Measure everything about one model."""
    arrays = [jnp.asarray(array) for array in program.recipe.data.splits.train]

    start = program.start(0)

    def cost(weights: Weights) -> Array:
        return jnp.mean(program.task.loss(program.outputs(start._replace(weights=weights), arrays[0]), arrays[1]))

    def between(first: Weights, second: Weights, third: Weights, a: Array, b: Array) -> Array:
        return cost(jax.tree.map(lambda o, x, y: o + a * (x - o) + b * (y - o), first, second, third))

    along = jax.jit(jax.vmap(between, (None, None, None, 0, None)))
    steps = jax.jit(partial(train, program))
    ends = [steps(program.start(seed), np.float32(RATE), program.recipe.rows(seed), *arrays)[0] for seed in range(3)]
    first, second, third = (end.weights for end in ends)
    straight = _costs(along(first, second, third, AT.astype(np.float32), jnp.float32(0)))
    plane = [_costs(along(first, second, third, places.astype(np.float32), jnp.float32(b))) for b in places]
    starts = [program.start(seed).weights for seed in range(2 * cuts)]
    random = [
        _costs(along(one, other, one, AT.astype(np.float32), jnp.float32(0)))
        for one, other in zip(starts[::2], starts[1::2], strict=True)
    ]
    chord = straight[0] + AT * (straight[-1] - straight[0])
    return _Seen(
        Cut(
            numbers(straight),
            float(np.diff(straight, 2).min()),
            float((straight - chord).max()),
            convex(straight),
            sum(map(convex, random)),
        ),
        np.array(plane),
    )


def _costs(values: Array) -> np.ndarray:
    return np.asarray(values, np.float64)


def _line(model: Text, cut: Cut, cuts: int) -> Text:
    text = _(
        "{model}: from one trained network straight to another the cost is {first:.2f} at the start, {middle:.2f} in "
        "the middle and {last:.2f} at the end; its smallest second difference is {least:.1e}: {word}. Of {cuts} "
        "between random starts {convex}."
    )
    return text.format(
        model=model,
        first=cut.cost[0],
        middle=cut.cost[len(cut.cost) // 2],
        last=cut.cost[-1],
        least=cut.smallest_second_difference,
        word=_("convex, up to rounding") if cut.convex else _("not convex"),
        cuts=plural("{n} cut", "{n} cuts", cuts),
        convex=plural("{n} is convex", "{n} are convex", cut.convex_of_random),
    )


def _closing(cuts: Mapping[str, Cut]) -> Iterator[Text]:
    """Yield what was seen of the sentence, and what of it is due to the activation."""
    regression, linear, tanh = cuts.values()
    if regression.convex and not tanh.convex:
        yield _(
            "So without a hidden layer the cut is convex, as every cut must be there, and with tanh it is not: between "
            "two trained networks there is a hill, {height:.2f} above the straight line from one cost to the other."
        ).format(height=tanh.above_the_chord)
    else:
        yield _("So these cuts do not show what the sentence says: a convex cut does not prove a convex surface.")
    if not linear.convex:
        yield _(
            "But unlike in the tutorial it is not the activation alone: without one, two layers compute what a "
            "regression does, y = X v, whose cost is convex in v, yet it is not in W1 and w, which multiply each other."
        )


def _chart(seen: Mapping[str, _Seen], places: np.ndarray) -> Chart:
    """Return the cuts above, each on its own scale, and the planes below, with one scale of colours for all."""
    (first, *_others, last), top = seen, max(max(one.cut.cost) for one in seen.values())
    cuts = tuple(_cut(name, one.cut, first=name == first) for name, one in seen.items())
    planes = tuple(
        _plane(one.plane, places, 1.1 * top, first=name == first, last=name == last) for name, one in seen.items()
    )
    title = _("The cost between networks that were trained from different starts")
    return Chart(title, (cuts, planes), (11.0, 7.0), heights=(1.0, 1.3), legend=3, title_size=11)


def _cut(name: str, cut: Cut, *, first: bool) -> Panel:
    ends = (0.0, 1.0), (cut.cost[0], cut.cost[-1])
    colour = styles(["identity", "tanh"])["tanh" if name == "tanh" else "identity"].colour
    return Panel(
        (
            Line(numbers(AT), cut.cost, _("cost along the cut"), colour, width=2),
            Line(*ends, _("straight line between its ends"), "dimgray", "--", width=1.2, marker="o"),
        ),
        Axis(_("way from network A to network B")),
        Axis(_("cost on the training data") if first else "", margin=0.15),
        title=MODELS[name].words,
        frame="box",
    )


def _plane(costs: np.ndarray, places: np.ndarray, top: float, *, first: bool, last: bool) -> Panel:
    at = numbers(places)
    heat = HeatMap(at, at, tuple(map(numbers, costs)), 0.0, top, _("cost") if last else "", _COLOURS)
    return Panel(
        (heat, Points((0.0, 1.0, 0.0), (0.0, 0.0, 1.0), _("networks A, B and C"), "black", "o", 5)),
        Axis(_("way from A to B"), margin=0.0),
        Axis(_("way from A to C") if first else "", margin=0.0),
        legend="upper right" if first else None,
        legend_size=8,
        grid="none",
        frame="box",
    )
