"""What a plan says of its data: which they are, and what the columns of a table are there for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Literal

from annotated_types import Ge, Le

from actlab.data.prepare.asked import Asked
from actlab.studies.choices import Choice
from actlab.words import _

_column = _("the name of a column")
_none = _("none")


@dataclass(frozen=True)
class DataChoice:
    """The data, and the digest of their content once they have been read; of a table, what its columns are there for.

    ``name`` is that of a data set, a file's, a folder's with a slash behind it, or ``frame`` or ``arrays`` in memory.
    """

    name: Annotated[
        str,
        Choice(
            _("Data: a name such as mnist or digits, a file with a table or arrays, or a folder of images by class."),
            "digits",
            _("the name of a data set, a file or a folder"),
            name="data",
        ),
    ]
    digest: str = ""
    target: Annotated[str, Choice(_("The column of a table that is predicted."), "price", _column, otherwise=_none)] = (
        ""
    )
    drop: Annotated[
        tuple[str, ...],
        Choice(
            _("A column of a table that is left out; may be given several times."),
            "name",
            _column,
            otherwise=_none,
            several=True,
        ),
    ] = ()
    task: Annotated[
        Literal["", "classification", "regression"],
        Choice(
            _("Whether the target is a class or an amount: classification or regression."),
            "classification",
            _("classification or regression"),
            otherwise=_("by the target"),
        ),
    ] = ""
    group: Annotated[
        str,
        Choice(
            _("The column whose equal values stay together when rows are divided."), "patient", _column, otherwise=_none
        ),
    ] = ""
    time: Annotated[
        str,
        Choice(_("The column by which rows are divided: the latest are the test."), "date", _column, otherwise=_none),
    ] = ""
    weights: Annotated[
        str, Choice(_("The column that says how much a row counts."), "weight", _column, otherwise=_none)
    ] = ""

    examples: Annotated[
        int,
        Ge(0),
        Le(10**9),
        Choice(
            _("How many training examples are used, drawn at random once."),
            "5000",
            _("a whole number of at least 1 and at most 1,000,000,000"),
            otherwise=_("all"),
        ),
    ] = 0

    @property
    def asked(self) -> Asked:
        """What is said of the columns."""
        return Asked(self.target, self.drop, self.task, self.group, self.time, self.weights)
