"""What the columns of somebody's table were taken for, as it is told to people."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Columns:
    """Which column plays which part; several that together play one are joined by commas, as they are typed.

    ``arm`` is None in a wide table, whose ``arms`` are columns of their own. ``metric`` is what is judged: a column's
    name, or in a wide table what its numbers are called. ``validation`` is the column by which a learning rate or an
    epoch may be chosen; ``step`` counts epochs or steps where a run has a row for each; ``status`` says how a run
    ended. ``where`` is what the rows were restricted to. ``others`` are metrics that could have been judged, and
    ``left_out`` the columns that play no part. ``export`` is the program whose export was recognised, or empty.
    """

    metric: str
    higher_is_better: bool
    arm: str | None
    arms: tuple[str, ...]
    seed: str | None
    dataset: str | None
    lr: str | None
    validation: str | None
    step: str | None = None
    status: str | None = None
    where: tuple[str, ...] = ()
    others: tuple[str, ...] = ()
    left_out: tuple[str, ...] = ()
    export: str = ""
