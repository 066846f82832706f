"""Which activation function should a network use, and is the difference real?

The public names stand in ``__init__.pyi``; each is loaded when it is first used, so that ``import actlab`` and
``actlab --help`` are quick. ``actlab.torch`` needs PyTorch, an extra.
"""

import sys

import lazy_loader

from actlab.quiet import hush

hush()  # before anything loads JAX
_named, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
del hush


def __getattr__(name: str) -> object:
    if name == "torch":  # no public name like the others: not everybody can load it
        from actlab.torch import __name__ as place

        return sys.modules[place]
    return _named(name)
