"""Columns and rows that are no results: an index, footers, bookkeeping. Left out, and named."""

from __future__ import annotations

import math
import re
import statistics
from collections.abc import Callable, Iterable, Sequence

from actlab.studies.judging.names import plain
from actlab.studies.judging.sheet import Sheet

_UNNAMED = re.compile(r"|#|column0|unnamed(?:_[0-9]+)*|index(?:_level_[0-9]+)?|level_[0-9]+|row|nr|no")
_IDS = re.compile(r"id|index|.*run_?id|uuid|guid|trial_id|job_?id|number|run_?name|experiment_?(?:id|name)")
_BOOKS = re.compile(
    r"(?:wall_?|train(?:ing)?_|fit_|score_|start_|end_|elapsed_?|mean_fit_|std_fit_|mean_score_|std_score_|relative_)?"
    r"(?:time|seconds?|secs?|minutes|hours)(?:_.{1,3}|_process|_stamp)?|date|datetime.*|timestamp|.*_timestamp|created.*|"
    r"started.*|finished_at|ended.*|duration.*|runtime|elapsed|host(?:name)?|machine|user|notes?|comments?|tags?|git.*|"
    r"commit|sha[0-9]*|hash|gpu.*|device|checkpoint.*|path|pid|job|sweep|version|url|artifact_uri|log_?dir"
)
_SETTINGS = re.compile(
    r"epochs?|steps?|n_?steps|iterations?|iters?|global_step|step|batch.*|width|depth|n?_?layers?|hidden.*|units|neurons|"
    r"dropout.*|weight_decay|momentum|alpha|beta[0-9]?|gamma|l[12]_reg.*|n_?params|parameters|params|n|size|"
    r"(?:n_|num_)?(?:runs|seeds|trials|repeats|folds)|count|"
    r"initiali[sz]ation|init|lr|learning_rate.*|eta0|base_lr|decay|warmup.*|temperature|patience|budget"
)
_FOOTERS: dict[str, Callable[[Sequence[float]], float] | None] = {
    **dict.fromkeys(("mean", "average", "avg", "avg.", "mean value", "media", "média", "mittelwert", "moyenne"),
                    statistics.fmean),
    **dict.fromkeys(("median", "50%", "mediana"), statistics.median),
    **dict.fromkeys(("min", "minimum"), min),
    **dict.fromkeys(("max", "maximum"), max),
    **dict.fromkeys(("sum", "total"), math.fsum),
    **dict.fromkeys(("std", "sd", "stdev", "std.", "std dev", "std. dev.", "stddev", "standard deviation", "sem", "se",
                     "stderr", "var", "variance", "count", "n", "25%", "75%", "dp", "desvio padrão", "desvio",
                     "avg. rank", "average rank", "mean rank", "rank", "mean ± std", "mean±std", "ci", "95% ci"), None),
}  # fmt: skip
_CLOSE = 2e-3  # how far a printed mean may be from the mean of what is printed


def is_index(sheet: Sheet, name: str) -> bool:
    """Return whether a column only counts or identifies the rows."""
    filled, heading = sheet.filled(name), plain(name)
    if len(set(filled)) < len(sheet.lines) or not (_UNNAMED.fullmatch(heading) or _IDS.fullmatch(heading)):
        return False
    whole = all(cell.removesuffix(".0").isdigit() for cell in filled)
    # names of data sets often stand below an empty heading
    return whole or (bool(_IDS.fullmatch(heading)) and heading != "index")


def is_bookkeeping(name: str) -> bool:
    """Return whether a heading says when, where or by whom something was run."""
    return _BOOKS.fullmatch(plain(name)) is not None


def is_setting(name: str) -> bool:
    """Return whether a heading says how something was run, so that its numbers are no results."""
    return _SETTINGS.fullmatch(plain(name)) is not None


def footers(sheet: Sheet, names: Iterable[str]) -> list[int]:
    """Return the places of rows that sum up the others: one of the columns has a word such as mean or std there."""
    columns = [sheet.columns[name] for name in names]
    return [
        place
        for place in range(len(sheet.lines))
        if any((cells[place] or "").strip().lower().rstrip(":") in _FOOTERS for cells in columns)
    ]


def sums_up(sheet: Sheet, name: str, others: Sequence[str]) -> bool:
    """Return whether a column is called mean, std or the like, and has that of the other columns in every row."""
    word = name.strip().lower()
    if word not in _FOOTERS:
        return False
    compute = _FOOTERS[word]
    if compute is None:
        return True
    for place, own in enumerate(sheet.numbers(name)):
        cells = [sheet.numbers(other)[place] for other in others]
        row = [cell.value for cell in cells if cell is not None]
        if own is not None and row and not math.isclose(own.value, compute(row), rel_tol=_CLOSE):
            return False
    return True
