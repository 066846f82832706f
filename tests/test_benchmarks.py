"""The benchmarks measure what they say: they can be imported, do the same work, and reckon as others do."""

from __future__ import annotations

import importlib
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import jax
import numpy as np
import pytest
from benchmarks.contestants import CONTESTANTS, Contestant
from benchmarks.material import write
from benchmarks.overhead import Part
from benchmarks.tables import TOLERANCE, Found, Surroundings, Turn, difference, markdown
from benchmarks.usual import equivalence_power, fewest, welch_power
from benchmarks.work import BATCH, RATE, WORKS, Task
from statsmodels.stats.power import TTestIndPower

TOP = Path(__file__).parent.parent
# each needs the library of its name, which most tests do without
NEEDS = {"torch": "torch", "torch_cores": "torch", "torch_compile": "torch", "torch_vmap": "torch"}
NEEDS |= {"keras": "keras", "sklearn": "sklearn"}
FILES = [path for path in sorted((TOP / "benchmarks").rglob("*.py")) if path.stem not in NEEDS]
STEPS, SEEDS = 4, (0, 1, 2)


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(TOP)))
def test_a_benchmark_can_be_imported(path: Path) -> None:
    importlib.import_module(".".join(path.relative_to(TOP).with_suffix("").parts).removesuffix(".__init__"))


def test_every_contestant_has_a_file_and_every_file_is_a_contestant() -> None:
    files = {path.stem for path in (TOP / "benchmarks" / "workers").glob("*.py")} - {"__init__"}
    assert {one.name for one in CONTESTANTS} == files


