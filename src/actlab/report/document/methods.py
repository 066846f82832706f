"""A methods paragraph to paste into a paper; it is a text like any other, to be said in any language."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from actlab.findings.findings import Findings
from actlab.report.document import program
from actlab.report.document.answers import fixed_by_seed
from actlab.report.document.charts import Words
from actlab.report.document.failures import counted_as, levels_known
from actlab.report.document.unit import unit_of
from actlab.statistics.inference import E_PROCESS, SIGN_FLIP, SIGNED_RANK, SignFlips
from actlab.statistics.verdict import ALPHA
from actlab.studies.study import Study
from actlab.training.precision import PRECISIONS
from actlab.words import Text, _, decimal, joined, plural

_FOLDS, _SPLITS = SignFlips(folds=2).name, SignFlips(splits=1.0).name

_TRAINING = _(
    "For each of {k} activations, {network} was trained on {data} with {optimizer} for {steps} steps of batch size "
    "{batch} with {initialisation} initialisation. A seed fixed {what}, the same for all activations."
)
_ROUNDED = _(
    "In every training step the factors of products with weights were rounded to {type}; weights, sums, activations "
    "and evaluations were in single precision."
)
_ONE_RATE = _("The learning rate was {lr} for all.")
_TUNED = _(
    "The learning rate of each activation was chosen by validation {metric}, with equal effort for all: {grid} values "
    "between {low} and {high} with {scan}, then the best one and a quarter of a decade on either side of it with "
    "{refine}, the best mean of which was taken. None of these seeds was used again."
)
_TEST = _("Test data were read once, after the last step.")
_OVER_SEEDS = _("{arms} with the control ({control}) in {metric} ({direction}), paired by seed (n = {n}).")
_OVER_FOLDS = _(
    "{arms} with the control ({control}) in {metric} ({direction}), paired by the folds of cross-validation (n = {n})."
)
_OVER_DATASETS = _(
    "{arms} with the control ({control}) in {metric} ({direction}) across {n} data sets, with one mean over "
    "seeds per variant and data set."
)
_ALL_PAIRS = _("The comparisons are adjusted as part of all {m} pairs, each of which was compared.")
_TESTS: Mapping[str, Text] = {
    SIGN_FLIP.name: _(
        "Mean differences were tested with the two-sided sign-flip permutation test (all sign vectors up to 16 "
        "pairs, 99,999 random ones up to 512, the normal approximation above) and with the skewness-corrected t test "
        "of Hall (1992); the larger p value counts. The 95 % interval is the hull of Student's and of Hall's."
    ),
    _FOLDS: _(
        "Folds of one cross-validation share training data: mean differences were tested with the t test corrected "
        "for that (Nadeau, Bengio 2003), with the sign-flip permutation test and with the skewness-corrected t test of "
        "Hall (1992), so corrected as well; the largest p value counts."
    ),
    _SPLITS: _(
        "Divisions of the same data share training examples: mean differences were tested with the t test corrected "
        "for that (Nadeau, Bengio 2003), with the sign-flip permutation test and with the skewness-corrected t test of "
        "Hall (1992), so corrected as well; the largest p value counts."
    ),
    SIGNED_RANK.name: _(
        "Differences were tested with Wilcoxon's signed-rank test (two-sided, up to 50 data sets exact given the ties "
        "and zeros, whose ranks are split); the difference given is the pseudo-median of Hodges and Lehmann (1963), "
        "with the interval that inverts the test."
    ),
    E_PROCESS.name: _(
        "Seeds were added until every comparison was decided or a maximum was reached; intervals and p values are "
        "anytime-valid (Gaussian mixture e-process, effect-size variance 1, no look before 8 pairs)."
    ),
}
_LEVELS: Mapping[str, Text] = {SIGNED_RANK.name: _OVER_DATASETS, _FOLDS: _OVER_FOLDS}
_CORRECTION = _("P values were adjusted by Holm's method for {m} comparisons at a family-wise level of {alpha}.")
_ONE = _("A single comparison needs no adjustment; its level is {alpha}.")
_MARGIN_OF_ONE = _("Equivalence was claimed when the 95 % interval of the difference lay within ±{margin}.")
_MARGIN = _(
    "Equivalence was claimed when the interval of the difference that holds for all {m} comparisons together "
    "(Bonferroni) lay within ±{margin}."
)
_NO_MARGIN = _("No equivalence margin was set, so that the absence of a difference was never concluded.")
_FAILED = _(
    "Networks that diverged, raised an error or ended no better than chance failed ({count}); in every number they "
    "counted as {level}. Shares of failures are given with the intervals of Clopper and Pearson (1934) and compared by "
    "McNemar's exact test."
)
_FAILED_AT = _(
    "Networks that diverged or raised an error failed ({count}). What chance gives is not known: they counted as the "
    "worst value seen, and nothing was concluded in favour of a variant that had some. Shares of failures are given "
    "with the intervals of Clopper and Pearson (1934) and compared by McNemar's exact test."
)
_NONE_FAILED = _("No network failed.")
_EXAMPLES = _(
    "Intervals over test examples and seeds together treat both as random and crossed (Cornfield, Tukey 1956)."
)
_POWER = _(
    "For undecided comparisons we report the difference that the design detects with power 0.8 (Hedges-corrected dz as "
    "effect size)."
)
_LIMITS = _("The conclusions hold for the data, settings and sources of randomness studied.")


def methods(found: Findings) -> Words:
    """Return the methods paragraph of findings on results made elsewhere; empty without a comparison."""
    return joined(_judging(found)) if found.comparisons else ""


def study_methods(study: Study) -> Words:
    """Return the methods paragraph of a study; empty without a comparison."""
    if not study.verdicts:
        return ""
    return joined([*_trained(study), *_judging(study.findings)])


def _trained(study: Study) -> list[Words]:
    """Return what was trained, how its learning rates came about, and when test data were read."""
    plan, training = study.plan, study.plan.training
    if plan.own:
        return program.methods(study, plan.own)
    parts: list[Words] = [
        _TRAINING.format(
            k=len(plan.arms),
            network=plan.network.spec,
            data=plan.data.name,
            optimizer=training.optimizer,
            steps=training.steps,
            batch=training.batch,
            initialisation=plan.network.initialisation,
            what=fixed_by_seed(plan),
        )
    ]
    if coarse := PRECISIONS[training.precision]:
        parts.append(_ROUNDED.format(type=coarse))
    if study.tuning:
        grid, choice = study.tuning.grid, plan.tuning
        scan = plural("{n} seed", "{n} seeds", choice.scan_seeds)
        refine = plural("{n} other seed", "{n} other seeds", choice.refine_seeds)
        fill = {"grid": len(grid), "low": _number(grid[0]), "high": _number(grid[-1]), "metric": study.metric.title}
        parts.append(_TUNED.format(**fill, scan=scan, refine=refine))
    else:
        parts.append(_ONE_RATE.format(lr=_number(training.lr)))
    return [*parts, _TEST] if training.curves_read != "test" else parts


def _judging(found: Findings) -> list[Text]:
    """Return how arms were compared with the control."""
    comparisons, test = found.comparisons, found.comparisons[0].test
    failed, family = _failures(found), comparisons[0].comparisons
    parts = [_LEVELS.get(test, _OVER_SEEDS)]
    if len(found.pairs) > 1:
        parts.append(_ALL_PAIRS.format(m=family))
    parts.append(_TESTS[test])
    parts.append((_CORRECTION if family > 1 else _ONE).format(m=family, alpha=_number(ALPHA)))
    equal = _MARGIN if family > 1 else _MARGIN_OF_ONE
    parts.append(equal.format(m=family, margin=_number(found.margin)) if found.margin else _NO_MARGIN)
    text = _FAILED if levels_known(found) else _FAILED_AT
    level = counted_as(found, unit_of(found))
    parts.append(text.format(count=failed, level=level) if failed else _NONE_FAILED)
    if any(one.examples_interval for one in comparisons):
        parts.append(_EXAMPLES)
    fill = {
        "arms": plural("{n} comparison was made", "{n} comparisons were made", len(comparisons)),
        "control": found.control,
        "metric": found.measure.name,
        "direction": _("higher is better") if found.measure.higher_is_better else _("lower is better"),
        "n": _range([one.n for one in comparisons]),
    }
    return [parts[0].format(**fill), *parts[1:], _POWER, _LIMITS]


def _failures(found: Findings) -> int:
    """Return how many networks failed that take part in a comparison."""
    return max(one.failures.control for one in found.comparisons) + sum(one.failures.arm for one in found.comparisons)


def _number(value: float | str) -> Words:
    return decimal(f"{float(value):g}")


def _range(counts: Sequence[int]) -> str:
    low, high = min(counts), max(counts)
    return str(low) if low == high else f"{low}-{high}"
