"""Tables made from a seed: the same bits everywhere, and nothing to download."""

import numpy as np

from actlab.data.dataset import Split, Splits
from actlab.data.sources.source import Source
from actlab.data.tasks import REGRESSION
from actlab.words import _

ROWS = (1000, 200, 400)  # training, validation, test


def friedman(seed: int = 0) -> Splits:
    """Return y = 10 sin(pi x1 x2) + 20 (x3 - 0.5)^2 + 10 x4 + 5 x5 + N(0, 1); x6 to x10 have no effect.

    The inputs are uniform on [0, 1]; then inputs and targets are standardised by the training rows.
    Source: Friedman (1991), Multivariate adaptive regression splines.

    >>> friedman().train.inputs.shape
    (1000, 10)
    """
    generator = np.random.Generator(np.random.PCG64(seed))
    x = generator.random((sum(ROWS), 10))
    y = 10 * np.sin(np.pi * x[:, 0] * x[:, 1]) + 20 * (x[:, 2] - 0.5) ** 2 + 10 * x[:, 3] + 5 * x[:, 4]
    y += generator.standard_normal(len(y))
    x, y = _standardised(x), _standardised(y)
    borders = np.cumsum(ROWS)[:-1]
    parts = zip(np.split(x, borders), np.split(y, borders), strict=True)
    return Splits(*(Split(inputs, targets) for inputs, targets in parts))


def _standardised(values: np.ndarray) -> np.ndarray:
    train = values[: ROWS[0]]
    return np.asarray((values - train.mean(axis=0)) / train.std(axis=0), np.float32)


MADE = (
    Source(
        "friedman",
        _("Friedman's first regression, 1,600 rows of 10 standardised columns made from a seed (Friedman 1991)"),
        "CC0 1.0",
        REGRESSION,
        unit=1.0,
        read=friedman,
    ),
)
