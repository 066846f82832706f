"""The protocol of stores: what has been put there never changes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Set
from typing import NamedTuple, Protocol, runtime_checkable

from actlab.errors import ActlabError
from actlab.training.trial import Checkpoint, Key, Trial
from actlab.words import _

TUNING, EVALUATION = "tuning", "evaluation"  # phases of a study
SETUP, JUDGED = "setup", "judged"  # kinds of entries
FIRST, SAME = "", "same-initialisation"  # answers of a study


class Place(NamedTuple):
    """For which phase and answer a network was trained first, for whoever reads the store by other means."""

    phase: str = EVALUATION
    answer: str = FIRST


@runtime_checkable
class Store(Protocol):
    """Where the trials of a study live. A key has one trial; whoever asks for the key gets it, whatever the place."""

    def get(self, key: Key) -> Trial | None:
        """Return what became of a key; None where that is not known."""

    def put(self, trial: Trial, place: Place) -> None:
        """Keep a trial: when this returns, it outlives the process. The same trial once more changes nothing.

        Raises Contradiction where the key is known with other bits.
        """

    def claim(self, key: Key) -> bool:
        """Return whether a network is to be trained for this store, from any thread: nobody has, or is about to.

        It is until the store is closed. What is lost of that harms nobody: a network that is trained twice is the same.
        """

    def others(self, keys: Iterable[Key]) -> Set[Key]:
        """Return those of some networks that others, who are alive, have claimed."""

    def checkpoint(self, key: Key) -> Checkpoint | None:
        """Return the latest checkpoint of a network under way, from any thread; None where there is none."""

    def keep(self, key: Key, checkpoint: Checkpoint) -> None:
        """Keep a checkpoint in place of the one before, from any thread: whole, or not at all; until there is a trial.

        What is lost of that harms nobody: a network that begins anew is the same.
        """

    def trials(self) -> Iterator[Trial]:
        """Yield all trials in the order in which they arrived."""

    def write(self, kind: str, answer: str, content: str) -> None:
        """Add an entry, a text in JSON, to those of its kind and answer."""

    def read(self, kind: str, answer: str) -> str | None:
        """Return the latest entry of a kind and answer; None where there is none."""

    def close(self) -> None:
        """Let go of what the store holds."""


class Contradiction(ActlabError):
    """A network was trained twice and came out differently."""


def contradiction(key: Key) -> Contradiction:
    """Return the error for a key that is known with other bits."""
    text = _("network {key}, seed {seed}, is stored with other results; what is stored is kept.")
    return Contradiction(text.format(key=key.digest[:12], seed=key.seed))
