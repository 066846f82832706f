"""The stream of batches of a seed: the same for every activation."""

import hashlib

import numpy as np

BATCHES = 1  # tells this use of a seed's randomness from others


def batch_rows(examples: int, batch: int, steps: int, seed: int) -> np.ndarray:
    """Return the rows of each step's batch, int32 [steps, batch].

    Every epoch is a fresh permutation of all examples; a batch may begin in one epoch and end in the next, as
    in the tutorial's loader.

    >>> batch_rows(examples=3, batch=2, steps=3, seed=0).shape
    (3, 2)
    """
    epochs = -(-batch * steps // examples)
    order = [
        np.random.Generator(np.random.PCG64([seed, BATCHES, epoch])).permutation(examples) for epoch in range(epochs)
    ]
    return np.concatenate(order)[: batch * steps].astype(np.int32).reshape(steps, batch)


def digest(rows: np.ndarray) -> str:
    """Return the SHA-256 of a stream of batches, in hexadecimal."""
    return hashlib.sha256(np.ascontiguousarray(rows, "<i4").tobytes()).hexdigest()
