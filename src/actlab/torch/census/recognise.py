"""Which activation of the catalogue a function is, told by its values at three thousand points."""

from __future__ import annotations

from functools import cache

import numpy as np

from actlab.analysis.relating import WIDE, identical
from actlab.functions.catalogue import CATALOGUE
from actlab.functions.host import on_host

NEAR = 20.0  # a spelling that overflows farther out is the function that was meant
CLOSE = 1e-6  # constants of a formula that have passed through single precision


def recognised(values: np.ndarray) -> str:
    """Return the activation that has these values at the points of WIDE, with its parameters; empty where none has.

    >>> recognised(np.maximum(WIDE, 0.0)), recognised(np.where(WIDE > 0, WIDE, 0.1 * WIDE)), recognised(WIDE**5)
    ('relu', 'leaky_relu(alpha=0.1)', '')
    """
    return _recognised(values.tobytes())


@cache
def _recognised(content: bytes) -> str:
    values = np.frombuffer(content)
    kept = np.isfinite(values) | (np.abs(WIDE) <= NEAR)
    with np.errstate(all="ignore"):
        for record in CATALOGUE.values():
            if _apart(values[kept], on_host(record.stable_expression, WIDE[kept], record.values)) <= CLOSE:
                return record.name
        found = [str(same) for record in CATALOGUE.values() if (same := identical(values, record))]
    return found[0] if found else ""


def _apart(values: np.ndarray, others: np.ndarray) -> float:
    difference = np.where(values == others, 0, np.abs(values - others) / (1 + np.abs(values)))
    return float(np.max(np.where(np.isnan(difference), np.inf, difference)))
