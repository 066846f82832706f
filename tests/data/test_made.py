"""Data made from a seed: the same bits every time, of the shapes that are said, standardised by the training rows."""

import hashlib

import numpy as np
import pytest
from scipy.ndimage import gaussian_filter

from actlab.data.dataset import Splits
from actlab.data.sources import SOURCES, load
from actlab.data.sources.made import friedman
from actlab.data.sources.mnist1d import mnist1d, templates
from actlab.data.sources.modular import modular
from actlab.data.sources.rows import drawing
from actlab.data.sources.sine import sine
from actlab.data.sources.toys import circles, made, moons, spiral, xor

TOYS = {"circles": (circles, 0.1), "moons": (moons, 0.2), "spiral": (spiral, 0.1), "xor": (xor, 0.1)}
DIGESTS = {
    "friedman": "88c6cd33d9cf37a8a90d5aa6c6e4aaa8fa841c212be28bf9d2c56d55d54bcf2c",
    "circles": "f137bafb02ea76a75d60bd115835b851e2ad81482f7783eb777e9ba413b9bf34",
    "moons": "c1d8175399b68799721bff0d2a244f4ed445e01c6ff1ec26efa6fdceb167314e",
    "spiral": "e41945741131e6d7caad6293d8bb8e2564df57e4212a06e160f33c1056b58287",
    "xor": "8255fffdfad64e21296eab3e1c8440af42adcb0e2afc69f5869ea992d1783c22",
    "sine": "03176b340579905d49f3882e872c583915142da013f36cc5e072eb75e9720ee1",
    "mnist1d": "6e5e79b0a912d131673d3fbd972c9a32de20a0b68195886724185ec9881d94fe",
    "modular": "ae21b28daa5c73825bb6b87771972de5ccd34686790bf37479db617652dfe742",
}
STANDARDISED = ["friedman", *TOYS, "sine"]


def digest(splits: Splits) -> str:
    arrays = [np.ascontiguousarray(array) for split in splits for array in map(np.asarray, split)]
    return hashlib.sha256(b"".join(array.tobytes() for array in arrays)).hexdigest()


@pytest.mark.parametrize("name", DIGESTS)
def test_a_seed_gives_the_same_bits(name: str) -> None:
    assert digest(load(name).splits) == DIGESTS[name]


@pytest.mark.parametrize("read", [friedman, sine, modular, lambda seed: made(moons, 0.2, seed)])
def test_another_seed_gives_other_rows(read) -> None:  # type: ignore[no-untyped-def]
    assert digest(read(0)) == digest(read(0)) != digest(read(1))


@pytest.mark.parametrize("name", STANDARDISED)
def test_training_rows_alone_standardise(name: str) -> None:
    splits = load(name).splits
    train = np.asarray(splits.train.inputs, np.float64)
    np.testing.assert_allclose(train.mean(axis=0), 0, atol=1e-6)
    np.testing.assert_allclose(train.std(axis=0), 1, atol=1e-6)
    assert abs(np.asarray(splits.test.inputs).mean(axis=0)).max() > 1e-4  # which had no part in it


@pytest.mark.parametrize("name", TOYS)
def test_toys_have_as_many_of_either_class(name: str) -> None:
    splits = load(name).splits
    assert sum(int(np.sum(part.targets)) for part in splits) == 800
    assert {part.targets.dtype for part in splits} == {np.dtype(np.int32)}
    assert 0.4 < np.mean(splits.test.targets) < 0.6


def test_circles_have_their_radii() -> None:
    classes = np.arange(1000) % 2
    points = circles(drawing(1), classes)
    np.testing.assert_allclose(np.hypot(*points.T), np.where(classes == 0, 1, 0.5), atol=1e-12)


def test_moons_lie_on_those_of_scikit_learn() -> None:
    classes = np.arange(400) % 2
    points = moons(drawing(1), classes)
    t = np.linspace(0, np.pi, 10_000)
    theirs = {0: (np.cos(t), np.sin(t)), 1: (1 - np.cos(t), 1 - np.sin(t) - 0.5)}  # as make_moons has them
    for one, moon in theirs.items():
        far = np.linalg.norm(points[classes == one][:, None] - np.stack(moon, axis=1)[None], axis=2).min(axis=1)
        assert far.max() < 1e-3


def test_spirals_pass_through_the_published_points() -> None:
    """Lang and Witbrock: i = 0 ... 96, angle = i pi / 16, radius = 6.5 (104 - i) / 104, and the reflected points."""

    class Whole(np.random.Generator):
        def uniform(self, low: float, high: float, n: int) -> np.ndarray:  # type: ignore[override]
            assert (low, high) == (0, 96)
            return np.arange(n, dtype=float)

    whole = Whole(np.random.PCG64(0))
    first, second = spiral(whole, np.zeros(97, int)), spiral(whole, np.ones(97, int))
    np.testing.assert_allclose(first[0], [0, 6.5], atol=1e-12)
    np.testing.assert_allclose(first[8], [6.5 * 96 / 104, 0], atol=1e-12)  # a quarter of a turn
    np.testing.assert_allclose(first[96], [0, 0.5], atol=1e-12)  # three turns
    np.testing.assert_array_equal(second, -first)


