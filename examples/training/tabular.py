# A table, an MLP with batch normalisation, in PyTorch: each activation with the learning rate that suits it.
# The rate is chosen by validation data, and the verdict is on test data, by seeds that were not used for choosing.
#
#     python examples/training/tabular.py --seeds 8
import argparse

import torch
from torch import nn
from torch.utils.data import TensorDataset

import actlab
from actlab.data.sources import load

parser = argparse.ArgumentParser()
parser.add_argument("--seeds", type=int, default=8)

# Friedman's regression: 10 columns, of which 5 matter. Here your own arrays would stand.
seen, validation, test = (
    TensorDataset(torch.tensor(rows.inputs), torch.tensor(rows.targets)) for rows in load("friedman").splits
)


def build():
    """Return the model as it is: compare() replaces its ReLUs, and leaves all else alone."""
    layers = []
    for wide, narrow in [(10, 64), (64, 64)]:
        layers += [nn.Linear(wide, narrow), nn.BatchNorm1d(narrow), nn.ReLU()]
    return nn.Sequential(*layers, nn.Linear(64, 1), nn.Flatten(0))


def train(model, trial):
    """Train, and return numbers: those that begin with validation_ choose the learning rate."""
    optimizer = torch.optim.AdamW(trial.groups(model, weight_decay=0.01), lr=trial.lr)
    for _ in range(12):
        for inputs, wanted in trial.loader(seen, 50):
            optimizer.zero_grad()
            nn.functional.mse_loss(model(inputs), wanted).backward()
            optimizer.step()
    with trial.evaluating(model), torch.no_grad():
        validation_loss, loss = (nn.functional.mse_loss(model(x), y).item() for x, y in (validation[:], test[:]))
    return {"loss": loss, "validation_loss": validation_loss}


study = actlab.torch.compare(
    build,
    train,
    ["relu", "tanh", "silu"],
    batch=seen[:50][0],
    seeds=parser.parse_args().seeds,
    lrs=[0.1, 0.03, 0.01, 0.003, 0.001],
)
print(study)
