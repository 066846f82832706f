"""Studies made by hand from numbers: no network is trained."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np

from actlab.data.tasks import CLASSIFICATION, REGRESSION, Metric, Task
from actlab.studies.plan import ArmRecord, Plan
from actlab.studies.protocols import PROTOCOLS
from actlab.studies.provenance import DataRecord, Provenance
from actlab.studies.study import Study
from actlab.studies.tuning import Tuning
from actlab.training.trial import CurvePoint, Frozen, Key, Status, Trial
from actlab.words import _

REASON = _("ZeroDivisionError: division by zero (mine.py:{line})").format(line=3)
SEEDS, STEPS, EVERY, LAYERS = 8, 100, 20, 2
DIVERGED, FAILED = float("nan"), float("-inf")  # what stands in a table of scores for how a network ended
PROBES = ("dead", "gradient")
EXAMPLES = Frozen({"train": 1197, "validation": 200, "test": 400})
DATA = DataRecord("Digits", "CC BY 4.0", "classification", EXAMPLES, 16.0, "d")
PROVENANCE = Provenance(DATA, Frozen({}), Frozen({}), Frozen({}), "Linux", ("cpu:0",))


def plan(names: Sequence[str], seeds: int = SEEDS, name: str = "tutorial", **sections: object) -> Plan:
    """Return the plan of a protocol for arms of these names, on digits; the control is relu, else the first."""
    base = PROTOCOLS[name].plan
    arms = tuple(ArmRecord(one, one, one, (), None, f"digest of {one}") for one in names)
    whole = replace(
        base,
        arms=arms,
        data=replace(base.data, name="digits"),
        network=replace(base.network, spec="mlp(8,8)"),
        training=replace(base.training, steps=STEPS, evaluate_every=EVERY),
        seeds=replace(base.seeds, count=seeds),
        judgement=replace(base.judgement, control="relu" if "relu" in names else names[0]),
    )
    return replace(whole, **sections)  # type: ignore[arg-type]  # sections of a plan


def trial(
    arm: ArmRecord, seed: int, score: float, metric: Metric, rate: float = 0.01, *, probed: bool = False
) -> Trial:
    """Return what became of a network whose metric rises steadily to its score."""
    status = Status.DIVERGED if np.isnan(score) else Status.FAILED if score == FAILED else Status.FINISHED
    reason = REASON if status == Status.FAILED else ""
    if status != Status.FINISHED:
        return Trial(key(arm, rate, seed), status, EVERY, reason, None, None, (), 0.5)
    steps = range(0, STEPS + 1, EVERY)
    scores = {step: {metric.name: score * (1 + step) / (1 + STEPS), "loss": 1.0} for step in steps}
    points = tuple(CurvePoint(step, scores[step], _probes(step, seed) if probed else None) for step in steps)
    return Trial(key(arm, rate, seed), status, STEPS, "", scores[STEPS], scores[STEPS], points, 1.5)


def _probes(step: int, seed: int) -> dict[str, tuple[float, ...]]:
    """Return shares that grow with depth, and gradients that the last point does not have."""
    seen = {"dead": tuple((0.1 + 0.01 * seed) * (layer + 1) for layer in range(LAYERS))}
    return seen if step == STEPS else seen | {"gradient": (0.5, 0.05)}


def key(arm: ArmRecord, rate: float, seed: int) -> Key:
    """Return the key of a network of no platform in particular."""
    return Key(arm=arm.digest, recipe="r", learning_rate=rate, seed=seed, platform="cpu", versions="none")


def study(
    scores: Mapping[str, Sequence[float]],
    made: Plan | None = None,
    task: Task = CLASSIFICATION,
    *,
    probed: bool = False,
) -> Study:
    """Return the study of these scores [seeds] by arm; DIVERGED and FAILED stand for networks that did not finish."""
    made = made or plan(list(scores), len(next(iter(scores.values()))))
    if probed:
        made = replace(made, training=replace(made.training, probes=PROBES))
    first = made.evaluation_seeds[0]
    trials = [
        trial(arm, first + place, score, task.metrics[0], probed=probed)
        for arm in made.arms
        for place, score in enumerate(scores[arm.name])
    ]
    return Study(made, task, PROVENANCE, tuple(trials))


def tuning(made: Plan, metric: Metric, grid: Sequence[float] = (0.01, 0.1, 1.0)) -> Tuning:
    """Return a tuning in which the middle rate is best and relu diverges at the last."""
    trials = [
        trial(
            arm,
            seed,
            DIVERGED if arm.name == "relu" and rate == grid[-1] else 0.9 - 0.1 * (rate != grid[1]),
            metric,
            rate,
        )
        for arm in made.arms
        for rate in grid
        for seed in range(made.tuning.tuning_seeds)
    ]
    return Tuning(made.arms, metric, tuple(grid), tuple(trials))


def draws(
    shift: Mapping[str, float], seeds: int = SEEDS, noise: float = 0.001, seed: int = 0
) -> dict[str, list[float]]:
    """Return scores of pairs: a level that arms share, their shift, and a little noise."""
    generator = np.random.default_rng(seed)
    base = generator.normal(0.9, 0.005, seeds)
    return {arm: (base + by + generator.normal(0, noise, seeds)).tolist() for arm, by in shift.items()}


def full(control: str = "relu") -> Study:
    """Return a study with everything: three arms, one diverged, one failed, probes, tuning, a second answer."""
    scores = draws({"elu": 0.01, "relu": 0.0, "mine.py:f": 0.0005})
    scores["relu"][2], scores["mine.py:f"][5] = DIVERGED, FAILED
    fair = plan(list(scores), name="fair")
    fair = replace(fair, judgement=replace(fair.judgement, control=control))
    first = study(scores, fair, probed=True)
    own = replace(first, tuning=tuning(first.plan, first.metric))
    he = replace(first.plan, network=replace(first.plan.network, initialisation="he"), same_initialisation="")
    other = study(draws({"elu": -0.01, "relu": 0.0, "mine.py:f": 0.0}, seed=1), he, probed=True)
    return replace(own, same=replace(other, tuning=tuning(he, first.metric)))


def regression(scores: Mapping[str, Sequence[float]]) -> Study:
    """Return a study of errors, of which less is better."""
    return study(scores, task=REGRESSION)
