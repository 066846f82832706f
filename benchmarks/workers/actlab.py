"""actlab itself: one network per processor core, all cores at once."""

from __future__ import annotations

from actlab import activation
from actlab.data.datasets import load
from actlab.networks.network import network
from actlab.training.member import Member, Recipe
from actlab.training.population import choose_devices, train
from benchmarks.work import Run, Work

ACTIVATIONS = ("sigmoid", "tanh", "relu", "leaky_relu", "elu")


def setup(work: Work) -> Run:
    """Train one network per device; the time is that of the compiled segments."""
    devices = choose_devices()
    recipe = Recipe(load("mnist"), network("mlp(512,512)"), "glorot", "sgd", work.batch, work.steps, 50, 64)

    def run(name: str) -> float:
        members = [Member(activation(name), work.lr, seed) for seed in range(len(devices))]
        seconds = [event.result.seconds for event in train(recipe, members, devices) if event.ended]
        return sum(seconds) / len(devices) / len(members) / work.steps

    return run
