"""scikit-learn's MLPClassifier, in float32; it has three of the five activations."""

from __future__ import annotations

import time
import warnings

from sklearn.exceptions import ConvergenceWarning
from sklearn.neural_network import MLPClassifier

from benchmarks.work import SIZES, Run, Work

NAMES = {"sigmoid": "logistic", "tanh": "tanh", "relu": "relu"}
ACTIVATIONS = tuple(NAMES)


def setup(work: Work) -> Run:
    """One epoch over as many images as the round has steps."""
    count = work.steps * work.batch
    images, labels = work.images[:count], work.labels[:count]

    def run(name: str) -> float:
        model = MLPClassifier(
            SIZES[1:-1],
            activation=NAMES[name],
            solver="sgd",
            alpha=0.0,
            momentum=0.0,
            batch_size=work.batch,
            learning_rate_init=work.lr,
            max_iter=1,
            random_state=0,
        )
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", ConvergenceWarning)  # one epoch is meant
            begin = time.perf_counter()
            model.fit(images, labels)
        return (time.perf_counter() - begin) / work.steps

    return run
