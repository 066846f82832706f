"""The whole corrected line of what cannot be read: repairs are tried one after another until a line is accepted.

A repair is a guess, which is why a line is never taken as repaired, only shown.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import NamedTuple

from actlab.errors import InvalidInput
from actlab.functions.language.mistakes import MISTAKES, decimal_points, missing, why_points
from actlab.functions.language.spelling import refusal
from actlab.functions.records import shortest
from actlab.functions.spec import formula_alone
from actlab.words import _

LONGEST = 500  # characters of a line that is repaired
STEPS = 4  # faults in one line
TRIED = 80  # lines that are tried at most


class _Line(NamedTuple):
    text: str
    reason: str  # of the first repair, where it says it better than who could not read the line


def explained(error: InvalidInput, spec: str, accept: Callable[[str], object]) -> InvalidInput:
    """Return an error with the corrected line at its end, where some repairs lead to one that ``accept`` takes."""
    if len(spec) > LONGEST:
        return error
    try:
        alone, defaults = formula_alone(spec)
    except InvalidInput:
        return error
    declared = ", ".join(f"{p.name}={shortest(p.value)}" for p in defaults)
    start = _in_ascii(alone) + (f"; {declared}" if declared else "")
    found = _corrected(start, accept)
    if found is None:
        return error
    text = error.text
    if found.reason:
        text = refusal(start, _first_difference(start, found.text), found.reason).text
    return InvalidInput(_("{error}\nWrite: {line}").format(error=text, line=found.text), error.field, error.example)


def _corrected(start: str, accept: Callable[[str], object]) -> _Line | None:
    waiting, seen = [(_Line(start, ""), 0)], {start}
    for line, step in waiting:  # which grows: the lines with fewer repairs come first
        for text, reason in _repairs(line.text):
            if text in seen or len(seen) > TRIED:
                continue
            seen.add(text)
            repaired = _Line(text, line.reason if step else reason)
            try:
                accept(text)
            except InvalidInput:
                if step + 1 < STEPS:
                    waiting.append((repaired, step + 1))
                continue
            return repaired
    return None


def _repairs(line: str) -> Iterator[tuple[str, str]]:
    """Yield lines with one repair each, the likeliest first, and the reasons."""
    head, semicolon, rest = line.partition(";")
    for repair, reason in MISTAKES:
        repaired = repair(head).strip()
        if repaired and repaired != head.strip():
            yield repaired + semicolon + rest, why_points(head) if repair is decimal_points else reason
    if (points := decimal_points(line)) != line:
        yield points, why_points(line)
    for name in missing(head, rest):
        yield f"{head.strip()}; {rest.strip() + ', ' if rest.strip() else ''}{name}=1.0", ""


def _in_ascii(text: str) -> str:
    for power, plain_power in {"²": "^2", "³": "^3", "⁴": "^4", "−": "-", "–": "-", "“": '"', "”": '"'}.items():
        text = text.replace(power, plain_power)
    return text


def _first_difference(one: str, other: str) -> int:
    """Return the first place of a text at which another differs, spaces left aside."""
    rest = iter(other.replace(" ", ""))
    places = [place for place, character in enumerate(one) if character != " "]
    return next((place for place in places if one[place] != next(rest, "")), len(one))
