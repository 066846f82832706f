"""A store in memory, for studies that are not written."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Set

from actlab.studies.stores.rows import same
from actlab.studies.stores.store import Place, contradiction
from actlab.training.trial import Checkpoint, Key, Trial


class MemoryStore:
    """Keeps trials as long as it lives.

    >>> from actlab.training.trial import Status
    >>> store, key = MemoryStore(), Key("arm", "recipe", 0.1, 0, "cpu", "jax 1")
    >>> store.put(Trial(key, Status.FINISHED, 10), Place())
    >>> store.get(key).steps, list(store.trials()) == [store.get(key)]
    (10, True)
    """

    def __init__(self) -> None:
        self._trials: dict[Key, Trial] = {}
        self._entries: dict[tuple[str, str], str] = {}
        self._checkpoints: dict[Key, Checkpoint] = {}

    def get(self, key: Key) -> Trial | None:
        """Return what became of a key."""
        return self._trials.get(key)

    def put(self, trial: Trial, place: Place) -> None:
        """Keep a trial."""
        self._checkpoints.pop(trial.key, None)
        known = self._trials.setdefault(trial.key, trial)
        if known is not trial and not same(known, trial):
            raise contradiction(trial.key)

    def claim(self, key: Key) -> bool:
        """Return whether nobody has trained a network."""
        return key not in self._trials

    def others(self, keys: Iterable[Key]) -> Set[Key]:
        """There are no others."""
        return frozenset()

    def checkpoint(self, key: Key) -> Checkpoint | None:
        """Return the latest checkpoint of a network under way."""
        return self._checkpoints.get(key)

    def keep(self, key: Key, checkpoint: Checkpoint) -> None:
        """Keep a checkpoint in place of the one before."""
        self._checkpoints[key] = checkpoint

    def trials(self) -> Iterator[Trial]:
        """Yield all trials in the order in which they arrived."""
        yield from list(self._trials.values())

    def write(self, kind: str, answer: str, content: str) -> None:
        """Keep an entry in place of the one before it."""
        self._entries[kind, answer] = content

    def read(self, kind: str, answer: str) -> str | None:
        """Return the latest entry of a kind and answer."""
        return self._entries.get((kind, answer))

    def close(self) -> None:
        """Nothing is held."""
