"""A sine to be continued: learnt over two periods, asked outside of them."""

from __future__ import annotations

import numpy as np

from actlab.data.dataset import Splits
from actlab.data.sources.rows import ROWS, divided, drawing, standardised
from actlab.data.sources.source import Source
from actlab.data.tasks import REGRESSION
from actlab.words import _


def sine(seed: int = 0) -> Splits:
    """Return y = sin(x), without noise; learnt for x in [-2 pi, 2 pi], tested one period further on either side.

    The validation data lie inside too. x and y are standardised by the training rows.
    Source: Ziyin, Hartwig, Ueda (2020), Neural networks fail to learn periodic functions and how to fix it.

    >>> learnt, asked = sine().train.inputs, sine().test.inputs
    >>> bool(((asked < learnt.min()) | (asked > learnt.max())).all())
    True
    """
    generator = drawing(seed)
    inside, outside = ROWS[0] + ROWS[1], ROWS[2]
    near = generator.uniform(-2 * np.pi, 2 * np.pi, inside)
    far = generator.uniform(2 * np.pi, 4 * np.pi, outside) * generator.choice([-1, 1], outside)
    x = np.concatenate([near, far])
    return divided(standardised(x[:, None]), standardised(np.sin(x)))


SINE = Source(
    "sine",
    _("two periods of a sine to be continued, 1,600 rows made from a seed (after Ziyin, Hartwig, Ueda 2020)"),
    "CC0 1.0",
    REGRESSION,
    unit=1.0,
    read=sine,
    decisions=(_("the test data lie outside the interval of the training and validation data"),),
    shape=(1,),
    rows=ROWS,
)
