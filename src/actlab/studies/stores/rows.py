"""A trial as a row: its key's fields, status and scores readable in SQL, the rest packed, a digest over all of it."""

from __future__ import annotations

import hashlib
import json
import struct
import zlib
from base64 import b64decode, b64encode
from collections.abc import Mapping, Sequence
from typing import Any

from actlab.studies.stores.store import Place
from actlab.training.trial import CurvePoint, Key, Scores, Status, Trial, Values
from actlab.words import packed, unpacked

Cell = str | int | float | bytes | None

KEY_COLUMNS = ("arm", "recipe", "learning_rate", "seed", "platform", "versions", "width")
COLUMNS = (
    *("key", *KEY_COLUMNS, "phase", "answer"),
    *("status", "steps", "reason", "seconds", "test", "validation", "payload"),
)
ROW = ", ".join((*COLUMNS, "sha256"))
LARGEST = 2**28  # bytes of an unpacked payload


class Damaged(Exception):
    """A row is not what was written."""


def row_of(trial: Trial, place: Place) -> tuple[Cell, ...]:
    """Return the cells of a trial, in the order of COLUMNS; the digest over them is the last."""
    key, rest = trial.key, _rest(trial)
    cells: tuple[Cell, ...] = (
        *(key.digest, key.arm, key.recipe, float(key.learning_rate), int(key.seed)),
        *(key.platform, key.versions, int(key.width), place.phase, place.answer),
        *(str(trial.status), int(trial.steps), str(trial.reason), float(trial.seconds)),
        *(_scores(trial.test), _scores(trial.validation), zlib.compress(rest.encode(), 6)),
    )
    return (*cells, digest(cells))


def trial_of(row: Sequence[Cell]) -> Trial:
    """Return the trial of a row.

    Raises Damaged where the digest does not hold, or says of something else that it holds.
    """
    *cells, found = row
    if digest(cells) != found:
        raise Damaged
    try:
        return _trial(dict(zip(COLUMNS, cells, strict=True)))
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError, OverflowError, zlib.error):
        raise Damaged from None


def same(one: Trial, other: Trial) -> bool:
    """Return whether two trials are the same to the last bit; how long they took is the machine's matter."""
    return _bits(one) == _bits(other)


def digest(cells: Sequence[Cell]) -> bytes:
    """Return the SHA-256 over cells, each with its type and length."""
    found = hashlib.sha256()
    for cell in cells:
        content = _bytes(cell)
        found.update(f"{type(cell).__name__} {len(content)} ".encode())
        found.update(content)
    return found.digest()


def curve_text(curve: Sequence[CurvePoint]) -> str:
    """Return a curve as JSON, in which every number keeps all its digits."""
    return json.dumps(_points(curve), separators=(",", ":"), ensure_ascii=False)


def curve_of(points: Sequence[Sequence[Any]]) -> tuple[CurvePoint, ...]:
    """Return the curve of what its JSON says."""
    return tuple(CurvePoint(int(step), dict(scores), _read_values(seen)) for step, scores, seen in points)


def _points(curve: Sequence[CurvePoint]) -> list[object]:
    return [[int(point.step), _floats(point.scores), _values(point.probes)] for point in curve]


def _bytes(cell: Cell) -> bytes:
    match cell:
        case None:
            return b""
        case float():
            return struct.pack("<d", cell)
        case bytes():
            return cell
        case _:
            return str(cell).encode()


def _trial(cells: Mapping[str, Cell]) -> Trial:
    key = Key(*(cells[name] for name in KEY_COLUMNS))  # type: ignore[arg-type]  # what is written has these types
    if key.digest != cells["key"]:
        raise ValueError("another key")
    rest = json.loads(_unpacked_payload(cells["payload"]))
    reason = unpacked(rest["reason"])
    if reason != cells["reason"]:
        raise ValueError("another reason")
    return Trial(
        key,
        Status(str(cells["status"])),
        int(cells["steps"]),  # type: ignore[arg-type]  # as above
        reason,
        _read_scores(cells["test"]),
        _read_scores(cells["validation"]),
        curve_of(rest["curve"]),
        float(cells["seconds"]),  # type: ignore[arg-type]  # as above
        None if rest["correct"] is None else b64decode(rest["correct"], validate=True),
        tuple(map(str, rest["unmoved"])),
    )


def _rest(trial: Trial) -> str:
    """Return what has no column of its own as JSON, in which every number keeps all its digits."""
    content = {
        "curve": _points(trial.curve),
        "correct": None if trial.correct is None else b64encode(trial.correct).decode("ascii"),
        "unmoved": list(trial.unmoved),
        "reason": packed(trial.reason),
    }
    return json.dumps(content, separators=(",", ":"), ensure_ascii=False)


def _bits(trial: Trial) -> tuple[object, ...]:
    scores = (_scores(trial.test), _scores(trial.validation))
    return (trial.key, str(trial.status), int(trial.steps), str(trial.reason), *scores, _rest(trial))


def _unpacked_payload(payload: Cell) -> str:
    if not isinstance(payload, bytes):
        raise ValueError("no payload")
    inflating = zlib.decompressobj()
    text = inflating.decompress(payload, LARGEST)
    if not inflating.eof or inflating.unused_data:
        raise ValueError("too large, or more than a payload")
    return text.decode()


def _floats(scores: Scores) -> dict[str, float]:
    return {str(name): float(value) for name, value in scores.items()}


def _values(seen: Values | None) -> dict[str, list[float]] | None:
    return None if seen is None else {str(name): [float(value) for value in values] for name, values in seen.items()}


def _scores(scores: Scores | None) -> str | None:
    return None if scores is None else json.dumps(_floats(scores))


def _read_scores(text: Cell) -> Scores | None:
    return None if text is None else {str(name): float(value) for name, value in json.loads(str(text)).items()}


def _read_values(seen: Mapping[str, Sequence[float]] | None) -> Values | None:
    return None if seen is None else {name: tuple(map(float, values)) for name, values in seen.items()}
