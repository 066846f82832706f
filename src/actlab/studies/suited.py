"""What suits data that no protocol knows: a network by their shape, steps and batch by their size, a margin."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from actlab.data.constant import chance
from actlab.data.dataset import Dataset, Form

BATCHES = (64, 32, 16, 8)  # the largest of which there are at least SMALLEST in an epoch
SMALLEST = 10
EPOCHS = {"table": 30, "image": 10, "sequence": 4}
LEAST, MOST, QUICK = 500, 5000, 300  # steps
POINTS = 20  # of a curve
KERNEL = 3  # pixels below which there is nothing to convolve
MARGIN = 0.01  # of an accuracy, and of what one prediction for all scores elsewhere
NETWORKS = {
    "table": ("mlp(256,256)", "mlp(64,64)"),
    "image": ("cnn(32,64)", "cnn(8,16)"),
    "sequence": ("transformer(layers=2,width=64,heads=4)", "transformer(layers=1,width=32,heads=2)"),
}


def suited(data: Dataset, given: Mapping[str, object], *, quick: bool) -> dict[str, object]:
    """Return the choices that suit data, where others are given: network, batch, steps, a margin of the metric's size.

    A table gets a perceptron, images a convolutional network, tokens a transformer; batches are of 64 examples where
    there are at least ten in an epoch, else fewer; steps make 30 epochs of a table, 10 of images, 4 of sequences, at
    least 500 and at most 5,000.

    >>> from actlab.data.sources import load
    >>> suited(load("friedman"), {"steps": 100}, quick=False)["network"]
    'mlp(256,256)'
    """
    shape, n = _shape(data.form), len(data.splits.train)
    batch = given["batch"] if given.get("batch") is not None else _batch(n)
    enough = QUICK if quick else int(np.clip(EPOCHS[shape] * n // _batch(n), LEAST, MOST))
    steps = given["steps"] if given.get("steps") is not None else enough
    return {
        "network": NETWORKS[shape][quick],
        "batch": batch,
        "steps": steps,
        "evaluate_every": evaluate_every(steps),
        "margin": _margin(data, str(given.get("metric") or "")),
    }


def evaluate_every(steps: object) -> int:
    """Return after how many steps a curve is read, of so many in all; what is no number is refused elsewhere."""
    try:
        return max(1, int(str(steps)) // POINTS)
    except ValueError:
        return 1


def _shape(form: Form) -> str:
    if form.vocabulary:
        return "sequence"
    return "image" if form.image and min(form.image[:2]) >= KERNEL else "table"


def _batch(n: int) -> int:
    return next((size for size in BATCHES if n >= SMALLEST * size), min(BATCHES[-1], n))


def _margin(data: Dataset, metric: str) -> float:
    """Return a hundredth of an accuracy's range, or of what one prediction for all has in errors."""
    judged = data.task.metric(metric)
    if judged.higher_is_better:
        return MARGIN
    return float(f"{MARGIN * chance(data, 'test').scores[judged.name]:.2g}") or MARGIN
