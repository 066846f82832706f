"""actlab itself: one network per processor core, all cores at once."""

from __future__ import annotations

from actlab.data.datasets import load
from actlab.training.population import choose_devices, train

from actlab import activation
from actlab.networks.network import network
from actlab.training.member import Member, Recipe
from benchmarks.work import LEAD, Run, Work

ACTIVATIONS = ("sigmoid", "tanh", "relu", "leaky_relu", "elu")


def setup(work: Work) -> Run:
    """Train one network per device; the time is that of the compiled segments while all of them train."""
    devices = choose_devices()
    steps = work.steps + LEAD
    recipe = Recipe(load("mnist"), network("mlp(512,512)"), "glorot", "sgd", work.batch, steps, 50, 64)

    def run(name: str) -> float:
        members = [Member(activation(name), work.lr, seed) for seed in range(len(devices))]
        now: dict[int, tuple[float, int]] = {}  # seed -> seconds and steps of training
        begin, end = None, None
        for event in train(recipe, members, devices):
            now[event.result.member.seed] = event.result.seconds, event.result.steps
            if end is None and event.ended:
                end = dict(now)
            elif begin is None and len(now) == len(members):
                begin = dict(now)
            if end and begin is None:
                raise RuntimeError("a network ended before the last one began; take more steps")
        assert begin
        assert end
        seconds = sum(end[seed][0] - begin[seed][0] for seed in begin)
        return seconds / sum(end[seed][1] - begin[seed][1] for seed in begin) / len(devices)

    return run
