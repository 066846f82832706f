"""Shards of a study: which part of its networks one machine of several trains, in a folder of its own."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from actlab.errors import InvalidInput
from actlab.studies.plan import Plan
from actlab.studies.stores.store import TUNING
from actlab.studies.tuning import Try
from actlab.words import Text, _

AUTO = "auto"
MOST = 100_000  # shards of a study
_SPELLING = re.compile(r"\s*(\d{1,9})\s*/\s*(\d{1,9})\s*")
_FOLDER = re.compile(r"shard-(\d+)-of-(\d+)")


class Shard(NamedTuple):
    """One of several parts, counted from 1.

    >>> Shard(3, 16).folder, str(Shard(3, 16))
    ('shard-03-of-16', '3/16')
    """

    number: int
    of: int

    def __str__(self) -> str:
        return f"{self.number}/{self.of}"

    @property
    def folder(self) -> str:
        """The name of its folder within the study's."""
        return f"shard-{self.number:0{len(str(self.of))}}-of-{self.of}"

    def share(self, phase: str, tries: Sequence[Try], plan: Plan) -> list[Try]:
        """Return those of the networks wanted in a phase that are this shard's.

        All arms of a seed are one shard's, so that pairs stay together; of a search for learning rates, all arms of a
        seed and rate. Which are whose depends on nothing but what is wanted.
        """
        if phase == TUNING:
            order = {unit: n for n, unit in enumerate(dict.fromkeys((one.seed, one.learning_rate) for one in tries))}
            return [one for one in tries if self._has(order[one.seed, one.learning_rate])]
        return [one for one in tries if self._has(one.seed - plan.evaluation_seeds.start)]

    def _has(self, index: int) -> bool:
        return index % self.of == self.number - 1


WHOLE = Shard(1, 1)


class Part(NamedTuple):
    """What is trained of a study: which shard, and whether all of it that can be trained now is there."""

    shard: Shard
    done: bool = True

    @property
    def cut_short(self) -> Part:
        """The same part, not done."""
        return self._replace(done=False)


def shard_of(given: object, environment: Mapping[str, str] = os.environ) -> Shard:
    """Return the shard that a user names: ``"3/16"``, ``(3, 16)``, or ``"auto"`` in a job array.

    Raises InvalidInput for anything else.

    >>> shard_of("3/16"), shard_of((1, 2)), shard_of("auto", {"JOB_COMPLETION_INDEX": "0", "JOB_COMPLETIONS": "4"})
    (Shard(number=3, of=16), Shard(number=1, of=2), Shard(number=1, of=4))
    """
    if given == AUTO:
        return _of_environment(environment)
    if isinstance(given, tuple | list) and [type(one) for one in given] == [int, int]:
        return _checked(*given, given=given)
    found = _SPELLING.fullmatch(given) if isinstance(given, str) else None
    if not found:
        raise _refused(given)
    return _checked(int(found[1]), int(found[2]), given=given)


def part_of(given: object, out: object) -> Shard | None:
    """Return the shard that a user names of a study in a folder, ``out``; None where he names none.

    Raises InvalidInput for what names none, and where there is no folder.
    """
    found = None if given is None else shard_of(given)
    if found and out is None:
        raise InvalidInput(_("a shard needs the folder of the study that the shards share."), "out", "my-study")
    return found


def of_folder(folder: Path) -> Shard | None:
    """Return the shard that a folder is for, by its name.

    >>> of_folder(Path("monday/shard-03-of-16")), of_folder(Path("monday"))
    (Shard(number=3, of=16), None)
    """
    found = _FOLDER.fullmatch(folder.absolute().name)
    shard = Shard(int(found[1]), int(found[2])) if found else WHOLE
    return shard if found and shard.folder == found[0] and 1 <= shard.number <= shard.of else None


def shards_in(folder: Path) -> Iterator[tuple[Shard, Path]]:
    """Yield the shards whose folders are in a study's, with their places, in order; none of what cannot be read."""
    try:
        places = [place for place in folder.iterdir() if place.is_dir()]
    except OSError:
        return
    yield from sorted((shard, place) for place in places if (shard := of_folder(place)))


def _of_environment(environment: Mapping[str, str]) -> Shard:
    """Return the shard that a job array gives this process, on SLURM or Kubernetes."""
    if "SLURM_ARRAY_TASK_ID" in environment:
        return _of_slurm(*(_number(environment, f"SLURM_ARRAY_TASK_{name}") for name in ("ID", "MIN", "MAX", "COUNT")))
    if "JOB_COMPLETION_INDEX" in environment:  # Kubernetes sets this one, from 0, and not how many there are
        if "JOB_COMPLETIONS" not in environment:
            text = _("shard: this Job says which pod this is, not of how many; set {name} in its template.")
            raise InvalidInput(text.format(name="JOB_COMPLETIONS"), "shard", "3/16")
        index, count = (_number(environment, name) for name in ("JOB_COMPLETION_INDEX", "JOB_COMPLETIONS"))
        return _checked(index + 1, count, given=f"{index + 1}/{count}")
    text = _("shard: auto needs a job array of SLURM or an Indexed Job of Kubernetes, and this is neither.")
    raise InvalidInput(text, "shard", "3/16")


def _of_slurm(task: int, first: int, last: int, count: int) -> Shard:
    """Return the shard of a task of an array without gaps, which may begin anywhere and go in steps.

    One with gaps is one of which some tasks were sent again: they would be taken for shards of another number.
    """
    step = (last - first) // (count - 1) if count > 1 else 0
    if not step or last != first + step * (count - 1) or (task - first) % step or not first <= task <= last:
        text = _("shard: auto needs a whole array such as {array}; for some tasks of one say which shard each is.")
        raise InvalidInput(text.format(array="--array=1-16"), "shard", "3/16")
    return _checked((task - first) // step + 1, count, given=task)


def _number(environment: Mapping[str, str], name: str) -> int:
    given = environment.get(name, "")
    if not re.fullmatch(r"\d{1,9}", given):
        text = _("shard: {name} is '{given}', which is no whole number.")
        raise InvalidInput(text.format(name=name, given=given), "shard", "3/16")
    return int(given)


def _checked(number: int, count: int, *, given: object) -> Shard:
    if not 1 <= number <= count <= MOST:
        raise _refused(given)
    return Shard(number, count)


def _refused(given: object) -> InvalidInput:
    shown = "{}/{}".format(*given) if isinstance(given, tuple | list) and len(given) == 2 else str(given)
    text = _("{field}: {given} is not allowed; it must be {allowed}.")
    allowed = _("a shard and how many there are, counted from 1, or auto in a job array")
    return InvalidInput(
        text.format(field="shard", given=Text.of((" ".join(shown.split()),)), allowed=allowed), "shard", "3/16"
    )
