"""Activations in PyTorch (extra ``actlab[torch]``): any formula as a module."""

from actlab.torch.module import Elementwise as Elementwise
from actlab.torch.module import module as module
