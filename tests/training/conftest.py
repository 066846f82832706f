"""A small recipe, and the run of it."""

import dataclasses
from collections.abc import Callable, Sequence
from typing import Any

import jax
import pytest

from actlab import activation
from actlab.data.datasets import load
from actlab.networks.network import network
from actlab.training.member import Member, Recipe
from actlab.training.population import Result, train


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
def trained(recipe: Recipe) -> Callable[..., list[Result]]:
    def run(names: Sequence[str], seeds: int = 1, lr: float = 0.1, devices: int = 2, **changes: Any) -> list[Result]:
        members = [Member(activation(name), lr, seed) for seed in range(seeds) for name in names]
        chosen = dataclasses.replace(recipe, **changes)
        return [event.result for event in train(chosen, members, jax.devices()[:devices]) if event.ended]

    return run
