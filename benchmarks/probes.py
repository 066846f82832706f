"""What the probes add to the training time of the default job, evaluation not counted: python -m benchmarks.probes."""

from __future__ import annotations

import dataclasses
import time
from collections.abc import Callable
from statistics import median
from typing import Any

import jax
import numpy as np
from actlab.data.datasets import Split
from actlab.training.probes.observer import Observer, numbers
from actlab.training.probes.table import PROBES

from actlab.functions.find import find as activation
from actlab.studies.plan import make_plan
from actlab.studies.run import prepare
from actlab.training.member import Program

ROUNDS = 30


def additions(name: str, rounds: int = ROUNDS) -> dict[str, float]:
    """Return the seconds of a segment of training, and of what the probes add to it and to its evaluation.

    With and without take turns, so that a busy machine slows both; each addition is the median over the rounds.
    """
    recipe = dataclasses.replace(prepare(make_plan("tutorial", {})), probes=tuple(PROBES))
    program = Program(recipe, activation(name))
    observer = Observer(program)
    data = jax.device_put(tuple(recipe.data.splits.train))
    curve = Split(*jax.device_put(tuple(recipe.data.splits.test.first(recipe.curve_examples))))
    rows, rate = recipe.rows(0)[: recipe.evaluate_every], np.float32(0.01)

    def plain(state: Any) -> Any:
        state, losses = program.train(state, rate, rows, *data)
        np.asarray(losses)
        return state

    def probed(state: Any) -> Any:
        state, _losses, values = observer.train(state, rate, rows[:1], *data)
        numbers(values)
        return plain_rest(state)

    def plain_rest(state: Any) -> Any:
        state, losses = program.train(state, rate, rows[1:], *data)
        np.asarray(losses)
        return state

    seconds: dict[str, list[float]] = {}
    state = program.start(0)
    for _round in range(rounds + 2):  # the first two compile
        for part, run in (("train", plain), ("train with probes", probed)):
            state = _timed(seconds, part, run, state)
        _timed(seconds, "evaluate", program.evaluate, state.weights, curve)
        _timed(seconds, "evaluate with probes", observer.evaluate, state.weights, curve)
    kept = {part: np.array(values[2:]) for part, values in seconds.items()}
    return {
        "training": median(kept["train"]),
        "added to training": median(kept["train with probes"] - kept["train"]),
        "added to evaluation": median(kept["evaluate with probes"] - kept["evaluate"]),
    }


def _timed(seconds: dict[str, list[float]], part: str, run: Callable[..., Any], *arguments: Any) -> Any:
    begin = time.perf_counter()
    result = jax.block_until_ready(run(*arguments))
    seconds.setdefault(part, []).append(time.perf_counter() - begin)
    return result


def main() -> None:
    """Print the additions for each of the tutorial's five and for all, and their share of the training time."""
    found = {}
    for name in ("sigmoid", "tanh", "relu", "leaky_relu", "elu"):
        found[name] = additions(name)
        _show(name, found[name])
    _show("default job", {part: sum(parts[part] for parts in found.values()) for part in found["relu"]})


def _show(name: str, parts: dict[str, float]) -> None:
    added = parts["added to training"] + parts["added to evaluation"]
    shown = ", ".join(f"{part} {1000 * value:.2f} ms" for part, value in parts.items())
    print(f"{name:12s}{shown}; share {added / parts['training']:.1%}", flush=True)


if __name__ == "__main__":
    main()
