"""actlab itself: one network per processor core, all cores at once."""

from __future__ import annotations

from actlab import activation
from actlab.data.sources import load
from actlab.networks.network import network
from actlab.training.devices import choose_devices
from actlab.training.executors.threads import Threads
from actlab.training.recipe import Recipe
from actlab.training.trainer import Member
from benchmarks.work import DATA, LEAD, NETWORK, Run, Work

ACTIVATIONS = ("sigmoid", "tanh", "relu", "leaky_relu", "elu")


def setup(work: Work) -> Run:
    """Train one network per device; the time is that of the compiled segments while all of them train."""
    executor = Threads(choose_devices())
    recipe = Recipe(
        data=load(DATA),
        network=network(NETWORK),
        initialisation="glorot",
        optimizer="sgd",
        batch=work.batch,
        steps=work.steps + LEAD,
        evaluate_every=50,
        curve_examples=64,
    )

    def run(name: str) -> float:
        members = [Member(activation(name), work.lr, seed) for seed in range(executor.width)]
        now: dict[int, tuple[float, int]] = {}  # seed -> seconds and steps of training
        begin, end = None, None
        for event in executor.run(recipe, members):
            now[event.member.seed] = event.seconds, event.steps
            if end is None and event.trial:
                end = dict(now)
            elif begin is None and len(now) == len(members):
                begin = dict(now)
            if end and begin is None:
                raise RuntimeError("a network ended before the last one began; take more steps")
        assert begin
        assert end
        seconds = sum(end[seed][0] - begin[seed][0] for seed in begin)
        return seconds / sum(end[seed][1] - begin[seed][1] for seed in begin) / executor.width

    return run
