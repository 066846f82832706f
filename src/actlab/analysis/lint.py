"""The gradient lint: what training with an activation will meet, said before any training."""

from __future__ import annotations

from actlab.analysis.profile_record import Profile
from actlab.functions.packed import packed
from actlab.functions.record import Activation
from actlab.words import unpacked

QUESTION = "lint"


def lint(activation: Activation, profile: Profile) -> list[str]:
    """Return the findings, one line each; none is an error.

    >>> from actlab.analysis.profile import profile
    >>> from actlab.functions.find import find
    >>> lint(find("relu"), profile(find("relu")))[0]
    'kink at x = 0: the derivative used there is 0.'
    """
    kept = packed(activation, QUESTION)
    if isinstance(kept, list):
        return [unpacked(line) for line in kept]
    from actlab.analysis.linting import computed  # SciPy, which nobody waits for where the answer is kept

    return computed(activation, profile)
