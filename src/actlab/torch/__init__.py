"""Activations in PyTorch (extra ``actlab[torch]``): any formula as a module."""

from actlab.functions.on_torch import Elementwise as Elementwise
from actlab.functions.on_torch import module as module
from actlab.torch.pairs.compare import compare as compare
from actlab.torch.pairs.trial import TorchTrial as TorchTrial
