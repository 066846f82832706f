"""Dates -> numbers: year, month, weekday, and the days since the earliest of the training rows."""

from __future__ import annotations

import numpy as np
from jaxtyping import Bool, Float64, Shaped

PARTS = ("year", "month", "weekday", "days")
_DAY = np.timedelta64(1, "D")


def earliest(moments: Shaped[np.ndarray, " n"], missing: Bool[np.ndarray, " n"]) -> np.datetime64:
    """Return the first of the training rows' moments; the beginning of 1970 where there is none.

    >>> earliest(np.array(["2024-03-01", "2024-01-15"], "datetime64[us]"), np.zeros(2, bool))
    np.datetime64('2024-01-15T00:00:00.000000')
    """
    present = moments[~missing]
    return np.datetime64(present.min() if len(present) else 0, "us")


def parts(
    moments: Shaped[np.ndarray, " n"], missing: Bool[np.ndarray, " n"], first: np.datetime64
) -> Float64[np.ndarray, "n 4"]:
    """Return year, month (1 to 12), weekday (Monday is 0) and the days, with their fraction, since ``first``.

    What is missing is NaN.

    >>> moments = np.array(["2024-03-01T12:00"], "datetime64[us]")
    >>> parts(moments, np.zeros(1, bool), np.datetime64("2024-02-28", "us")).tolist()
    [[2024.0, 3.0, 4.0, 2.5]]
    """
    months = moments.astype("datetime64[M]").astype(np.int64)
    days = moments.astype("datetime64[D]").astype(np.int64)
    found = np.stack(
        [
            (months // 12 + 1970).astype(np.float64),
            (months % 12 + 1).astype(np.float64),
            ((days + 3) % 7).astype(np.float64),  # 1970 began on a Thursday
            (moments - first) / _DAY,
        ],
        axis=1,
    )
    found[missing] = np.nan
    return found
