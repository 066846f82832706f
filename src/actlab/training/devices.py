"""The devices on which networks are trained."""

from __future__ import annotations

import jax

from actlab.errors import InvalidInput
from actlab.words import _


def choose_devices(count: int | None = None) -> list[jax.Device]:
    """Return the devices to train on: by default every GPU, else every processor core that JAX was given.

    Raises InvalidInput for a count below 1, or above what there is.
    """
    there = jax.devices()
    if count is None:
        return there
    if not 1 <= count <= len(there):
        message = _("devices: {count} is not allowed; JAX sees {n} here: {names}.")
        names = ", ".join(f"{device.platform}:{device.id}" for device in there[:4]) + (", ..." if there[4:] else "")
        raise InvalidInput(message.format(count=count, n=len(there), names=names), "devices", str(len(there)))
    return there[:count]
