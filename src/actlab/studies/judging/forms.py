"""The form of a table: a column of arms, or an arm in each column; and what is no table of results at all."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

from actlab.errors import InvalidInput
from actlab.studies.judging.asked import LAST, Asked
from actlab.studies.judging.exports import Export
from actlab.studies.judging.extras import is_bookkeeping, is_index, is_setting, sums_up
from actlab.studies.judging.metrics import candidates, is_metric, spread_of
from actlab.studies.judging.names import plain
from actlab.studies.judging.parts import Parts, are_runs, is_dataset_heading, words_of
from actlab.studies.judging.sheet import Sheet
from actlab.words import Text, _, joined

_LABELS = ("label", "target", "class", "species", "y", "diagnosis", "labels", "classe", "rotulo")
_FILE = ("file", "file_2")


class Form(NamedTuple):
    """The parts of a table with its arms, in one column or in their own, and what had to be said of it."""

    parts: Parts
    remarks: tuple[Text, ...]


def find_form(sheet: Sheet, parts: Parts, asked: Asked, export: Export | None) -> Form:
    """Return the parts with what is compared.

    Raises InvalidInput, with the reason and what to give instead, for what is no table of results.
    """
    if parts.arm and not asked.arm and _is_wide(sheet, parts, asked):
        message = _("Taken for the data set: {column}; name another column where it is not.")
        taken = replace(parts, arm=(), dataset=parts.arm)
        form = _wide(sheet, taken, asked)
        return Form(form.parts, (message.format(column=_heading(parts.arm[0])), *form.remarks))
    if parts.arm:
        return Form(parts, ())
    named = _named_by_words(sheet, parts, asked, export)
    return named or _wide(sheet, parts, asked)


def _named_by_words(sheet: Sheet, parts: Parts, asked: Asked, export: Export | None) -> Form | None:
    """Return the form of a table whose arms stand in the only column of words, or are its files."""
    results = [name for name in candidates(sheet, parts.free, export) if is_metric(name) or name == asked.metric]
    if not results:
        return None
    words = [name for name in words_of(sheet, parts) if sheet.varies(name) and plain(name) not in _FILE + _LABELS]
    repeated = [name for name in words if len(set(sheet.filled(name))) < len(sheet.lines)]
    files = [name for name in parts.free if name in _FILE and sheet.varies(name)]
    if len(words) == 1 and repeated:
        message = _("{column}, the only column of words, is taken for what is compared.")
        return Form(parts.taking("arm", words[0]), (message.format(column=words[0]),))
    if files and not words:
        return Form(parts.taking("arm", files[0]), (_("Each file is taken for a variant."),))
    return None


def _is_wide(sheet: Sheet, parts: Parts, asked: Asked) -> bool:
    """Return whether what looks like a column of arms stands beside a column of numbers for each arm."""
    numbers = [name for name in parts.free if _may_be_arm(sheet, name)]
    once = len(set(sheet.columns[parts.arm[0]])) == len(sheet.lines) and not parts.dataset and not parts.seed
    named = asked.metric is not None and sheet.find(asked.metric) is not None
    return (
        once
        and len(numbers) > 1
        and not named
        and not any(is_metric(name) or spread_of(name, numbers) for name in numbers)
    )


def _wide(sheet: Sheet, parts: Parts, asked: Asked) -> Form:
    words, remarks = words_of(sheet, parts), list[Text]()
    arms = [name for name in parts.free if _may_be_arm(sheet, name)]
    arms = [name for name in arms if not sums_up(sheet, name, [other for other in arms if other != name])]
    _refuse_data(parts, words)
    _refuse_logs(sheet, parts, arms, asked)
    if len(arms) < 2:
        raise InvalidInput(_NOTHING_COMPARED)
    if not parts.dataset and words:
        parts, remarks = _datasets(sheet, parts, words)
    parts = replace(parts, arms=tuple(arms), free=tuple(name for name in parts.free if name not in arms))
    return Form(parts, tuple(remarks))


def _may_be_arm(sheet: Sheet, name: str) -> bool:
    if not sheet.is_numeric(name) or name in _FILE:
        return False
    return not (is_bookkeeping(name) or is_setting(name) or is_index(sheet, name))


def _datasets(sheet: Sheet, parts: Parts, words: Sequence[str]) -> tuple[Parts, list[Text]]:
    """Return the parts with the column of words, which names data sets or runs."""
    if len(words) > 1:
        message = _("which of the columns {names} names the data set?")
        raise InvalidInput(message.format(names=", ".join(words)), "dataset", words[0])
    name, cells = words[0], sheet.filled(words[0])
    if are_runs(cells) and not parts.seed:
        return parts.taking("seed", name), [_("Taken for names of runs: {column}.").format(column=_heading(name))]
    if len(set(cells)) < len(cells) and not parts.seed and not parts.step:
        raise InvalidInput(_DATA.format(column=_heading(name)))
    message = _("Taken for the data set: {column}; name another column where it is not.")
    return parts.taking("dataset", name), [message.format(column=_heading(name))]


def _refuse_data(parts: Parts, words: Sequence[str]) -> None:
    labels = [name for name in (*parts.free, *words) if plain(name) in _LABELS and not is_dataset_heading(name)]
    if labels:
        raise InvalidInput(_DATA.format(column=labels[0]))


def _refuse_logs(sheet: Sheet, parts: Parts, arms: Sequence[str], asked: Asked) -> None:
    """Refuse the log of one run, and curves with a row per step."""
    measured = [name for name in arms if is_metric(name)]
    if asked.metric is not None and sheet.find(asked.metric) is None:
        measured = []  # the user says what the numbers of all columns are
    steps = parts.step is not None and sheet.varies(parts.step)
    if steps and (measured or len(arms) < 2):
        raise InvalidInput(_ONE_RUN.format(step=parts.step))
    if steps and asked.at is None and not parts.seed:
        raise InvalidInput(_CURVES.format(step=parts.step), "at", LAST)
    if measured:
        settings = [name for name in parts.free if is_setting(name) and sheet.varies(name)]
        field, example = ("arm", settings[0]) if settings else ("", "")
        raise InvalidInput(_METRICS_ONLY.format(names=joined(measured[:6], ", ")), field, example)


def _heading(name: str) -> Text:
    return _("the column '{name}'").format(name=name) if name else _("the first column, which has no heading,")


_NOTHING_COMPARED = _(
    "no column names what is compared. Write one row per network with columns such as activation, seed "
    "and accuracy, or one column per activation."
)
_ONE_RUN = _(
    "this is the log of one run: a row for each {step}, and no column names what is compared. Give a table with one "
    "row per network and columns such as activation, seed and accuracy, or the logs of several runs together."
)
_CURVES = _(
    "these are curves: a row for each {step}, a column for each variant, one run each. Give a table with one row per "
    "run, or have the last row taken."
)
_METRICS_ONLY = _(
    "{names}: this was measured, and no column names what is compared. Name the column that does, or write one row per "
    "network with columns such as activation, seed and accuracy."
)
_DATA = _(
    "this reads like data to train on, not like results ({column}). Give a table with one row per network and columns "
    "such as activation, seed and accuracy."
)
