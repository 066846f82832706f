"""The same question by two roads: ``actlab.compare``, and ``actlab.torch.compare`` of the same network in PyTorch.

The same data, network, initialisation, optimiser, rate, batch size and steps; draws and batches are each road's own, so
that numbers differ while paired differences agree within their intervals.

    python -m benchmarks.agreement --seeds 8 --steps 500 --json benchmarks/results/agreement.json
"""

from __future__ import annotations

import argparse
import json
import math
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

import actlab
from actlab.data.sources import load
from actlab.facade.study import Study
from actlab.networks.initialise import TRUNCATED

ACTIVATIONS = ("relu", "tanh", "elu")
BATCH, RATE, WIDTH = 64, 0.1, 512


def of_torch(seeds: int, steps: int) -> Study:
    """Return the study of the network written in PyTorch."""
    import torch  # which whoever only wants to know that this file is sound need not have
    from torch import nn

    splits = load("mnist").splits

    def tensors(split: Any) -> tuple[Any, Any]:
        """Return the pixels of a split as shares, float32, and its classes."""
        pixels = torch.tensor(np.asarray(split.inputs)).float() / 255
        return pixels.flatten(1), torch.tensor(np.asarray(split.targets, np.int64))

    seen, unseen = torch.utils.data.TensorDataset(*tensors(splits.train)), tensors(splits.test)

    def build(activation: Callable[[], Any]) -> Any:
        layers = []
        for inputs, outputs in ((784, WIDTH), (WIDTH, WIDTH), (WIDTH, 10)):
            linear = nn.Linear(inputs, outputs)
            deviation = math.sqrt(2 / inputs) / TRUNCATED
            nn.init.trunc_normal_(linear.weight, std=deviation, a=-2 * deviation, b=2 * deviation)
            nn.init.zeros_(linear.bias)
            layers += [linear, activation()]
        return nn.Sequential(*layers[:-1])

    def train(model: Any, trial: Any) -> dict[str, float]:
        optimizer = torch.optim.SGD(trial.groups(model, weight_decay=0.0), lr=RATE)
        taken = 0
        while taken < steps:
            for inputs, wanted in trial.loader(seen, BATCH, drop_last=True):
                optimizer.zero_grad()
                nn.functional.cross_entropy(model(inputs), wanted).backward()
                optimizer.step()
                taken += 1
                if taken == steps:
                    break
        with trial.evaluating(model), torch.no_grad():
            right = model(unseen[0]).argmax(1) == unseen[1]
        return {"accuracy": right.float().mean().item()}

    return actlab.torch.compare(build, train, ACTIVATIONS, seeds=seeds, margin=0.002)


def main() -> None:
    """Run both roads and print the differences beside each other."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seeds", type=int, default=8)
    parser.add_argument("--steps", type=int, default=500)
    parser.add_argument("--json", type=Path)
    given = parser.parse_args()
    choices = {"init": "he", "lr": RATE, "batch": BATCH, "steps": given.steps, "network": f"mlp({WIDTH},{WIDTH})"}
    roads = {
        "actlab.compare": actlab.compare(list(ACTIVATIONS), data="mnist", seeds=given.seeds, **choices),
        "actlab.torch.compare": of_torch(given.seeds, given.steps),
    }
    found = {road: {one.arm: (one.difference, one.interval) for one in study.verdicts} for road, study in roads.items()}
    for road, rows in found.items():
        for name, (difference, ends) in rows.items():
            print(f"{road:22} {name} - relu: {100 * difference:+.3f} points {[round(100 * end, 3) for end in ends]}")
    if given.json:
        means = {road: {arm.activation: arm.test.mean for arm in study.arms} for road, study in roads.items()}
        given.json.write_text(json.dumps({"choices": choices, "means": means, "differences": found}, indent=2) + "\n")


if __name__ == "__main__":
    main()