@pytest.fixture(scope="module")
def material(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("material")
    write(replace(WORKS["64-64"], steps=STEPS), len(SEEDS), folder)
    return folder


def by_hand(task: Task, seed: int) -> float:
    """Plain SGD on relu and cross-entropy by NumPy in double precision, read on the test examples."""
    layers = [(w.astype(float), b.astype(float)) for w, b in task.weights(seed)]

    def forwards(x: np.ndarray) -> list[np.ndarray]:
        values = [x]
        for w, b in layers[:-1]:
            values.append(np.maximum(values[-1] @ w + b, 0))
        return [*values, values[-1] @ layers[-1][0] + layers[-1][1]]

    for rows in task.rows(seed):
        *values, scores = forwards(task.images[rows].astype(float))
        back = np.exp(scores - np.logaddexp.reduce(scores, 1, keepdims=True))
        back[np.arange(BATCH), task.labels[rows]] -= 1
        back /= BATCH
        for place in reversed(range(len(layers))):
            (w, b), value = layers[place], values[place]
            layers[place] = w - RATE * value.T @ back, b - RATE * back.sum(0)
            back = (back @ w.T) * (value > 0)
    scores = forwards(task.test_images.astype(float))[-1]
    chosen = scores[np.arange(len(scores)), task.test_labels]
    return float(np.mean(np.logaddexp.reduce(scores, 1) - chosen))


@pytest.mark.parametrize("name", ["actlab", "jax", "torch", "torch_vmap"])
def test_contestants_do_the_same_work(name: str, material: Path) -> None:
    if name in NEEDS:
        pytest.importorskip(NEEDS[name])
    task = Task(replace(WORKS["64-64"], steps=STEPS), material, SEEDS)
    with jax.numpy_rank_promotion("allow"):  # plain JAX adds a bias as people write it
        answer = importlib.import_module(f"benchmarks.workers.{name}").setup(task)("relu")
    assert answer.seconds > 0
    assert answer.losses == pytest.approx({seed: by_hand(task, seed) for seed in SEEDS}, rel=1e-5)
    assert len(set(answer.losses.values())) == len(SEEDS)  # each seed has draws of its own


@pytest.mark.parametrize("contestant", CONTESTANTS, ids=lambda one: one.name)
@pytest.mark.parametrize("cores", [1, 2, 3, 16])
@pytest.mark.parametrize("population", [0, 16, 40])
def test_every_network_is_trained_by_one_process(contestant: Contestant, cores: int, population: int) -> None:
    seeds = contestant.seeds(cores, population)
    assert len(seeds) == (cores if contestant.per_core else 1)
    together = sorted(seed for process in seeds for seed in process)
    assert together == list(range(population or contestant.together * cores or 1))
    assert max(map(len, seeds)) - min(map(len, seeds)) <= 1


def test_a_workload_counts_its_products() -> None:
    for work in WORKS.values():
        first, *others = (2 * BATCH * a * b for a, b in pairwise(work.sizes))
        assert work.flop == 2 * first + 3 * sum(others)  # the images have no gradient


@pytest.mark.parametrize("effect", [0.2, 0.5, 0.8, 1.0, 1.5, 2.0])
def test_welch_takes_as_many_as_students_test_where_spreads_are_equal(effect: float) -> None:
    n = TTestIndPower().solve_power(effect, alpha=0.05, power=0.8)
    assert fewest(lambda n: welch_power(n, 3 * effect, (3.0, 3.0))) == np.ceil(n)


def test_welch_takes_two_where_nothing_varies_to_speak_of() -> None:
    assert fewest(lambda n: welch_power(n, 1.0, (1e-6, 1e-6))) == 2


def test_unequal_spreads_and_equivalence_have_the_power_that_is_claimed() -> None:
    from scipy.stats import t, ttest_ind

    draw, sds, times = np.random.default_rng(0), (1.0, 3.0), 20_000
    n = fewest(lambda n: welch_power(n, 2.0, sds))
    first, second = (draw.normal(mean, sd, (times, n)) for mean, sd in zip((0.0, 2.0), sds, strict=True))
    assert np.mean(ttest_ind(first, second, axis=1, equal_var=False).pvalue < 0.05) == pytest.approx(
        welch_power(n, 2.0, sds), abs=0.015
    )
    n = fewest(lambda n: equivalence_power(n, 0.3, sds, 2.0))
    first, second = (draw.normal(mean, sd, (times, n)) for mean, sd in zip((0.0, 0.3), sds, strict=True))
    spreads = first.var(1, ddof=1), second.var(1, ddof=1)
    df = (n - 1) * sum(spreads) ** 2 / (spreads[0] ** 2 + spreads[1] ** 2)
    reach = t.isf(0.05, df) * (sum(spreads) / n) ** 0.5
    inside = np.abs(second.mean(1) - first.mean(1)) + reach < 2.0
    assert inside.mean() == pytest.approx(equivalence_power(n, 0.3, sds, 2.0), abs=0.015)
    assert 0.79 < equivalence_power(n, 0.3, sds, 2.0) < 0.85


def found(other: float) -> Found:
    def turn(who: str, number: int, seconds: float, losses: dict[int, float]) -> Turn:
        return Turn(who, "relu", number, seconds, 10 * seconds, losses)

    race = [turn("ours", 0, 9e-3, {0: 0.5, 1: 0.25}), turn("theirs", 0, 9e-3, {0: 0.5})]
    race += [turn("ours", 1, 1e-3, {0: 0.5, 1: 0.25}), turn("theirs", 1, 3e-3, {0: other})]
    race += [turn("ours", 2, 2e-3, {0: 0.5, 1: 0.25}), turn("theirs", 2, 4e-3, {0: 0.5})]
    around = Surroundings("2026-01-01", "a processor", 2, 0.0, {"python": "3"})
    part = Part("training", 1.0, 1.0, 1.0, 1.0)
    return Found("8x128", 10, around, ("ours", "theirs"), (), race, {"numpy": 100.0}, (part,), (1.0,))


def test_ratios_are_taken_round_by_round_and_first_turns_are_apart() -> None:
    row = next(line for line in markdown(found(0.5)).splitlines() if line.startswith("| theirs"))
    assert [cell.strip() for cell in row.split("|")[2:-1]] == [
        "3.50", "3.00", "4.00", "2.50 (2.00 to 3.00)", "0.20", "0.1", "0e+00",
    ]  # fmt: skip


def test_other_work_is_called_so() -> None:
    assert difference(found(0.5 * (1 + 2 * TOLERANCE)), "theirs") == pytest.approx(2 * TOLERANCE)
    assert "**other work**" in markdown(found(0.5 * (1 + 2 * TOLERANCE)))
    assert "**other work**" not in markdown(found(0.5 * (1 + TOLERANCE / 2)))
    named = replace(found(1.0), own_draws=("theirs",))
    assert "draws of its own" in markdown(named)
