"""A methods paragraph to paste into a paper; it is a text like any other, to be said in any language."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from actlab.findings.findings import Findings
from actlab.report.document.charts import Words
from actlab.report.document.unit import decimal
from actlab.statistics.inference import E_PROCESS, SIGN_FLIP, SIGNED_RANK
from actlab.statistics.verdict import ALPHA
from actlab.studies.study import Study
from actlab.training.trial import Status
from actlab.words import Text, _, joined, plural

_TRAINING = _(
    "For each of {k} activations, {network} was trained on {data} with {optimizer} for {steps} steps of batch size "
    "{batch} with {initialisation} initialisation. A seed fixed the initial weights and the batch order, the same for "
    "all activations."
)
_ONE_RATE = _("The learning rate was {lr:g} for all.")
_TUNED = _(
    "The learning rate of each activation was chosen by validation {metric}, with equal effort for all: {grid} values "
    "between {low:g} and {high:g} with {scan}, then the best one and a quarter of a decade on either side of it with "
    "{refine}, the best mean of which was taken. None of these seeds was used again."
)
_TEST = _("Test data were read once, after the last step.")
_OVER_SEEDS = _(
    "{m} comparisons with the control ({control}) were made in {metric} ({direction}), paired by seed (n = {n} pairs)."
)
_OVER_DATASETS = _(
    "{m} comparisons with the control ({control}) were made in {metric} ({direction}) across {n} data sets, with one "
    "mean over seeds per arm and data set."
)
_TESTS: Mapping[str, Text] = {
    SIGN_FLIP.name: _(
        "Mean differences are given with 95 % Student t intervals and were tested with the two-sided sign-flip "
        "permutation test (all sign vectors up to 16 pairs, 99,999 random ones above)."
    ),
    SIGNED_RANK.name: _(
        "Mean differences are given with 95 % Student t intervals and were tested with Wilcoxon's signed-rank test "
        "(two-sided, ranks of zeros split)."
    ),
    E_PROCESS.name: _(
        "Seeds were added until every comparison was decided or a maximum was reached; intervals and p values are "
        "anytime-valid (Gaussian mixture e-process, effect-size variance 1)."
    ),
}
_CORRECTION = _("P values were adjusted by Holm's method for {m} comparisons at a family-wise level of {alpha}.")
_MARGIN = _("Two arms were called equivalent when the 95 % interval of their difference lay within ±{margin}.")
_ONE_SIDED = _("This is a pair of one-sided tests at 2.5 % for each comparison, not adjusted.")
_NO_MARGIN = _("No equivalence margin was set, so that the absence of a difference was never concluded.")
_DIVERGED = _(
    "Diverged networks ({count}) counted in the tests as the worst value of their comparison, and were left out of "
    "means and intervals."
)
_UNFINISHED = _(
    "Networks that diverged or failed ({count}) counted in the tests as the worst value of their comparison, and were "
    "left out of means and intervals."
)
_POWER = _(
    "For undecided comparisons we report the difference that the design detects with power 0.8 (Hedges-corrected dz as "
    "effect size)."
)
_LIMITS = _("The conclusions hold for the data, settings and sources of randomness studied.")


def methods(found: Findings) -> Words:
    """Return the methods paragraph of findings on results made elsewhere; empty without a comparison."""
    return joined(_judging(found, failed=False)) if found.comparisons else ""


def study_methods(study: Study) -> Words:
    """Return the methods paragraph of a study; empty without a comparison."""
    if not study.verdicts:
        return ""
    failed = any(arm.statuses[Status.FAILED] for arm in study.arms)
    return joined([*_trained(study), *_judging(study.findings, failed=failed)])


def _trained(study: Study) -> list[Text]:
    """Return what was trained, how its learning rates came about, and when test data were read."""
    plan, training = study.plan, study.plan.training
    parts = [
        _TRAINING.format(
            k=len(plan.arms),
            network=plan.network.spec,
            data=plan.data.name,
            optimizer=training.optimizer,
            steps=training.steps,
            batch=training.batch,
            initialisation=plan.network.initialisation,
        )
    ]
    if study.tuning:
        grid, choice = study.tuning.grid, plan.tuning
        scan = plural("{n} seed", "{n} seeds", choice.scan_seeds)
        refine = plural("{n} other seed", "{n} other seeds", choice.refine_seeds)
        fill = {"grid": len(grid), "low": grid[0], "high": grid[-1], "metric": study.metric.title}
        parts.append(_TUNED.format(**fill, scan=scan, refine=refine))
    else:
        parts.append(_ONE_RATE.format(lr=training.lr))
    return [*parts, _TEST] if training.curves_read != "test" else parts


def _judging(found: Findings, *, failed: bool) -> list[Text]:
    """Return how arms were compared with the control."""
    comparisons, test = found.comparisons, found.comparisons[0].test
    unfinished = max(one.control_diverged for one in comparisons) + sum(one.diverged for one in comparisons)
    parts = [_OVER_DATASETS if test == SIGNED_RANK.name else _OVER_SEEDS, _TESTS[test], _CORRECTION]
    parts += [_MARGIN if found.margin else _NO_MARGIN]
    parts += [_ONE_SIDED] if found.margin and test != E_PROCESS.name else []
    parts += [_UNFINISHED if failed else _DIVERGED] if unfinished else []
    fill = {
        "m": len(comparisons),
        "control": found.control,
        "metric": found.measure.name,
        "direction": _("higher is better") if found.measure.higher_is_better else _("lower is better"),
        "n": _range([one.n for one in comparisons]),
        "alpha": decimal(str(ALPHA)),
        "margin": decimal(f"{found.margin:g}") if found.margin else "",
        "count": unfinished,
    }
    return [part.format(**fill) for part in [*parts, _POWER, _LIMITS]]


def _range(counts: Sequence[int]) -> str:
    low, high = min(counts), max(counts)
    return str(low) if low == high else f"{low}-{high}"
