"""Does a function exist already: exactly, at other parameters, or stretched and shifted? Else, what is nearest?"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from actlab.analysis.relatives_record import Nearest, Relatives, Rescaled
from actlab.functions.packed import packed
from actlab.functions.record import Activation

QUESTION = "relatives"


def relatives(activation: Activation) -> Relatives:
    """Compare an activation with the whole catalogue, itself left out; what the catalogue's records are is kept.

    >>> from actlab.functions.find import find
    >>> found = relatives(find("x*sigmoid(1.702*x)"))
    >>> found.identical, found.nearest.name, round(found.nearest.distance, 3)
    (['silu(beta=1.702)'], 'gelu', 0.02)
    """
    if isinstance(kept := packed(activation, QUESTION), dict):
        return _read(kept)
    from actlab.analysis.relating import computed  # SciPy, which nobody waits for where the answer is kept

    return computed(activation)


def _read(kept: Mapping[str, Any]) -> Relatives:
    """Return relatives from their fields as JSON has them."""
    nearest = kept["nearest"] and Nearest(*kept["nearest"])
    return Relatives(list(kept["identical"]), [Rescaled(*one) for one in kept["rescaled"]], nearest)
