"""What a comparison is made of: two arms' numbers pair by pair, with every failure already at its level."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Pairs:
    """The numbers of an arm and of its control, pair by pair.

    ``arm`` and ``control`` [n] are finite: a network that failed has the level at which it counts. The masks
    ``arm_failed`` and ``control_failed`` [k] are over pairs of networks, which are the pairs themselves where these are
    seeds, and those of all data sets where they are data sets. ``finished`` has both numbers of the pairs in which no
    network failed, or over data sets the means over such networks. ``arm_flattered`` says that the arm's numbers may be
    too good, because one failed and nobody knows what that counts as; ``control_flattered`` the same of the control.
    ``groups`` has how many of the masks, one after the other, belong to each data set; empty where they are one.
    """

    arm: tuple[float, ...]
    control: tuple[float, ...]
    arm_failed: tuple[bool, ...]
    control_failed: tuple[bool, ...]
    finished: tuple[tuple[float, float], ...]
    arm_flattered: bool = False
    control_flattered: bool = False
    groups: tuple[int, ...] = ()


def pairs(arm: Sequence[float], control: Sequence[float], level: float, *, known: bool = True) -> Pairs:
    """Return pairs of networks; a number that is not finite is a failure and counts as ``level``.

    ``known`` is whether the level is what a failure is worth, and not only the worst that has been seen.
    Raises ValueError when the two differ in length.

    >>> found = pairs([0.9, float("nan")], [0.8, 0.7], 0.1)
    >>> found.arm, found.arm_failed, found.finished
    ((0.9, 0.1), (False, True), ((0.9, 0.8),))
    """
    if len(arm) != len(control):
        raise ValueError(f"pairs need two values each: {len(arm)} and {len(control)} were given")
    if all(map(math.isfinite, arm)) and all(map(math.isfinite, control)):
        mine, theirs, none = tuple(map(float, arm)), tuple(map(float, control)), (False,) * len(arm)
        return Pairs(mine, theirs, none, none, tuple(zip(mine, theirs, strict=True)))
    arm_failed = tuple(not math.isfinite(value) for value in arm)
    control_failed = tuple(not math.isfinite(value) for value in control)
    return Pairs(
        tuple(level if failed else float(value) for value, failed in zip(arm, arm_failed, strict=True)),
        tuple(level if failed else float(value) for value, failed in zip(control, control_failed, strict=True)),
        arm_failed,
        control_failed,
        tuple((float(a), float(b)) for a, b in zip(arm, control, strict=True) if math.isfinite(a) and math.isfinite(b)),
        arm_flattered=any(arm_failed) and not known,
        control_flattered=any(control_failed) and not known,
    )
