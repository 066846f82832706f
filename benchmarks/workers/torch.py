"""PyTorch as most people write it: an eager loop, torch.optim.SGD, tensors in memory, PyTorch's own threads."""

from __future__ import annotations

import time
from collections.abc import Callable
from itertools import pairwise

import torch
from torch import Tensor, nn
from torch.nn.functional import cross_entropy

from benchmarks.work import BATCH, RATE, Answer, Run, Task

MODULES = {
    "sigmoid": nn.Sigmoid,
    "tanh": nn.Tanh,
    "relu": nn.ReLU,
    "leaky_relu": lambda: nn.LeakyReLU(0.01),
    "elu": nn.ELU,
}
ACTIVATIONS = tuple(MODULES)

Step = Callable[[Tensor, Tensor], object]  # takes the images and labels of one batch


def setup(task: Task) -> Run:
    """Train one network after another."""
    return training(task, eager)


def eager(model: nn.Module) -> Step:
    """Return the usual step."""
    optimiser = torch.optim.SGD(model.parameters(), lr=RATE)

    def step(x: Tensor, y: Tensor) -> None:
        optimiser.zero_grad()
        cross_entropy(model(x), y).backward()
        optimiser.step()

    return step


def training(task: Task, step_of: Callable[[nn.Module], Step]) -> Run:
    """Train one network after another by some step; each activation has one model, which takes each seed's weights."""
    images, labels = torch.from_numpy(task.images), torch.from_numpy(task.labels).long()
    known: dict[str, tuple[nn.Sequential, Step]] = {}

    def run(name: str) -> Answer:
        if name not in known:
            model = build(task, name)
            known[name] = model, step_of(model)
            known[name][1](images[:BATCH], labels[:BATCH])  # compiles, where that is its way
        model, step = known[name]
        seconds, losses = 0.0, {}
        for seed in task.seeds:
            put(task, seed, model)
            rows = torch.from_numpy(task.rows(seed)).long()
            begin = time.perf_counter()
            for batch in rows:
                step(images[batch], labels[batch])
            seconds += time.perf_counter() - begin
            losses[seed] = loss(task, model)
        return Answer(seconds / len(task.seeds) / task.work.steps, losses)

    return run


def build(task: Task, name: str) -> nn.Sequential:
    """Return a network with weights of PyTorch's own."""
    layers: list[nn.Module] = []
    for width, following in pairwise(task.work.sizes):
        layers += [nn.Linear(width, following), MODULES[name]()]
    return nn.Sequential(*layers[:-1])


@torch.no_grad()
def put(task: Task, seed: int, model: nn.Sequential) -> None:
    """Give a network the initial weights of a seed."""
    linear = [module for module in model if isinstance(module, nn.Linear)]
    for module, (w, b) in zip(linear, task.weights(seed), strict=True):
        module.weight.copy_(torch.from_numpy(w.T))
        module.bias.copy_(torch.from_numpy(b))


@torch.no_grad()
def loss(task: Task, model: nn.Module) -> float:
    """Return the mean loss on all test examples."""
    return float(cross_entropy(model(torch.from_numpy(task.test_images)), torch.from_numpy(task.test_labels).long()))
