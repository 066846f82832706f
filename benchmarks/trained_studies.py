"""Real networks for ``calibration.py --training``: four arms of one activation, each with seeds of its own."""

from __future__ import annotations

import time
from collections.abc import Iterable, Mapping, Sequence

from actlab.data.sources import load
from actlab.functions.find import find
from actlab.networks.network import network
from actlab.statistics.compare import Contrast, compare
from actlab.statistics.pairs import pairs
from actlab.statistics.verdict import BETTER, WORSE, Comparison
from actlab.training.devices import choose_devices
from actlab.training.executors.threads import Threads
from actlab.training.recipe import Recipe
from actlab.training.trainer import Member

Scores = Mapping[tuple[float, int], float]  # learning rate and seed -> test accuracy
ARMS, ARM_SEEDS, PAIRS = 4, 8, 16
FULL, HALF = 0.1, 0.05  # learning rates
CHANCE = 0.1  # what a failed network counts as


def train_studies(studies: int) -> None:
    """Print how often real networks of equal arms give a claim, and how often half the step size is found."""
    relu = find("relu")
    members = [Member(relu, FULL, seed) for seed in range(max(ARMS * ARM_SEEDS, PAIRS) * studies)]
    members += [Member(relu, HALF, seed) for seed in range(PAIRS * studies)]
    begin = time.perf_counter()
    scores = trained(members)
    seconds = time.perf_counter() - begin
    copies = trained([Member(relu, FULL, seed) for seed in range(ARM_SEEDS)])
    copy = (row(copies, FULL, range(ARM_SEEDS)), row(scores, FULL, range(ARM_SEEDS)))
    found = judged([copy])[0]
    print(f"{len(members)} networks in {seconds:.0f} s, {1000 * seconds / len(members):.1f} ms each")
    claimed = sum(claims_between_equal_arms(scores, study) for study in range(studies))
    print(f"equal arms, private seeds: better or worse claimed in {claimed} of {studies}")
    halves = sum(finds_half_the_step(scores, study) for study in range(studies))
    print(f"half the step size, {PAIRS} seeds: worse in {halves} of {studies}")
    print(f"a copy with the same seeds: {found.verdict}, {found.notes}")


def trained(members: Sequence[Member]) -> Scores:
    """Train networks and return the test accuracy of those that finish."""
    recipe = Recipe(
        data=load("digits"), network=network("mlp(16)"), initialisation="matched", optimizer="sgd", batch=32,
        steps=100, evaluate_every=100, curve_examples=100,
    )  # fmt: skip
    metric = recipe.judged.name
    return {
        (event.member.learning_rate, event.member.seed): event.trial.test[metric]
        for event in Threads(choose_devices()).run(recipe, members)
        if event.trial and event.trial.test
    }


def row(scores: Scores, rate: float, seeds: Iterable[int]) -> list[float]:
    """Return the scores of one arm."""
    return [scores[rate, seed] for seed in seeds]


def claims_between_equal_arms(scores: Scores, study: int) -> bool:
    """Return whether a study of equal arms, each with seeds of its own, claims any difference."""
    first = ARMS * ARM_SEEDS * study
    starts = range(first, first + ARMS * ARM_SEEDS, ARM_SEEDS)
    control, *others = (row(scores, FULL, range(start, start + ARM_SEEDS)) for start in starts)
    found = judged([(own, control) for own in others])
    return any(one.verdict in (BETTER, WORSE) for one in found)


def finds_half_the_step(scores: Scores, study: int) -> bool:
    """Return whether a study finds half the step size worse."""
    seeds = range(PAIRS * study, PAIRS * (study + 1))
    pair = (row(scores, HALF, seeds), row(scores, FULL, seeds))
    return judged([pair])[0].verdict == WORSE


def judged(family: Sequence[tuple[list[float], list[float]]]) -> list[Comparison]:
    """Return the comparisons of arms with their controls; a network that failed counts as chance."""
    return compare([Contrast(str(place), "control", pairs(*both, CHANCE)) for place, both in enumerate(family)])
