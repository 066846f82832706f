"""actlab beside what people would use instead, on the same work, in the same minutes.

Run from the top folder:  python -m benchmarks.peers [--work 512-512] [--rounds 7] [--json FILE]
Needs the extra ``benchmarks``: PyTorch, TensorFlow with Keras, scikit-learn; and a C++ compiler for torch.compile.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import asdict, replace
from datetime import date
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from benchmarks.contestants import ACTLAB, CONTESTANTS, Contestant
from benchmarks.material import write
from benchmarks.overhead import additions, first_number
from benchmarks.racers import Course, Racer, racers
from benchmarks.rate import best_rate
from benchmarks.tables import Found, Surroundings, Turn, markdown
from benchmarks.work import WORKS, Work

PAUSE = 0.3  # seconds before a turn: idle threads of the one before spin for a while
DISTRIBUTIONS = ("actlab", "jax", "jaxlib", "torch", "tensorflow", "tensorflow-cpu", "keras", "scikit-learn", "numpy")


def race(racing: Sequence[Racer], work: Work, rounds: int) -> list[Turn]:
    """Return one turn per contestant, activation and round; round 0 is everybody's first."""
    turns = []
    for number in range(rounds + 1):
        for activation in work.activations:
            for racer in racing:
                if activation in racer.activations:
                    time.sleep(PAUSE)
                    lap = racer.turn(activation)
                    turns.append(Turn(racer.title, activation, number, lap.seconds, lap.wall, lap.losses))
        print(f"round {number} of {rounds}", file=sys.stderr)
    return turns


def raced(contestants: Sequence[Contestant], work: Work, rounds: int) -> tuple[list[Racer], list[Turn]]:
    """Write what all start from, and let them race."""
    with tempfile.TemporaryDirectory() as folder:
        course = Course(work, Path(folder))
        networks = [
            seed for one in contestants for seeds in one.seeds(len(course.cores), work.population) for seed in seeds
        ]
        write(work, 1 + max(networks), course.folder)
        racing = racers(contestants, course)
        try:
            return racing, race(racing, work, rounds)
        finally:
            for racer in racing:
                racer.close()


def surroundings() -> Surroundings:
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
        versions=versions,
    )


def _chosen(text: str) -> list[Contestant]:
    names = text.split(",")
    if unknown := set(names) - {one.name for one in CONTESTANTS}:
        raise argparse.ArgumentTypeError(f"unknown: {', '.join(unknown)}")
    return [one for one in CONTESTANTS if one is ACTLAB or one.name in names]


def main() -> None:
    """Race, measure the rest, print Markdown, and keep the numbers where asked."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--work", choices=WORKS, default="512-512")
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--steps", type=int, help="of a turn, or of each network of a population")
    parser.add_argument("--against", type=_chosen, default=CONTESTANTS, help="who, by names with commas; all")
    parser.add_argument(
        "--additions", action="store_true", help="what evaluation and files add to the default job, too"
    )
    parser.add_argument("--json", type=Path, help="keep all numbers in this file")
    asked = parser.parse_args()
    work = WORKS[asked.work] if asked.steps is None else replace(WORKS[asked.work], steps=asked.steps)
    around, before = surroundings(), best_rate()
    (racing, turns), after = raced(asked.against, work, asked.rounds), best_rate()
    found = Found(
        work=work.name,
        steps=work.steps,
        surroundings=around,
        titles=[racer.title for racer in racing],
        own_draws=[racer.title for racer in racing if racer.own_draws],
        race=turns,
        rate_gflops={name: max(before[name], after[name]) for name in before},
        additions=additions(asked.rounds) if asked.additions else (),
        first_number_s=first_number(asked.rounds) if asked.additions else (),
    )
    print(markdown(found))
    if asked.json:
        asked.json.write_text(json.dumps(asdict(found), indent=1) + "\n")


if __name__ == "__main__":
    main()
