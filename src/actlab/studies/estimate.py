"""How long a plan will take: a few steps are timed, the rest is arithmetic."""

from __future__ import annotations

from dataclasses import replace

from actlab.functions.find import find as activation
from actlab.studies.plan import Plan
from actlab.training.member import Member, Recipe
from actlab.training.population import choose_devices, train

TIMED = 50  # steps
COMPILING = 1.0  # seconds per activation, device and phase, roughly


def networks(plan: Plan) -> int:
    """Return how many networks a plan trains at most, without extensions of the grid.

    >>> from actlab.studies.plan import make_plan
    >>> networks(make_plan("tutorial", {})), networks(make_plan("fair", {}))
    (40, 590)
    """
    tuning = len(plan.lr_grid) * plan.tuning_seeds if plan.tuned else 0
    answers = 2 if plan.same_initialisation else 1
    return answers * len(plan.activations) * (tuning + plan.seeds)


def estimated_seconds(plan: Plan, recipe: Recipe, devices: int | None = None) -> float:
    """Return about how many seconds a plan will take on these devices, from a short run on all of them."""
    chosen = choose_devices(devices)
    steps = min(TIMED, plan.steps)
    short = replace(recipe, steps=steps, evaluate_every=steps, read_test=False, curve_split="validation")
    control = activation(plan.control)
    members = [Member(control, 1e-3, seed) for seed in range(len(chosen))]
    seconds = [event.result.seconds for event in train(short, members, chosen) if event.ended]
    per_step = sum(seconds) / len(seconds) / steps
    phases = (2 if plan.tuned else 1) * (2 if plan.same_initialisation else 1)
    compiling = COMPILING * phases * len(plan.activations)
    return per_step * plan.steps * networks(plan) / len(chosen) + compiling
