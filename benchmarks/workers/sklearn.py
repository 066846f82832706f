"""scikit-learn's MLPClassifier, in float32; it has three of the five activations, and draws weights of its own."""

from __future__ import annotations

import time
import warnings

from sklearn.exceptions import ConvergenceWarning
from sklearn.metrics import log_loss
from sklearn.neural_network import MLPClassifier

from benchmarks.work import BATCH, RATE, Answer, Run, Task

NAMES = {"sigmoid": "logistic", "tanh": "tanh", "relu": "relu"}
ACTIVATIONS = tuple(NAMES)


def setup(task: Task) -> Run:
    """One epoch over as many images as a network sees in all its steps."""

    def run(name: str) -> Answer:
        seconds, losses = 0.0, {}
        for seed in task.seeds:
            rows = task.rows(seed).ravel()
            images, labels = task.images[rows], task.labels[rows]
            model = MLPClassifier(
                task.work.hidden,
                activation=NAMES[name],
                solver="sgd",
                alpha=0.0,
                momentum=0.0,
                batch_size=BATCH,
                learning_rate_init=RATE,
                max_iter=1,
                random_state=seed,
            )
            with warnings.catch_warnings():
                warnings.simplefilter("ignore", ConvergenceWarning)  # one epoch is meant
                begin = time.perf_counter()
                model.fit(images, labels)
                seconds += time.perf_counter() - begin
            losses[seed] = float(log_loss(task.test_labels, model.predict_proba(task.test_images)))
        return Answer(seconds / len(task.seeds) / task.work.steps, losses)

    return run
