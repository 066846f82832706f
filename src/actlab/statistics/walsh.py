"""The means of all pairs of differences, without all of them at once where they are many. Source: Walsh (1949)."""

from __future__ import annotations

import numpy as np

from actlab.statistics.sample import Numbers

_HELD_TO = 1500  # differences; above, their means are found by halving
_LISTED = 200_000  # means of different values that are looked at one by one


class Walsh:
    """The n(n + 1)/2 means of two differences, each with itself too, in ascending order."""

    def __init__(self, differences: Numbers) -> None:
        """Take differences, rounded to 40 bits, so that those that cancel give zero."""
        self._values, self._times = np.unique(to_digits(differences), return_counts=True)
        self.n = int(np.sum(self._times))
        self.total = self.n * (self.n + 1) // 2
        self._means = self._all() if self.n <= _HELD_TO else None
        self._upto_value = np.concatenate([[0], np.cumsum(self._times)])
        self._itself, self._halves = np.arange(len(self._values)), self._values / 2

    def at(self, place: int) -> float:
        """Return the mean at a place, from 0; above 1,500 differences to the last bits.

        >>> [Walsh([1.0, 2.0, 9.0]).at(place) for place in range(6)]
        [1.0, 1.5, 2.0, 5.0, 5.5, 9.0]
        """
        if self._means is not None:
            return float(self._means[place])
        low, high = float(np.nextafter(self._values[0], -np.inf)), float(self._values[-1])
        first, last = self._reach(low), self._reach(high)
        while np.sum(last - first) > _LISTED and low < (middle := low + (high - low) / 2) < high:
            reached = self._reach(middle)
            if self._count(reached) > place:
                high, last = middle, reached
            else:
                low, first = middle, reached
        return self._between(first, last, place - self._count(first))

    def below(self, bound: float) -> int:
        """Return how many means lie below a bound.

        >>> Walsh([1.0, 2.0, 9.0]).below(2.0)
        2
        """
        if self._means is not None:
            return int(np.searchsorted(self._means, bound, side="left"))
        return self._count(self._reach(float(np.nextafter(bound, -np.inf))))

    def _reach(self, bound: float) -> np.ndarray:
        """Return for each value the place after the last one, itself or larger, with which its mean is no more."""
        found = np.searchsorted(self._halves, bound - self._halves, side="right")
        return np.asarray(np.maximum(found, self._itself), np.int64)

    def _count(self, reach: np.ndarray) -> int:
        """Return how many means of two differences that is."""
        both = self._times * (self._upto_value[reach] - self._upto_value[:-1])
        twice = np.where(reach > self._itself, self._times * (self._times - 1) // 2, 0)
        return int(np.sum(both - twice))

    def _between(self, first: np.ndarray, last: np.ndarray, place: int) -> float:
        """Return the mean at a place among those that the values reach between two bounds."""
        counts = last - first
        rows = np.repeat(self._itself, counts)
        columns = np.arange(len(rows)) - np.repeat(np.cumsum(counts) - counts, counts) + np.repeat(first, counts)
        times = np.where(
            rows == columns,
            self._times[rows] * (self._times[rows] + 1) // 2,
            self._times[rows] * self._times[columns],
        )
        means = self._halves[rows] + self._halves[columns]
        order = np.argsort(means, kind="stable")
        return float(means[order][np.searchsorted(np.cumsum(times[order]), place, side="right")])

    def _all(self) -> np.ndarray:
        values = np.repeat(self._values, self._times)
        rows, columns = np.triu_indices(self.n)
        return np.sort((values[rows] + values[columns]) / 2)


def to_digits(values: Numbers) -> np.ndarray:
    """Return values rounded to 40 bits: those that are equal but for rounding become equal.

    >>> bool(to_digits([0.1 + 0.2])[0] == to_digits([0.3])[0])
    True
    """
    fraction, exponent = np.frexp(np.asarray(values, np.float64))
    return np.asarray(np.ldexp(np.round(np.ldexp(fraction, 40)), exponent - 40), np.float64)
