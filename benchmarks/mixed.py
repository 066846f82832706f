"""Whether ``--precision mixed`` changes an answer: the tutorial's job in both precisions, network by network.

    python -m benchmarks.mixed --seeds 8 --steps 5000 --json benchmarks/results/mixed.json

A pair is one activation and seed in both: the same initial weights and batches. The verdict on the pairs of each
activation is actlab's own, with the tutorial's margin of 0.2 points.
"""

from __future__ import annotations

import argparse
import csv
import json
import tempfile
from pathlib import Path

import actlab
from actlab.facade.study import Study
from actlab.statistics.verdict import Comparison
from actlab.studies.protocols import FIVE
from actlab.training.precision import PRECISIONS, SINGLE

MARGIN = 0.002


def judged(studies: dict[str, Study], name: str) -> Comparison:
    """Return the verdict on mixed beside single precision for one activation."""
    with tempfile.TemporaryDirectory() as folder:
        table = Path(folder) / "pairs.csv"
        with table.open("w", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(("activation", "seed", "accuracy"))
            for precision, study in studies.items():
                own = [trial for trial in study.trials if study.plan.called[trial.key.arm] == name]
                writer.writerows((precision, trial.key.seed, (trial.test or {})["accuracy"]) for trial in own)
        (found,) = actlab.judge(table, control=SINGLE, margin=MARGIN).verdicts
        return found


def main() -> None:
    """Train in both precisions and print what differs."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seeds", type=int, default=8)
    parser.add_argument("--steps", type=int, default=5000)
    parser.add_argument("--json", type=Path)
    given = parser.parse_args()
    studies = {
        name: actlab.compare(list(FIVE), seeds=given.seeds, steps=given.steps, precision=name) for name in PRECISIONS
    }
    seconds = {name: sum(trial.seconds for trial in study.trials) for name, study in studies.items()}
    print("| mixed - single, points | difference | 95 % interval | verdict |\n| --- | --- | --- | --- |")
    pairs = {name: judged(studies, name) for name in FIVE}
    for name, one in pairs.items():
        low, high = (100 * end for end in one.interval)
        print(f"| {name} | {100 * one.difference:+.3f} | {low:+.3f} to {high:+.3f} | {one.verdict} |")
    print("\n| verdict beside relu | " + " | ".join(studies) + " |\n| --- | --- | --- |")
    answers = {name: {one.arm: one.verdict for one in study.verdicts} for name, study in studies.items()}
    for name in answers[SINGLE]:
        print(f"| {name} | " + " | ".join(answer[name] for answer in answers.values()) + " |")
    print("\nseconds of training, all networks together: " + ", ".join(f"{n} {s:.0f}" for n, s in seconds.items()))
    if given.json:
        found = {name: (one.difference, one.interval, one.verdict) for name, one in pairs.items()}
        kept = {"seeds": given.seeds, "steps": given.steps, "pairs": found, "verdicts": answers, "seconds": seconds}
        given.json.write_text(json.dumps(kept, indent=2) + "\n")


if __name__ == "__main__":
    main()
