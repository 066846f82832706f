"""The ways to test paired differences, each with the estimate, the interval and the planning that belong to it."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from scipy.special import stdtrit

from actlab.statistics import hall, sequential, signed_rank
from actlab.statistics.paired import Interval
from actlab.statistics.permutation import sign_flip_p_of_rows, smallest_n
from actlab.statistics.power import both_detectable, fewest, ranks_detectable
from actlab.statistics.sample import Sample

MEAN, PSEUDOMEDIAN = "mean", "pseudomedian"  # what is estimated


class Inference(Protocol):
    """How differences become an estimate, a p value, an interval, and an answer to "how many would be needed".

    ``p(samples)`` is two-sided; ``interval(sample, alpha)`` belongs to the same test; ``beyond(sample, margin)`` is the
    p value, at most alpha exactly where that interval lies within ±margin. ``spread(sample)`` is the standard deviation
    that is planned with, ``detectable(n, alpha)`` the difference, in these, that n pairs find with power 0.8;
    ``pairs(dz, alpha)`` how many find that one; ``extensible`` is whether pairs can be added at all. With fewer than
    ``smallest(comparisons, alpha)`` nothing can be claimed.
    """

    @property
    def name(self) -> str: ...
    @property
    def estimator(self) -> str: ...
    @property
    def extensible(self) -> bool: ...
    def p(self, samples: Sequence[Sample]) -> list[float]: ...
    def estimate(self, sample: Sample) -> float: ...
    def interval(self, sample: Sample, alpha: float) -> Interval | None: ...
    def beyond(self, sample: Sample, margin: float) -> float | None: ...
    def spread(self, sample: Sample) -> float: ...
    def detectable(self, n: int, alpha: float) -> float | None: ...
    def pairs(self, dz: float, alpha: float) -> int | None: ...
    def smallest(self, comparisons: int, alpha: float) -> int: ...


@dataclass(frozen=True)
class SignFlips:
    """The mean, by the larger p of the sign-flip test and of Hall's t; the hull of Student's and Hall's interval.

    The sign-flip test is exact where differences are symmetric, Hall's takes a skewness out: the larger of the two
    claims at most what both do. With ``folds``, the folds of one cross-validation, which share training data, the
    variance is 1/n + 1/(folds - 1) instead of 1/n, and Student's t so corrected is the third that must agree. So it is
    with ``splits``, random divisions of the same data, of which a test part has so many times the examples of a
    training part: the variance is 1/n + splits. Source: Nadeau, Bengio (2003).
    """

    folds: int | None = None
    splits: float | None = None

    @property
    def name(self) -> str:
        """What the test is called."""
        if self.splits:
            return "resampled-t"
        return "corrected-t" if self.folds else "sign-flip"

    @property
    def estimator(self) -> str:
        """What is estimated."""
        return MEAN

    @property
    def extensible(self) -> bool:
        """Whether pairs can be added: folds cannot, and more splits of the same data hardly tell more."""
        return not self._shared

    def p(self, samples: Sequence[Sample]) -> list[float]:
        """Return the two-sided p value of each sample."""
        flipped = sign_flip_p_of_rows([sample.values for sample in samples])
        both = [hall.two_sided_p(sample, self._inflation(sample.n)) for sample in samples]
        student = [t if self._shared else 0.0 for t, _skewed in both]
        return [max(p, t, skewed) for p, t, (_t, skewed) in zip(flipped, student, both, strict=True)]

    def estimate(self, sample: Sample) -> float:
        """Return the mean."""
        return sample.mean

    def interval(self, sample: Sample, alpha: float) -> Interval | None:
        """Return the hull of both intervals of the mean."""
        return hall.hull(sample, alpha, self._inflation(sample.n))

    def beyond(self, sample: Sample, margin: float) -> float | None:
        """Return twice the larger one-sided p value that the mean lies outside ±margin."""
        if sample.n < 2:
            return None
        inflation = self._inflation(sample.n)
        above = max(hall.lower_p(sample, margin, inflation))
        below = max(hall.lower_p(turned(sample), margin, inflation))
        return min(1.0, 2 * max(above, below))

    def spread(self, sample: Sample) -> float:
        """Return the standard deviation; 0 without any."""
        return sample.sd or 0.0

    def detectable(self, n: int, alpha: float) -> float | None:
        """Return the difference found with power 0.8, in standard deviations."""
        dz = both_detectable(n, alpha)
        return None if dz is None else dz * self._inflation(n)

    def pairs(self, dz: float, alpha: float) -> int | None:
        """Return the number of pairs with power 0.8; None above 10,000. Folds cannot be added to."""
        return fewest(lambda n: both_detectable(n, alpha), dz)

    def smallest(self, comparisons: int, alpha: float) -> int:
        """Return the number of pairs whose smallest p, 2 / 2^n, could be significant."""
        return smallest_n(comparisons, alpha)

    @property
    def _shared(self) -> float:
        """What shared training data add to the variance of a mean, in variances of one difference."""
        return self.splits or (1 / (self.folds - 1) if self.folds else 0.0)

    def _inflation(self, n: int) -> float:
        return float((1 + n * self._shared) ** 0.5)


@dataclass(frozen=True)
class SignedRanks:
    """The pseudo-median, by Wilcoxon's signed ranks and the interval that inverts them."""

    @property
    def name(self) -> str:
        """What the test is called."""
        return "signed-rank"

    @property
    def estimator(self) -> str:
        """What is estimated."""
        return PSEUDOMEDIAN

    @property
    def extensible(self) -> bool:
        """Whether pairs can be added."""
        return True

    def p(self, samples: Sequence[Sample]) -> list[float]:
        """Return the two-sided p value of each sample."""
        return [signed_rank.wilcoxon(sample.values).p for sample in samples]

    def estimate(self, sample: Sample) -> float:
        """Return the pseudo-median."""
        return signed_rank.pseudomedian(sample.values)

    def interval(self, sample: Sample, alpha: float) -> Interval | None:
        """Return the interval of the pseudo-median."""
        return signed_rank.pseudomedian_interval(sample.values, alpha)

    def beyond(self, sample: Sample, margin: float) -> float | None:
        """Return twice the larger one-sided p value that the pseudo-median lies outside ±margin."""
        above = signed_rank.beyond_p(sample.values, margin)
        below = signed_rank.beyond_p(-sample.values, margin)
        return min(1.0, 2 * max(above, below))

    def spread(self, sample: Sample) -> float:
        """Return the standard deviation of normal differences with the interval of these; 0 without any.

        An outlier moves the standard deviation, and neither the test nor its interval.
        """
        interval = self.interval(sample, 0.05)
        if interval is None:
            return sample.sd or 0.0
        critical = float(stdtrit(sample.n - 1, 0.975)) * (math.pi / 3) ** 0.5
        return float((interval[1] - interval[0]) / 2 * sample.n**0.5 / critical)

    def detectable(self, n: int, alpha: float) -> float | None:
        """Return the difference found with power 0.8, in standard deviations of normal differences."""
        return ranks_detectable(n, alpha)

    def pairs(self, dz: float, alpha: float) -> int | None:
        """Return the number of pairs with power 0.8; None above 10,000."""
        return fewest(lambda n: ranks_detectable(n, alpha), dz)

    def smallest(self, comparisons: int, alpha: float) -> int:
        """Return the number of pairs whose smallest p, 2 / 2^n, could be significant."""
        return smallest_n(comparisons, alpha)


