"""Tables made from a seed: the same bits everywhere, and nothing to download."""

import numpy as np

from actlab.data.dataset import Splits
from actlab.data.sources.rows import ROWS, divided, drawing, standardised
from actlab.data.sources.source import Source
from actlab.data.tasks import REGRESSION
from actlab.words import _


def friedman(seed: int = 0) -> Splits:
    """Return y = 10 sin(pi x1 x2) + 20 (x3 - 0.5)^2 + 10 x4 + 5 x5 + N(0, 1); x6 to x10 have no effect.

    The inputs are uniform on [0, 1]; then inputs and targets are standardised by the training rows.
    Source: Friedman (1991), Multivariate adaptive regression splines.

    >>> friedman().train.inputs.shape
    (1000, 10)
    """
    generator = drawing(seed)
    x = generator.random((sum(ROWS), 10))
    y = 10 * np.sin(np.pi * x[:, 0] * x[:, 1]) + 20 * (x[:, 2] - 0.5) ** 2 + 10 * x[:, 3] + 5 * x[:, 4]
    y += generator.standard_normal(len(y))
    return divided(standardised(x), standardised(y))


MADE = (
    Source(
        "friedman",
        _("Friedman's first regression, 1,600 rows of 10 standardised columns made from a seed (Friedman 1991)"),
        "CC0 1.0",
        REGRESSION,
        unit=1.0,
        read=friedman,
        shape=(10,),
        rows=ROWS,
    ),
)
