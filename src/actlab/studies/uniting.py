"""Several stored parts of one study: whether they are that, and the setup that all of them follow."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple, Self

from actlab.errors import InvalidInput
from actlab.studies.continuing import differences, judged, listed, of_origins
from actlab.studies.opening import setup_in
from actlab.studies.plan import Plan
from actlab.studies.setup import Setup
from actlab.studies.stores.store import Store
from actlab.words import _


class Source(NamedTuple):
    """A part of a study: where it is, its setup, and over how many seeds verdicts have been shown of it."""

    folder: Path
    setup: Setup
    judged: int

    @classmethod
    def of(cls, folder: Path, store: Store) -> Self:
        """Return what a store says of itself."""
        return cls(folder, setup_in(store, folder), judged(store))


def united(sources: Sequence[Source]) -> Setup:
    """Return the setup of a study of which there are parts: the largest of theirs, if the others have grown into it.

    Where any of them was judged before it grew, the whole is judged by the test that allows for that. Raises
    InvalidInput, with all that differs, where they are no parts of one study.
    """
    whole = max(sources, key=lambda source: _size(source.setup.plan))
    for source in sources:
        grown = _grown(source.setup.plan, whole.setup.plan)
        different = [*differences(grown, whole.setup.plan), *of_origins(source.setup, whole.setup)]
        if different:
            text = _("{one} and {other} are not of the same study ({differences}); nothing is merged.")
            places = {"one": str(source.folder), "other": str(whole.folder)}
            raise InvalidInput(text.format(**places, differences=listed(different)))
    seen = [source.judged for source in sources if source.setup.plan != whole.setup.plan]
    return replace(whole.setup, judged=max([*(source.setup.judged for source in sources), *seen]))


def _size(plan: Plan) -> tuple[int, bool, int]:
    return len(plan.arms), plan.seeds.until_decided, plan.seeds.count


def _grown(plan: Plan, whole: Plan) -> Plan:
    """Return a plan with the further arms of another, and with seeds until all is decided where that has them."""
    arms = whole.arms if whole.arms[: len(plan.arms)] == plan.arms else plan.arms
    until = plan.seeds.until_decided or whole.seeds.until_decided
    return replace(plan, arms=arms, seeds=replace(plan.seeds, until_decided=until))
