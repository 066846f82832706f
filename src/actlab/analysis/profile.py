"""Everything that can be said of an activation without training, of the catalogue's records as it is kept."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from actlab.analysis.profile_record import Profile, Saturation
from actlab.functions.packed import packed
from actlab.functions.record import Activation

QUESTION = "profile"


def profile(activation: Activation) -> Profile:
    """Return the profile of an activation: that of a record of the catalogue is kept, every other is computed.

    >>> from actlab.functions.find import find
    >>> found = profile(find("relu"))
    >>> found.low, found.high, found.monotone, found.smoothness, round(found.chi_1, 12)
    (0.0, inf, 'increasing', 0, 1.0)
    """
    if isinstance(kept := packed(activation, QUESTION), dict):
        return _read(kept)
    from actlab.analysis.profiling import computed  # SciPy, which nobody waits for where the answer is kept

    return computed(activation)


def _read(kept: Mapping[str, Any]) -> Profile:
    """Return a profile from its fields as JSON has them."""
    saturation = [
        Saturation(one["below"], [(low, high) for low, high in one["intervals"]], one["share"])
        for one in kept["saturation"]
    ]
    undefined = [(low, high) for low, high in kept["undefined"]]
    return Profile(**{**kept, "saturation": saturation, "undefined": undefined})
