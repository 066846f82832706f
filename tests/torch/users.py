"""Models and training as users write them, and what runs of them met. Needs PyTorch."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn
from torch.utils.data import Dataset, TensorDataset

from actlab.functions.find import find
from actlab.torch.pairs.models import Models
from actlab.torch.pairs.run import Record, Train, run
from actlab.torch.pairs.trial import Limits, TorchTrial
from actlab.torch.pairs.twins import Check
from actlab.training.own.given import Given

NAMES = ("relu", "gelu", "prelu")
EXAMPLES, BATCH, EPOCHS = 50, 8, 4

torch.set_num_threads(1)  # nothing here is large, and tests run beside each other


def examples() -> TensorDataset:
    """Return two classes in four dimensions."""
    inputs = torch.randn(EXAMPLES, 4, generator=torch.Generator().manual_seed(0))
    return TensorDataset(inputs, (inputs.sum(1) > 0).long())


def build(activation: Callable[..., nn.Module]) -> nn.Module:
    """Return a small perceptron with dropout."""
    return nn.Sequential(
        nn.Linear(4, 12),
        activation(),
        nn.Dropout(0.4),
        nn.Linear(12, 12),
        activation(),
        nn.Dropout(0.2),
        nn.Linear(12, 2),
    )


def learn(model: nn.Module, inputs: Tensor, targets: Tensor, optimizer: torch.optim.Optimizer) -> float:
    """Do one step, and return the loss before it."""
    loss = nn.functional.cross_entropy(model(inputs), targets)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    return loss.item()


def clean(workers: int = 0, dataset: Dataset[Any] | None = None, **faults: Callable[..., object]) -> Train:
    """Return training by the book. ``faults`` are called ``before`` it, at each ``step``, after each ``epoch``."""
    data = dataset or examples()

    def train(model: nn.Module, trial: TorchTrial) -> float:
        faults.get("before", _nothing)(model, trial)
        optimizer = torch.optim.SGD(trial.groups(model, 1e-3), lr=0.1)
        loader, loss = trial.loader(data, BATCH, workers=workers), 0.0
        for epoch in range(EPOCHS):
            for inputs, targets in loader:
                faults.get("step", _nothing)(model, trial)
                loss = learn(model, inputs, targets, optimizer)
            faults.get("epoch", _nothing)(model, trial)
            trial.report(epoch, loss=loss)
        return loss

    return train


def around(**faults: Callable[..., object]) -> Train:
    """Return training with a loader of PyTorch's own, which shuffles by the generator of the process."""

    def train(model: nn.Module, trial: TorchTrial) -> float:
        faults.get("before", _nothing)(model, trial)
        optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
        loader, loss = torch.utils.data.DataLoader(examples(), BATCH, shuffle=True), 0.0
        for _epoch in range(EPOCHS):
            for inputs, targets in loader:
                loss = learn(model, inputs, targets, optimizer)
            faults.get("epoch", _nothing)(model, trial)
        return loss

    return train


def checked(train: Train, build: Callable[..., nn.Module] = build, names: tuple[str, ...] = NAMES) -> Check:
    """Return the check of a training, against the first activation."""
    known = {name: find(name) for name in names}
    return Check(Models(build, known[names[0]]), train, known, names[0])


def met(
    train: Train,
    folder: Path,
    name: str,
    *,
    seed: int = 0,
    build: Callable[..., nn.Module] = build,
    limits: Limits | None = None,
) -> Record:
    """Return what a run of an activation met; the control is relu."""
    models = Models(build, find("relu"))
    return run(models, train, Given(find(name), name, seed, None, folder), limits)[1]


def _nothing(*_given: object) -> None:
    """Do nothing wrong."""
