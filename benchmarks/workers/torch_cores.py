"""PyTorch as an expert runs it: the usual loop, in a process with one thread for each core, pinned to it."""

from benchmarks.workers.torch import ACTIVATIONS, setup

__all__ = ["ACTIVATIONS", "setup"]
