"""How a plan writes training that is the user's own."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class OwnChoice:
    """Training that is the user's own: a command (``called`` is its text), or a function in Python (its name).

    ``code`` is the digest of ``files``, the code and settings that the command names, or of the function with all that
    it uses. ``rated`` says that it is given learning rates. After ``limit`` seconds a run has failed. ``chance`` is
    what predicting without having learnt gives, None where nobody knows. ``command`` is empty for a function.
    ``paired`` says that whoever trains holds runs of one seed against each other: weights, batches and masks.
    ``higher_is_better`` is the direction of what is judged, None as long as nothing has been run.
    """

    called: str
    command: tuple[str, ...]
    code: str
    files: tuple[str, ...]
    rated: bool
    limit: float | None = None
    chance: float | None = None
    paired: bool = False
    higher_is_better: bool | None = None
