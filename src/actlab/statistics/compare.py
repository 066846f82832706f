"""Comparisons that are made together: better, worse, equivalent or undecided, with all that is known besides."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from actlab.statistics.correction import holm
from actlab.statistics.failures import Failures, count_failures
from actlab.statistics.inference import SIGN_FLIP, Inference
from actlab.statistics.paired import Interval, differences, estimate, standardised
from actlab.statistics.pairs import Pairs
from actlab.statistics.power import MOST_PAIRS, sd_interval
from actlab.statistics.proportions import probability_of_improvement
from actlab.statistics.sample import Sample
from actlab.statistics.verdict import (
    ALL_FAILED,
    ALPHA,
    BELOW_ONE_EXAMPLE,
    BETTER,
    CONSTANT,
    EQUIVALENT,
    EXCLUDES_ZERO,
    FAILED,
    IDENTICAL,
    INCLUDES_ZERO,
    LEVEL_UNKNOWN,
    SKEW,
    TOO_FEW,
    UNDECIDED,
    WORSE,
    Comparison,
    Evidence,
    decide,
)

SKEWED = 1.0  # absolute skewness beyond which the median is told as well


class Contrast(NamedTuple):
    """What is compared: an arm with its control, pair by pair."""

    arm: str
    control: str
    pairs: Pairs
    examples_interval: Interval | None = None


@dataclass(frozen=True)
class Rules:
    """By which comparisons are judged; ``step`` is what one test example makes of the measure, where it is known."""

    margin: float | None = None
    higher_is_better: bool = True
    alpha: float = ALPHA
    way: Inference = SIGN_FLIP
    step: float | None = None


def compare(family: Sequence[Contrast], rules: Rules = Rules()) -> list[Comparison]:
    """Return the comparisons of a family, in its order, adjusted for each other.

    An arm is `better` or `worse` when its p value, after Holm's correction for all of the family, is at most alpha;
    `equivalent` when its simultaneous interval lies within ±margin, even where it excludes zero; else `undecided`.

    >>> from actlab.statistics.pairs import pairs
    >>> numbers = pairs([0.94, 0.95, 0.96, 0.95, 0.94, 0.96], [0.91, 0.93, 0.92, 0.93, 0.93, 0.93], level=0.1)
    >>> found = compare([Contrast("elu", "relu", numbers)])[0]
    >>> found.verdict, found.p, round(found.difference, 3)
    ('better', 0.03125, 0.025)
    """
    if not family:
        return []
    samples = [improvements(one.pairs, rules) for one in family]
    p_values = p_of(samples, rules.way)
    evidence = weigh([one.pairs for one in family], samples, p_values, rules)
    failures = count_failures([one.pairs for one in family])
    return [
        _record(contrast, sample, p, found, failed, len(family), rules)
        for contrast, sample, p, found, failed in zip(family, samples, p_values, evidence, failures, strict=True)
    ]


def improvements(pairs: Pairs, rules: Rules) -> Sample:
    """Return the differences, above zero where the arm is better."""
    gaps = differences(pairs.arm, pairs.control)
    return Sample.of(gaps if rules.higher_is_better else -gaps, rules.step)


def p_of(samples: Sequence[Sample], way: Inference) -> list[float | None]:
    """Return the p values, before any correction; None without a pair."""
    some = iter(way.p([sample for sample in samples if sample.n]))
    return [next(some) if sample.n else None for sample in samples]


def weigh(
    family: Sequence[Pairs], samples: Sequence[Sample], p_values: Sequence[float | None], rules: Rules
) -> list[Evidence]:
    """Return what the verdict of each comparison of a family rests on."""
    # an arm without a pair stays in the family: it was asked about
    adjusted = holm([1.0 if p is None else p for p in p_values])
    return [
        Evidence(
            enough=not _too_few(sample.n, p_holm, len(samples), rules) and not _all_failed_twice(pairs),
            estimate=rules.way.estimate(sample) if sample.n else 0.0,
            p_holm=p_holm,
            equal=_equal(sample, len(samples), rules),
            flattered=pairs.arm_flattered,
            control_flattered=pairs.control_flattered,
        )
        for pairs, sample, p_holm in zip(family, samples, adjusted, strict=True)
    ]


def _too_few(n: int, p_holm: float, comparisons: int, rules: Rules) -> bool:
    """Return whether so many pairs can claim nothing.

    Beside arms with more pairs, which are decided first, Holm asks less of an arm than if all had as few.
    """
    fewest, alone = (rules.way.smallest(m, rules.alpha) for m in (comparisons, 1))
    return n < fewest and not (n >= alone and p_holm <= rules.alpha)


def _equal(sample: Sample, comparisons: int, rules: Rules) -> float | None:
    if not rules.margin or not sample.n:
        return None
    p = rules.way.beyond(sample, sample.scaled(rules.margin))
    return None if p is None else min(1.0, comparisons * p)


def _all_failed_twice(pairs: Pairs) -> bool:
    return bool(pairs.arm_failed) and all(pairs.arm_failed) and all(pairs.control_failed)


def _record(
    contrast: Contrast,
    sample: Sample,
    p: float | None,
    evidence: Evidence,
    failures: Failures,
    comparisons: int,
    rules: Rules,
) -> Comparison:
    way, level, some = rules.way, rules.alpha / comparisons, sample.n > 0
    sign = 1.0 if rules.higher_is_better else -1.0
    verdict = decide(evidence, rules.alpha)
    interval = _ends(sample, way.interval(sample, rules.alpha), sign) if some else None
    smallest = way.smallest(comparisons, rules.alpha)
    too_few = _too_few(sample.n, evidence.p_holm, comparisons, rules)
    share = probability_of_improvement(sample.values) if some else None
    finished = differences(*np.array(contrast.pairs.finished).T) if contrast.pairs.finished else None
    dz = standardised(sample) if some else None
    return Comparison(
        arm=contrast.arm,
        control=contrast.control,
        n=sample.n,
        failures=failures,
        difference=sample.original(sign * evidence.estimate) if some else None,
        estimator=way.estimator,
        mean=sample.original(sign * sample.mean) if some else None,
        without_failures=None if finished is None else estimate(finished.tolist()),
        sd=None if sample.sd is None else sample.original(sample.sd),
        median=sample.original(sign * sample.median) if some else None,
        interval=interval,
        simultaneous_interval=_ends(sample, way.interval(sample, level), sign) if some else None,
        examples_interval=_widened(contrast.examples_interval, interval),
        test=way.name,
        p=p,
        p_holm=None if p is None else evidence.p_holm,
        margin=rules.margin,
        p_equivalence=evidence.equal,
        probability_of_improvement=share.value if share else None,
        probability_interval=(share.low, share.high) if share else None,
        dz=None if dz is None else sign * dz,
        verdict=verdict,
        minimal_detectable_difference=_detectable(sample, smallest, level, way),
        needed=_needed(sample, smallest, level, rules),
        smallest_n=smallest,
        comparisons=comparisons,
        differences=tuple(differences(contrast.pairs.arm, contrast.pairs.control).tolist()),
        notes=_notes(contrast.pairs, sample, verdict, interval, too_few, rules),
    )


def _ends(sample: Sample, interval: Interval | None, sign: float) -> Interval | None:
    if interval is None:
        return None
    low, high = sorted(sample.original(sign * end) for end in interval)
    return low, high


def _widened(examples: Interval | None, interval: Interval | None) -> Interval | None:
    """Return the interval over examples and seeds, which knows no skewness, no narrower than that over seeds alone."""
    if examples is None or interval is None:
        return examples
    return min(examples[0], interval[0]), max(examples[1], interval[1])


def _detectable(sample: Sample, smallest: int, level: float, way: Inference) -> float | None:
    spread = way.spread(sample) if sample.n >= smallest else 0.0
    dz = way.detectable(sample.n, level) if spread else None
    return None if dz is None else sample.original(dz * spread)


def _needed(sample: Sample, smallest: int, level: float, rules: Rules) -> tuple[int, int | None] | None:
    """Return the pairs for the margin with the SD at either end of its 80 % interval."""
    spread = rules.way.spread(sample) if sample.n > 1 and rules.way.extensible else 0.0
    if not rules.margin or not spread:
        return None
    margin = sample.scaled(rules.margin)
    low, high = (rules.way.pairs(margin / sd, level) for sd in sd_interval(spread, sample.n))
    return max(low or MOST_PAIRS, smallest), None if high is None else max(high, smallest)


def _notes(
    pairs: Pairs, sample: Sample, verdict: str, interval: Interval | None, too_few: bool, rules: Rules
) -> tuple[str, ...]:
    same, zero_inside = sample.sd == 0, interval is not None and interval[0] <= 0 <= interval[1]
    failed = any(pairs.arm_failed) or any(pairs.control_failed)
    facts = {
        TOO_FEW: too_few,
        FAILED: failed,
        ALL_FAILED: failed and (all(pairs.arm_failed) or all(pairs.control_failed)),
        LEVEL_UNKNOWN: pairs.arm_flattered or pairs.control_flattered,
        BELOW_ONE_EXAMPLE: bool(rules.margin and rules.step and rules.margin < rules.step),
        IDENTICAL: sample.n > 0 and not np.any(sample.values),
        CONSTANT: same and bool(np.any(sample.values)),
        SKEW: sample.n >= 5 and abs(sample.skewness) > SKEWED,
        EXCLUDES_ZERO: verdict in (EQUIVALENT, UNDECIDED) and interval is not None and not zero_inside,
        INCLUDES_ZERO: verdict in (BETTER, WORSE) and zero_inside,
    }
    return tuple(note for note, holds in facts.items() if holds)
