"""The page's training against NumPy in double precision; the same seed gives the same bits, paused or not."""

import functools
from collections.abc import Mapping
from contextlib import suppress
from itertools import pairwise

import numpy as np
import pytest
from scipy.special import logsumexp
from scipy.stats import kstest, truncnorm

from actlab.analysis.gaussian import gain
from actlab.errors import InvalidInput
from actlab.functions.catalogue import CATALOGUE
from actlab.functions.derive import derivative
from actlab.functions.evaluate import evaluate
from actlab.functions.expression import Expression
from actlab.functions.find import find
from actlab.functions.formula import parse
from actlab.functions.host import numpy_function
from actlab.functions.record import Activation
from actlab.networks.initialise import TRUNCATED
from tests.web.engine import answers

STEPS, SEED, RATE = 50, 3, 0.002  # small enough that cube does not blow rounding up
RECIPE = {"hidden": [8, 6], "initialisation": "lecun", "optimiser": "sgd", "rate": RATE, "batch": 32}
CIRCLE = {"name": "circle", "noise": 0.1, "seed": 0, "train": 100, "test": 60}
SINE = CIRCLE | {"name": "sine"}
OPTIMISERS = ("sgd", "momentum", "adam")
Arrays = list[np.ndarray]


def training(activation: str, data: dict[str, object] = CIRCLE, **more: object) -> dict[str, object]:
    return {
        "question": "train",
        "activation": activation,
        "recipe": RECIPE | more,
        "data": data,
        "seed": SEED,
        "steps": STEPS,
    }


def rate_of(name: str) -> float:
    return 1e-4 if name == "exponential" else RATE  # of an exponential of exponentials


def array(values: list[float | str]) -> np.ndarray:
    return np.array([float(one) for one in values])


@functools.cache
def trained() -> dict[str, dict]:
    """Return what the page makes of every activation of the catalogue."""
    return dict(
        zip(CATALOGUE, answers("race", [training(name, rate=rate_of(name)) for name in CATALOGUE]), strict=True)
    )


class Oracle:
    """A perceptron in NumPy, float64, and its activation with the slopes that are used at kinks."""

    def __init__(self, found: Activation, start: list[list[list[float]]], widths: list[int]) -> None:
        self.found, self.learnt = found, found.learnt
        self.layers = [[array(one) for one in layer] for layer in start]
        for layer, (i, o) in zip(self.layers, pairwise(widths), strict=True):
            layer[0] = layer[0].reshape(i, o)
        self.memory = [[(0.0 * one, 0.0 * one) for one in layer] for layer in self.layers]
        self.slope_tree = derivative(found.stable_expression)
        self.partial_trees = [derivative(found.stable_expression, p.name) for p in self.learnt]

    def values(self, layer: Arrays) -> dict[str, np.ndarray]:
        own = {p.name: layer[2 + place] for place, p in enumerate(self.learnt)}
        return {name: np.asarray(value) for name, value in (self.found.values | own).items()}

    def compute(self, tree: Expression, z: np.ndarray, layer: Arrays) -> np.ndarray:
        with np.errstate(all="ignore"):
            y = evaluate(tree, {"x": z, **self.values(layer)}, numpy_function)
        return np.broadcast_to(np.asarray(y, np.float64), z.shape)

    def slope(self, z: np.ndarray, layer: Arrays) -> np.ndarray:
        y = np.array(self.compute(self.slope_tree, z, layer))
        for kink in self.found.declared_kinks or ():
            at, used = (self.compute(parse(one, self.found.values), z, layer) for one in (kink.at, kink.derivative))
            y = np.where(z == at, used, y)
        return y

    def gradients(self, x: np.ndarray, y: np.ndarray, numbers: bool) -> tuple[float, list[Arrays]]:
        *hidden, last = self.layers
        before, after = [], [x]
        for layer in hidden:
            before.append(after[-1] @ layer[0] + layer[1])
            after.append(self.compute(self.found.stable_expression, before[-1], layer))
        z = after[-1] @ last[0] + last[1]
        loss, delta = squared(z, y) if numbers else entropy(z, y)
        found = [[after[-1].T @ delta, delta.sum(axis=0)]]
        delta = delta @ last[0].T
        for layer, z, x in zip(hidden[::-1], before[::-1], after[-2::-1], strict=True):
            slopes = [self.compute(tree, z, layer) * delta for tree in self.partial_trees]
            own = [
                one.sum(axis=0) if p.learn == "unit" else one.sum() for p, one in zip(self.learnt, slopes, strict=True)
            ]
            delta = delta * self.slope(z, layer)
            found.insert(0, [x.T @ delta, delta.sum(axis=0), *own])
            delta = delta @ layer[0].T
        return loss, found

    def step(self, gradients: list[Arrays], how: str, rate: float, t: int) -> None:
        for layer, memory, slopes in zip(self.layers, self.memory, gradients, strict=True):
            for place, g in enumerate(slopes):
                m, v = memory[place]
                if how == "momentum":
                    m = 0.9 * m + g
                elif how == "adam":
                    m, v = 0.9 * m + 0.1 * g, 0.999 * v + 0.001 * g**2
                memory[place] = m, v
                adam = m / (1 - 0.9**t) / (np.sqrt(v / (1 - 0.999**t)) + 1e-8)
                layer[place] = layer[place] - rate * {"sgd": g, "momentum": m, "adam": adam}[how]


