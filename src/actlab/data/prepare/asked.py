"""What a user says of data of their own: the names of columns, and what is asked of them."""

from __future__ import annotations

from dataclasses import dataclass, fields

from actlab.errors import InvalidInput
from actlab.words import _

FRAME, ARRAYS = "frame", "arrays"  # what data are called that are held in memory


@dataclass(frozen=True)
class Asked:
    """Columns by their names; empty where nothing was said.

    ``target`` is predicted, the columns in ``drop`` are left out, ``task`` is classification or regression. Rows with
    the same value in ``group`` stay together when rows are divided; by ``time`` the latest are the test; ``weights``
    says how much a row counts.
    """

    target: str = ""
    drop: tuple[str, ...] = ()
    task: str = ""
    group: str = ""
    time: str = ""
    weights: str = ""

    @property
    def apart(self) -> tuple[str, ...]:
        """The columns that are no inputs, whatever is in them."""
        return tuple(name for name in (self.target, self.group, self.time, self.weights) if name)

    def nothing(self, source: str, *, but: tuple[str, ...] = ()) -> None:
        """Refuse what cannot be said of data without columns, which ``source`` names.

        >>> Asked(target="price").nothing("digits")
        Traceback (most recent call last):
        ...
        actlab.errors.InvalidInput: target: digits has no columns to be named; this is for tables.
        """
        for field in fields(self):
            if getattr(self, field.name) and field.name not in but:
                text = _("{field}: {source} has no columns to be named; this is for tables.")
                raise InvalidInput(text.format(field=field.name, source=source))
