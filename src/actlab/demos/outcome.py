"""What every demonstration returns."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from matplotlib.figure import Figure


@dataclass(frozen=True)
class Outcome:
    """The tutorial's sentence, what was found (lines for people, numbers for programs) and the drawing of it."""

    sentence: str
    findings: list[str]
    numbers: dict[str, Any]
    figure: Figure
