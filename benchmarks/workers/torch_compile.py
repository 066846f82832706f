"""PyTorch with the whole step compiled by torch.compile, inductor: gradient and update in one graph."""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.func import functional_call, grad
from torch.nn.functional import cross_entropy

from benchmarks.work import RATE, Run, Task
from benchmarks.workers.torch import ACTIVATIONS, Step, training

__all__ = ["ACTIVATIONS", "setup"]


def setup(task: Task) -> Run:
    """Compile each activation's step when it is first asked for."""
    return training(task, compiled)


def compiled(model: nn.Module) -> Step:
    """Return a step without breaks in its graph: ``backward`` and an optimiser object would make three of it."""
    weights = {name: weight.detach() for name, weight in model.named_parameters()}  # the model's own memory

    def loss(weights: dict[str, Tensor], x: Tensor, y: Tensor) -> Tensor:
        return cross_entropy(functional_call(model, weights, (x,)), y)

    def step(x: Tensor, y: Tensor) -> None:
        gradient = grad(loss)(weights, x, y)
        for name, weight in weights.items():
            weight.sub_(gradient[name], alpha=RATE)

    whole: Step = torch.compile(step, fullgraph=True)
    return whole
