"""What the columns of somebody's table mean: guessed from their names, and told to the user."""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import NamedTuple

from actlab.data.tables import Table
from actlab.errors import InvalidInput, unknown
from actlab.words import _

_ROLES = {
    "arm": ("activation", "arm", "method", "model", "algorithm", "classifier", "optimizer", "optimiser", "variant"),
    "seed": ("seed", "random_seed", "run", "trial", "repeat", "replicate", "repetition", "fold", "semente"),
    "dataset": ("dataset", "data_set", "data", "task", "problem", "benchmark", "conjunto"),
    "lr": ("lr", "learning_rate", "step_size", "taxa"),
}
_METRICS = (
    "test_accuracy",
    "accuracy",
    "test_acc",
    "acc",
    "auc",
    "f1",
    "score",
    "test_loss",
    "loss",
    "metric",
    "value",
)
_LOWER = ("loss", "error", "err", "mse", "rmse", "mae", "nll", "perplexity", "ppl", "rank", "seconds")
_NO_METRIC = ("step", "steps", "epoch", "epochs", "seconds", "time", "id", "index", "status")


class Columns(NamedTuple):
    """Which column plays which part; ``arm`` is None in a wide table, whose ``arms`` are columns of their own.

    ``validation`` is the column by which a learning rate may be chosen; None where there is none.
    """

    metric: str
    higher_is_better: bool
    arm: str | None
    arms: tuple[str, ...]
    seed: str | None
    dataset: str | None
    lr: str | None
    validation: str | None


class Observation(NamedTuple):
    """One result; ``value`` is None where it is not a finite number. ``line`` counts rows from 1."""

    line: int
    arm: str
    dataset: str
    seed: str
    lr: str
    value: float | None
    validation: float | None


def guess(table: Table, metric: str | None, lower_is_better: bool | None) -> Columns:
    """Return what the columns mean.

    Raises InvalidInput, naming what is missing or what the choice is between.
    """
    roles = {role: _find(table.columns, names) for role, names in _ROLES.items()}
    taken = {name for name in roles.values() if name}
    numeric = [name for name in table.columns if name not in taken and _is_numeric(table, name)]
    if roles["arm"] is None:
        return _wide(roles, numeric, metric or "value", lower_is_better)
    chosen = _metric(table, [name for name in numeric if _plain(name) not in _NO_METRIC], metric)
    validation = _validation(table.columns, chosen)
    direction = _higher(chosen, lower_is_better)
    return Columns(chosen, direction, roles["arm"], (), roles["seed"], roles["dataset"], roles["lr"], validation)


def observations(table: Table, columns: Columns) -> list[Observation]:
    """Return one observation per result of the table.

    Raises InvalidInput for a cell that is text where a number belongs, or a row without the name of its arm.
    """
    place = {name: number for number, name in enumerate(table.columns)}

    def cell(row: list[str | None], name: str | None, otherwise: str = "") -> str:
        return (row[place[name]] if name else None) or otherwise

    found = []
    for line, row in enumerate(table.rows, start=1):
        # a wide table without a column of seeds: what stands in one row belongs together
        alone = str(line) if columns.arm is None and not columns.dataset else ""
        dataset, lr = cell(row, columns.dataset), cell(row, columns.lr)
        seed = cell(row, columns.seed, alone)
        cells = [(cell(row, columns.arm), columns.metric)] if columns.arm else [(name, name) for name in columns.arms]
        for arm, name in cells:
            if not arm:
                message = _("row {line} has no {column}; name it, or remove the row.")
                raise InvalidInput(message.format(line=line, column=columns.arm))
            value = _number(row[place[name]], name, line)
            validation = (
                _number(row[place[columns.validation]], columns.validation, line) if columns.validation else None
            )
            found.append(Observation(line, arm, dataset, seed, lr, value, validation))
    return found


def _wide(roles: dict[str, str | None], arms: list[str], metric: str, lower_is_better: bool | None) -> Columns:
    if len(arms) < 2:
        message = _(
            "no column names what is compared. Write one row per network with columns such as activation, seed "
            "and accuracy, or one column per activation."
        )
        raise InvalidInput(message)
    return Columns(
        metric, _higher(metric, lower_is_better), None, tuple(arms), roles["seed"], roles["dataset"], None, None
    )


def _find(columns: Iterable[str], names: tuple[str, ...]) -> str | None:
    """Return the column with the first of the names that occurs."""
    plain = {_plain(column): column for column in reversed(list(columns))}
    return next((plain[name] for name in names if name in plain), None)


def _plain(name: str) -> str:
    return name.strip().lower().replace(" ", "_").replace("-", "_")


def _metric(table: Table, candidates: list[str], wanted: str | None) -> str:
    if wanted is not None:
        if wanted not in table.columns:
            raise unknown(_("column"), wanted, table.columns)
        return wanted
    found = _find(candidates, _METRICS) or (candidates[0] if len(candidates) == 1 else None)
    if found is None:
        names = ", ".join(candidates or table.columns)
        message = _("which column is the metric? Name it; the columns are: {names}.")
        raise InvalidInput(message.format(names=names), "metric", (candidates or table.columns)[0])
    return found


def _validation(columns: list[str], metric: str) -> str | None:
    stem = _plain(metric).removeprefix("test_")
    return _find(columns, (f"validation_{stem}", f"val_{stem}", f"valid_{stem}"))


def _higher(metric: str, lower_is_better: bool | None) -> bool:
    if lower_is_better is not None:
        return not lower_is_better
    return not any(word in _LOWER for word in _plain(metric).split("_"))


def _is_numeric(table: Table, name: str) -> bool:
    place = table.columns.index(name)
    cells = [row[place] for row in table.rows if row[place] is not None]
    return any(_parses(cell) for cell in cells) if cells else False


def _parses(cell: str | None) -> bool:
    try:
        float(cell or "")
    except ValueError:
        return False
    return True


def _number(cell: str | None, column: str, line: int) -> float | None:
    if cell is None:
        return None
    if not _parses(cell):
        message = _("row {line}: {column} is '{cell}', which is not a number.")
        raise InvalidInput(message.format(line=line, column=column, cell=cell[:40]))
    value = float(cell)
    return value if math.isfinite(value) else None
