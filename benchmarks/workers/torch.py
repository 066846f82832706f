"""PyTorch as most people write it: an eager loop, torch.optim.SGD, tensors in memory, PyTorch's own threads."""

from __future__ import annotations

import time

import torch
from torch import nn

from benchmarks.work import SIZES, Run, Work

MODULES = {
    "sigmoid": nn.Sigmoid,
    "tanh": nn.Tanh,
    "relu": nn.ReLU,
    "leaky_relu": lambda: nn.LeakyReLU(0.01),
    "elu": nn.ELU,
}
ACTIVATIONS = tuple(MODULES)


def setup(work: Work) -> Run:
    """Load the data into tensors once."""
    images, labels = torch.from_numpy(work.images), torch.from_numpy(work.labels).long()
    rows = torch.from_numpy(work.rows).long()

    def run(name: str) -> float:
        model = nn.Sequential(
            nn.Linear(SIZES[0], SIZES[1]),
            MODULES[name](),
            nn.Linear(SIZES[1], SIZES[2]),
            MODULES[name](),
            nn.Linear(SIZES[2], SIZES[3]),
        )
        linear = [module for module in model if isinstance(module, nn.Linear)]
        with torch.no_grad():
            for module, (w, b) in zip(linear, work.weights(), strict=True):
                module.weight.copy_(torch.from_numpy(w.T.copy()))
                module.bias.copy_(torch.from_numpy(b))
        optimiser, loss = torch.optim.SGD(model.parameters(), lr=work.lr), nn.CrossEntropyLoss()
        begin = time.perf_counter()
        for batch in rows:
            optimiser.zero_grad()
            loss(model(images[batch]), labels[batch]).backward()
            optimiser.step()
        return (time.perf_counter() - begin) / work.steps

    return run
