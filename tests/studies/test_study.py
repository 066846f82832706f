"""What a study says of the tutorial's order and of its pairs, from made-up results with known answers."""

from dataclasses import replace

import numpy as np
import pandas
import pytest

from actlab import Study
from actlab.report.document.claim import claim
from actlab.studies.study import Study as Results
from actlab.training.trial import Status

from ..report import made

NOISE = (0.0, 0.002, -0.001, 0.001)


def scores_of(means: dict[str, float]) -> dict[str, list[float]]:
    """Scatter eight seeds about each mean, differently for each activation."""
    return {name: [mean + NOISE[(seed + i) % 4] for seed in range(8)] for i, (name, mean) in enumerate(means.items())}


def claimed(study: Results) -> str:
    return claim(study.findings)


def test_the_order_holds() -> None:
    means = {"sigmoid": 0.5, "tanh": 0.6, "relu": 0.7, "leaky_relu": 0.8, "elu": 0.9}
    text = claimed(made.study(scores_of(means)))
    assert text.startswith("The tutorial's order elu > leaky_relu > relu >> tanh > sigmoid holds here")


def test_the_order_does_not_hold() -> None:
    means = {"sigmoid": 0.5, "tanh": 0.6, "relu": 0.7, "leaky_relu": 0.9, "elu": 0.8}
    assert "does not hold here: elu - leaky_relu = -10.00 points [" in claimed(made.study(scores_of(means)))


def test_of_errors_the_smaller_is_the_better() -> None:
    assert "relu >> tanh holds here" in claimed(made.regression(scores_of({"relu": 0.1, "tanh": 0.3})))
    assert "relu >> tanh does not hold here" in claimed(made.regression(scores_of({"relu": 0.3, "tanh": 0.1})))


def test_a_reversal_within_chance_is_not_called_one() -> None:
    text = claimed(made.study(scores_of({"relu": 0.7, "leaky_relu": 0.6999})))
    assert "leaky_relu > relu is not settled here" in text


def test_an_arm_that_always_failed_is_against_the_order() -> None:
    scores = scores_of({"relu": 0.7, "leaky_relu": 0.8, "elu": 0.9})
    scores["elu"] = [made.DIVERGED] * 8
    assert "does not hold here: elu - leaky_relu = -70.05 points" in claimed(made.study(scores))


def test_a_step_with_a_failed_network_does_not_hold() -> None:
    scores = scores_of({"relu": 0.7, "elu": 0.9})
    scores["elu"][3] = made.DIVERGED
    assert "elu > relu is not settled here" in claimed(made.study(scores))


def test_with_too_few_seeds_nothing_is_said_of_the_order() -> None:
    few = {name: row[:5] for name, row in scores_of({"relu": 0.9, "tanh": 0.5}).items()}
    assert claimed(made.study(few)).endswith("cannot be judged by 5 seeds; at least 6 are needed.")


def test_no_sentence_without_two_of_the_tutorials() -> None:
    assert claimed(made.study(scores_of({"relu": 0.7, "identity": 0.6}))) == ""


def test_pairs_are_complete_seeds() -> None:
    study = made.study(scores_of({"relu": 0.7, "tanh": 0.6}))
    study = replace(study, trials=study.trials[:-1])
    assert study.pairs == [0, 1, 2, 3, 4, 5, 6]
    assert len(study.of("relu")) == 7


def test_every_way_of_failing_counts_as_chance() -> None:
    scores = scores_of({"relu": 0.7, "tanh": 0.6})
    scores["tanh"][:4] = [made.FAILED, made.DIVERGED, made.FAILED, 0.07]
    relu, tanh = made.study(scores).arms
    assert (relu.failed, relu.reasons, relu.test) == (0, {}, relu.sound)
    ways = {Status.FINISHED: 4, Status.COLLAPSED: 1, Status.DIVERGED: 1, Status.FAILED: 2}
    assert (tanh.failed, tanh.statuses) == (4, ways)
    assert "mine.py:3" in tanh.reasons[Status.FAILED]
    assert tanh.sound is not None
    assert (tanh.test.n, tanh.sound.n) == (8, 4)
    assert tanh.test.mean == pytest.approx((4 * made.CHANCE + 4 * tanh.sound.mean) / 8)


def test_which_examples_are_right_is_known_of_every_network_or_of_none() -> None:
    scores = scores_of({"relu": 0.7, "tanh": 0.6})
    scores["tanh"][1] = made.DIVERGED
    study = made.study(scores)
    correct = study.numbers.examples
    assert correct is not None
    right = {
        arm: [np.unpackbits(np.frombuffer(b, np.uint8)).sum() for b in row.values()]
        for arm, row in correct.kept.items()
    }
    assert right["tanh"][1] == 40
    assert right["relu"] == [round(400 * score) for score in scores["relu"]]
    forgotten = replace(study, trials=(replace(study.trials[0], correct=None), *study.trials[1:]))
    assert forgotten.numbers.examples is None
    assert made.regression(scores).numbers.examples is None


def test_what_is_computed_is_carried_along() -> None:
    study = made.study(scores_of({"relu": 0.7, "tanh": 0.6}))
    found = study.findings
    assert study.carrying(files=()).findings is found
    assert Study.over(study).findings is found


def test_a_study_cannot_be_changed() -> None:
    study = made.study(scores_of({"relu": 0.7, "tanh": 0.6}))
    with pytest.raises(AttributeError):
        study.trials = ()  # type: ignore[misc]
    with pytest.raises(AttributeError):
        study.trials[0].steps = 3  # type: ignore[misc]


def test_to_pandas() -> None:
    frame = Study.over(made.study(scores_of({"relu": 0.7, "tanh": 0.6}))).to_pandas()
    assert isinstance(frame, pandas.DataFrame)
    assert len(frame) == 16
