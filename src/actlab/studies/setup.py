"""What is stored of a study before its first network: enough to open it later, without its data and without JAX."""

from __future__ import annotations

import json
import zlib
from base64 import b64decode, b64encode
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from actlab.data.chance import Chance
from actlab.data.metrics import MetricRecord, TaskRecord
from actlab.studies.plan import Plan
from actlab.studies.provenance import Provenance
from actlab.studies.study import Study
from actlab.training.trial import Frozen, Key, plain
from actlab.words import _, packed, unpacked

if TYPE_CHECKING:
    from pydantic import TypeAdapter

FORMAT = 1
LARGEST = 2**28  # bytes of what is unpacked


@dataclass(frozen=True)
class Origin:
    """What the keys of all networks of a phase share."""

    recipe: str
    platform: str
    versions: str
    width: int

    @classmethod
    def of(cls, key: Key) -> Origin:
        """Return what a key shares with the others of its phase."""
        return cls(key.recipe, key.platform, key.versions, key.width)

    def key(self, arm: str, learning_rate: float, seed: int) -> Key:
        """Return the key of a network: the digest of its activation, its rate and its seed."""
        return Key(arm, self.recipe, float(learning_rate), seed, self.platform, self.versions, self.width)


@dataclass(frozen=True, eq=False)
class Setup:
    """A study before its networks, and where they come from.

    ``data_place`` is where data of the user's own are, empty where they have a name or were in memory;
    ``network_place`` is where a network of the user's own is, and ``place`` the folder in which a command of his runs.
    ``level`` is what one prediction for all scores on the validation data, of the judged metric; None where no rates
    are tuned. ``origins`` are those of the phases. ``places`` say of arms which ``file.py:function`` they are, by
    their digests. ``judged`` is the number of seeds that had been judged when the study was extended, 0 where it was
    not.
    """

    plan: Plan
    task: TaskRecord[MetricRecord]
    provenance: Provenance
    chance: Chance
    origins: Frozen[str, Origin]
    level: float | None = None
    places: Frozen[str, str] = field(default_factory=lambda: Frozen({}))
    judged: int = 0
    data_place: str = ""
    network_place: str = ""
    place: str = ""

    @property
    def width(self) -> int:
        """How many networks share a program, in every phase."""
        return next(iter(self.origins.values())).width

    def study(self, folder: Path | None = None) -> Study:
        """Return the study without any network."""
        return Study(self.plan, self.task, self.provenance, self.chance, judged=self.judged, folder=folder)

    def to_json(self) -> str:
        """Return all of it as JSON."""
        data = self.provenance.data_set
        titles = [packed(metric.title) for metric in self.task.metrics]
        content = {
            "format": FORMAT,
            "fields": {name: value for name, value in vars(self).items() if name != "chance"},
            "chance": dict(self.chance.scores),
            "examples": _packed(self.chance.examples),
            "words": {"titles": titles, "decisions": [packed(words) for words in data.decisions] if data else []},
        }
        if self.chance.contributions is not None:
            content["contributions"] = _packed(self.chance.contributions)
        return json.dumps(content, ensure_ascii=False, default=plain)


@dataclass(frozen=True)
class _Fields:
    """The fields of a setup that are read as they are."""

    plan: Plan
    task: TaskRecord[MetricRecord]
    provenance: Provenance
    origins: Frozen[str, Origin]
    level: float | None
    places: Frozen[str, str]
    judged: int
    data_place: str = ""
    network_place: str = ""
    place: str = ""


@cache
def _reader() -> TypeAdapter[_Fields]:
    from pydantic import TypeAdapter  # only where a setup is read

    return TypeAdapter(_Fields)


def setup_of(text: str) -> Setup:
    """Return the setup that ``to_json`` wrote.

    Raises ValueError, TypeError or KeyError for anything else.
    """
    content = json.loads(text)
    if content["format"] != FORMAT:
        raise ValueError("another format")
    found = _reader().validate_python(content["fields"])
    seeds, words = found.plan.seeds, content["words"]
    task = replace(
        found.task, metrics=tuple(_titled(*one) for one in zip(found.task.metrics, words["titles"], strict=True))
    )
    added = _unpacked(content["contributions"]) if "contributions" in content else None
    data = found.provenance.data_set
    if data:
        data = replace(data, title=_again(data.title), decisions=tuple(map(unpacked, words["decisions"])))
    return Setup(
        plan=replace(found.plan, seeds=replace(seeds, resamples=tuple(map(_again, seeds.resamples)))),
        task=task,
        provenance=replace(found.provenance, data_set=data),
        chance=Chance(task.metrics[0], Frozen(content["chance"]), _unpacked(content["examples"]), added),
        origins=found.origins,
        level=found.level,
        places=found.places,
        judged=found.judged,
        data_place=found.data_place,
        network_place=found.network_place,
        place=found.place,
    )


def _titled(metric: MetricRecord, title: object) -> MetricRecord:
    return replace(metric, title=unpacked(title))


def _again(words: str) -> str:
    """Return words of ours so that they can be said in every language again."""
    return _(words) if words else words


def _packed(examples: np.ndarray) -> str:
    return b64encode(zlib.compress(np.asarray(examples, "<f8").tobytes())).decode("ascii")


def _unpacked(text: str) -> np.ndarray:
    inflating = zlib.decompressobj()
    return np.frombuffer(inflating.decompress(b64decode(text, validate=True), LARGEST), "<f8").astype(np.float64)
