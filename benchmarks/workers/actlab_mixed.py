"""actlab with the products of its steps in bfloat16."""

from functools import partial

from benchmarks.workers.actlab import ACTIVATIONS
from benchmarks.workers.actlab import setup as setup_single

setup = partial(setup_single, precision="mixed")

__all__ = ["ACTIVATIONS", "setup"]
