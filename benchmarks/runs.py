"""What ``actlab run`` costs beyond the program itself: runs of a program that does nothing, beside bare processes.

python -m benchmarks.runs --rounds 7 --json benchmarks/results/runs.json
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import tempfile
import time
from pathlib import Path

from actlab.studies.own_command import run_command
from actlab.studies.own_plan import Choices

PROGRAM = '#!/bin/sh\necho "{\\"accuracy\\": 0.9$2}"\n'
FEW, MANY = 4, 44  # seeds: what a study costs by itself is the same in both, and drops out


def study(program: Path, seeds: int) -> float:
    """Return the seconds of a study of two activations, stored as it goes, without figures."""
    with tempfile.TemporaryDirectory() as folder:
        begun = time.perf_counter()
        run_command(
            [str(program), "{activation}", "{seed}"], ["relu", "tanh"], Choices(seeds=seeds), out=Path(folder) / "study"
        )
        return time.perf_counter() - begun


def bare(program: Path, runs: int) -> float:
    """Return the seconds of so many runs, one after the other."""
    begun = time.perf_counter()
    for number in range(runs):
        subprocess.run([program, "relu", str(number)], stdout=subprocess.DEVNULL, check=True)
    return time.perf_counter() - begun


def main() -> None:
    """Print the milliseconds per run that are actlab's, over rounds in which both take turns."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--json", type=Path)
    given = parser.parse_args()
    runs, rows = 2 * (MANY - FEW), []
    with tempfile.TemporaryDirectory() as folder:
        program = Path(folder) / "nothing.sh"
        program.write_text(PROGRAM)
        program.chmod(0o755)
        study(program, FEW)  # what is loaded when it is first used
        for _round in range(given.rounds):
            ours = study(program, MANY) - study(program, FEW)
            rows.append(1000 * (ours - bare(program, runs)) / runs)
    load = os.getloadavg()[0]
    print(
        f"ms per run beyond the program: median {statistics.median(rows):.1f} ({min(rows):.1f} to {max(rows):.1f}),"
        f" {given.rounds} rounds of {runs} runs; load {load:.1f}"
    )
    if given.json:
        given.json.write_text(json.dumps({"ms": rows, "runs": runs, "load": load}, indent=2) + "\n")


if __name__ == "__main__":
    main()
