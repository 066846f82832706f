"""What a study says of the tutorial's order, from made-up results with known answers."""

import pandas
from actlab.report.text import claim_sentence
from actlab.training.population import Result

from actlab import activation
from actlab.data.tasks import CLASSIFICATION, REGRESSION, Task
from actlab.studies.plan import make_plan
from actlab.studies.study import Study
from actlab.training.member import Member, Score

NOISE = (0.0, 0.002, -0.001, 0.001)


def study_of(means: dict[str, float], task: Task = CLASSIFICATION) -> Study:
    """Make a study whose four seeds scatter about each mean, differently for each activation."""
    plan = make_plan("tutorial", {"activations": list(means), "seeds": 4})
    made = Study(plan, task, description={"data_set": {"examples": {"test": 100}}})
    for place, (name, mean) in enumerate(means.items()):
        for seed in range(4):
            score = Score(mean + NOISE[(seed + place) % 4], 0.5)
            made.results.append(Result(Member(activation(name), 0.01, seed), test=score, validation=score, steps=10))
    return made


def test_the_order_holds() -> None:
    text = claim_sentence(study_of({"sigmoid": 0.5, "tanh": 0.6, "relu": 0.7, "leaky_relu": 0.8, "elu": 0.9}))
    assert text.startswith("The tutorial's order elu > leaky_relu > relu >> tanh > sigmoid holds here")


def test_the_order_does_not_hold() -> None:
    text = claim_sentence(study_of({"sigmoid": 0.5, "tanh": 0.6, "relu": 0.7, "leaky_relu": 0.9, "elu": 0.8}))
    assert "does not hold here: elu - leaky_relu = -10.00 points [" in text


def test_of_errors_the_smaller_is_the_better() -> None:
    assert "relu >> tanh holds here" in claim_sentence(study_of({"relu": 0.1, "tanh": 0.3}, REGRESSION))
    assert "relu >> tanh does not hold here" in claim_sentence(study_of({"relu": 0.3, "tanh": 0.1}, REGRESSION))


def test_a_reversal_within_chance_is_not_called_one() -> None:
    text = claim_sentence(study_of({"relu": 0.7, "leaky_relu": 0.6999}))
    assert "leaky_relu > relu is not settled here" in text


def test_no_sentence_without_two_of_the_tutorials() -> None:
    assert claim_sentence(study_of({"relu": 0.7, "identity": 0.6})) == ""


def test_pairs_are_complete_seeds() -> None:
    made = study_of({"relu": 0.7, "tanh": 0.6})
    made.results.pop()
    assert made.pairs == [0, 1, 2]
    assert len(made.of("relu")) == 3


def test_to_pandas() -> None:
    frame = study_of({"relu": 0.7, "tanh": 0.6}).to_pandas()
    assert isinstance(frame, pandas.DataFrame)
    assert len(frame) == 8
