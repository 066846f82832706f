"""What stands for a function of a user's that cannot be used."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from actlab.functions.limits import FunctionFault
from actlab.words import Text

if TYPE_CHECKING:
    import jax


@dataclass(frozen=True)
class Broken:
    """Stands for a function that cannot be used: to call it says why. ``digest`` is that of the function."""

    reason: Text
    digest: str

    def __call__(self, _x: object) -> jax.Array:
        raise FunctionFault(self.reason)