def entropy(z: np.ndarray, y: np.ndarray) -> tuple[float, np.ndarray]:
    log_p = z - logsumexp(z, axis=1, keepdims=True)
    return float(-log_p[np.arange(len(y)), y].mean()), (np.exp(log_p) - np.eye(z.shape[1])[y]) / len(y)


def squared(z: np.ndarray, y: np.ndarray) -> tuple[float, np.ndarray]:
    gap = z - y[:, None]
    return float((gap**2).mean()), 2 * gap / len(y)


def check(found: Activation, theirs: Mapping[str, list], how: str = "sgd", rate: float = RATE, width: int = 2) -> None:
    """Train by hand from the same start on the same batches, and compare all losses and arrays."""
    numbers = width == 1
    inputs, targets = array(theirs["inputs"]).reshape(-1, width), array(theirs["targets"])
    oracle = Oracle(found, theirs["start"], [width, 8, 6, 1 if numbers else 2])
    losses = []
    for t, rows in enumerate(theirs["rows"], start=1):
        y = targets[rows]
        loss, gradients = oracle.gradients(inputs[rows], y if numbers else y.astype(int), numbers)
        np.testing.assert_allclose(
            theirs["gradients"][t - 1], [np.linalg.norm(g[0]) for g in gradients], rtol=2e-3, atol=1e-6
        )
        oracle.step(gradients, how, rate, t)
        losses.append(loss)
    np.testing.assert_allclose(array(theirs["losses"]), losses, rtol=1e-4, atol=1e-6)
    for layer, ours in zip(theirs["end"], oracle.layers, strict=True):
        for one, known in zip(layer, ours, strict=True):
            assert np.linalg.norm(array(one) - known.ravel()) <= 1e-4 * np.linalg.norm(known) + 1e-7


@pytest.mark.parametrize("name", CATALOGUE)
def test_fifty_steps_match_numpy(name: str) -> None:
    check(CATALOGUE[name], trained()[name], rate=rate_of(name))


def test_other_optimisers_formulas_and_numbers_match_numpy() -> None:
    names = ["tanh", "gelu", "elu", "prelu", "x*sigmoid(beta*x); beta=1 per unit", "pelu"]
    cases = [(name, how, data) for name in names for how in OPTIMISERS for data in (CIRCLE, SINE)]
    said = answers("race", [training(name, data, optimiser=how) for name, how, data in cases])
    for (name, how, data), theirs in zip(cases, said, strict=True):
        check(find(name), theirs, how, width=1 if data is SINE else 2)


def test_learnt_parameters_move() -> None:
    for name, theirs in trained().items():
        for layer in theirs["start"][:-1]:
            assert len(layer) == 2 + len(CATALOGUE[name].learnt)
        moved = [a != b for a, b in zip(theirs["start"], theirs["end"], strict=True)]
        assert moved[-1], name
    assert trained()["prelu"]["end"][0][2] != [0.25]


