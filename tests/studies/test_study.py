"""What a study says of the tutorial's order and of its pairs, from made-up results with known answers."""

from dataclasses import replace

import pandas
import pytest

from actlab import Study
from actlab.report.document.claim import claim
from actlab.studies.study import Study as Results

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


def test_a_step_without_numbers_is_never_a_step_that_holds() -> None:
    scores = scores_of({"relu": 0.7, "leaky_relu": 0.8, "elu": 0.9})
    scores["elu"] = [made.DIVERGED] * 8
    assert "is not settled here" in claimed(made.study(scores))


def test_a_step_with_a_network_that_did_not_finish_does_not_hold() -> None:
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


def test_what_failed_is_counted_beside_what_diverged() -> None:
    scores = scores_of({"relu": 0.7, "tanh": 0.6})
    scores["tanh"][:3] = [made.FAILED, made.DIVERGED, made.FAILED]
    relu, tanh = made.study(scores).arms
    assert (relu.diverged, relu.failed, relu.reason) == (0, 0, "")
    assert (tanh.diverged, tanh.failed) == (1, 2)
    assert "mine.py:3" in tanh.reason
    assert tanh.test is not None
    assert tanh.test.n == 5


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
