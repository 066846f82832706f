"""Rows of numbers in few letters, for the data of a page: whole numbers, each as the step from the one before it."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TypeAlias, TypedDict

_RANGE = 1e3  # between the largest and the smallest number: beyond it each needs digits of its own


class Steps(TypedDict):
    """The first number and the steps to the next ones, in units of the ``by``-th decimal; None for a gap."""

    by: int
    steps: list[int | None]


Packed: TypeAlias = list[float | None] | Steps


def packed(values: Sequence[float], digits: int) -> Packed:
    """Return values to so many significant digits, or where they are alike to those of the largest; NaN is a gap.

    >>> packed((94.48, 94.5, float("nan"), 94.0), 4)
    {'by': 2, 'steps': [9448, 2, None, -50]}
    >>> packed((1.0, 1e-05), 4)
    [1, 1e-05]
    """
    sizes = [abs(value) for value in values if math.isfinite(value) and value]
    if not sizes or max(sizes) > _RANGE * min(sizes) or not 1e-9 < max(sizes) < 1e9:
        return [_short(value, digits) for value in values]
    by = max(digits - math.ceil(math.log10(max(sizes))), 0)  # 100.0 has no fewer decimals than 94.48
    steps: list[int | None] = []
    before = 0
    for value in values:
        if not math.isfinite(value):
            steps.append(None)
            continue
        whole = round(value * 10**by)
        steps.append(whole - before)
        before = whole
    return {"by": by, "steps": steps}


def _short(value: float, digits: int) -> float | None:
    if not math.isfinite(value):
        return None
    short = float(f"{value:.{digits}g}")
    if math.isinf(short):  # the largest numbers have no rounder neighbour
        return value
    return int(short) if short == int(short) and abs(short) < 1e15 else short
