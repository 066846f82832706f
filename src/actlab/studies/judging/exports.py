"""Tables that trackers, frameworks and search tools write, known by their headings: one record each."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from actlab.studies.judging.sheet import Sheet

FOLD = "fold"
_SPLIT = re.compile(r"split([0-9]+)_test_(.+)")
_OF_SEARCH = re.compile(r"(?:mean|std)_(?:fit|score)_time|params|(?:split[0-9]+|mean|std|rank)_(?:test|train)_.+")
_CURVE = re.compile(r"(.+) - (.+?)(__MIN|__MAX)?")


@dataclass(frozen=True)
class Export:
    """A kind of export: how it is known, and what its columns are.

    ``each`` are patterns, every one of which some heading in lower case matches; of ``several`` at least two headings
    occur. Columns that match ``aside`` play no part; ``metrics`` is how the heading of a metric begins. ``reshape``
    makes of it what other tables are.
    """

    name: str
    each: tuple[str, ...]
    several: frozenset[str] = frozenset()
    aside: str = ""
    metrics: str = ""
    reshape: Callable[[Sheet], Sheet] | None = None

    def knows(self, headings: Iterable[str]) -> bool:
        """Return whether headings are those of this export."""
        given = {heading.strip().lower() for heading in headings}
        enough = not self.several or len(self.several & given) >= 2
        return enough and all(any(re.fullmatch(one, heading) for heading in given) for one in self.each)

    def puts_aside(self, heading: str) -> bool:
        """Return whether a column says nothing of a result."""
        return bool(self.aside) and re.fullmatch(self.aside, heading.strip().lower()) is not None


def recognised(headings: Iterable[str]) -> Export | None:
    """Return the export that a table is, by its headings; None for any other table.

    >>> recognised(["run_id", "status", "metrics.acc", "params.seed"]).name
    'MLflow'
    """
    given = list(headings)
    return next((export for export in EXPORTS if export.knows(given)), None)


def curves_metric(headings: Iterable[str]) -> str | None:
    """Return the metric of a chart's curves; None where they have several.

    >>> curves_metric(["Step", "relu - val_acc", "relu - val_acc__MIN", "gelu - val_acc"])
    'val_acc'
    """
    found = {hit[2] for heading in headings if (hit := _CURVE.fullmatch(heading))}
    return found.pop() if len(found) == 1 else None


def _folds(sheet: Sheet) -> Sheet:
    """Return one row per setting and fold of a grid search."""
    splits = {(int(hit[1]), hit[2]): name for name in sheet.columns if (hit := _SPLIT.fullmatch(name.strip()))}
    folds = sorted({fold for fold, _scorer in splits})
    rows = range(len(sheet.lines))
    settings = {name: cells for name, cells in sheet.columns.items() if not _OF_SEARCH.fullmatch(name.strip())}
    made = {name: [cells[row] for row in rows for _fold in folds] for name, cells in settings.items()}
    made[FOLD] = [str(fold) for _row in rows for fold in folds]
    blank = [None] * len(sheet.lines)
    for scorer in dict.fromkeys(scorer for _fold, scorer in splits):
        of_folds = [sheet.columns[splits[fold, scorer]] if (fold, scorer) in splits else blank for fold in folds]
        made[f"test_{scorer}"] = [cells[row] for row in rows for cells in of_folds]
    return Sheet(made, [line for line in sheet.lines for _fold in folds])


def _curves(sheet: Sheet) -> Sheet:
    """Return a chart's curves under the names of their runs, without the bands around them."""
    hits = {name: _CURVE.fullmatch(name) for name in sheet.columns}
    one_metric = curves_metric(sheet.columns) is not None
    kept = {name: hit[1] if hit and one_metric else name for name, hit in hits.items() if not (hit and hit[3])}
    return Sheet({called: sheet.columns[name] for name, called in kept.items()}, sheet.lines)


_TRACKED = "name|id|notes|user|tags|created|runtime|sweep|updated|hostname|host|github|command|gpu.*|_wandb|_timestamp"
EXPORTS = (
    Export("actlab", ("activation", "network", "initialisation", "lr", "seed", "status", "steps"), metrics="test_"),
    Export("scikit-learn", ("split[0-9]+_test_.+", "param_.+"), reshape=_folds),
    Export("MLflow", (r"metrics\..+",), aside=r"tags\..+|.*run_?(?:id|name)|.*experiment_id|.*_uri|.*_time|user_id",
           metrics="metrics."),
    Export("MLflow", ("run id", "status"), frozenset({"source type", "source name", "start time", "duration"}),
           aside="run id|name|source type|source name|start time|duration|user|experiment id"),
    Export("Optuna", ("number", "state", "params_.+", "values?(?:_.+)?"), metrics="value",
           aside="number|datetime_.+|duration|user_attrs_.+|system_attrs_.+|study_.+|trial_id"),
    Export("Weights & Biases", ("_?step|epoch|relative time.*", ".+ - .+__min"), reshape=_curves),
    Export("Weights & Biases", ("name", "state"), frozenset({"notes", "user", "tags", "created", "runtime", "sweep"}),
           aside=f"{_TRACKED}|_runtime|url|os|python"),
    Export("TensorBoard", ("wall time", "step", "value"), aside="wall time"),
)  # fmt: skip
