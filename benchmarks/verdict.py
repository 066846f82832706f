"""Seconds until "relu or elu on MNIST, margin 0.2 points" is decided: by actlab, and the usual way by an expert.

Run from the top folder:  python -m benchmarks.verdict [--rounds 8] [--steps 5000] [--json FILE]
actlab's command is run as it is typed, first with an empty cache of compiled programs, then with a full one. The usual
way is reckoned from what is measured: the start of its processes, the time of its steps, and how many networks it takes
at the difference and the spread that actlab's study has seen (``usual``).
"""

from __future__ import annotations

import argparse
import csv
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from statistics import fmean, median, stdev

from actlab.statistics.verdict import EQUIVALENT, UNDECIDED
from benchmarks.contestants import ACTLAB, EXPERT
from benchmarks.peers import raced, surroundings
from benchmarks.tables import Surroundings, table
from benchmarks.usual import POWER, equivalence_power, fewest, welch_power
from benchmarks.work import WORKS

ARMS, MARGIN, MOST = ("relu", "elu"), 0.002, 64


@dataclass(frozen=True)
class Decided:
    """What actlab's study has seen: test accuracies by activation, and its verdict on the second."""

    verdict: str
    accuracies: tuple[tuple[float, ...], ...]
    seconds: float

    @property
    def difference(self) -> float:
        """The second activation's mean minus the first one's."""
        first, second = map(fmean, self.accuracies)
        return second - first

    @property
    def needed(self) -> int:
        """How many independent seeds of either activation the usual way takes to the same verdict.

        Raises SystemExit where there was none.
        """
        if self.verdict == UNDECIDED:
            raise SystemExit(f"undecided after {len(self.accuracies[0])} seeds: there is nothing to be reached.")
        first, second = map(stdev, self.accuracies)
        if self.verdict == EQUIVALENT:
            return fewest(lambda n: equivalence_power(n, self.difference, (first, second), MARGIN))
        return fewest(lambda n: welch_power(n, self.difference, (first, second)))


@dataclass(frozen=True)
class Round:
    """actlab's study, and seconds of the expert: to start and to read the data, and per network-step of both cores."""

    actlab: Decided
    start: float
    network_step: float


@dataclass(frozen=True)
class Found:
    """All rounds, the first one with an empty cache."""

    surroundings: Surroundings
    steps: int
    rounds: Sequence[Round]

    @property
    def usual(self) -> list[float]:
        """Seconds of the usual way, round by round: reckoned."""
        return [one.start + 2 * one.actlab.needed * self.steps * one.network_step for one in self.rounds]


def decided(steps: int, cache: Path) -> Decided:
    """Run the command that a person types; return what it found and how long it took."""
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-m", "actlab", "compare", *ARMS, "--until-decided", "--margin", str(MARGIN)]
        command += ["--seeds", str(MOST), "--steps", str(steps), "--out", f"{folder}/study", "--json"]
        begin = time.perf_counter()
        said = subprocess.run(
            command, check=True, capture_output=True, text=True, env={**os.environ, ACTLAB.cache: str(cache)}
        ).stdout
        seconds = time.perf_counter() - begin
        with (Path(folder) / "study" / "results.csv").open(encoding="utf-8") as file:
            rows = list(csv.DictReader(file))
    accuracies = (tuple(float(row["test_accuracy"]) for row in rows if row["activation"] == arm) for arm in ARMS)
    (comparison,) = json.loads(said)["comparisons"]
    return Decided(comparison["verdict"], tuple(accuracies), seconds)


def measured(steps: int, turn: int, cache: Path) -> Round:
    """Take one round."""
    found = decided(steps, cache)
    work = replace(WORKS["512-512"], activations=ARMS, steps=turn)
    turns = raced((EXPERT,), work, rounds=1)[1]
    steady = fmean(one.seconds for one in turns if one.round)
    nothing = raced((EXPERT,), replace(work, activations=ARMS[:1], steps=1, population=2), rounds=1)[1]
    return Round(found, nothing[-1].seconds, steady)


def markdown(found: Found) -> str:
    """Return the table, and what is measured and what is reckoned; ratios are round by round, with a full cache."""
    around, study = found.surroundings, found.rounds[-1].actlab
    first, *later = (one.actlab.seconds for one in found.rounds)
    ratios = [usual / own for usual, own in zip(found.usual[1:], later, strict=True)]
    networks, needed = str(len(study.accuracies[0])), str(study.needed)
    rows = [
        ["actlab, empty cache", networks, _spread([first], 1), "-", "measured, the whole command, once"],
        ["actlab, full cache", networks, _spread(later, 1), "1.00", "measured, the whole command"],
        [EXPERT.title, needed, _spread(found.usual, 1), _spread(ratios, 2), "reckoned"],
    ]
    start, network_step = (median(getattr(one, part) for one in found.rounds) for part in ("start", "network_step"))
    sds = " and ".join(f"{100 * stdev(values):.3f}" for values in study.accuracies)
    test = "two one-sided tests of Welch's have" if study.verdict == EQUIVALENT else "Welch's test has"
    return "\n\n".join(
        [
            f"{around.date}, {around.processor}, {around.cores} cores, load before {around.load_before:.2f}; "
            f"{found.steps} steps, {len(found.rounds)} rounds.",
            f"`actlab compare {' '.join(ARMS)} --until-decided --margin {MARGIN} --seeds {MOST}`: {ARMS[1]} is "
            f"{study.verdict}, by {100 * study.difference:+.3f} points; SDs between seeds {sds} points.",
            table(["", "seeds per activation", "s (min to max)", "ratio to actlab", ""], rows),
            f"The usual way: independent seeds for either activation, so many that {test} power {POWER} at that "
            "difference and those SDs, which nobody knows beforehand. Measured of it: "
            f"{start:.1f} s from nothing to one step and its reading, {1e3 * network_step:.2f} ms per network-step, "
            "all cores at work. Reckoned: that start and so many steps, without any reading of test data on the way.",
        ]
    )


def _spread(values: Sequence[float], digits: int) -> str:
    return f"{median(values):.{digits}f} ({min(values):.{digits}f} to {max(values):.{digits}f})"


def main() -> None:
    """Measure, print Markdown, and keep the numbers where asked."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=8, help="two at least: the first one has an empty cache")
    parser.add_argument("--steps", type=int, default=5000, help="of each network; fewer to try it")
    parser.add_argument("--turn", type=int, default=300, help="steps in which the expert's rate is measured")
    parser.add_argument("--json", type=Path, help="keep all numbers in this file")
    asked = parser.parse_args()
    if asked.rounds < 2:
        parser.error("--rounds must be 2 or more")
    around = surroundings()
    with tempfile.TemporaryDirectory() as cache:
        rounds = [measured(asked.steps, asked.turn, Path(cache)) for _round in range(asked.rounds)]
    found = Found(around, asked.steps, rounds)
    print(markdown(found))
    if asked.json:
        asked.json.write_text(json.dumps(asdict(found), indent=1) + "\n")


if __name__ == "__main__":
    main()
