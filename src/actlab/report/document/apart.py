"""Lines that lie on each other, so drawn that all of them can be seen: thinner ones, in dashes, above thicker ones."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from actlab.report.document.charts import Line

NEAR = 0.01  # of the range of all lines: as close as that, one hides the other
SHARE = 0.2  # of the points of two lines, that must be so close
DASHES = ("-", "--", "-.", ":")  # from below upwards: through the gaps of each the one below is seen
_MORE, _MOST = 1.3, 6.5  # points of width: from one line to the next below it, and at most


def apart(lines: Sequence[Line]) -> tuple[Line, ...]:
    """Return lines in their order, those that hide each other with a layer, width and dash of their own.

    What lies apart stays as it is, as do lines without a label, which stand for no arm.

    >>> same = (0.0, 1.0), (0.0, 1.0)
    >>> [(line.width, line.dash, line.layer) for line in apart([Line(*same, "a"), Line(*same, "b")])]
    [(3.1, '-', 0), (1.8, '--', 1)]
    """
    made = list(lines)
    for group in _groups(lines):
        order = sorted(group, key=lambda place: DASHES.index(lines[place].dash))  # stable: solid ones are below
        step = min(_MORE, (_MOST - lines[order[0]].width) / max(len(order) - 1, 1))
        for layer, place in enumerate(order):
            line = lines[place]
            dash = line.dash if line.dash != "-" or not layer else DASHES[1:][(layer - 1) % 3]
            made[place] = replace(line, layer=layer, width=line.width + step * (len(order) - 1 - layer), dash=dash)
    return tuple(made)


def _groups(lines: Sequence[Line]) -> list[list[int]]:
    """Return the places of lines that are hidden, or hide another, directly or over others."""
    named = [line for line in lines if line.label]
    finite = [y for line in named for y in line.y if np.isfinite(y)]
    near = NEAR * (max(finite) - min(finite)) if finite else 0.0
    groups: list[list[int]] = []
    for place, line in enumerate(lines):
        if not line.label:
            continue
        touched = [group for group in groups if any(_hidden(lines[other], line, near) for other in group)]
        groups = [group for group in groups if group not in touched]
        groups.append(sorted([place, *(other for group in touched for other in group)]))
    return [group for group in groups if len(group) > 1]


def _hidden(one: Line, other: Line, near: float) -> bool:
    """Return whether two lines lie on each other for a good part of their points."""
    if one.x != other.x:
        return False
    gaps = np.abs(np.subtract(one.y, other.y))
    known = np.isfinite(gaps)
    return bool(known.any() and (gaps[known] <= near).mean() >= SHARE)
