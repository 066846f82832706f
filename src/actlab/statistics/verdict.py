"""Verdicts: better, worse, equivalent or undecided, for each arm against a control, over pairs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from actlab.statistics.correction import holm
from actlab.statistics.inference import SIGN_FLIP, Inference, Interval
from actlab.statistics.paired import Estimate, differences, equivalence_p, estimate, skewness, standardised
from actlab.statistics.proportions import Share, probability_of_improvement

BETTER, WORSE, EQUIVALENT, UNDECIDED = "better", "worse", "equivalent", "undecided"
ALPHA = 0.05
SKEWED = 1.0  # absolute skewness beyond which the median is told as well

# What a sentence has to mention
IDENTICAL = "identical"  # every pair ties
CONSTANT = "constant"  # every pair differs by the same amount, other than zero
TOO_FEW = "too few"  # with so few pairs nothing could be claimed, whatever the numbers
DIVERGED = "diverged"  # at least one network of the two arms diverged
SKEW = "skew"
EXCLUDES_ZERO = "excludes zero"  # the arm's own interval does, the verdict claims no difference
INCLUDES_ZERO = "includes zero"  # the interval does, the verdict claims a difference


@dataclass(frozen=True)
class Comparison:
    """One arm against the control. Differences are arm - control in the metric's own units.

    ``n`` counts pairs. A diverged network takes part in ``p`` and ``probability_of_improvement`` as the worst
    value that its comparison has seen, and in no mean, interval or effect size, which are over the ``finished``
    pairs. ``interval`` is at 1 - alpha for this comparison alone, ``simultaneous_interval`` for all together.
    ``seeds_needed`` is the number of pairs in all that would have power 0.8; None where it cannot be told or
    exceeds 10,000. ``p`` is anytime-valid where ``test`` is e-process. What cannot be computed is None.
    """

    arm: str
    control: str
    n: int
    finished: int
    difference: float | None
    sd: float | None
    median: float | None
    interval: Interval | None
    simultaneous_interval: Interval | None
    test: str
    p: float | None
    p_holm: float | None
    margin: float | None
    p_equivalence: float | None
    probability_of_improvement: float | None
    probability_interval: Interval | None
    dz: float | None
    verdict: str
    minimal_detectable_difference: float | None
    seeds_needed: int | None
    smallest_n: int
    comparisons: int
    diverged: int
    control_diverged: int
    notes: tuple[str, ...]


class _Pairs(NamedTuple):
    """Differences of one comparison: arm - control where both finished, and improvements over all pairs."""

    plain: np.ndarray
    improvements: np.ndarray
    diverged: int
    control_diverged: int


def compare_with_control(
    pairs: Mapping[str, tuple[Sequence[float], Sequence[float]]],
    control: str,
    *,
    margin: float | None = None,
    higher_is_better: bool = True,
    alpha: float = ALPHA,
    inference: Inference = SIGN_FLIP,
) -> list[Comparison]:
    """Return one comparison for each arm, in the order given; a value that is not finite is a diverged network.

    ``pairs`` maps an arm to its values [n] and the control's values [n] for the same seeds. An arm is `better`
    or `worse` when its p value, after Holm's correction for all arms here, is at most alpha; `equivalent`
    when its interval lies within ±margin, even where it excludes zero; else `undecided`.

    >>> pairs = {"elu": ([0.94, 0.95, 0.96, 0.95, 0.94, 0.96], [0.91, 0.93, 0.92, 0.93, 0.93, 0.93])}
    >>> found = compare_with_control(pairs, "relu")[0]
    >>> found.verdict, found.p, round(found.difference, 3)
    ('better', 0.03125, 0.025)
    """
    family = {arm: _differences(a, b, higher_is_better) for arm, (a, b) in pairs.items()}
    p_values = {arm: inference.p(d.improvements.tolist()) if len(d.improvements) else None for arm, d in family.items()}
    # an arm without a pair stays in the family: it was asked about
    adjusted = dict(zip(family, holm([1.0 if p is None else p for p in p_values.values()]), strict=True))
    judge = _Judge(control, margin, alpha, len(family), inference)
    return [judge.one(arm, d, p_values[arm], adjusted[arm]) for arm, d in family.items()]


class _Judge(NamedTuple):
    control: str
    margin: float | None
    alpha: float
    comparisons: int
    inference: Inference

    def one(self, arm: str, pairs: _Pairs, p: float | None, p_holm: float) -> Comparison:
        level, way = self.alpha / self.comparisons, self.inference
        n, found = len(pairs.improvements), estimate(pairs.plain.tolist()) if len(pairs.plain) else None
        spread = found.sd if found and found.sd else 0.0
        interval = way.interval(found, self.alpha) if found else None
        smallest = way.smallest(self.comparisons, self.alpha)
        share = probability_of_improvement(pairs.improvements.tolist()) if n else None
        verdict = self._verdict(pairs, n >= smallest, interval, p_holm)
        wanted = max(abs(found.mean) if found else 0.0, self.margin or 0.0)
        needed = way.needed(wanted, spread, len(pairs.plain), level)
        return Comparison(
            arm=arm,
            control=self.control,
            n=n,
            finished=len(pairs.plain),
            difference=found.mean if found else None,
            sd=found.sd if found else None,
            median=float(np.median(pairs.plain)) if found else None,
            interval=interval,
            simultaneous_interval=way.interval(found, level) if found else None,
            test=way.name,
            p=p,
            p_holm=None if p is None else p_holm,
            margin=self.margin,
            p_equivalence=equivalence_p(found, self.margin) if found and self.margin and way is SIGN_FLIP else None,
            probability_of_improvement=share.value if share else None,
            probability_interval=_ends(share),
            dz=standardised(found) if found else None,
            verdict=verdict,
            minimal_detectable_difference=way.detectable(len(pairs.plain), spread, level) if n >= smallest else None,
            seeds_needed=max(needed, smallest) if needed else None,
            smallest_n=smallest,
            comparisons=self.comparisons,
            diverged=pairs.diverged,
            control_diverged=pairs.control_diverged,
            notes=_notes(pairs, verdict, interval, found, n < smallest),
        )

    def _verdict(self, pairs: _Pairs, enough: bool, interval: Interval | None, p_holm: float) -> str:
        if not enough:
            return UNDECIDED
        complete = not pairs.diverged and not pairs.control_diverged
        if self.margin and complete and interval and -self.margin < interval[0] and interval[1] < self.margin:
            return EQUIVALENT
        mean = float(np.sum(np.sort(pairs.improvements)))
        if p_holm > self.alpha or not mean:
            return UNDECIDED
        return BETTER if mean > 0 else WORSE


def _differences(a: Sequence[float], b: Sequence[float], higher_is_better: bool) -> _Pairs:
    """Return differences, and improvements in which a diverged network counts as the worst value of the two arms."""
    if len(a) != len(b):
        raise ValueError(f"pairs need two values each: {len(a)} and {len(b)} were given")
    arm, control = np.asarray(a, np.float64), np.asarray(b, np.float64)
    sign = 1.0 if higher_is_better else -1.0
    fine, control_fine = np.isfinite(arm), np.isfinite(control)
    seen = sign * np.concatenate([arm[fine], control[control_fine]])
    worst = float(seen.min()) if len(seen) else 0.0
    both = fine & control_fine
    return _Pairs(
        differences(arm[both].tolist(), control[both].tolist()),
        differences(np.where(fine, sign * arm, worst).tolist(), np.where(control_fine, sign * control, worst).tolist()),
        int(np.sum(~fine)),
        int(np.sum(~control_fine)),
    )


def _notes(
    pairs: _Pairs, verdict: str, interval: Interval | None, found: Estimate | None, too_few: bool
) -> tuple[str, ...]:
    plain = pairs.plain
    same = found is not None and found.sd == 0
    zero_inside = interval is not None and interval[0] <= 0 <= interval[1]
    facts = {
        TOO_FEW: too_few,
        DIVERGED: bool(pairs.diverged or pairs.control_diverged),
        IDENTICAL: len(plain) > 0 and not plain.any(),
        CONSTANT: same and bool(plain.any()),
        SKEW: len(plain) >= 5 and abs(skewness(plain.tolist())) > SKEWED,
        EXCLUDES_ZERO: verdict in (EQUIVALENT, UNDECIDED) and interval is not None and not zero_inside,
        INCLUDES_ZERO: verdict in (BETTER, WORSE) and zero_inside,
    }
    return tuple(note for note, holds in facts.items() if holds)


def _ends(share: Share | None) -> Interval | None:
    return (share.low, share.high) if share else None