@dataclass(frozen=True)
class EProcess:
    """The mean, by an e-process with its interval, which hold however often one looks from 8 pairs on."""

    @property
    def name(self) -> str:
        """What the test is called."""
        return "e-process"

    @property
    def estimator(self) -> str:
        """What is estimated."""
        return MEAN

    @property
    def extensible(self) -> bool:
        """Whether pairs can be added."""
        return True

    def p(self, samples: Sequence[Sample]) -> list[float]:
        """Return the two-sided p value of each sample."""
        return [sequential.anytime_p(sample) for sample in samples]

    def estimate(self, sample: Sample) -> float:
        """Return the mean."""
        return sample.mean

    def interval(self, sample: Sample, alpha: float) -> Interval | None:
        """Return the interval of the mean that holds at all looks."""
        return sequential.anytime_interval(sample, alpha)

    def beyond(self, sample: Sample, margin: float) -> float | None:
        """Return the larger p value that the mean is one of ±margin; 1 where it lies outside."""
        return sequential.beyond_p(sample, margin)

    def spread(self, sample: Sample) -> float:
        """Return the standard deviation, and at least that of one test example; 0 without any."""
        return max(sample.sd, sample.step) if sample.sd else 0.0

    def detectable(self, n: int, alpha: float) -> float | None:
        """Return the difference found with power 0.8, in standard deviations."""
        return sequential.detectable(n, alpha)

    def pairs(self, dz: float, alpha: float) -> int | None:
        """Return the number of pairs with power 0.8; None above 10,000."""
        return fewest(lambda n: sequential.detectable(n, alpha), dz)

    def smallest(self, comparisons: int, alpha: float) -> int:
        """Return the fewest pairs at which one looks, or whose largest e-value could be enough."""
        return sequential.smallest_n(comparisons, alpha)


def turned(sample: Sample) -> Sample:
    """Return the sample with the other sign."""
    return Sample(-sample.values, sample.exponent, sample.step)


SIGN_FLIP, SIGNED_RANK, E_PROCESS = SignFlips(), SignedRanks(), EProcess()
