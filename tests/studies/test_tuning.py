"""The choice of learning rates, from made-up scores with known answers."""

from collections.abc import Callable, Sequence

import pytest

from actlab import activation
from actlab.studies.plan import Plan, make_plan
from actlab.studies.tuning import Tuning, tune
from actlab.training.member import Member, Score
from actlab.training.population import DIVERGED, Result

Shape = Callable[[str, float], float | None]


def made(plan: Plan, shape: Shape) -> tuple[Tuning, list[Member]]:
    """Tune with a score that is a function of the activation and the rate; None diverges."""
    tuning = Tuning(plan.activations, True, list(plan.lr_grid))
    asked: list[Member] = []

    def train(members: Sequence[Member], take: Callable[[Result], None]) -> None:
        asked.extend(members)
        for member in members:
            value = shape(str(member.activation), member.learning_rate)
            score = None if value is None else Score(value + member.seed / 1000, 1.0)
            take(Result(member, status="finished" if score else DIVERGED, validation=score))

    tune(plan, tuning, train, tuning.results.append)
    return tuning, asked


def plan(**changes: object) -> Plan:
    return make_plan("fair", {"activations": ("relu", "tanh"), "lr_grid": (0.01, 0.1, 1.0), **changes})


def test_the_best_mean_is_chosen_for_each() -> None:
    best = {"relu": 0.1, "tanh": 0.1}
    tuning, asked = made(plan(), lambda name, rate: 0.9 if rate == best[name] else 0.5)
    assert {name: tuning.best(name) for name in best} == best
    assert (tuning.extensions, len(asked)) == (0, 2 * 3 * 3)


def test_everybody_gets_the_same_rates_and_seeds() -> None:
    _tuning, asked = made(plan(), lambda name, rate: rate if name == "relu" else -rate)
    tried = {
        name: sorted((m.learning_rate, m.seed) for m in asked if str(m.activation) == name) for name in ("relu", "tanh")
    }
    assert tried["relu"] == tried["tanh"]


def test_an_optimum_on_the_edge_extends_the_grid_at_most_twice() -> None:
    tuning, _asked = made(plan(), lambda _name, rate: rate)
    assert tuning.grid == [0.01, 0.1, 1.0, 10.0, 100.0, 1000.0, 10000.0]
    assert (tuning.extensions, tuning.on_edge) == (2, ["relu", "tanh"])
    tuning, _asked = made(plan(), lambda name, rate: -abs(rate - 10) if name == "relu" else -abs(rate - 0.1))
    assert (tuning.grid[-1], tuning.extensions, tuning.on_edge) == (100.0, 1, [])


def test_a_rate_that_diverges_is_never_chosen_and_counts_as_the_worst() -> None:
    tuning, _asked = made(plan(), lambda name, rate: None if (name, rate) == ("relu", 0.1) else 0.5 - abs(rate - 0.1))
    assert tuning.best("relu") == 0.01
    assert tuning.mean("relu", 0.1) is None
    finite = [tuning.mean(name, rate) for name in ("relu", "tanh") for rate in tuning.grid]
    assert tuning.trials("relu")[tuning.grid.index(0.1)] == min(mean for mean in finite if mean is not None)


def test_the_smaller_of_equal_rates_is_taken() -> None:
    tuning, _asked = made(plan(grid_extensions=0), lambda _name, _rate: 0.5)
    assert tuning.best("relu") == 0.01


@pytest.mark.parametrize("name", ["tutorial", "fair"])
def test_evaluation_seeds_are_fresh(name: str) -> None:
    found = make_plan(name, {"seeds": 4})
    assert list(found.evaluation_seeds) == ([3, 4, 5, 6] if name == "fair" else [0, 1, 2, 3])


def test_the_digest_is_of_every_choice() -> None:
    first = make_plan("fair", {})
    assert first.digest == make_plan("fair", {}).digest
    assert first.digest != make_plan("fair", {"margin": 0.003}).digest


def test_members_are_those_of_the_plan() -> None:
    _tuning, asked = made(plan(tuning_seeds=2), lambda _name, rate: -abs(rate - 0.1))
    assert {member.seed for member in asked} == {0, 1}
    assert asked[0].activation == activation("relu")
