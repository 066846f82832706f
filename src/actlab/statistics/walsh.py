"""The means of all pairs of differences, without all of them at once where they are many. Source: Walsh (1949)."""

from __future__ import annotations

import numpy as np

from actlab.statistics.sample import Numbers

_HELD_TO = 1500  # differences; above, their means are found by halving


class Walsh:
    """The n(n + 1)/2 means of two differences, each with itself too, in ascending order."""

    def __init__(self, differences: Numbers) -> None:
        """Take differences, rounded to 40 bits, so that those that cancel give zero."""
        self._values = np.sort(to_digits(differences))
        self.n = len(self._values)
        self.total = self.n * (self.n + 1) // 2
        self._means = self._all() if self.n <= _HELD_TO else None

    def at(self, place: int) -> float:
        """Return the mean at a place, from 0; above 1,500 differences to the last bits.

        >>> [Walsh([1.0, 2.0, 9.0]).at(place) for place in range(6)]
        [1.0, 1.5, 2.0, 5.0, 5.5, 9.0]
        """
        if self._means is not None:
            return float(self._means[place])
        low, high = float(self._values[0]), float(self._values[-1])
        while low < (middle := low + (high - low) / 2) < high:
            low, high = (low, middle) if self._upto(middle) > place else (middle, high)
        return low if self._upto(low) > place else high

    def below(self, bound: float) -> int:
        """Return how many means lie below a bound.

        >>> Walsh([1.0, 2.0, 9.0]).below(2.0)
        2
        """
        if self._means is not None:
            return int(np.searchsorted(self._means, bound, side="left"))
        return self._upto(float(np.nextafter(bound, -np.inf)))

    def _upto(self, bound: float) -> int:
        counts = np.searchsorted(self._values, 2 * bound - self._values, side="right") - np.arange(self.n)
        return int(np.sum(np.maximum(counts, 0)))

    def _all(self) -> np.ndarray:
        rows, columns = np.triu_indices(self.n)
        return np.sort((self._values[rows] + self._values[columns]) / 2)


def to_digits(values: Numbers) -> np.ndarray:
    """Return values rounded to 40 bits: those that are equal but for rounding become equal.

    >>> bool(to_digits([0.1 + 0.2])[0] == to_digits([0.3])[0])
    True
    """
    fraction, exponent = np.frexp(np.asarray(values, np.float64))
    return np.asarray(np.ldexp(np.round(np.ldexp(fraction, 40)), exponent - 40), np.float64)
