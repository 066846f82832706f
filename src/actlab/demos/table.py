"""The table of demonstrations; each is loaded when it is run."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path

from actlab.demos.outcome import Outcome
from actlab.errors import unknown
from actlab.report.explain import files_of
from actlab.words import _

DEMOS = ("linear-collapse", "vanishing-gradient", "dead-units", "leak", "elu-cost", "output-layer")


def demonstrate(name: str, *, quick: bool = False, out: Path | None = None) -> tuple[Outcome, list[Path]]:
    """Run a demonstration; with ``out``, write its figure into that folder.

    Raises InvalidInput for an unknown name.
    """
    if name not in DEMOS:
        raise unknown(_("demonstration"), name, DEMOS)
    outcome: Outcome = import_module(f"actlab.demos.{name.replace('-', '_')}").run(quick=quick)
    return outcome, files_of(outcome.figure, out, name) if out else []
