"""Studies made by hand from numbers: no network is trained."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np

from actlab import Activation
from actlab.data.chance import Chance
from actlab.data.tasks import CLASSIFICATION, REGRESSION, Metric, Task
from actlab.functions.arms import Arm
from actlab.studies.arm_records import ArmRecord
from actlab.studies.plan import Plan
from actlab.studies.planning import arm_record
from actlab.studies.protocols import PROTOCOLS
from actlab.studies.provenance import DataRecord, Provenance
from actlab.studies.study import Study
from actlab.studies.tuning import Try, Tuning, tune
from actlab.training.trial import CurvePoint, Frozen, Key, Status, Trial
from actlab.words import _

REASON = _("ZeroDivisionError: division by zero (mine.py:{line})").format(line=3)
SEEDS, STEPS, EVERY, LAYERS = 8, 100, 20, 2
DIVERGED, FAILED = float("nan"), float("-inf")  # what stands in a table of scores for how a network ended
CHANCE = 0.1  # what one prediction for all scores, and below which a network has collapsed
PROBES = ("dead", "gradient")
_REASONS = {Status.FAILED: REASON, Status.COLLAPSED: _("it ended no better than one prediction for all examples")}
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
    status = _status(score, metric)
    reason = _REASONS.get(status, "")
    if status in (Status.DIVERGED, Status.FAILED):
        return Trial(key(arm, rate, seed), status, EVERY, reason, None, None, (), 0.5)
    steps = range(0, STEPS + 1, EVERY)
    scores = {step: {metric.name: score * (1 + step) / (1 + STEPS), "loss": 1.0} for step in steps}
    points = tuple(CurvePoint(step, scores[step], _probes(step, seed) if probed else None) for step in steps)
    correct = _correct(score, seed) if metric.counted else None
    return Trial(key(arm, rate, seed), status, STEPS, reason, scores[STEPS], scores[STEPS], points, 1.5, correct)


def _status(score: float, metric: Metric) -> Status:
    if np.isnan(score):
        return Status.DIVERGED
    if score == FAILED:
        return Status.FAILED
    return Status.COLLAPSED if metric.higher_is_better and score <= CHANCE else Status.FINISHED


def _correct(score: float, seed: int) -> bytes:
    """Return as many right examples as the score says, most of them the same for all seeds."""
    order = np.argsort(np.arange(EXAMPLES["test"]) + np.random.default_rng(seed).normal(0, 20, EXAMPLES["test"]))
    right = np.zeros(EXAMPLES["test"], bool)
    right[order[: round(score * EXAMPLES["test"])]] = True
    return np.packbits(right).tobytes()


def chance(task: Task) -> Chance:
    """Return chance on the test data: a tenth of the examples is right, or every error is 1."""
    examples = np.arange(EXAMPLES["test"]) < CHANCE * EXAMPLES["test"] if task.metrics[0].counted else None
    values = np.ones(EXAMPLES["test"]) if examples is None else examples.astype(np.float64)
    scores = {metric.name: 2.3 for metric in task.metrics} | {task.metrics[0].name: float(values.mean())}
    return Chance(task.metrics[0], scores, values)


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
    return Study(made, task, PROVENANCE, chance(task), tuple(trials))


def holding(made: Study, activations: Mapping[str, Activation]) -> Study:
    """Return a study whose arms are these activations, under these names."""
    content = {name: arm_record(Arm(name, activation, name)) for name, activation in activations.items()}
    digests = {arm.digest: content[arm.name].digest for arm in made.plan.arms}

    def held(trials: Sequence[Trial]) -> tuple[Trial, ...]:
        return tuple(replace(one, key=replace(one.key, arm=digests[one.key.arm])) for one in trials)

    held_plan = replace(made.plan, arms=tuple(content[arm.name] for arm in made.plan.arms))
    again = made.tuning and replace(made.tuning, arms=held_plan.arms, trials=held(made.tuning.trials))
    same = made.same and holding(made.same, activations)
    return replace(made, plan=held_plan, trials=held(made.trials), tuning=again, same=same)


def tuning(made: Plan, metric: Metric, grid: Sequence[float] = (0.01, 0.1, 1.0)) -> Tuning:
    """Return a tuning in which the middle rate is best and relu diverges at the last, and once above the middle."""

    def score(arm: ArmRecord, rate: float, seed: int) -> float:
        if arm.name == "relu" and (rate == grid[-1] or (rate > grid[1] and seed == 3)):
            return DIVERGED
        return 0.9 - 0.1 * abs(np.log10(rate / grid[1])) + 0.01 * np.sin(seed + 100 * rate)

    def train(tries: Sequence[Try]) -> list[Trial]:
        return [
            trial(one.arm, one.seed, score(one.arm, one.learning_rate, one.seed), metric, one.learning_rate)
            for one in tries
        ]

    return tune(Tuning(made.arms, metric, CHANCE, replace(made.tuning, grid=tuple(grid))), train)


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
