"""actlab beside what people would use instead, on the same work, in the same minutes.

Run from the top folder:  python -m benchmarks.peers [--rounds 5] [--steps 300] [--json FILE]
Needs the extra ``benchmarks``: PyTorch, TensorFlow with Keras, scikit-learn.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import subprocess
import sys
import time
from dataclasses import asdict
from datetime import date
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from benchmarks.overhead import additions, first_number
from benchmarks.rate import best_rate
from benchmarks.tables import Found, Surroundings, Turn, markdown

PAUSE = 0.3  # seconds before a turn: idle threads of the one before spin for a while
CONTESTANTS = ("actlab", "jax", "torch", "keras", "sklearn")
DISTRIBUTIONS = ("actlab", "jax", "jaxlib", "torch", "tensorflow", "tensorflow-cpu", "keras", "scikit-learn", "numpy")


class Contestant:
    """A worker process that answers one activation at a time and sleeps between its turns."""

    def __init__(self, name: str, steps: int) -> None:
        self.name = name
        self.process = subprocess.Popen(
            [sys.executable, "-m", "benchmarks.worker", name, str(steps)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )
        self.activations: list[str] = json.loads(self._answer())
        self.first: dict[str, float] = {}  # seconds of each first turn, compilation and start-up included

    def turn(self, activation: str) -> float:
        """Train one activation; return seconds per network-step."""
        assert self.process.stdin is not None
        self.process.stdin.write(activation + "\n")
        self.process.stdin.flush()
        return float(json.loads(self._answer()))

    def warm_up(self) -> None:
        """Take each activation once; what it costs beyond a later turn is start-up and compilation."""
        for activation in self.activations:
            time.sleep(PAUSE)
            begin = time.perf_counter()
            self.turn(activation)
            self.first[activation] = time.perf_counter() - begin

    def close(self) -> None:
        """End the process."""
        self.process.communicate()

    def _answer(self) -> str:
        assert self.process.stdout is not None
        line = self.process.stdout.readline()
        if not line:
            raise SystemExit(f"{self.name} ended; run `python -m benchmarks.worker {self.name} 10` to see why")
        return line


def race(rounds: int, steps: int) -> list[Turn]:
    """Return one turn per contestant, activation and round: milliseconds per network-step."""
    contestants = [Contestant(name, steps) for name in CONTESTANTS]
    for contestant in contestants:
        contestant.warm_up()
        print(f"{contestant.name}: first turns {sum(contestant.first.values()):.1f} s", file=sys.stderr)
    turns = []
    for number in range(rounds):
        for activation in contestants[0].activations:
            for contestant in contestants:
                if activation in contestant.activations:
                    time.sleep(PAUSE)
                    seconds = contestant.turn(activation)
                    first = contestant.first[activation]
                    turns.append(Turn(contestant.name, activation, number, 1e3 * seconds, first))
        print(f"round {number + 1} of {rounds}", file=sys.stderr)
    for contestant in contestants:
        contestant.close()
    return turns


def surroundings(steps: int) -> Surroundings:
    """Return what a reader needs to judge the figures: versions, cores, load."""
    versions = {"python": platform.python_version()}
    for name in DISTRIBUTIONS:
        try:
            versions[name] = version(name)
        except PackageNotFoundError:
            continue  # tensorflow or tensorflow-cpu, whichever is there
    model = [
        line.partition(":")[2].strip()
        for line in Path("/proc/cpuinfo").read_text().splitlines()
        if "model name" in line
    ]
    return Surroundings(
        date=date.today().isoformat(),
        processor=model[0] if model else platform.processor(),
        cores=len(os.sched_getaffinity(0)),
        load_before=os.getloadavg()[0],
        steps_per_turn=steps,
        versions=versions,
    )


def main() -> None:
    """Race, measure the rest, print Markdown, and keep the numbers where asked."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--steps", type=int, default=300)
    parser.add_argument("--json", type=Path, help="keep all numbers in this file")
    options = parser.parse_args()
    around, before = surroundings(options.steps), best_rate()
    turns, after = race(options.rounds, options.steps), best_rate()
    found = Found(
        surroundings=around,
        race=turns,
        rate_gflops={name: max(before[name], after[name]) for name in before},
        additions=additions(options.rounds),
        first_number_s=first_number(options.rounds),
    )
    print(markdown(found))
    if options.json:
        options.json.write_text(json.dumps(asdict(found), indent=1) + "\n")


if __name__ == "__main__":
    main()
