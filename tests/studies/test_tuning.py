"""The choice of learning rates, from made-up scores with known answers."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from actlab.data.tasks import CLASSIFICATION, REGRESSION
from actlab.functions.arms import arms
from actlab.studies.plan import TuningChoice
from actlab.studies.planning import make_plan
from actlab.studies.tuning import Try, Tuning, tune
from actlab.training.trial import Trial

from ..report.made import DIVERGED, FAILED, trial

Shape = Callable[[str, float, int], float | None]
RECORDS = make_plan("fair", arms(["relu", "tanh"])).arms
ACCURACY, ERROR = CLASSIFICATION.metrics[0], REGRESSION.metrics[0]
CHOICE = TuningChoice((0.01, 0.1, 1.0), scan_seeds=1, refine_seeds=6, extensions=2)
CHANCE = 0.1


def made(shape: Shape, choice: TuningChoice = CHOICE, broken: float = DIVERGED) -> tuple[Tuning, list[Trial]]:
    """Tune with a score that is a function of the activation, the rate and the seed; None fails."""
    asked: list[Trial] = []

    def train(tries: Sequence[Try]) -> Sequence[Trial]:
        scores = [shape(one.arm.name, one.learning_rate, one.seed) for one in tries]
        found = [
            trial(one.arm, one.seed, broken if score is None else score, ACCURACY, one.learning_rate)
            for one, score in zip(tries, scores, strict=True)
        ]
        asked.extend(found)
        return found

    return tune(Tuning(RECORDS, ACCURACY, CHANCE, choice), train), asked


def near(best: float) -> Shape:
    """Return scores that fall from the best rate to both sides, the faster the further."""
    return lambda _name, rate, _seed: 0.9 / (1 + abs(rate - best) / best)


def test_the_best_of_the_grid_and_its_neighbours_are_tried_by_other_seeds() -> None:
    tuning, asked = made(near(0.1))
    assert tuning.grid == (0.01, 0.1, 1.0)
    for record in RECORDS:
        tried = [(t.key.learning_rate, t.key.seed) for t in asked if t.key.arm == record.digest]
        assert tried == [
            *((rate, 0) for rate in (0.01, 0.1, 1.0)),
            *((rate, seed) for seed in range(1, 7) for rate in (0.0562, 0.1, 0.178)),
        ]
    assert tuning.best("relu") == tuning.chosen("relu") == 0.1


def test_the_published_plan_spends_27_networks_on_each() -> None:
    plan = make_plan("fair", arms(["relu", "tanh"]))
    tuning, asked = made(near(0.1), plan.tuning)
    assert Counter(trial.key.arm for trial in asked) == {record.digest: 27 for record in RECORDS}
    assert list(plan.tuning.seeds) == list(range(7))
    assert plan.evaluation_seeds[0] == 7
    assert tuning.extensions == 0


def test_a_rate_between_those_of_the_grid_can_be_chosen() -> None:
    """An optimum beside a cliff, between two points of the grid: a quarter of a decade on."""

    def cliff(_name: str, rate: float, seed: int) -> float | None:
        return None if rate > 0.25 else 0.9 + 0.05 * rate + 0.001 * seed

    tuning, _asked = made(cliff)
    assert (tuning.peak("relu"), tuning.best("relu")) == (0.1, 0.178)
    assert tuning.clearness("relu") == {0.0562: 0.0, 0.1: 0.0, 0.178: 1.0}


def test_a_failed_network_counts_as_chance() -> None:
    def once(_name: str, rate: float, seed: int) -> float | None:
        return None if rate == 0.178 and seed == 4 else 0.9 + 0.05 * (rate == 0.178)

    tuning, _asked = made(once, replace(CHOICE, extensions=0, grid=(0.01, 0.1)))
    tuning, _asked = made(lambda n, r, s: 0.95 if r == 0.1 and s == 0 else once(n, r, s))
    found = tuning.refined("relu")[0.178]
    assert (found.failed, found.mean) == (1, pytest.approx((5 * 0.95 + CHANCE) / 6))
    assert tuning.best("relu") == 0.0562  # the smaller of equals


def test_a_network_no_better_than_chance_has_failed() -> None:
    tuning, _asked = made(lambda _name, rate, _seed: 0.05 if rate > 0.1 else 0.8 + rate)
    assert tuning.refined("relu")[0.178] == ((CHANCE,) * 6, 6)


def test_everybody_gets_as_many_networks_and_the_same_seeds() -> None:
    _tuning, asked = made(lambda name, rate, _seed: 0.2 + rate / 1e5 if name == "relu" else 0.9 / (1 + rate))
    tried = [sorted(t.key.seed for t in asked if t.key.arm == r.digest) for r in RECORDS]
    assert tried[0] == tried[1]
    on_grid = [sorted(t.key.learning_rate for t in asked if t.key.arm == r.digest and not t.key.seed) for r in RECORDS]
    assert on_grid[0] == on_grid[1]


def test_an_optimum_on_the_edge_extends_the_grid_at_most_twice() -> None:
    tuning, _asked = made(lambda _name, rate, _seed: 0.5 + rate / 1e5)
    assert tuning.grid == (0.01, 0.1, 1.0, 10.0, 100.0, 1000.0, 10000.0)
    assert (tuning.extensions, tuning.on_edge) == (2, ["relu", "tanh"])
    tuning, _asked = made(lambda name, rate, seed: near(10 if name == "relu" else 0.1)(name, rate, seed))
    assert (tuning.grid[-1], tuning.extensions, tuning.on_edge) == (100.0, 1, [])


@pytest.mark.parametrize(("broken", "extensions"), [(FAILED, 0), (0.05, 0), (DIVERGED, 2)])
def test_an_arm_that_fails_everywhere_extends_nothing_unless_it_diverged(broken: float, extensions: int) -> None:
    tuning, _asked = made(lambda name, rate, _seed: None if name == "tanh" else near(0.1)(name, rate, 0), broken=broken)
    assert tuning.extensions == extensions
    assert (tuning.chosen("relu"), tuning.chosen("tanh")) == (0.1, None)


def test_of_errors_the_smallest_is_chosen() -> None:
    def train(tries: Sequence[Try]) -> list[Trial]:
        return [trial(one.arm, one.seed, abs(one.learning_rate - 0.1), ERROR, one.learning_rate) for one in tries]

    tuning = tune(Tuning(RECORDS, ERROR, 2.3, CHOICE), train)
    assert tuning.best("relu") == 0.1
    assert tuning.clearness("relu")[0.1] == 1.0


@settings(max_examples=30, deadline=None)
@given(st.lists(st.floats(0.11, 1.0), min_size=18, max_size=18))
def test_the_rate_used_has_the_best_mean_and_the_shares_add_up(scores: list[float]) -> None:
    numbers = iter(scores * 2)
    tuning, _asked = made(lambda _name, rate, seed: next(numbers) if seed else near(0.1)("", rate, 0))
    for name in ("relu", "tanh"):
        means = {rate: one.mean for rate, one in tuning.refined(name).items()}
        assert means[tuning.best(name)] == max(means.values())
        assert sum(tuning.clearness(name).values()) == pytest.approx(1)
