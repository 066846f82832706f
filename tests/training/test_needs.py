"""What cannot fit is refused before anything is allocated; devices that are not there, too; time is estimated."""

import dataclasses
from collections import Counter

import jax
import numpy as np
import pytest

from actlab.data.dataset import Dataset, Split, Splits
from actlab.data.sources import load
from actlab.data.tasks import SEQUENCE
from actlab.errors import InvalidInput
from actlab.functions.find import find
from actlab.networks.network import network
from actlab.training import needs as room
from actlab.training import programs
from actlab.training.devices import choose_devices
from actlab.training.executors.threads import Threads
from actlab.training.memory import available_bytes
from actlab.training.needs import check, needs, rough_seconds, seconds
from actlab.training.recipe import Recipe
from actlab.training.trainer import Member


def on(devices: int) -> Threads:
    return Threads(jax.devices()[:devices])


@pytest.fixture
def default() -> Recipe:
    return Recipe(load("mnist"), network("mlp(512,512)"), "tutorial", "sgd", 64, 5000, 50, 1000)


def test_what_is_counted(default: Recipe) -> None:
    weights = 4 * (784 * 512 + 512 + 512 * 512 + 512 + 512 * 10 + 10)
    found = needs(default)
    assert found.state == weights
    assert found.rows == 4 * 5000 * 64
    assert found.step == 3 * weights + 4 * 2 * 1000 * (512 + 512 + 10)
    assert needs(dataclasses.replace(default, optimizer="adam")).state == pytest.approx(3 * weights, abs=16)
    assert found.total(devices=2, networks=5) == 5 * 2 * weights + 2 * (found.rows + found.step)


def test_what_attention_and_images_take_is_counted(default: Recipe) -> None:
    places, width, heads = 128, 64, 4
    inputs = np.zeros((300, places), np.int32)
    parts = Splits(*[Split(inputs, inputs)] * 3)
    text = Dataset(
        "text", "text", "", dataclasses.replace(SEQUENCE, width=lambda targets: 50), 1.0, parts, vocabulary=50
    )
    spec = f"transformer(layers=2,width={width},heads={heads})"
    found = needs(Recipe(text, network(spec), "matched", "sgd", 32, 10, 10, 100))
    block = places * (5 * width + 4 * width + width) + heads * places**2
    made = 2 * block + places * 50  # query, key, value, what was looked at, joined; hidden, out; scores
    assert found.step - 3 * found.state == 4 * 2 * 300 * made
    images = dataclasses.replace(default, network=network("cnn(32,64)"))
    assert needs(images).step - 3 * needs(images).state == 4 * 2 * 1000 * (28 * 28 * 32 + 14 * 14 * 64 + 10)
    few = dataclasses.replace(images, curve_examples=50)  # all are read at the end
    assert needs(few).step == needs(images).step


def test_the_default_job_fits(default: Recipe) -> None:
    check(default, on(2), networks=5, in_all=40)


def test_a_thousand_million_steps_are_refused(default: Recipe) -> None:
    with pytest.raises(
        InvalidInput, match=r"steps: 1000000000 steps need 51\d GB .* this machine has .* free"
    ) as refusal:
        check(dataclasses.replace(default, steps=10**9), on(2), networks=5, in_all=40)
    assert (refusal.value.field, refusal.value.example) == ("steps", "5000")


def test_a_network_of_gigabytes_is_refused(default: Recipe) -> None:
    large = dataclasses.replace(default, network=network("mlp(100000,100000)"))
    with pytest.raises(
        InvalidInput, match=r"mlp\(100000,100000\) needs \d{3} GB: 40.3 GB for the weights .* under way \(5\)"
    ) as no:
        check(large, on(2), networks=5, in_all=40)
    assert no.value.field == "network"


def test_memory_is_asked_of_the_machine(default: Recipe, monkeypatch: pytest.MonkeyPatch) -> None:
    free = available_bytes()
    assert free is None or free > 10**6
    monkeypatch.setattr(room, "available_bytes", lambda: 10**6)
    with pytest.raises(InvalidInput, match="this machine has 1 MB free"):
        check(default, on(1), networks=1, in_all=8)
    monkeypatch.setattr(room, "available_bytes", lambda: None)
    monkeypatch.setattr(room, "free_bytes", lambda: None)
    check(dataclasses.replace(default, steps=10**9), on(1), networks=1, in_all=1)


def test_a_batch_of_more_than_there_is(recipe: Recipe) -> None:
    with pytest.raises(
        InvalidInput, match=r"batch: 2000 is more than the 1197 training examples of digits\."
    ) as refusal:
        check(dataclasses.replace(recipe, batch=2000), on(1), networks=1, in_all=8)
    assert refusal.value.field == "batch"


@pytest.mark.parametrize("count", [0, -1, 99])
def test_devices_that_are_not_there(count: int) -> None:
    with pytest.raises(InvalidInput, match=rf"devices: {count} is not allowed; JAX sees 2 here: cpu:0, cpu:1\.") as no:
        choose_devices(count)
    assert (no.value.field, no.value.example) == ("devices", "2")


def test_devices_that_are_there() -> None:
    assert choose_devices() == jax.devices()
    assert choose_devices(1) == jax.devices()[:1]


def test_time_is_measured_with_the_programs_that_will_be_used(recipe: Recipe) -> None:
    longer = dataclasses.replace(recipe, steps=10_000, batch=29, evaluate_every=1000)
    threads = Threads(choose_devices())
    members = [Member(find("relu"), 0.1, seed) for seed in range(4)]
    before = Counter(programs.compilations)
    assert 0.01 < seconds(longer, members[0], len(members), threads) < 600
    made = programs.compilations - before
    assert made[programs.TRAIN] == 1  # for both devices
    list(threads.run(dataclasses.replace(longer, steps=10), members))
    assert (programs.compilations - before)[programs.TRAIN] == 1


def test_time_is_roughly_counted(default: Recipe) -> None:
    guess = rough_seconds(default, networks=40, devices=2)
    assert 20 < guess < 2000
    assert rough_seconds(default, networks=80, devices=2) == pytest.approx(2 * guess)
    assert rough_seconds(dataclasses.replace(default, network=network("mlp(4096,4096)")), 40, 2) > 10 * guess


def test_more_than_fits_or_a_year_is_refused(default: Recipe, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(InvalidInput, match=r"seeds: the curves of 5000000000 networks need 313 TB"):
        check(default, on(2), networks=5, in_all=5 * 10**9)
    monkeypatch.setattr(room, "free_bytes", lambda: None)
    with pytest.raises(InvalidInput, match=r"seeds: 5000000000 networks take about \d{6,} days here") as refusal:
        check(default, on(2), networks=5, in_all=5 * 10**9)
    assert (refusal.value.field, refusal.value.example) == ("seeds", "8")
    slow = dataclasses.replace(default, steps=10**9, network=network("mlp(4096,4096)"))
    monkeypatch.setattr(room, "available_bytes", lambda: None)
    with pytest.raises(InvalidInput, match=r"steps: 1000000000 steps of a network take about \d+ days here") as no:
        check(slow, on(2), networks=1, in_all=1)
    assert no.value.field == "steps"


def test_how_many_networks_there_are_costs_nothing(recipe: Recipe) -> None:
    member = Member(find("relu"), 0.1, 0)
    assert seconds(recipe, member, 10**12, Threads(choose_devices())) > 10**6
