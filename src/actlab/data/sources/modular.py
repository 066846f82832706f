"""Addition modulo 97, as tokens: half of the table is shown, the rest is asked."""

from __future__ import annotations

import numpy as np

from actlab.data.dataset import Splits
from actlab.data.sources.rows import divided, drawing
from actlab.data.sources.source import Source
from actlab.data.tasks import CLASSIFICATION
from actlab.words import _

MODULUS = 97
EQUALS = MODULUS  # the token after the numbers
VOCABULARY = MODULUS + 1
ROWS = (4704, 705, 4000)  # half of the 9,409 pairs to learn from, as published; the other half divided


def modular(seed: int = 0) -> Splits:
    """Return the tokens [n, 3] of a, b and the sign of equality, and (a + b) mod 97 [n], for all pairs in random order.

    Source: Power, Burda, Edwards, Babuschkin, Misra (2022), Grokking (arXiv:2201.02177), with half for training.

    >>> splits = modular()
    >>> a, b, equals = splits.train.inputs[0].tolist()
    >>> equals, (a + b) % 97 == splits.train.targets[0]
    (97, np.True_)
    """
    a, b = np.divmod(drawing(seed).permutation(MODULUS**2), MODULUS)
    tokens = np.stack([a, b, np.full_like(a, EQUALS)], axis=1).astype(np.int32)
    return divided(tokens, ((a + b) % MODULUS).astype(np.int32), ROWS)


MODULAR = Source(
    "modular",
    _("addition modulo 97, all 9,409 pairs as tokens (Power, Burda, Edwards, Babuschkin, Misra 2022)"),
    "CC0 1.0",
    CLASSIFICATION,
    unit=1.0,
    read=modular,
    vocabulary=VOCABULARY,
    shape=(3,),
    rows=ROWS,
)