def test_a_line_cannot_tell_the_classes_of_xor_apart() -> None:
    splits = load("xor").splits
    x = np.column_stack([np.asarray(splits.train.inputs, np.float64), np.ones(1000)])
    y = np.asarray(splits.train.targets) * 2.0 - 1
    weights = np.linalg.lstsq(x, y, rcond=None)[0]
    assert np.mean(np.sign(x @ weights) == y) < 0.6
    assert np.mean(-np.sign(x[:, 0] * x[:, 1]) == y) > 0.85  # their product can


def test_mnist1d_is_the_published_file() -> None:
    """The digests are those of ``mnist1d_data.pkl`` of the recipe's authors, in single precision."""
    splits = mnist1d()
    inputs = np.concatenate([np.asarray(part.inputs) for part in splits])
    targets = np.concatenate([np.asarray(part.targets) for part in splits])
    assert (
        hashlib.sha256(inputs.tobytes()).hexdigest()
        == "0b2b548d14a498bf71ce4d5e7df61d47851b3e5dd7e7f581a1011383cb03467c"
    )
    assert (
        hashlib.sha256(targets.tobytes()).hexdigest()
        == "343d27bb023cbbfe98bd258e8958f2bb90aea365a196a7bc6f0c19efb7014a47"
    )
    assert np.bincount(targets).tolist() == [500] * 10


def test_mnist1d_against_its_recipe_read_another_way() -> None:
    """The first signal that is drawn, step by step, with the filter for any number of dimensions."""
    generator = np.random.RandomState(42)
    template = templates()[0] + 1e-8
    padded = np.concatenate([template, np.zeros(36 + int(generator.rand() * 25))])
    signal = np.interp(np.linspace(0, len(padded) - 1, 72), np.arange(len(padded)), padded)
    signal = signal * (1 + 0.4 * (generator.rand() - 0.5))
    shift = generator.choice(48)
    signal = np.concatenate([signal[-shift:], signal[:-shift]])
    smooth = gaussian_filter(0.25 * generator.randn(72), 2)
    signal = np.where(signal == 0, smooth, signal) + 0.02 * generator.randn(72)
    signal = signal - 0.75 * (generator.rand() - 0.5) * np.linspace(-0.5, 0.5, 72)
    signal = np.interp(np.linspace(0, 71, 40), np.arange(72), signal)
    splits = mnist1d()
    inputs = np.concatenate([np.asarray(part.inputs) for part in splits]).astype(np.float64)
    # standardising is linear: the signal is one of them up to a scale and a shift that all share
    centred = (signal - signal.mean()) / signal.std()
    rows = (inputs - inputs.mean(axis=1, keepdims=True)) / inputs.std(axis=1, keepdims=True)
    assert abs(rows - centred).max(axis=1).min() < 1e-5


def test_modular_addition_is_all_of_the_table_once() -> None:
    splits = modular()
    tokens = np.concatenate([part.inputs for part in splits])
    targets = np.concatenate([part.targets for part in splits])
    assert len(np.unique(tokens, axis=0)) == 97**2 == len(tokens)
    assert (tokens[:, 2] == 97).all()
    np.testing.assert_array_equal(targets, (tokens[:, 0] + tokens[:, 1]) % 97)
    assert len(splits.train) == 97**2 // 2
    assert len(np.unique(splits.train.targets)) == 97


def test_a_sine_is_asked_where_it_was_not_learnt() -> None:
    splits = sine()
    inside = np.concatenate([splits.train.inputs, splits.validation.inputs])
    asked = np.asarray(splits.test.inputs)
    assert ((asked < inside.min()) | (asked > inside.max())).all()
    assert (asked < inside.min()).any()
    assert (asked > inside.max()).any()
    x = np.concatenate([part.inputs[:, 0] for part in splits]).astype(np.float64)
    y = np.concatenate([part.targets for part in splits]).astype(np.float64)
    # undone: x over its own deviation, that of a uniform draw from four pi, is about sqrt(3) at the interval's end
    scale = 2 * np.pi / np.sqrt(3)
    fitted = [
        np.linalg.lstsq(np.column_stack([np.sin(k * x), np.cos(k * x), np.ones_like(x)]), y, rcond=None)
        for k in np.linspace(0.98 * scale, 1.02 * scale, 2001)
    ]
    assert min(float(one[1][0]) for one in fitted) / len(x) < 1e-4


@pytest.mark.parametrize("name", [name for name, source in SOURCES.items() if source.rows and not source.kept])
def test_what_is_said_before_reading_is_true(name: str) -> None:
    source, data = SOURCES[name], load(name)
    assert data.shape == source.shape
    assert tuple(len(part) for part in data.splits) == source.rows
