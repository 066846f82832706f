"""Which activation function should a network use, and is the difference real?

The public names stand in ``__init__.pyi``; each is loaded when it is first used, so that ``import actlab`` and
``actlab --help`` are quick. ``actlab.torch`` needs PyTorch, an extra.
"""

import importlib

import lazy_loader

_named, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)


def __getattr__(name: str) -> object:
    if name == "torch":  # no public name like the others: not everybody can load it
        return importlib.import_module("actlab.torch")
    return _named(name)
