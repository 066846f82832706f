"""Writes down what all contestants start from: MNIST, and the weights and batches that actlab draws for each seed."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from actlab.data.dataset import Split
from actlab.data.sources import load
from actlab.functions.find import find
from actlab.networks.network import network
from actlab.training.member import Program
from actlab.training.precision import SINGLE
from actlab.training.recipe import Recipe
from benchmarks.work import BATCH, Work


def recipe(work: Work, precision: str = SINGLE) -> Recipe:
    """Return a workload as actlab has it: the networks are read at their end, and at their start on a batch."""
    return Recipe(
        data=load("mnist"),
        network=network(f"mlp({','.join(map(str, work.hidden))})"),
        initialisation="glorot",
        optimizer="sgd",
        batch=BATCH,
        steps=work.steps,
        evaluate_every=work.steps,
        curve_examples=BATCH,
        precision=precision,
    )


def write(work: Work, seeds: int, folder: Path) -> None:
    """Write data and draws of so many seeds as arrays of NumPy; Glorot's draws are the same for all activations."""
    drawn = recipe(work)
    program, splits = Program(drawn, find(work.activations[0])), drawn.data.splits
    _split(folder, "", splits.train, drawn.data.unit)
    _split(folder, "test_", splits.test, drawn.data.unit)
    for seed in range(seeds):
        np.save(folder / f"{seed}-rows.npy", drawn.rows(seed))
        weights = program.start(seed).weights
        layers = [name.removesuffix("/weight") for name in program.declared if name.endswith("/weight")]
        for place, layer in enumerate(layers):
            for role in ("weight", "bias"):
                np.save(folder / f"{seed}-{place}-{role}.npy", np.asarray(weights[f"{layer}/{role}"]))


def _split(folder: Path, which: str, split: Split, unit: float) -> None:
    np.save(folder / f"{which}images.npy", np.asarray(split.inputs, np.float32) / np.float32(unit))
    np.save(folder / f"{which}labels.npy", np.asarray(split.targets))
