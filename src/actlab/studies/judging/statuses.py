"""How a run ended, by the words of trackers and search tools."""

from __future__ import annotations

from collections.abc import Iterable

from actlab.studies.judging.names import plain

FINISHED, FAILED, UNFINISHED = "finished", "failed", "unfinished"
_WORDS = {
    FINISHED: "finished finish complete completed ok okay success successful succeeded done converged passed",
    FAILED: "failed fail failure error errored crashed crash diverged nan inf killed collapsed timeout timed_out oom "
    "out_of_memory aborted abort exploded",
    UNFINISHED: "running pruned waiting scheduled queued pending preempted preempting unfinished started paused "
    "cancelled canceled stopped interrupted",
}
_MEANING = {word: meaning for meaning, words in _WORDS.items() for word in words.split()}
NAMES = ("status", "state", "run_status", "run_state", "trial_state", "outcome", "estado", "situacao")


def meaning(word: str) -> str | None:
    """Return what a word says of the end of a run; None where it is not known.

    >>> [meaning(word) for word in ("FINISHED", "FAIL", "PRUNED", "TrialState.COMPLETE", "blue")]
    ['finished', 'failed', 'unfinished', 'finished', None]
    """
    last = word.rpartition(".")[2]
    return _MEANING.get(plain(last)) or _MEANING.get(last.strip().lower())


def unknown_words(words: Iterable[str]) -> list[str] | None:
    """Return the words that are not known, in order; None where no word is known, so that it is no status."""
    every = set(words)
    strange = sorted(word for word in every if meaning(word) is None)
    return None if len(strange) == len(every) else strange
