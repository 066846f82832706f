"""What a program tells of its training: numbers by name, and a curve, in lines of JSON or in files."""

from __future__ import annotations

import codecs
import csv
import json
import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from actlab.training.trial import CurvePoint, Frozen, Scores
from actlab.words import Text, _

METRICS_JSON, METRICS_CSV = "metrics.json", "metrics.csv"
STEPS = ("step", "epoch")  # what says of numbers that they are a point of the curve
LONGEST_LINE = 2**24  # characters; of a longer line nothing is read
_MOST_STEPS = 2**53  # to which numbers in JSON are whole
_VALIDATION = re.compile(r"(?:validation|valid|val|dev)[_/.-](.+)", re.DOTALL)
_TEST = re.compile(r"test[_/.-](.+)", re.DOTALL)
LINE = '{"accuracy": 0.93}'  # as people are told to print one


class NothingReported(ValueError):
    """A file of a program's holds something else than numbers by name; the text says what."""


class Lines:
    """The lines of what is printed, which arrives in pieces; one that a progress bar is drawn over is a line too.

    >>> lines = Lines()
    >>> lines.more(b"3 %\\r99"), lines.more(b" %\\rdone"), lines.rest()
    (['3 %'], ['99 %'], 'done')
    """

    def __init__(self) -> None:
        self._decoder = codecs.getincrementaldecoder("utf-8")("replace")
        self._begun: list[str] = []
        self._length = 0

    def more(self, piece: bytes) -> list[str]:
        """Return the lines that end in a piece."""
        *ended, rest = self._decoder.decode(piece).replace("\r", "\n").split("\n")
        if ended:
            ended[0] = self._whole(ended[0])
            self._begun, self._length = [], 0
        self._begun.append(rest)
        self._length += len(rest)
        if self._length > LONGEST_LINE:
            self._begun = ["..."]  # so that what is left of it is not taken for all of it
        return ended

    def rest(self) -> str:
        """Return the last line, which nothing has ended."""
        return self._whole(self._decoder.decode(b"", final=True))

    def _whole(self, end: str) -> str:
        return "".join([*self._begun, end])


@dataclass
class Reported:
    """What has been told so far: the latest numbers, and the points of the curve."""

    scores: Scores = field(default_factory=dict)
    curve: list[CurvePoint] = field(default_factory=list)

    def hear(self, line: str) -> None:
        """Take in a line of output. What is no object of JSON says nothing.

        >>> heard = Reported()
        >>> for line in ("epoch 1", '{"step": 10, "loss": 0.5}', '{"loss": 0.25, "host": "a"}'):
        ...     heard.hear(line)
        >>> heard.scores, heard.curve[0].step
        ({'loss': 0.25}, 10)
        """
        text = line.strip()
        if not (text.startswith("{") and text.endswith("}")):
            return
        try:
            found = json.loads(text)
        except (ValueError, RecursionError):  # it only looks like one
            return
        self.take(numbers(found))

    def take(self, told: Scores) -> bool:
        """Take in numbers by name; whether they are a point of the curve."""
        step = next((told[name] for name in STEPS if name in told), None)
        scores = {name: value for name, value in told.items() if name not in STEPS}
        if not scores:
            return False
        self.scores = scores
        if step is None or not step.is_integer() or not 0 <= step < _MOST_STEPS:
            return False
        if self.curve and step <= self.curve[-1].step:
            return False
        self.curve.append(CurvePoint(int(step), Frozen(scores)))
        return True

    def look(self, folder: Path) -> None:
        """Take in the files that a program may have written, which count more than what it printed.

        Raises NothingReported for one that cannot be read.
        """
        table = folder / METRICS_CSV
        if table.is_file():
            self.curve.clear()
            for row in _rows(table):
                self.take(row)
        if (folder / METRICS_JSON).is_file():
            self.scores = _of_file(folder / METRICS_JSON)


def numbers(told: Mapping[str, object]) -> dict[str, float]:
    """Return what are numbers of some values by name; a number without a name is none.

    >>> numbers({"loss": 1, "done": True, "name": "a", "auc": 0.5, "": 3})
    {'loss': 1.0, 'auc': 0.5}
    """
    return {
        called(name): _float(value)
        for name, value in told.items()
        if isinstance(value, int | float) and type(value) is not bool and name.strip()
    }


def called(name: object) -> str:
    """Return a name as it can be written into files: what is no text in UTF-8 is replaced."""
    return str(name).encode("utf-8", "replace").decode()


def divided(scores: Scores, metric: str = "") -> tuple[dict[str, float], dict[str, float]]:
    """Return the numbers that are judged, and those on validation data by the names of what they are of.

    What is judged, ``metric``, may be called one of test data: those on validation data are called the same then.

    >>> divided({"accuracy": 0.9, "val_accuracy": 0.8})
    ({'accuracy': 0.9}, {'accuracy': 0.8})
    >>> divided({"test/auc": 0.9, "val/auc": 0.8}, "test/auc")
    ({'test/auc': 0.9}, {'test/auc': 0.8})
    """
    test, validation = dict[str, float](), dict[str, float]()
    plain = _TEST.fullmatch(metric)
    for name, value in scores.items():
        if of := _VALIDATION.fullmatch(name):
            validation[metric if plain and plain[1] == of[1] else of[1]] = value
        else:
            test[name] = value
    return test, validation


def nothing(kind: Sequence[str]) -> Text:
    """Return why nothing is known of a run that ended well; ``kind`` are the names of what it told."""
    if kind:
        return _("it reported {names}, and nothing else").format(names=", ".join(kind))
    return _("it reported no number: its last line must be JSON, as in {line}").format(line=LINE)


def _float(number: int | float) -> float:
    try:
        return float(number)
    except OverflowError:  # a whole number, which has no end in JSON
        return math.inf if number > 0 else -math.inf


def _of_file(path: Path) -> dict[str, float]:
    try:
        found = json.loads(path.read_text(encoding="utf-8-sig"))
    except (ValueError, OSError, RecursionError) as error:
        raise NothingReported(_why(path, error)) from None
    if not isinstance(found, dict) or not numbers(found):
        raise NothingReported(_("{file} has no numbers by name, as in {line}").format(file=path.name, line=LINE))
    return numbers(found)


def _rows(path: Path) -> list[dict[str, float]]:
    try:
        with open(path, newline="", encoding="utf-8-sig") as file:
            rows = list(csv.DictReader(file))
    except (ValueError, OSError, csv.Error) as error:
        raise NothingReported(_why(path, error)) from None
    return [numbers({name: _number(cell) for name, cell in row.items()}) for row in rows]


def _number(cell: object) -> float | None:
    try:
        return float(str(cell))
    except ValueError:
        return None


def _why(path: Path, error: Exception) -> Text:
    return _("{file} cannot be read ({reason})").format(file=path.name, reason=" ".join(str(error).split())[:100])
