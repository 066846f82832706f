"""Which activation function should a network use, and is the difference real?

The public names stand in ``__init__.pyi``; each is loaded when it is first used, so that ``import actlab`` and
``actlab --help`` are quick.
"""

import lazy_loader

from actlab.quiet import hush

hush()  # before anything loads JAX
__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
del hush
