"""How the cases of a table are named in what is said of them."""

from __future__ import annotations

from collections.abc import Sequence

from actlab.studies.judging.rows import Observation
from actlab.words import Text, _, joined

SHOWN = 5  # how many cases are named


def case(one: Observation) -> Text:
    """Return an observation by what tells it from others: elu, digits, seed 3, learning rate 0.1."""
    parts = [one.arm, one.dataset, _("seed {seed}").format(seed=one.seed) if one.seed else ""]
    parts.append(_("learning rate {lr}").format(lr=one.lr) if one.lr else "")
    return joined([part for part in parts if part], ", ")


def some(cases: Sequence[str]) -> Text:
    """Name the first few cases and count the others."""
    rest = len(cases) - SHOWN
    shown = joined(cases[:SHOWN], "; ")
    return shown + " " + _("and {n} more").format(n=rest) if rest > 0 else shown


def brief(arm: str, seed: str, dataset: str) -> Text:
    """Return a case in few words: elu 3, or elu 3 (digits)."""
    name = joined([part for part in (arm, seed) if part])
    return joined([name, " (", dataset, ")"], "") if dataset else name
