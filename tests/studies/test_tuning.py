"""The choice of learning rates, from made-up scores with known answers."""

from collections.abc import Callable, Sequence
from dataclasses import replace

import pytest

from actlab.data.tasks import CLASSIFICATION
from actlab.functions.arms import arms
from actlab.studies.plan import TuningChoice
from actlab.studies.planning import make_plan
from actlab.studies.tuning import Tuning, tune
from actlab.training.trial import Trial

from ..report.made import DIVERGED, FAILED, trial

Shape = Callable[[str, float], float | None]
RECORDS = make_plan("fair", arms(["relu", "tanh"])).arms
METRIC = CLASSIFICATION.metrics[0]
CHOICE = TuningChoice((0.01, 0.1, 1.0), tuning_seeds=3, extensions=2)


def made(shape: Shape, choice: TuningChoice = CHOICE, broken: float = DIVERGED) -> tuple[Tuning, list[Trial]]:
    """Tune with a score that is a function of the activation and the rate; None does not finish."""
    asked: list[Trial] = []

    def train(rates: Sequence[float]) -> Sequence[Trial]:
        found = [
            trial(record, seed, broken if (value := shape(record.name, rate)) is None else value, METRIC, rate)
            for seed in range(choice.tuning_seeds)
            for rate in rates
            for record in RECORDS
        ]
        asked.extend(found)
        return found

    return tune(RECORDS, METRIC, choice, train), asked


def test_the_best_mean_is_chosen_for_each() -> None:
    best = {"relu": 0.1, "tanh": 0.1}
    tuning, asked = made(lambda name, rate: 0.9 if rate == best[name] else 0.5)
    assert {name: tuning.best(name) for name in best} == best
    assert (tuning.extensions, len(asked)) == (0, 2 * 3 * 3)


def test_everybody_gets_the_same_rates_and_seeds() -> None:
    _tuning, asked = made(lambda name, rate: rate / 1e5 if name == "relu" else -rate)
    tried = [sorted((t.key.learning_rate, t.key.seed) for t in asked if t.key.arm == r.digest) for r in RECORDS]
    assert tried[0] == tried[1]


def test_an_optimum_on_the_edge_extends_the_grid_at_most_twice() -> None:
    tuning, _asked = made(lambda _name, rate: rate)
    assert tuning.grid == (0.01, 0.1, 1.0, 10.0, 100.0, 1000.0, 10000.0)
    assert (tuning.extensions, tuning.on_edge) == (2, ["relu", "tanh"])
    tuning, _asked = made(lambda name, rate: -abs(rate - 10) if name == "relu" else -abs(rate - 0.1))
    assert (tuning.grid[-1], tuning.extensions, tuning.on_edge) == (100.0, 1, [])


def test_a_rate_that_diverges_is_never_chosen_and_counts_as_the_worst() -> None:
    tuning, _asked = made(lambda name, rate: None if (name, rate) == ("relu", 0.1) else 0.5 - abs(rate - 0.1))
    assert tuning.best("relu") == 0.01
    assert tuning.mean("relu", 0.1) is None
    finite = [tuning.mean(name, rate) for name in ("relu", "tanh") for rate in tuning.grid]
    assert tuning.means("relu")[tuning.grid.index(0.1)] == min(mean for mean in finite if mean is not None)


def test_an_arm_that_fails_everywhere_extends_nothing() -> None:
    tuning, _asked = made(lambda name, rate: None if name == "tanh" else -abs(rate - 0.1), broken=FAILED)
    assert (tuning.extensions, tuning.on_edge) == (0, [])


def test_the_smaller_of_equal_rates_is_taken() -> None:
    tuning, _asked = made(lambda _name, _rate: 0.5, replace(CHOICE, extensions=0))
    assert tuning.best("relu") == 0.01


@pytest.mark.parametrize("seeds", [1, 2])
def test_every_rate_is_tried_with_the_seeds_of_the_plan(seeds: int) -> None:
    _tuning, asked = made(lambda _name, rate: -abs(rate - 0.1), replace(CHOICE, tuning_seeds=seeds))
    assert {trial.key.seed for trial in asked} == set(range(seeds))


def test_nothing_is_chosen_for_an_arm_that_never_finished() -> None:
    tuning, _asked = made(lambda name, rate: None if name == "tanh" else -abs(rate - 0.1), broken=FAILED)
    assert (tuning.chosen("relu"), tuning.chosen("tanh")) == (0.1, None)
