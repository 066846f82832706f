"""What all runs of the user's own training share: their keys, their folders, and what is judged of them."""

from __future__ import annotations

import re
import shutil
from dataclasses import dataclass, replace
from pathlib import Path

from actlab.training.own.outcome import Judged
from actlab.training.trainer import Member
from actlab.training.trial import Key

FOLDER = "runs"  # in a study's, with what each run printed and wrote
PLATFORM, VERSIONS = "program", "its own"  # of a key: what computes is known by the recipe alone
UNRATED = 1.0  # the learning rate in the keys of runs that are given none
_UNSAFE = re.compile(r"[^\w.=()+-]+")
_LONGEST = 48  # characters of an activation in the name of a folder
_DIGITS = 8  # of a key's digest there


@dataclass(frozen=True)
class Runs:
    """``recipe`` is the digest of what is run, ``folder`` has a folder for each run, ``judged`` is told of each."""

    recipe: str
    folder: Path
    judged: Judged

    def key(self, member: Member) -> Key:
        """Return all that is known to tell a run from others."""
        return Key(member.activation.digest, self.recipe, float(member.learning_rate), member.seed, PLATFORM, VERSIONS)

    def place(self, member: Member) -> Path:
        """Return the folder of a run, which its key alone decides."""
        name = _UNSAFE.sub("_", str(member.activation))[:_LONGEST]
        return self.folder / f"{name}-seed{member.seed}-{self.key(member).digest[:_DIGITS]}"

    def fresh(self, member: Member) -> Path:
        """Return the folder of a run, empty: what an attempt that was cut off left there is gone."""
        place = self.place(member)
        if place.exists():
            shutil.rmtree(place)
        place.mkdir(parents=True)
        return place

    def judging(self, judged: Judged) -> Runs:
        """Return the same runs, of which something else is judged."""
        return replace(self, judged=judged)
