"""What is asked of a table: roles, rows and direction that a user names, checked before anything is read."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from actlab.data.tables.numbers import Number, number
from actlab.errors import InvalidInput, unknown
from actlab.words import _

LAST, BEST_VALIDATION = "last", "best-validation"
AT = (LAST, BEST_VALIDATION)
Names = str | Sequence[str] | None  # one column or several, joined by commas or in a sequence
Chance = float | str | Sequence[str] | None  # a number, or texts such as "0.1" and "digits=0.1"


@dataclass(frozen=True)
class Asked:
    """A user's choices; what is None or empty is found in the table.

    ``arm``, ``seed`` and ``dataset`` are columns as they were typed; ``where`` are pairs of column and value;
    ``chance`` has the level at which failures count by data set, that of all under the empty name.
    """

    metric: str | None
    lower_is_better: bool | None
    control: str | None
    margin: float | None
    arm: tuple[str, ...]
    seed: tuple[str, ...]
    dataset: tuple[str, ...]
    where: tuple[tuple[str, str], ...]
    at: str | None
    chance: Mapping[str, Number]
    all_pairs: bool


def asked(
    *,
    metric: str | None = None,
    lower_is_better: bool | None = None,
    control: str | None = None,
    margin: float | None = None,
    arm: Names = None,
    seed: Names = None,
    dataset: Names = None,
    where: Names = None,
    at: str | None = None,
    chance: Chance = None,
    all_pairs: bool = False,
) -> Asked:
    """Return the choices, checked. Raises InvalidInput, naming the one that is wrong.

    >>> asked(where="model=cnn", chance=["digits=0.1", "0.5"]).where
    (('model', 'cnn'),)
    """
    for name, value in (("metric", metric), ("control", control), ("at", at)):
        if value is not None and not isinstance(value, str):
            raise _wrong(name, value, _("a name"), {"metric": "test_accuracy", "control": "relu", "at": LAST}[name])
    for name, switch in (("lower_is_better", lower_is_better), ("all_pairs", all_pairs)):
        if not isinstance(switch, bool | None):
            raise _wrong(name, switch, _("True or False"), "True")
    if at is not None and at not in AT:
        raise unknown("at", at, AT)
    return Asked(
        metric=metric,
        lower_is_better=lower_is_better,
        control=control,
        margin=None if margin is None else _margin(margin),
        arm=_names("arm", arm, "activation"),
        seed=_names("seed", seed, "seed,fold"),
        dataset=_names("dataset", dataset, "model"),
        where=tuple(_condition(text) for text in _names("where", where, "model=cnn")),
        at=at,
        chance=_levels(chance),
        all_pairs=bool(all_pairs),
    )


def _margin(given: object) -> float:
    fine = isinstance(given, int | float) and not isinstance(given, bool) and math.isfinite(given) and given > 0
    if not fine:
        message = _("margin: {given} is not allowed; it must be a number above 0.")
        raise InvalidInput(message.format(given=str(given)[:40]), "margin", "0.002")
    return float(given)  # type: ignore[arg-type]  # it is a number


def _names(role: str, given: object, example: str) -> tuple[str, ...]:
    if given is None:
        return ()
    several = (given,) if isinstance(given, str) else given
    texts = tuple(several) if isinstance(several, Sequence) else ()
    if not texts or not all(isinstance(text, str) and text.strip() for text in texts):
        raise _wrong(role, given, _("a column's name, or several"), example)
    return tuple(text.strip() for text in texts)


def _condition(text: str) -> tuple[str, str]:
    column, sign, value = text.partition("=")
    if not sign or not column.strip():
        message = _("where: '{text}' does not say which rows are meant; write COLUMN=VALUE.")
        raise InvalidInput(message.format(text=text[:60]), "where", "model=cnn")
    return column.strip(), value.strip()


def _levels(given: object) -> dict[str, Number]:
    if given is None:
        return {}
    several = given if isinstance(given, Sequence) and not isinstance(given, str) else (given,)
    found: dict[str, Number] = {}
    for one in several:
        text = str(one).strip()
        dataset, _sign, level = text.rpartition("=")
        value = None if isinstance(one, bool) else number(level)
        if value is None or not math.isfinite(value.value) or value.spread is not None:
            message = _("chance: '{text}' is not allowed; write a number, or DATASET=NUMBER.")
            raise InvalidInput(message.format(text=text[:60]), "chance", "0.1")
        found[dataset.strip()] = value
    return found


def _wrong(name: str, given: object, allowed: str, example: str) -> InvalidInput:
    message = _("{name}: {given} is not allowed; it must be {allowed}.")
    return InvalidInput(message.format(name=name, given=repr(given)[:40], allowed=allowed), name, example)