def test_activations_share_draws_and_batches() -> None:
    first = trained()["relu"]
    for theirs in trained().values():
        assert theirs["rows"] == first["rows"]
        assert [layer[0] for layer in theirs["start"]] == [layer[0] for layer in first["start"]]
    flat = np.array(first["rows"]).ravel()
    for epoch in range(len(flat) // 100):
        assert sorted(flat[100 * epoch : 100 * (epoch + 1)]) == list(range(100))


def test_one_step_is_shown_in_all_its_numbers() -> None:
    theirs = trained()["tanh"]
    first, second, last = theirs["first"]
    x = array(theirs["inputs"]).reshape(-1, 2)[theirs["rows"][0]]
    weight, bias = (array(one) for one in first["before"])
    z = x @ weight.reshape(2, 8) + bias
    np.testing.assert_allclose(array(first["z"]).reshape(-1, 8), z, rtol=1e-5, atol=1e-6)
    np.testing.assert_allclose(array(first["a"]), np.tanh(array(first["z"])), rtol=1e-6)
    np.testing.assert_allclose(array(first["slope"]), 1 / np.cosh(array(first["z"])) ** 2, rtol=1e-6)
    assert set(last["slope"]) == {1}
    for layer in (first, second, last):
        for before, gradient, after in zip(layer["before"], layer["gradient"], layer["after"], strict=True):
            np.testing.assert_allclose(array(after), array(before) - RATE * array(gradient), rtol=1e-6, atol=1e-8)


def test_what_is_seen_of_hidden_layers() -> None:
    data = CIRCLE | {"test": 40}
    for name in ("relu", "sigmoid", "x*0"):
        theirs = answers("race", [training(name, data) | {"steps": 1}, {"question": "data", "data": data}])
        inputs = array(theirs[1]["test"][0]).reshape(-1, 2)
        sites, x = theirs[0]["worth"]["sites"], inputs
        for site, layer, width in zip(sites, theirs[0]["end"], (8, 6), strict=False):
            z = x @ array(layer[0]).reshape(-1, width) + array(layer[1])
            x, slope = find(name).on_host(z), np.abs(find(name).on_host(z, 1))
            assert site["dead"] == pytest.approx((np.abs(x).max(axis=0) <= 1e-6).mean())
            assert site["gradientDead"] == pytest.approx((slope.max(axis=0) <= 1e-6).mean())
            assert site["saturated"] == pytest.approx((slope < 0.01).mean(), abs=1e-6)
            np.testing.assert_allclose([site["mean"], site["sd"]], [x.mean(), x.std()], rtol=1e-4, atol=1e-6)
            assert [site["deadUnits"][str(unit)] for unit in range(width)] == (np.abs(x).max(axis=0) <= 1e-6).tolist()


def task(steps: int = 400) -> dict[str, object]:
    return {
        "activation": "gelu",
        "recipe": RECIPE | {"optimiser": "adam"},
        "data": CIRCLE,
        "seeds": [0, 1, 5],
        "steps": steps,
        "every": 70,
        "grid": 12,
        "reach": 2,
    }


def test_the_same_seed_gives_the_same_bits_also_after_pauses() -> None:
    pauses: list[list[int]] = [[], [], [0, 1, 2, 5], [3]]
    said = answers("race", [{"question": "worker", "task": task(), "pauses": one} for one in pauses])
    assert len({one["digest"] for one in said}) == 1
    again = answers("race", [{"question": "worker", "task": task(), "pauses": [], "runs": [0, 1, 2]}])
    assert again[0]["digest"] == said[0]["digest"]  # told to run twice, it does not run twice as much
    assert said[0]["said"] == ["ready", *(["point"] * 7 + ["finished"]) * 3, "all"]
    other = answers("race", [{"question": "worker", "task": task() | {"seeds": [0, 1, 6]}, "pauses": []}])
    assert other[0]["digest"] != said[0]["digest"]


def test_single_steps_lead_to_the_same_network() -> None:
    stepped, run = answers("race", [{"question": "stepped", "task": task()}, {"question": "stepped", "task": task()}])
    assert stepped == run
    assert len(stepped["losses"]) == 21


def test_initial_weights_have_the_law_and_scale_that_are_meant() -> None:
    wide = {"hidden": [300, 200]}
    hows = ("tutorial", "glorot", "he", "lecun", "matched")
    said = answers("race", [training("tanh", initialisation=how, **wide) | {"steps": 1} for how in hows])
    i, o = 300, 200
    scales = [TRUNCATED, (2 / (i + o)) ** 0.5, (2 / i) ** 0.5, (1 / i) ** 0.5, gain(find("tanh")) / i**0.5]
    draws = array(said[0]["start"][1][0])
    assert kstest(draws, truncnorm(-2, 2).cdf).pvalue > 0.01
    for theirs, expected in zip(said, scales, strict=True):
        np.testing.assert_allclose(array(theirs["start"][1][0]), draws * expected / TRUNCATED, rtol=1e-6)
    np.testing.assert_allclose(
        array(said[4]["start"][0][0]) * TRUNCATED, array(said[0]["start"][0][0]) / 2**0.5, rtol=1e-6
    )


def test_gains_are_those_of_the_program() -> None:
    names = [
        *CATALOGUE,
        "1/x",
        "log(x)",
        "x*0",
        "exp(x**2)",
        "1/sqrt(abs(x))",
        "abs(x)**0.3",
        "where(x > 1.2345, x, 0)",
    ]
    for name, theirs in zip(
        names, answers("race", [{"question": "gain", "activation": one} for one in names]), strict=True
    ):
        expected: float | None = None
        with suppress(InvalidInput):
            expected = gain(find(name))
        assert theirs.get("gain") == (None if expected is None else pytest.approx(expected, rel=1e-9)), name


def xoshiro(seed: int, count: int) -> list[int]:
    """Return the first numbers of a seed, as the authors' code has them."""
    whole = 2**32 - 1
    state = 0

    def mixed() -> int:
        nonlocal state
        state = (state + 0x9E3779B9) & whole
        z = ((state ^ (state >> 16)) * 0x85EBCA6B) & whole
        z = ((z ^ (z >> 13)) * 0xC2B2AE35) & whole
        return z ^ (z >> 16)

    state = mixed() ^ seed
    state = mixed() ^ 0
    s = [mixed() for _word in range(4)]
    found = []
    for _number in range(count):
        five = (s[1] * 5) & whole
        found.append(((((five << 7) | (five >> 25)) & whole) * 9) & whole)
        t = (s[1] << 9) & whole
        s[2] ^= s[0]
        s[3] ^= s[1]
        s[1] ^= s[2]
        s[0] ^= s[3]
        s[2] ^= t
        s[3] = ((s[3] << 11) | (s[3] >> 21)) & whole
    return found


def test_random_numbers_are_those_of_xoshiro() -> None:
    seeds = [0, 1, 20061031]
    said = answers("race", [{"question": "random", "seeds": [seed], "count": 2000} for seed in seeds])
    for seed, theirs in zip(seeds, said, strict=True):
        assert theirs["bits"] == xoshiro(seed, 2000)
        assert kstest(theirs["uniform"], "uniform").pvalue > 0.001
        assert kstest(theirs["truncated"], truncnorm(-2, 2).cdf).pvalue > 0.001
        assert sorted(theirs["order"]) == list(range(100))


@pytest.mark.parametrize("name", ["circle", "moons", "spiral", "xor", "gaussians", "sine"])
def test_data_are_what_they_are_called(name: str) -> None:
    choice = {"name": name, "noise": 0.0, "seed": 4, "train": 300, "test": 100}
    theirs = answers("race", [{"question": "data", "data": choice}])[0]
    width = 1 if name == "sine" else 2
    (x, y), (x_test, y_test) = ((array(a).reshape(-1, width), array(b)) for a, b in (theirs["train"], theirs["test"]))
    assert (len(x), len(y), len(x_test), len(y_test)) == (300, 300, 100, 100)
    if name != "gaussians":
        np.testing.assert_allclose(x.mean(axis=0), 0, atol=1e-6)
        np.testing.assert_allclose(x.std(axis=0), 1, rtol=1e-5)
    if name == "sine":
        assert abs(np.corrcoef(y, np.sin(x[:, 0] * 2 * np.pi / np.sqrt(3)))[0, 1]) > 0.9
        return
    assert sum(y) + sum(y_test) == 200
    shapes = {
        "circle": lambda: np.ptp(np.hypot(*x[y == 1].T)) < 0.3 and np.hypot(*x[y == 0].T).min() > 1,
        "moons": lambda: x[y == 0, 1].max() > x[y == 1, 1].max(),
        "spiral": lambda: np.hypot(*x.T).max() > 1.5,
        "xor": lambda: np.mean((x.prod(axis=1) < 0) == (y == 1)) > 0.85,
        "gaussians": lambda: len(np.unique(x[y == 0], axis=0)) == 1,
    }
    assert shapes[name]()


def test_points_of_ones_own_are_divided() -> None:
    points = [[place, 2 * place, place % 3] for place in range(9)]
    choice = {"name": "points", "noise": 0, "seed": 1, "train": 0, "test": 0, "points": points}
    theirs = answers("race", [{"question": "data", "data": choice}])[0]
    x = np.concatenate([array(part[0]).reshape(-1, 2) for part in (theirs["train"], theirs["test"])])
    assert sorted(x.tolist()) == [[place, 2 * place] for place in range(9)]
    assert len(theirs["test"][1]) == 3
