"""What evaluation and files add to training in the default job, and how soon the first number is on the screen."""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import median
from typing import Any

STEPS = 1000


def additions(rounds: int) -> list[dict[str, Any]]:
    """Return seconds of two seeds of the default job at fewer steps: each part, median over rounds."""
    parts: dict[str, list[float]] = {}
    for _round in range(rounds):
        for name, seconds in _one_round().items():
            parts.setdefault(name, []).append(seconds)
    training = median(parts["training"])
    return [
        {
            "part": name,
            "seconds": median(values),
            "low": min(values),
            "high": max(values),
            "share": median(values) / training,
        }
        for name, values in parts.items()
    ]


def _one_round() -> dict[str, float]:
    from actlab.studies.files import write_results
    from actlab.studies.plan import make_plan
    from actlab.studies.run import prepare, run

    walls, training = {}, 0.0
    for every in (50, STEPS):
        plan = make_plan("tutorial", {"steps": STEPS, "seeds": 2}).model_copy(update={"evaluate_every": every})
        recipe = prepare(plan)
        begin = time.perf_counter()
        study = run(plan, recipe)
        walls[every] = time.perf_counter() - begin
        if every == 50:
            devices = len(study.description["machine"]["devices"])
            training = sum(result.seconds for result in study.results) / devices
            kept = study
    with tempfile.TemporaryDirectory() as folder:
        begin = time.perf_counter()
        write_results(kept, Path(folder))
        saving = time.perf_counter() - begin
        begin = time.perf_counter()
        kept.draw(Path(folder))
        drawing = time.perf_counter() - begin
    return {
        "training": training,
        "evaluation every 50 steps": walls[50] - walls[STEPS],
        "start, compilation and final evaluation": walls[STEPS] - training,
        "results.csv and curves.csv, once per network": saving * len(kept.results),
        "figures": drawing,
    }


def first_number(rounds: int) -> list[float]:
    """Return the seconds from typing `actlab compare --quick` to the first accuracy on the screen."""
    return [_first_number() for _round in range(rounds)]


def _first_number() -> float:
    with tempfile.TemporaryDirectory() as folder:
        begin = time.perf_counter()
        process = subprocess.Popen(
            [sys.executable, "-m", "actlab", "compare", "--quick"],
            cwd=folder,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
        )
        assert process.stderr is not None
        for line in process.stderr:
            if "% done" in line:
                break
        seconds = time.perf_counter() - begin
        process.communicate()
    return seconds
