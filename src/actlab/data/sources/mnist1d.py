"""MNIST-1D: 5,000 signals of 40 numbers, ten shapes that stand for digits, made from their published recipe.

Source: Greydanus, Kobak (2024), Scaling down deep learning with MNIST-1D (ICML; arXiv:2011.14439), and its program,
https://github.com/greydanus/mnist1d (Apache 2.0). The recipe draws from the seed 42 of NumPy's legacy generator, whose
stream is frozen for good; drawn in the same order, the numbers here are those of the published file, bit for bit in
single precision.
"""

from __future__ import annotations

import numpy as np

from actlab.data.dataset import Split, Splits
from actlab.data.sources.source import Source
from actlab.data.tasks import CLASSIFICATION
from actlab.words import _

ROWS = (3600, 400, 1000)  # the published 4,000 for training, of which the last 400 for validation, and 1,000
LENGTH = 40
_SEED, _EACH = 42, 500  # signals of a digit
_PADDED, _SHIFTS = 72, 48
_SHORTEST, _PADDINGS = 36, 25  # zeros after a template, and how many choices there are
_SCALE, _SHEAR = 0.4, 0.75
_NOISE, _SMOOTH, _FINE = 0.25, 2.0, 0.02  # of the noise around a template, and of that on all of it

_TEMPLATES = """\
5 6   6.5 6.75 7   7    7    7   6.75 6.5 6   5
5 3   3   3.4  3.8 4.2  4.6  5   5.4  5.8 5   5
5 6   6.5 6.5  6   5.25 4.75 4   3.5  3.5 4   5
5 6   6.5 6.5  6   5    5    6   6.5  6.5 6   5
5 4.4 3.8 3.2  2.6 2.6  5    5   5    5   5   5
5 3   3   3    3   5    6    6.5 6.5  6   4.5 5
5 4   3.5 3.25 3   3    3    3   3.25 3.5 4   5
5 7   7   6.6  6.2 5.8  5.4  5   4.6  4.2 5   5
5 4   3.5 3.5  4   5    5    4   3.5  3.5 4   5
5 4   3.5 3.5  4   5    5    5   5    4.7 4.3 5
"""


def templates() -> np.ndarray:
    """Return the shapes [10, 12] that stand for the digits: each standardised, from 0 at its start, over 6.

    >>> templates().shape, templates()[:, 0].tolist() == [0.0] * 10
    ((10, 12), True)
    """
    shapes = np.array([line.split() for line in _TEMPLATES.splitlines()], np.float64)
    shapes -= shapes.mean(axis=1, keepdims=True)
    shapes /= shapes.std(axis=1, keepdims=True)
    return np.asarray((shapes - shapes[:, :1]) / 6)


def mnist1d() -> Splits:
    """Return the signals [n, 40] and their digits [n].

    >>> splits = mnist1d()
    >>> splits.train.inputs.shape, len(splits.validation), splits.test.targets[:5].tolist()
    ((3600, 40), 400, [2, 6, 3, 9, 4])
    """
    generator = np.random.RandomState(_SEED)
    digits = np.repeat(np.arange(10), _EACH)
    shapes = templates()
    drawn = [_drawn(shapes[digit], generator) for digit in digits]
    order = generator.permutation(len(digits))
    signals, around, fine, shear = (np.array(part) for part in zip(*drawn, strict=True))
    x = _stretched(_noisy(signals, around, fine, shear), LENGTH)[order]
    x = np.asarray((x - x.mean()) / x.std(), np.float32)
    borders = np.cumsum(ROWS)[:-1]
    parts = zip(np.split(x, borders), np.split(digits[order].astype(np.int32), borders), strict=True)
    return Splits(*(Split(inputs, targets) for inputs, targets in parts))


def _drawn(shape: np.ndarray, generator: np.random.RandomState) -> tuple[np.ndarray, np.ndarray, np.ndarray, float]:
    """Return a shape [72] padded, stretched, scaled and shifted, and the noise and the slope that it is to have.

    The order of what is drawn is the recipe's. A tiny number keeps a shape's own zeros apart from those around it.
    """
    padded = np.concatenate([shape + 1e-8, np.zeros(_SHORTEST + int(generator.rand() * _PADDINGS))])
    signal = _stretched(padded[None], _PADDED)[0] * (1 + _SCALE * (generator.rand() - 0.5))
    signal = np.roll(signal, generator.choice(_SHIFTS))
    return signal, generator.randn(_PADDED), generator.randn(_PADDED), generator.rand()


def _noisy(signals: np.ndarray, around: np.ndarray, fine: np.ndarray, shear: np.ndarray) -> np.ndarray:
    """Return signals [n, 72] with smooth noise where they are zero, fine noise everywhere, and a slope."""
    from scipy.ndimage import gaussian_filter1d  # only where these data are made

    x = np.where(signals != 0, signals, gaussian_filter1d(_NOISE * around, _SMOOTH, axis=1)) + _FINE * fine
    return np.asarray(x - (_SHEAR * (shear - 0.5))[:, None] * np.linspace(-0.5, 0.5, _PADDED))


def _stretched(signals: np.ndarray, length: int) -> np.ndarray:
    """Return signals [n, old] at ``length`` places from the first to the last, on straight lines between the old."""
    old, new = np.linspace(0, 1, signals.shape[1]), np.linspace(0, 1, length)
    return np.array([np.interp(new, old, signal) for signal in signals])


MNIST1D = Source(
    "mnist1d",
    _("MNIST-1D, 5,000 signals of 40 numbers in 10 classes, made from its recipe (Greydanus, Kobak 2024)"),
    "Apache 2.0",
    CLASSIFICATION,
    unit=1.0,
    read=mnist1d,
    decisions=(
        _("centred and scaled by one mean and one deviation of all 5,000 signals, as published"),
        _("the last 400 of the published 4,000 training signals are the validation data"),
    ),
    image=(LENGTH, 1, 1),
    shape=(LENGTH,),
    rows=ROWS,
)
