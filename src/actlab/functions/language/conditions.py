"""Conditions and choices as people write them: how each mistake is repaired."""

from __future__ import annotations

import re

_SIGNS = {"=<": "<=", "=>": ">=", "<>": "!=", "~=": "!=", "===": "=="}
_COMPARED = re.compile(r"[<>=!]|\b(?:and|or|not)\b")


def signs(head: str) -> str:
    """Return comparisons in Python's signs."""
    for wrong, right in _SIGNS.items():
        head = head.replace(wrong, right)
    return head


def words_for_signs(head: str) -> str:
    """Return conditions joined by words, which bind less than a comparison; the signs bind more."""
    if not any(sign in head for sign in "<>="):
        return head
    return re.sub(r"\s*&\s*", " and ", re.sub(r"(?<=[\w)])\s*\|\s*(?=[\w(])", " or ", head))


def not_by_word(head: str) -> str:
    """Return ``!a`` as not a."""
    return re.sub(r"!(?!=)\s*", " not ", head).replace("( not", "(not")


def equals(head: str) -> str:
    """Return one sign of equality in a condition as two."""
    return re.sub(r"((?:where|if)\b[^=<>!]*?)(?<![=<>!])=(?!=)", r"\1==", head)


def otherwise(head: str) -> str:
    """Return ``{x if x > 0, 0.1*x otherwise}`` as where(x > 0, x, 0.1*x)."""
    text, when = head.strip("{} "), r"[,\s]\s*(?:if|when|for)\s+"
    rest = rf"(.+?)(?:[,\s]*\b(?:otherwise|else)\b|{when}.+)?"
    match = re.fullmatch(rf"(.+?){when}(.+?)\s*(?:[,;:]|\belse\b)\s*{rest}", text)
    if match:
        return f"where({match[2]}, {match[1]}, {match[3]})"
    first = r"if\s+(.+?)\s*(?:[:,]|\bthen\b)\s*(?:return\s)?(.+?)"
    match = re.fullmatch(rf"{first}[\s;,]*else\s*:?\s*(?:return\s)?(.+)", text)
    return f"where({match[1]}, {match[2]}, {match[3]})" if match else head


def c_choice(head: str) -> str:
    """Return ``x > 0 ? x : 0`` as where(x > 0, x, 0)."""
    match = re.fullmatch(r"\(?(.+?)\)?\s*\?\s*(.+?)\s*:\s*(.+)", head.strip())
    return f"where({match[1]}, {match[2]}, {match[3]})" if match else head


def compared(head: str) -> str:
    """Return conditions that are no comparison as Python and NumPy take them: true where they are not 0.

    >>> compared("where(x, 1, 2)"), compared("1 if sin(x) else x")
    ('where(x != 0, 1, 2)', '1 if sin(x) != 0 else x')
    """
    places = [match.end() for match in re.finditer(r"\bwhere\s*\(", head)]
    for start in reversed(places):
        end = _first_comma(head, start)
        head = head[:start] + _compared(head[start:end]) + head[end:]
    return re.sub(r"(?<=\bif\s)(.+?)(?=\s+else\b)", lambda match: _compared(match[1]), head)


def _compared(condition: str) -> str:
    outside, inside = condition, ""
    while outside != inside:  # brackets within brackets
        outside, inside = re.sub(r"\([^()]*\)", "", outside), outside
    bare = re.fullmatch(r"\s*\(.*\)\s*", condition) and not outside.strip()
    return condition if bare or _COMPARED.search(outside) or not condition.strip() else f"{condition.rstrip()} != 0"


def _first_comma(text: str, start: int) -> int:
    """Return the place of the comma after which the second argument begins; the start where there is none."""
    depth = 0
    for place in range(start, len(text)):
        depth += (text[place] in "([") - (text[place] in ")]")
        if text[place] == "," and depth == 0:
            return place
    return start
