"""Which column plays which part in a table: named by the user, or found by its heading."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from actlab.errors import unknown
from actlab.studies.judging.asked import Asked
from actlab.studies.judging.exports import Export
from actlab.studies.judging.extras import is_bookkeeping, is_index
from actlab.studies.judging.names import plain
from actlab.studies.judging.sheet import Sheet
from actlab.studies.judging.statuses import NAMES as STATUSES
from actlab.words import _

_ARMS = (
    "activation", "activation_function", "activation_fn", "act", "act_fn", "act_func", "nonlinearity", "ativacao",
    "funcao_de_ativacao", "arm", "method", "metodo", "model", "modelo", "algorithm", "algo", "algoritmo",
    "classifier", "estimator", "optimizer", "optimiser", "variant", "variante", "system", "approach", "condition",
    "treatment", "architecture", "arch", "network",
)  # fmt: skip

_SEEDS = (
    "seed", "random_seed", "rng_seed", "random_state", "rng", "seeds", "semente", "seed_id",
    "graine", "saat", "semilla",
)  # fmt: skip

# These may as well number all rows, and are seeds only where they repeat
_RUNS = (
    "run", "trial", "repeat", "replicate", "replication", "repetition", "rep", "repeticao", "fold", "cv_fold",
    "k_fold", "kfold", "cv", "split",
)  # fmt: skip

FOLDS = ("fold", "cv_fold", "k_fold", "kfold", "cv", "split")
_DATASETS = (
    "dataset", "data_set", "data", "task", "problem", "benchmark", "conjunto", "dados", "base_de_dados", "corpus",
)  # fmt: skip

_RATES = (
    "lr", "learning_rate", "learning_rate_init", "base_lr", "init_lr", "initial_lr", "step_size", "eta0", "taxa",
    "taxa_de_aprendizado",
)  # fmt: skip

_STEPS = (
    "epoch", "epochs", "epoca", "step", "steps", "iteration", "iterations", "iter", "global_step", "update",
)  # fmt: skip

_RUN_LIKE = re.compile(r"(?:run|seed|trial|fold|rep|split|s|r|repeat)[ _-]?[0-9]+", re.IGNORECASE)


@dataclass(frozen=True)
class Parts:
    """The columns of each part; ``arm`` is empty in a wide table, whose ``arms`` are columns of their own.

    ``step`` counts epochs or steps, whether or not a run has several rows. ``free`` are the other columns.
    """

    arm: tuple[str, ...]
    seed: tuple[str, ...]
    dataset: tuple[str, ...]
    lr: str | None
    step: str | None
    status: str | None
    free: tuple[str, ...]
    arms: tuple[str, ...] = ()

    @property
    def fold(self) -> str | None:
        """The column of the seed that holds the folds of a cross-validation."""
        return next((name for name in self.seed if plain(name) in FOLDS), None)

    def taking(self, role: str, name: str) -> Parts:
        """Return the parts with a free column in a role."""
        free = tuple(other for other in self.free if other != name)
        return replace(self, free=free, **{role: (name,)})  # type: ignore[arg-type]  # a role of several columns


def find_parts(sheet: Sheet, asked: Asked, export: Export | None) -> Parts:
    """Return the parts that headings tell of, but for the arm of a table that names none.

    Raises InvalidInput for a column that is asked for and is not there.
    """
    named = {role: _columns(sheet, role, getattr(asked, role)) for role in ("arm", "seed", "dataset")}
    taken = [name for names in named.values() for name in names]
    open_ = [name for name in sheet.columns if name not in taken and not (export and export.puts_aside(name))]
    seed = named["seed"] or _one(_seed(sheet, open_))
    dataset = named["dataset"] or _one(_first(sheet, open_, _DATASETS))
    arm = named["arm"] or _one(_arm(sheet, [name for name in open_ if name not in (*seed, *dataset)]))
    open_ = [name for name in open_ if name not in (*seed, *dataset, *arm)]
    lr, step, status = (_first(sheet, open_, names) for names in (_RATES, _STEPS, STATUSES))
    free = tuple(name for name in open_ if name not in (lr, step, status))
    return Parts(arm, seed, dataset, lr, step, status, free)


def has_arms(sheet: Sheet) -> bool:
    """Return whether some heading says that what is compared, or a seed, stands below it."""
    return any(plain(name) in (*_ARMS, *_SEEDS) for name in sheet.columns)


def tells_rows(name: str) -> bool:
    """Return whether a heading says that seeds, folds, runs or data sets stand below it, by number or by name."""
    return plain(name) in (*_SEEDS, *_RUNS, *_DATASETS)


def is_dataset_heading(name: str) -> bool:
    """Return whether a heading says that data sets stand below it."""
    return plain(name) in _DATASETS


def words_of(sheet: Sheet, parts: Parts) -> list[str]:
    """Return the free columns that hold words, and neither count rows nor keep books."""
    return [
        name
        for name in parts.free
        if sheet.filled(name) and not sheet.is_numeric(name) and not is_bookkeeping(name) and not is_index(sheet, name)
    ]


def are_runs(cells: Iterable[str]) -> bool:
    """Return whether all cells are names of runs, such as run-1 and run-2."""
    return all(_RUN_LIKE.fullmatch(cell) for cell in cells)


def _columns(sheet: Sheet, role: str, wanted: Sequence[str]) -> tuple[str, ...]:
    """Return the columns that a user names for a role; a heading may have a comma in it."""
    found: list[str] = []
    for text in wanted:
        names = [text] if sheet.find(text) else [part.strip() for part in text.split(",") if part.strip()]
        for name in names:
            column = sheet.find(name)
            if column is None:
                raise unknown(_("column"), name, sheet.columns)
            if column not in found:
                found.append(column)
    return tuple(found)


def _seed(sheet: Sheet, names: Sequence[str]) -> str | None:
    found = _first(sheet, names, _SEEDS)
    if found:
        return found
    repeated = [name for name in names if _repeats(sheet, name) and (plain(name) != "split" or sheet.is_numeric(name))]
    # in a wide table every row is a run of its own
    alone = [name for name in names if plain(name) in _RUNS and not _first(sheet, names, _ARMS)]
    return _first(sheet, repeated, _RUNS) or _first(sheet, alone, _RUNS)


def _arm(sheet: Sheet, names: Sequence[str]) -> str | None:
    """Return the first column by its heading, one that varies before one that does not."""
    varying = [name for name in names if sheet.varies(name)]
    return _first(sheet, varying, _ARMS) or _first(sheet, names, _ARMS)


def _repeats(sheet: Sheet, name: str) -> bool:
    filled = sheet.filled(name)
    return len(set(filled)) < len(filled) or len(filled) <= 2


def _first(sheet: Sheet, names: Sequence[str], headings: Iterable[str]) -> str | None:
    """Return the column with the first of the headings that occurs and has something below it."""
    called = {plain(name): name for name in reversed(names) if sheet.filled(name)}
    return next((called[heading] for heading in headings if heading in called), None)


def _one(name: str | None) -> tuple[str, ...]:
    return (name,) if name else ()
