"""Activations in PyTorch (extra ``actlab[torch]``): any formula as a module, and in models that people have."""

from importlib.util import find_spec

if not find_spec("torch"):
    raise ModuleNotFoundError("PyTorch is not installed. Type: pip install 'actlab[torch]'.", name="torch")

from actlab.functions.on_torch import Elementwise as Elementwise
from actlab.functions.on_torch import module as module
from actlab.torch.census.taking import sites as sites
from actlab.torch.pairs.compare import compare as compare
from actlab.torch.pairs.trial import TorchTrial as TorchTrial
from actlab.torch.probe import probe as probe
from actlab.torch.swap import swap as swap
