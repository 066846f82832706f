"""Whether a stored study can go on: what differs between two plans, and what an extension does to its verdicts."""

from __future__ import annotations

import shlex
from collections.abc import Iterable, Iterator
from dataclasses import fields, replace
from typing import NamedTuple

from actlab.errors import InvalidInput
from actlab.studies.arm_records import PlannedArm
from actlab.studies.choices import places
from actlab.studies.plan import Plan
from actlab.studies.setup import Origin, Setup
from actlab.studies.stores.store import FIRST, JUDGED, SETUP, Store
from actlab.training.trial import Frozen
from actlab.words import Text, _, joined

_SHOWN = 12  # characters of a digest
_CALLED = {(place.section, place.field): name for name, place in places(Plan).items()}


class Difference(NamedTuple):
    """A choice by the name that users give it, as it is stored and as it is wanted."""

    name: str
    old: str
    new: str


def differences(old: Plan, new: Plan) -> list[Difference]:
    """Return what differs between two plans, field by field; that there are more seeds now is no difference.

    >>> from actlab.studies.protocols import PROTOCOLS
    >>> plan = PROTOCOLS["tutorial"].plan
    >>> other = replace(plan, training=replace(plan.training, batch=128), seeds=replace(plan.seeds, count=9))
    >>> differences(plan, other)
    [Difference(name='batch', old='64', new='128')]
    """
    found = [*_of_arms(old.arms, new.arms)]
    for section in fields(Plan):
        if section.name == "arms":
            continue
        mine, others = getattr(old, section.name), getattr(new, section.name)
        if isinstance(mine, str):
            found += _of("", section.name, mine, others)
            continue
        if mine is None or others is None:  # one of the two is no training of the user's own
            found += _of("", section.name, getattr(mine, "called", None), getattr(others, "called", None))
            continue
        for field in fields(mine):
            if (section.name, field.name) != ("seeds", "count") or new.seeds.count < old.seeds.count:
                found += _of(section.name, field.name, getattr(mine, field.name), getattr(others, field.name))
    return found


def of_origins(old: Setup, new: Setup) -> Iterator[Difference]:
    """Yield what differs in what computes: another version may give other bits."""
    mine, others = _computes(old.origins), _computes(new.origins)
    for name in mine:
        yield from _of("", name, mine[name], others[name])


def listed(different: Iterable[Difference]) -> Text:
    """Return differences as people read them."""
    text = _("{name}: {old} -> {new}")
    return joined([text.format(name=one.name, old=one.old, new=one.new) for one in different], "; ")


def agreed(stored: Setup, wanted: Setup, store: Store, folder: object) -> Setup:
    """Return the setup by which a stored study goes on as it is wanted: with the same plan, or more seeds.

    Raises InvalidInput, with all that differs, where that would be another study.
    """
    different = [*differences(stored.plan, wanted.plan), *of_origins(stored, wanted)]
    if different:
        text = _(
            "{folder} holds a study with another plan ({differences}). To go on with that one: actlab resume {place}. "
            "For this plan take another folder."
        )
        place = shlex.quote(str(folder))
        raise InvalidInput(
            text.format(folder=str(folder), differences=listed(different), place=place), "out", "another-study"
        )
    if replace(wanted.plan, arms=stored.plan.arms) == stored.plan:
        return stored
    return extended(stored, wanted, store)


def extended(stored: Setup, wanted: Setup, store: Store) -> Setup:
    """Return the setup of a study that grows; where it had been judged, from now on by the test that allows for that.

    Raises InvalidInput where the networks to come would not be of the same kind as those that are there.
    """
    if wanted.plan.seeds.resample and (stored.judged or judged(store)):
        text = _(
            "the study cannot be extended: its seeds divide the same data anew, and no test allows for looking at such "
            "results more than once. Start another with as many seeds as you need."
        )
        raise InvalidInput(text)
    digests = stored.plan.data.digest, wanted.plan.data.digest
    different = [*_of("data", "digest", *digests), *of_origins(stored, wanted)]
    if different:
        text = _("the study cannot be extended here: its networks were trained otherwise ({differences}).")
        raise InvalidInput(text.format(differences=listed(different)))
    return replace(wanted, judged=stored.judged or judged(store))


def keep(store: Store, answer: str, setup: Setup) -> None:
    """Store a setup, unless it is the latest of its answer."""
    text = setup.to_json()
    if store.read(SETUP, answer) != text:
        store.write(SETUP, answer, text)


def judged(store: Store) -> int:
    """Return how many seeds had been judged when verdicts of a study were shown for the last time; 0 for never."""
    return int(store.read(JUDGED, FIRST) or 0)


def note_judged(store: Store, seeds: int) -> None:
    """Store that verdicts over so many seeds have been shown."""
    if seeds > judged(store):
        store.write(JUDGED, FIRST, str(seeds))


def _of(section: str, field: str, old: object, new: object) -> Iterator[Difference]:
    if old != new:
        name = _CALLED.get((section, field), field)
        yield Difference(f"{section} {field}" if field == "digest" else name, _shown(old), _shown(new))


def _of_arms(old: tuple[PlannedArm, ...], new: tuple[PlannedArm, ...]) -> Iterator[Difference]:
    names = [tuple(arm.name for arm in arms) for arms in (old, new)]
    if names[0] != names[1]:
        yield Difference("activations", *(", ".join(one) for one in names))
        return
    for mine, other in zip(old, new, strict=True):
        if mine.digest != other.digest:
            yield Difference(mine.name, _shown(mine.digest), _shown(other.digest))


def _computes(origins: Frozen[str, Origin]) -> dict[str, object]:
    one = next(iter(origins.values()))
    return {"platform": one.platform, "versions": one.versions, "width": one.width}


def _shown(value: object) -> str:
    if isinstance(value, tuple):
        return ", ".join(map(str, value)) or "-"
    text = str(value)
    return text[:_SHOWN] if len(text) == 64 else text or "-"
