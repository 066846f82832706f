"""What one prediction for all examples scores, once it is known: a network that ends no better has failed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from jaxtyping import Float, Shaped

from actlab.data.metrics import MetricRecord

ERRORS = 2.0  # standard errors within which a network is no better than chance


@dataclass(frozen=True, eq=False)
class Chance:
    """The best constant prediction on a split: the commonest class, or the mean, of the training data.

    ``scores`` has the mean of every metric of the task, ``examples`` [n] the values of the first, example by example;
    ``contributions`` what each adds to the first where it does not count examples, None where nobody knows.
    """

    metric: MetricRecord
    scores: Mapping[str, float]
    examples: Float[np.ndarray, " n"]
    contributions: Float[np.ndarray, " n"] | None = None

    def beaten_by(self, examples: Shaped[np.ndarray, " n"]) -> bool:
        """Return whether values [n] of the first metric are better than chance beyond the sampling of the examples.

        The gain is taken example by example; its mean must exceed two standard errors.

        >>> right, half = np.ones(100), np.arange(100) % 2.0
        >>> one = Chance(MetricRecord("accuracy", "accuracy", higher_is_better=True), {}, half)
        >>> one.beaten_by(right), one.beaten_by(half)
        (True, False)
        """
        gain = np.asarray(examples, np.float64) - self.examples
        gain = gain if self.metric.higher_is_better else -gain
        spread = float(gain.std(ddof=1)) if len(gain) > 1 else 0.0
        return bool(gain.mean() > ERRORS * spread / len(gain) ** 0.5)
