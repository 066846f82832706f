"""The stream of batches of a seed: the same for every activation."""

import hashlib

import numpy as np
from jaxtyping import Int32

BATCHES = 1  # tells this use of a seed's randomness from others


def batch_rows(examples: int, batch: int, steps: int, seed: int) -> Int32[np.ndarray, "steps batch"]:
    """Return the rows of each step's batch, int32 [steps, batch].

    Every epoch is a fresh permutation of all examples; a batch may begin in one epoch and end in the next, as
    in the tutorial's loader.

    >>> batch_rows(examples=3, batch=2, steps=3, seed=0).shape
    (3, 2)
    """
    rows = np.empty(batch * steps, np.int32)
    for epoch, begin in enumerate(range(0, len(rows), examples)):
        order = np.random.Generator(np.random.PCG64([seed, BATCHES, epoch])).permutation(examples)
        rows[begin : begin + examples] = order[: len(rows) - begin]
    return rows.reshape(steps, batch)


def digest(rows: Int32[np.ndarray, "steps batch"]) -> str:
    """Return the SHA-256 of a stream of batches, in hexadecimal."""
    return hashlib.sha256(np.ascontiguousarray(rows, "<i4").tobytes()).hexdigest()
