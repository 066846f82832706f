"""Which column of a table is judged, by which others may be chosen, and which way is better."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from actlab.errors import InvalidInput, unknown
from actlab.studies.judging.asked import Asked
from actlab.studies.judging.direction import higher_is_better
from actlab.studies.judging.exports import Export
from actlab.studies.judging.extras import is_bookkeeping, is_index, is_setting
from actlab.studies.judging.names import plain
from actlab.studies.judging.parts import tells_rows
from actlab.studies.judging.sheet import Sheet
from actlab.words import Text, _

TEST, PLAIN, VALIDATION, TRAINING = "test", "", "validation", "training"
_SPLITS = {
    TEST: re.compile(r"(?:^|_)(?:test|tst|holdout|heldout|held_out|teste)(?:_|$|(?=acc|loss|err))"),
    VALIDATION: re.compile(r"(?:^|_)(?:validation|valid|val|dev|validacao)(?:_|$|(?=acc|loss|err))"),
    TRAINING: re.compile(r"(?:^|_)(?:train|training|fit|treino)(?:_|$|(?=acc|loss|err))"),
}
_ORDER = (TEST, VALIDATION, PLAIN, TRAINING)  # which is judged before which
_KINDS = (re.compile(r"acc|top1|top_1"), re.compile(r"auc|f1|score|map|r2|iou|dice|bleu"), re.compile(r"err|mse|mae"))
_MEAN = re.compile(r"(?:^|_)(?:mean|avg|average|media)(?:_|$)")
_SPREAD = re.compile(r"(?:^|_)(?:std|sd|stdev|stddev|std_dev|standard_deviation|desvio|dp|sem|stderr)(?:_|$)")
_GENERIC = ("value", "values_0", "metric", "objective", "result", "resultado", "valor")


class Metric(NamedTuple):
    """What is judged: its column (None where it has none of its own), its name, the others, what had to be said."""

    column: str | None
    name: str
    others: tuple[str, ...]
    remarks: tuple[Text, ...]


def split_of(name: str) -> str:
    """Return what a metric was measured on, by its name: test, validation or training; empty where it does not say.

    >>> [split_of(name) for name in ("test_acc", "valLoss", "accuracy", "Train Accuracy")]
    ['test', 'validation', '', 'training']
    """
    return next((split for split, pattern in _SPLITS.items() if pattern.search(plain(name))), PLAIN)


def is_metric(name: str) -> bool:
    """Return whether a heading names what is measured."""
    return plain(name) in _GENERIC or (higher_is_better(name) is not None and not is_bookkeeping(name))


def candidates(sheet: Sheet, free: Sequence[str], export: Export | None) -> list[str]:
    """Return the columns of numbers that may be results."""
    if export and export.metrics:
        own = [name for name in free if name.strip().lower().startswith(export.metrics) and sheet.is_numeric(name)]
        if own:
            return own
    numeric = [name for name in free if sheet.is_numeric(name)]
    return [
        name
        for name in numeric
        if not re.match(r"params?[._]|config[./]|tags[._]", name.strip().lower())
        and not (is_bookkeeping(name) or is_setting(name) or is_index(sheet, name) or tells_rows(name))
        and not any(spread_of(other, numeric) == name for other in numeric)
    ]


def spread_of(metric: str, names: Sequence[str]) -> str | None:
    """Return the column of the SDs that stands beside one of means, by their names.

    >>> spread_of("acc_mean", ["acc_mean", "acc_std"]), spread_of("acc", ["acc", "loss_std"])
    ('acc_std', None)
    """
    stem = _MEAN.sub("_", plain(metric)).strip("_")
    spreads = [name for name in names if name != metric and _SPREAD.search(plain(name))]
    return next((name for name in spreads if _SPREAD.sub("_", plain(name)).strip("_") == stem), None)


def choose(sheet: Sheet, free: Sequence[str], asked: Asked, export: Export | None, epochs: bool) -> Metric:
    """Return what is judged in a table with a column of arms.

    Raises InvalidInput where it is not clear: a column that is not there, several, or one that may be of training.
    """
    found = candidates(sheet, free, export)
    if asked.metric is not None:
        column = sheet.find(asked.metric) or sheet.find(asked.metric.replace("mean_test_", "test_"))
        if column is None and len(found) == 1 and plain(found[0]) in _GENERIC:
            return Metric(found[0], asked.metric, (), ())
        if column is None:
            raise unknown(_("column"), asked.metric, sheet.columns)
        return Metric(column, column, tuple(name for name in found if name != column), ())
    known = [name for name in found if higher_is_better(name) is not None]
    texts = [name for name in free if is_metric(name) and sheet.filled(name)]
    if not found and len(texts) == 1:  # why its cells are no numbers is told where they are read
        return Metric(texts[0], texts[0], (), ())
    if not found:
        message = _("no column holds numbers that may be results; the columns are: {names}.")
        raise InvalidInput(message.format(names=", ".join(sheet.columns)))
    if not known and len(found) != 1:
        return _ask(found)
    column = min(known or found, key=_rank)
    others = tuple(name for name in found if name != column)
    return Metric(column, column, others, _doubts(column, known, epochs))


def validation_of(sheet: Sheet, metric: str) -> str | None:
    """Return the column of the same metric on validation data."""
    stem = re.sub(r"^test_", "", plain(metric))
    called = {plain(name): name for name in reversed(list(sheet.columns))}
    return next(
        (called[f"{start}_{stem}"] for start in ("validation", "val", "valid", "dev") if f"{start}_{stem}" in called),
        None,
    )


def any_validation(sheet: Sheet, free: Sequence[str]) -> str | None:
    """Return the first column of a known metric on validation data."""
    known = [name for name in free if sheet.is_numeric(name) and higher_is_better(name) is not None]
    return next((name for name in known if split_of(name) == VALIDATION), None)


def direction(metric: str, lower_is_better: bool | None, taken_for_arms: Sequence[str] = ()) -> bool:
    """Return whether higher is better: said by the user, or known from the name of the metric.

    Raises InvalidInput where it is neither.
    """
    if lower_is_better is not None:
        return not lower_is_better
    found = higher_is_better(metric) if metric else None
    if found is not None:
        return found
    if metric:
        text = _("{metric}: the name does not say which way is better; say whether lower is better.").format(
            metric=metric
        )
    else:
        text = _(
            "the columns {arms} are taken for variants, with a number in each; what the numbers are, and which way is "
            "better, is not known: name the metric, or say whether lower is better."
        ).format(arms=", ".join(taken_for_arms[:6]))
    raise InvalidInput(text, "lower_is_better", "False")


def _rank(name: str) -> tuple[int, int]:
    kind = next((place for place, pattern in enumerate(_KINDS) if pattern.search(plain(name))), len(_KINDS))
    return _ORDER.index(split_of(name)), kind


def _ask(names: Sequence[str]) -> Metric:
    message = _("which column is the metric? Name it; the columns are: {names}.")
    raise InvalidInput(message.format(names=", ".join(names)), "metric", names[0])


def _doubts(column: str, known: Sequence[str], epochs: bool) -> tuple[Text, ...]:
    """Return what has to be said of a choice; raise where a metric may as well be of training as of test data."""
    of_split = split_of(column)
    if of_split == TRAINING:
        return (_("{metric} is of training data, and says nothing of new data.").format(metric=column),)
    bare = [name for name in known if split_of(name) == PLAIN and _rank(name)[1] <= _rank(column)[1]]
    if of_split == VALIDATION and bare:
        if not epochs:
            message = _(
                "{plain} stands beside {validation} and may be of training or of test data; name what is judged."
            )
            raise InvalidInput(message.format(plain=bare[0], validation=column), "metric", column)
        message = _("{plain} beside {validation} in a log is taken for that of training.")
        return (message.format(plain=bare[0], validation=column),)
    return ()
