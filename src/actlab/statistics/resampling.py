"""How clear a choice by means was: what would have been chosen, had the same trials been drawn again."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

DRAWS = 10_000
_SEED = 1979  # of the draws: the same scores give the same shares


def winner_shares(rows: Sequence[Sequence[float]]) -> tuple[float, ...]:
    """Return, for rows of scores [k, n] over the same n trials, in which share of resamples each has the best mean.

    More is better; the first of equals wins. The trials are drawn with replacement, all rows alike. Source: Efron
    (1979). With one trial there is nothing to resample: the best row has the share 1.

    >>> winner_shares([[0.5, 0.6, 0.7], [0.8, 0.9, 0.9]])
    (0.0, 1.0)
    """
    scores = np.asarray(rows, np.float64)
    drawn = np.random.default_rng(_SEED).integers(0, scores.shape[1], (DRAWS, scores.shape[1]))
    counts = np.apply_along_axis(np.bincount, 1, drawn, minlength=scores.shape[1])
    best = np.argmax(counts @ scores.T, axis=1)
    return tuple(float(np.mean(best == row)) for row in range(len(scores)))
