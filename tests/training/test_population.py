"""What a population promises: independence of neighbours and devices, complete pairs, honest divergence."""

from collections.abc import Callable

import jax
import pytest

from actlab import activation
from actlab.errors import ActlabError
from actlab.training.member import Member, Recipe
from actlab.training.population import DIVERGED, FINISHED, Result, choose_devices, train

Trained = Callable[..., list[Result]]


def bits(results: list[Result], name: str) -> list[object]:
    chosen = sorted((r for r in results if str(r.member.activation) == name), key=lambda r: r.member.seed)
    return [(r.member.seed, r.status, r.steps, r.test, r.validation, r.curve) for r in chosen]


def test_neighbours_and_devices_change_no_bit(trained: Trained) -> None:
    alone = bits(trained(["relu"], seeds=2, devices=1), "relu")
    assert alone == bits(trained(["relu"], seeds=2, devices=2), "relu")
    assert alone == bits(trained(["tanh", "relu", "elu"], seeds=3, devices=2), "relu")[:2]
    assert alone == bits(trained(["elu", "relu"], seeds=2, devices=1), "relu")


def test_segments_change_no_bit(trained: Trained) -> None:
    whole = trained(["elu"], evaluate_every=50)[0]
    parts = trained(["elu"], evaluate_every=7)[0]
    assert (whole.test, whole.validation) == (parts.test, parts.validation)
    assert [point.step for point in parts.curve] == [0, 7, 14, 21, 28, 35, 42, 49, 50]


def test_seeds_finish_in_order_as_complete_pairs(recipe: Recipe) -> None:
    names = ["relu", "tanh", "elu"]
    members = [Member(activation(name), 0.1, seed) for seed in range(4) for name in names]
    ended = [event.result.member.seed for event in train(recipe, members, jax.devices()[:1]) if event.ended]
    assert ended == sorted(ended)


def test_divergence_is_a_status_with_its_step(trained: Trained) -> None:
    (result,) = trained(["identity"], lr=1e4)
    assert result.status == DIVERGED
    assert result.test is result.validation is None
    assert 1 <= result.steps <= 50
    (fine,) = trained(["identity"], lr=0.1)
    assert (fine.status, fine.steps) == (FINISHED, 50)


def test_closing_the_iterator_stops_every_thread(recipe: Recipe) -> None:
    import threading

    members = [Member(activation("relu"), 0.1, seed) for seed in range(50)]
    before = threading.active_count()
    events = train(recipe, members, jax.devices()[:2])
    next(events)
    events.close()
    assert threading.active_count() == before


def test_an_error_in_a_thread_reaches_the_consumer(recipe: Recipe) -> None:
    import dataclasses

    broken = dataclasses.replace(recipe, network=recipe.network._replace(apply=lambda *_: 1 / 0))
    with pytest.raises(ZeroDivisionError):
        list(train(broken, [Member(activation("relu"), 0.1, 0)], jax.devices()))


def test_more_devices_than_there_are() -> None:
    assert len(choose_devices(1)) == 1
    with pytest.raises(ActlabError, match="99 devices were asked for"):
        choose_devices(99)
