"""Differences made ready for arithmetic: in the order in which they came, and near one in size."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

Numbers = Sequence[float] | np.ndarray
_LARGEST = float(np.finfo(np.float64).max)


@dataclass(frozen=True, eq=False)
class Sample:
    """Values [n] divided by a power of two, so that neither their squares nor their sums overflow or vanish.

    ``step`` is, on the same scale, what one test example is worth; 0 where that is not known. Division by a power of
    two changes no bit of what is computed.
    """

    values: np.ndarray
    exponent: int
    step: float

    @classmethod
    def of(cls, values: Numbers, step: float | None = None) -> Sample:
        """Return a sample. Raises ValueError for a value that is not finite.

        >>> Sample.of([3e300, 1e300]).mean * 2.0**-7 == Sample.of([3e300 / 128, 1e300 / 128]).mean / 128
        True
        """
        array = np.asarray(values, np.float64)
        if array.ndim != 1 or not np.isfinite(array).all():
            raise ValueError("values must be finite numbers")
        exponent = int(np.frexp(np.abs(array).max())[1]) if array.size else 0
        return cls(shrunk(array, exponent), exponent, float(shrunk(np.asarray(step or 0.0), exponent)))

    def original(self, value: float) -> float:
        """Return a value of this scale in the numbers' own unit; what is too large for a float is the largest."""
        with np.errstate(over="ignore"):
            return float(np.clip(np.ldexp(value, self.exponent), -_LARGEST, _LARGEST))

    def scaled(self, value: float) -> float:
        """Return a value in the numbers' own unit, such as a margin, on this scale; infinite where it is far above."""
        return float(shrunk(np.asarray(value, np.float64), self.exponent))

    @property
    def n(self) -> int:
        """How many values there are."""
        return len(self.values)

    @cached_property
    def mean(self) -> float:
        """The mean, correctly rounded, so that no order of the values and no sign changes a bit; at least one value."""
        return math.fsum(self.values.tolist()) / self.n

    @cached_property
    def sd(self) -> float | None:
        """The standard deviation (n - 1); 0 where the spread is rounding of the decimals; None below two values."""
        if self.n < 2:
            return None
        if float(np.ptp(self.values)) <= 1e-10 * float(np.abs(self.values).max()):
            return 0.0
        return math.sqrt(self._moment(2) * self.n / (self.n - 1))

    @cached_property
    def skewness(self) -> float:
        """The moment coefficient of skewness; 0 without spread. Source: Pearson (1895)."""
        return self._moment(3) / self._moment(2) ** 1.5 if self.sd else 0.0

    @cached_property
    def median(self) -> float:
        """The median; at least one value."""
        return float(np.median(self.values))

    def _moment(self, order: int) -> float:
        centred = self.values - self.mean
        power = centred * centred if order == 2 else centred * centred * centred  # ** is not odd to the last bit
        return math.fsum(power.tolist()) / self.n


def shrunk(values: np.ndarray, exponent: int) -> np.ndarray:
    """Return values / 2^exponent; infinite where that is too large.

    >>> shrunk(np.array([8.0, -2.0]), 2).tolist()
    [2.0, -0.5]
    """
    with np.errstate(over="ignore", under="ignore"):
        return np.asarray(np.ldexp(values, -exponent), np.float64)
