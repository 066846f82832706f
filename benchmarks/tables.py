"""The numbers of a race, and the same as Markdown."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import median

from benchmarks.overhead import Part
from benchmarks.work import BATCH, WORKS

TOLERANCE = 1e-3  # of the loss: what single precision may add up to over a turn's steps


@dataclass(frozen=True)
class Turn:
    """One contestant's training of one activation.

    ``seconds`` are per network-step, or those of a whole run; ``wall`` are all of the turn. ``losses`` are the means
    over the test examples after the last step, by seed. Round 0 is the first turn, with start-up and compilation.
    """

    contestant: str
    activation: str
    round: int
    seconds: float
    wall: float
    losses: Mapping[int, float]


@dataclass(frozen=True)
class Surroundings:
    """What a reader needs to judge the figures: versions, cores, load."""

    date: str
    processor: str
    cores: int
    load_before: float
    versions: Mapping[str, str]


@dataclass(frozen=True)
class Found:
    """All that is measured in one run; as a dict it is what the files in ``results/`` hold.

    The first title is actlab's, with which the others are compared. ``own_draws`` are the titles of those whose losses
    are not comparable. ``additions`` and ``first_number_s`` are empty where they were not asked for.
    """

    work: str
    steps: int
    surroundings: Surroundings
    titles: Sequence[str]
    own_draws: Sequence[str]
    race: Sequence[Turn]
    rate_gflops: Mapping[str, float]
    additions: Sequence[Part]
    first_number_s: Sequence[float]

    @property
    def measured(self) -> list[Turn]:
        """The turns after the first ones."""
        return [turn for turn in self.race if turn.round]


def markdown(found: Found) -> str:
    """Return all tables."""
    work = WORKS[found.work]
    race = [_population(found)] if work.population else [_steady(found)]
    apart = [_by_activation(found)] if len(work.activations) > 1 else []
    more = [_additions(found), _first(found)] if found.additions else []
    return "\n\n".join([_surroundings(found), *race, *apart, _rate(found), *more])


def difference(found: Found, title: str) -> float:
    """Return the largest relative difference of a loss from actlab's of the same activation and seed."""
    ours = {(turn.activation, turn.round): turn.losses for turn in found.race if turn.contestant == found.titles[0]}
    return max(
        abs(loss / ours[turn.activation, turn.round][seed] - 1)
        for turn in found.race
        if turn.contestant == title
        for seed, loss in turn.losses.items()
        if seed in ours[turn.activation, turn.round]
    )


def _surroundings(found: Found) -> str:
    around, work = found.surroundings, WORKS[found.work]
    versions = ", ".join(f"{name} {number}" for name, number in around.versions.items())
    what = f"{work.population} networks of {found.steps} steps" if work.population else f"{found.steps} steps a turn"
    rounds = max(turn.round for turn in found.race)
    return (
        f"{around.date}, {around.processor}, {around.cores} cores, load before {around.load_before:.2f}; "
        f"{'-'.join(map(str, work.sizes))}, batches of {BATCH}, {what}, {rounds} rounds; "
        f"{', '.join(work.activations)}.\n{versions}."
    )


def _steady(found: Found) -> str:
    """Each contestant over the activations it has; ratios are round by round on the same activation."""
    best, flop, rows = max(found.rate_gflops.values()), WORKS[found.work].flop, []
    for title in found.titles:
        turns = [turn for turn in found.measured if turn.contestant == title]
        times = [1e3 * turn.seconds for turn in turns]
        share = flop / median(times) / 1e6 / best
        cells = [*_spread(times), _ratio(found, turns), f"{share:.2f}", f"{_beyond(found, title):.1f}"]
        rows.append([title, *cells, _agreement(found, title)])
    head = ["ms per network-step", "min", "max", "ratio to actlab", "of the best rate", "first turns beyond, s"]
    return table(["", *head, "loss differs by"], rows)


def _population(found: Found) -> str:
    """Each contestant's whole run; ratios are round by round."""
    rows = []
    for title in found.titles:
        turns = [turn for turn in found.measured if turn.contestant == title]
        cells = [*_spread([turn.seconds for turn in turns]), _ratio(found, turns)]
        rows.append([title, *cells, _agreement(found, title)])
    return table(["", "s, start-up included", "min", "max", "ratio to the first line", "loss differs by"], rows)


def _beyond(found: Found, title: str) -> float:
    """Return the seconds that first turns take beyond later ones: compilation, mostly."""
    walls: dict[str, list[float]] = {}
    for turn in (turn for turn in found.race if turn.contestant == title):
        walls.setdefault(turn.activation, []).append(turn.wall)
    return max(0.0, sum(first - median(later) for first, *later in walls.values()))


def _agreement(found: Found, title: str) -> str:
    if title in found.own_draws:
        return "draws of its own"
    found_difference = difference(found, title)
    return f"{found_difference:.0e}" if found_difference <= TOLERANCE else f"{found_difference:.0e}: **other work**"


def _by_activation(found: Found) -> str:
    names = WORKS[found.work].activations
    rows = []
    for title in found.titles:
        of = {a: [t.seconds for t in found.measured if (t.contestant, t.activation) == (title, a)] for a in names}
        rows.append([title, *(f"{1e3 * median(of[a]):.2f}" if of[a] else "-" for a in names)])
    return table(["median ms per network-step", *names], rows)


def _rate(found: Found) -> str:
    rates = ", ".join(f"{name} {rate:.0f}" for name, rate in found.rate_gflops.items())
    return f"Best float32 rate of this machine (2048-cube product, one process per core), GFLOP/s: {rates}."


def _additions(found: Found) -> str:
    rows = []
    for part in found.additions:
        seconds = [f"{value:.2f}" for value in (part.seconds, part.low, part.high)]
        rows.append([part.part, *seconds, f"{100 * part.share:.1f} %"])
    return table(["default job, 2 seeds of 1,000 steps", "s", "min", "max", "of training"], rows)


def _first(found: Found) -> str:
    times = found.first_number_s
    return table(
        ["from typing to the first number", "s", "min", "max"],
        [["`actlab compare --quick`", f"{median(times):.1f}", f"{min(times):.1f}", f"{max(times):.1f}"]],
    )


def _spread(values: Sequence[float]) -> list[str]:
    return [f"{median(values):.2f}", f"{min(values):.2f}", f"{max(values):.2f}"]


def _ratio(found: Found, turns: Sequence[Turn]) -> str:
    """Return how many times actlab's seconds these are, in the same round on the same activation."""
    ours = {(t.activation, t.round): t.seconds for t in found.measured if t.contestant == found.titles[0]}
    values = [turn.seconds / ours[turn.activation, turn.round] for turn in turns]
    return f"{median(values):.2f} ({min(values):.2f} to {max(values):.2f})"


def table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Return a table of Markdown."""
    lines = ["| " + " | ".join(cells) + " |" for cells in (head, ["---"] * len(head), *rows)]
    return "\n".join(lines)
