"""A trial as a row: its key's fields, status and scores readable in SQL, the rest packed, a digest over all of it."""

from __future__ import annotations

import hashlib
import json
import struct
import zlib
from base64 import b64decode, b64encode
from collections.abc import Iterable, Mapping, Sequence
from functools import partial
from operator import index
from sys import intern
from typing import Any

from actlab.errors import ActlabError
from actlab.studies.stores.store import Place
from actlab.training.trial import Curve, CurvePoint, Frozen, Key, Scores, Status, Trial, Values
from actlab.words import _, packed, unpacked

Cell = str | int | float | bytes | None

KEY_COLUMNS = ("arm", "recipe", "learning_rate", "seed", "platform", "versions", "width")
COLUMNS = (
    *("key", *KEY_COLUMNS, "phase", "answer"),
    *("status", "steps", "reason", "seconds", "test", "validation", "payload"),
)
_TEXT, _WHOLE, _NUMBER = b"str %d %b", b"int %d %b", b"float 8 %b"
_CONTENT = b"".join(
    (
        *(_TEXT, _TEXT, _TEXT, _NUMBER, _WHOLE, _TEXT, _TEXT, _WHOLE, _TEXT),
        *(_TEXT, _TEXT, _WHOLE, _TEXT, _NUMBER, b"%b", b"%b", b"bytes %d %b"),
    )
)  # of a row, before its digest
ROW = ", ".join((*COLUMNS, "sha256"))
_AFTER_CURVE = '],"correct":'
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
    return tuple(
        CurvePoint(
            int(step), Frozen({intern(name): float(score) for name, score in scores.items()}), _read_values(seen)
        )
        for step, scores, seen in points
    )


def _points(curve: Iterable[CurvePoint]) -> list[object]:
    return [[int(point.step), _floats(point.scores), _values(point.probes)] for point in curve]


def sound(row: Sequence[Cell]) -> bool:
    """Return whether a row's last cell is the digest of the others, whose texts are given as the bytes that are stored.

    What ``digest`` says, in a third of the time; SQLite's own check has seen that every cell is of its column's type.
    """
    try:
        return hashlib.sha256(_content(*row[:-1])).digest() == row[-1]  # type: ignore[arg-type]  # else the next line
    except (TypeError, struct.error):
        return False


def _content(
    key: bytes,
    arm: bytes,
    recipe: bytes,
    rate: float,
    seed: int,
    platform: bytes,
    versions: bytes,
    width: int,
    phase: bytes,
    answer: bytes,
    status: bytes,
    steps: int,
    reason: bytes,
    seconds: float,
    test: bytes | None,
    validation: bytes | None,
    payload: bytes,
) -> bytes:
    """Return what the digest is taken of."""
    numbers = [b"%d" % index(number) for number in (seed, width, steps)]
    scores = [b"NoneType 0 " if one is None else b"str %d %b" % (len(one), one) for one in (test, validation)]
    return _CONTENT % (
        *(len(key), key, len(arm), arm, len(recipe), recipe, struct.pack("<d", rate), len(numbers[0]), numbers[0]),
        *(len(platform), platform, len(versions), versions, len(numbers[1]), numbers[1], len(phase), phase),
        *(len(answer), answer, len(status), status, len(numbers[2]), numbers[2], len(reason), reason),
        *(struct.pack("<d", seconds), *scores, len(payload), payload),
    )


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
    rest = json.loads(_without_curve(_unpacked_payload(cells["payload"])))
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
        Curve(partial(_curve, cells["payload"])),
        float(cells["seconds"]),  # type: ignore[arg-type]  # as above
        None if rest["correct"] is None else b64decode(rest["correct"], validate=True),
        tuple(map(str, rest["unmoved"])),
        b64decode(rest["contributions"], validate=True) if "contributions" in rest else None,
    )


def _without_curve(text: str) -> str:
    """Return a payload whose curve has been left out, which is most of it; as it is where that cannot be told."""
    end = text.rfind(_AFTER_CURVE)  # nothing behind the curve has these characters in it
    return text if end < 0 else f"{{{text[end + 2 :]}"


def _curve(payload: Cell) -> tuple[CurvePoint, ...]:
    """Return the curve in a payload.

    Raises ActlabError where there is none that can be read, although its digest holds: somebody has made it so.
    """
    try:
        return curve_of(json.loads(_unpacked_payload(payload))["curve"])
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError, OverflowError, zlib.error):
        raise ActlabError(_("the curve of a stored network cannot be read.")) from None


def _rest(trial: Trial) -> str:
    """Return what has no column of its own as JSON, in which every number keeps all its digits."""
    content = {
        "curve": _points(trial.curve),
        "correct": None if trial.correct is None else b64encode(trial.correct).decode("ascii"),
        "unmoved": list(trial.unmoved),
        "reason": packed(trial.reason),
    }
    if trial.contributions is not None:
        content["contributions"] = b64encode(trial.contributions).decode("ascii")
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
    return None if seen is None else Frozen({name: tuple(map(float, values)) for name, values in seen.items()})
