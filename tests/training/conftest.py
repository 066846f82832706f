"""A small recipe, and the run of it."""

import dataclasses
from collections.abc import Callable, Sequence

import jax
import pytest

from actlab.data.sources import load
from actlab.functions.find import find
from actlab.networks.network import network
from actlab.training.executors.threads import Threads
from actlab.training.recipe import Recipe
from actlab.training.trainer import Member
from actlab.training.trial import Trial

Run = Callable[..., dict[tuple[str, int], Trial]]


@pytest.fixture(scope="session")
def recipe() -> Recipe:
    return Recipe(
        data=load("digits"),
        network=network("mlp(24,16)"),
        initialisation="lecun",
        optimizer="sgd",
        batch=32,
        steps=50,
        evaluate_every=20,
        curve_examples=100,
    )


@pytest.fixture(scope="session")
def run(recipe: Recipe) -> Run:
    """Train networks; return their trials by name and seed, in the order in which they ended."""

    def run(
        names: Sequence[str], seeds: int = 1, lr: float = 0.1, devices: int = 2, **changes: object
    ) -> dict[tuple[str, int], Trial]:
        members = [Member(find(name), lr, seed) for seed in range(seeds) for name in names]
        chosen = dataclasses.replace(recipe, **changes)  # type: ignore[arg-type]
        events = Threads(jax.devices()[:devices]).run(chosen, members)
        return {(str(e.member.activation), e.member.seed): e.trial for e in events if e.trial}

    return run
