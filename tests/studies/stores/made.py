"""Trials made of random numbers, with everything in them that a trial can have."""

from __future__ import annotations

import math
import random

from actlab.training.causes import not_finite
from actlab.training.trial import CurvePoint, Key, Status, Trial

STEPS = range(0, 101, 10)


def key(seed: int, arm: str = "a") -> Key:
    return Key(arm * 64, "b" * 64, 0.1, seed, "cpu x86_64", "actlab 1, jax 2", width=1)


def trial(seed: int, arm: str = "a") -> Trial:
    """Return what became of a network; of every fifth a failure."""
    draw = random.Random(f"{arm} {seed}")
    if seed % 5 == 4:
        reason = not_finite(3)
        curve = (CurvePoint(0, {"accuracy": 0.1, "loss": math.inf}),)
        return Trial(key(seed, arm), Status.DIVERGED, 3, reason, curve=curve, seconds=draw.random())
    curve = tuple(
        CurvePoint(step, {"accuracy": draw.random(), "loss": draw.gauss(0, 1e-30)}, {"dead": (draw.random(), 1e300)})
        for step in STEPS
    )
    scores = {"accuracy": draw.random(), "loss": 5e-324}
    known = (curve, draw.random(), draw.randbytes(50), ("beta",))
    return Trial(key(seed, arm), Status.FINISHED, 100, "", scores, {"accuracy": 0.1 + 0.2}, *known)
