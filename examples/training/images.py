# A small convolutional network on handwritten digits, in PyTorch. build(activation) puts activation() at each place
# itself, which is also how a slope is learnt for each channel: activation(16) has one for each unit of the last axis.
#
#     python examples/training/images.py --seeds 8
import argparse

import torch
from torch import nn
from torch.utils.data import TensorDataset

import actlab
from actlab.data.sources import load

parser = argparse.ArgumentParser()
parser.add_argument("--seeds", type=int, default=8)

# 1,797 digits of 8x8 pixels. Here your own images would stand.
digits = load("digits")
seen, _, unseen = (
    TensorDataset(torch.tensor(rows.inputs / digits.unit).float().view(-1, 1, 8, 8), torch.tensor(rows.targets).long())
    for rows in digits.splits
)


class Channels(nn.Module):
    """What learns along the last axis, used along the channels of images [n, channels, height, width]."""

    def __init__(self, function):
        super().__init__()
        self.function = function

    def forward(self, images):
        return self.function(images.movedim(1, -1)).movedim(-1, 1)


def build(activation):
    return nn.Sequential(
        *(nn.Conv2d(1, 16, 3, padding=1), Channels(activation(16)), nn.MaxPool2d(2)),
        *(nn.Conv2d(16, 32, 3, padding=1), Channels(activation(32)), nn.Flatten()),
        *(nn.Linear(32 * 4 * 4, 64), activation(64), nn.Linear(64, 10)),
    )


def train(model, trial):
    optimizer = torch.optim.AdamW(trial.groups(model, weight_decay=0.01), lr=0.003)  # which spares the slopes
    for epoch in range(6):
        for images, digit in trial.loader(seen, 64):
            optimizer.zero_grad()
            nn.functional.cross_entropy(model(images), digit).backward()
            optimizer.step()
        with trial.evaluating(model), torch.no_grad():
            images, digit = unseen[:]
            accuracy = (model(images).argmax(1) == digit).float().mean().item()
        trial.report(epoch + 1, accuracy=accuracy)
    return {"accuracy": accuracy}


activations = ["relu", "tanh", "prelu", "prelu per channel=prelu; alpha=0.25 per unit"]
study = actlab.torch.compare(build, train, activations, seeds=parser.parse_args().seeds, chance=0.1)
print(study)
