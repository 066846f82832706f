"""What all runs of the user's own training share: their keys, their folders, and what is judged of them."""

from __future__ import annotations

import json
import re
import shutil
from dataclasses import dataclass, replace
from pathlib import Path

from actlab.training.own.outcome import Judged, Outcome
from actlab.training.trainer import Member
from actlab.training.trial import CurvePoint, Frozen, Key

PLATFORM, VERSIONS = "program", "its own"  # of a key: what computes is known by the recipe alone
UNRATED = 1.0  # the learning rate in the keys of runs that are given none
_KEPT = "first.json"
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

    def keep(self, member: Member, outcome: Outcome) -> None:
        """Keep what came of a run in its folder, for as long as it is not known what is judged of it."""
        curve = [(point.step, dict(point.scores)) for point in outcome.curve]
        content = {"scores": dict(outcome.scores), "curve": curve, "seconds": outcome.seconds, "reason": outcome.reason}
        (self.place(member) / _KEPT).write_text(json.dumps(content))

    def kept(self, member: Member) -> Outcome | None:
        """Return what came of a run that was kept; None where there is none that can be read."""
        try:
            found = json.loads((self.place(member) / _KEPT).read_text())
            curve = tuple(CurvePoint(int(step), Frozen(scores)) for step, scores in found["curve"])
            return Outcome(found["scores"], curve, float(found["seconds"]), str(found["reason"]))
        except (OSError, ValueError, TypeError, KeyError):  # none, or one whose writing was cut off
            return None

    def judging(self, judged: Judged) -> Runs:
        """Return the same runs, of which something else is judged."""
        return replace(self, judged=judged)
