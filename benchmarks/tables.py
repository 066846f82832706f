"""The numbers of a race, and the same as Markdown."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import median

from benchmarks.overhead import Part
from benchmarks.work import FLOP, LEAD

TITLES = {
    "actlab": "actlab",
    "jax": "plain JAX, one network after another",
    "torch": "PyTorch, eager, torch.optim.SGD",
    "keras": "Keras fit on TensorFlow",
    "sklearn": "scikit-learn MLPClassifier",
}


@dataclass(frozen=True)
class Turn:
    """One contestant's training of one activation: milliseconds per network-step.

    ``first_s`` are the seconds of its first turn with that activation, start-up and compilation included.
    """

    contestant: str
    activation: str
    round: int
    ms: float
    first_s: float


@dataclass(frozen=True)
class Surroundings:
    """What a reader needs to judge the figures: versions, cores, load."""

    date: str
    processor: str
    cores: int
    load_before: float
    steps_per_turn: int
    versions: Mapping[str, str]


@dataclass(frozen=True)
class Found:
    """All that is measured in one run; as a dict it is what the files in ``results/`` hold."""

    surroundings: Surroundings
    race: Sequence[Turn]
    rate_gflops: Mapping[str, float]
    additions: Sequence[Part]
    first_number_s: Sequence[float]


def markdown(found: Found) -> str:
    """Return all tables."""
    parts = [_surroundings(found), _race(found), _by_activation(found), _rate(found), _additions(found), _first(found)]
    return "\n\n".join(parts)


def _surroundings(found: Found) -> str:
    around = found.surroundings
    versions = ", ".join(f"{name} {number}" for name, number in around.versions.items())
    return (
        f"{around.date}, {around.processor}, {around.cores} cores, load before {around.load_before:.2f}; "
        f"{around.steps_per_turn} steps a turn, {1 + max(turn.round for turn in found.race)} rounds.\n{versions}."
    )


def _race(found: Found) -> str:
    """Each contestant over the activations it has; ratios are round by round on the same activation."""
    rows = []
    for name, title in TITLES.items():
        turns = [turn for turn in found.race if turn.contestant == name]
        times = [turn.ms for turn in turns]
        ratios = [turn.ms / _ours(found, turn) for turn in turns]
        first = sum({turn.activation: turn.first_s for turn in turns}.values())
        count = len({turn.activation for turn in turns})
        beyond = max(0.0, first - count * _training(found, name, median(times)))
        rows.append([title, *_spread(times), _ratio(ratios), f"{beyond:.1f}"])
    return _table(["", "ms per network-step", "min", "max", "ratio to actlab", "first turns beyond training, s"], rows)


def _training(found: Found, contestant: str, ms: float) -> float:
    """Return the seconds of training in a turn."""
    steps, networks = found.surroundings.steps_per_turn, 1
    if contestant == "actlab":
        steps, networks = steps + LEAD, found.surroundings.cores  # its turn trains one network per core
    return steps * networks * ms / 1e3


def _by_activation(found: Found) -> str:
    names = list(dict.fromkeys(turn.activation for turn in found.race))
    rows = []
    for name, title in TITLES.items():
        times = {a: [t.ms for t in found.race if (t.contestant, t.activation) == (name, a)] for a in names}
        rows.append([title, *(f"{median(times[a]):.2f}" if times[a] else "-" for a in names)])
    return _table(["median ms per network-step", *names], rows)


def _rate(found: Found) -> str:
    times = [turn.ms for turn in found.race if turn.contestant == "actlab"]
    best = max(found.rate_gflops.values())
    ours = FLOP / median(times) / 1e6
    rates = ", ".join(f"{name} {rate:.0f}" for name, rate in found.rate_gflops.items())
    return (
        f"Best float32 rate of this machine (2048-cube product, one process per core), GFLOP/s: {rates}. "
        f"actlab's {ours:.0f} GFLOP/s are {ours / best:.2f} of the best."
    )


def _additions(found: Found) -> str:
    rows = []
    for part in found.additions:
        seconds = [f"{value:.2f}" for value in (part.seconds, part.low, part.high)]
        rows.append([part.part, *seconds, f"{100 * part.share:.1f} %"])
    return _table(["default job, 2 seeds of 1,000 steps", "s", "min", "max", "of training"], rows)


def _first(found: Found) -> str:
    times = found.first_number_s
    return _table(
        ["from typing to the first number", "s", "min", "max"],
        [["`actlab compare --quick`", f"{median(times):.1f}", f"{min(times):.1f}", f"{max(times):.1f}"]],
    )


def _ours(found: Found, turn: Turn) -> float:
    """Return actlab's milliseconds in the same round on the same activation."""
    same = (turn.activation, turn.round)
    (ours,) = (t.ms for t in found.race if t.contestant == "actlab" and (t.activation, t.round) == same)
    return ours


def _spread(values: Sequence[float]) -> list[str]:
    return [f"{median(values):.2f}", f"{min(values):.2f}", f"{max(values):.2f}"]


def _ratio(values: Sequence[float]) -> str:
    return f"{median(values):.2f} ({min(values):.2f} to {max(values):.2f})"


def _table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    lines = ["| " + " | ".join(cells) + " |" for cells in (head, ["---"] * len(head), *rows)]
    return "\n".join(lines)
