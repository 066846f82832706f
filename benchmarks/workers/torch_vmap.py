"""PyTorch with networks side by side: torch.func.vmap over stacked weights, to each network its own batches."""

from __future__ import annotations

import time

import torch
from torch import Tensor
from torch.func import functional_call, grad, stack_module_state, vmap
from torch.nn.functional import cross_entropy

from benchmarks.work import RATE, Answer, Run, Task
from benchmarks.workers.torch import ACTIVATIONS, build, loss, put

__all__ = ["ACTIVATIONS", "setup"]


def setup(task: Task) -> Run:
    """Train all networks of the task at once."""
    images, labels = torch.from_numpy(task.images), torch.from_numpy(task.labels).long()

    def run(name: str) -> Answer:
        models = [build(task, name) for _seed in task.seeds]
        for seed, model in zip(task.seeds, models, strict=True):
            put(task, seed, model)
        stacked = {key: weight.detach() for key, weight in stack_module_state(models)[0].items()}

        def loss_of(weights: dict[str, Tensor], x: Tensor, y: Tensor) -> Tensor:
            return cross_entropy(functional_call(models[0], weights, (x,)), y)

        gradient = vmap(grad(loss_of))
        rows = torch.stack([torch.from_numpy(task.rows(seed)).long() for seed in task.seeds], 1)
        begin = time.perf_counter()
        for batches in rows:
            found = gradient(stacked, images[batches], labels[batches])
            for key, weight in stacked.items():
                weight.sub_(found[key], alpha=RATE)
        seconds = time.perf_counter() - begin
        losses = {}
        for place, (seed, model) in enumerate(zip(task.seeds, models, strict=True)):
            model.load_state_dict({key: weight[place] for key, weight in stacked.items()})
            losses[seed] = loss(task, model)
        return Answer(seconds / len(task.seeds) / task.work.steps, losses)

    return run
