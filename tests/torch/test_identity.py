"""What a training function of PyTorch is: the same in every process, another when its data or weights are."""

import subprocess
import sys

import pytest

from tests.functions.exported import installed

needs_torch = pytest.mark.skipif(not installed("torch"), reason="PyTorch is not installed")

PROGRAM = """
import sys
import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset
from actlab.functions.identity import identity

x = torch.randn(10, 2, generator=torch.Generator().manual_seed(int(sys.argv[1])))
data = TensorDataset(x)


class Net(nn.Module):
    def __init__(self, activation):
        super().__init__()
        self.first, self.activation = nn.Linear(2, 2), activation

    def forward(self, x):
        return self.activation(self.first(x))


def train(trial):
    net = Net(trial.activation.torch())
    return float(sum(net(x).sum() for (x,) in DataLoader(data, 4)))


torch.manual_seed(0)
given = Net(nn.ReLU())
print(identity(train), identity(lambda trial: given(x)))
"""


def digests(seed: str) -> list[str]:
    done = subprocess.run([sys.executable, "-c", PROGRAM, seed], capture_output=True, text=True, check=True)
    return done.stdout.split()


@needs_torch
def test_tensors_datasets_and_modules_count_by_their_content() -> None:
    one, again, other = digests("0"), digests("0"), digests("1")
    assert one == again
    assert one[0] != other[0]
    assert one[1] != other[1]
