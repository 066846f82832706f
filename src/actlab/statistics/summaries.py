"""Comparison of arms of which only mean, SD and n are known: unpaired, as published tables allow."""

from __future__ import annotations

from typing import NamedTuple

from scipy.special import nctdtr, stdtr, stdtrit


class Summary(NamedTuple):
    """What a published table says of one arm."""

    arm: str
    mean: float
    sd: float
    n: int


class Unpaired(NamedTuple):
    """A difference of two means with Welch's interval and test, and what such arms could have shown."""

    difference: float
    interval: tuple[float, float] | None
    p: float | None
    freedom: float | None
    minimal_detectable_difference: float | None


def interval(summary: Summary, confidence: float = 0.95) -> tuple[float, float]:
    """Return Student's t interval of one arm's mean; n must be at least 2.

    >>> [round(end, 2) for end in interval(Summary("gelu", 93.32, 0.19, 3))]
    [92.85, 93.79]
    """
    half = float(stdtrit(summary.n - 1, (1 + confidence) / 2)) * summary.sd / summary.n**0.5
    return summary.mean - half, summary.mean + half


def welch(arm: Summary, control: Summary, alpha: float = 0.05, power: float = 0.8) -> Unpaired:
    """Return arm - control with Welch's interval and p; all None where neither arm has any spread.

    Source: Welch (1947), with Satterthwaite's degrees of freedom.

    >>> found = welch(Summary("gelu", 93.32, 0.19, 3), Summary("mish", 92.75, 0.2, 3))
    >>> round(found.difference, 2), [round(end, 3) for end in found.interval], round(found.p, 3)
    (0.57, [0.127, 1.013], 0.023)
    """
    difference = arm.mean - control.mean
    parts = [one.sd**2 / one.n for one in (arm, control)]
    error = sum(parts) ** 0.5
    if error == 0:
        return Unpaired(difference, None, None, None, None)
    freedom = error**4 / sum(part**2 / (one.n - 1) for part, one in zip(parts, (arm, control), strict=True))
    critical = float(stdtrit(freedom, 1 - alpha / 2))
    p = 2 * float(stdtr(freedom, -abs(difference) / error))
    reach = (difference - critical * error, difference + critical * error)
    return Unpaired(difference, reach, p, freedom, error * _detectable(freedom, critical, power))


def _detectable(freedom: float, critical: float, power: float) -> float:
    """Return the noncentrality at which |T| exceeds the critical value with the power, by halving."""
    low, high = 0.0, 1.0
    while 1 - nctdtr(freedom, high, critical) < power:
        high *= 2
    for _step in range(60):
        middle = (low + high) / 2
        low, high = (middle, high) if 1 - nctdtr(freedom, middle, critical) < power else (low, middle)
    return high
