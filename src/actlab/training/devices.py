"""The devices on which networks are trained."""

from __future__ import annotations

import jax

from actlab.errors import InvalidInput
from actlab.functions import engine
from actlab.words import _


def choose_devices(count: object = None) -> list[jax.Device]:
    """Return the devices to train on: by default every GPU, else every processor core that JAX was given.

    Raises InvalidInput for a count that is no whole number, below 1, or above what there is.
    """
    engine.prepare()
    there = jax.devices()
    if count is None:
        return there
    if not isinstance(count, int) or isinstance(count, bool):
        message = _("{field}: {given} is not allowed; it must be {allowed}.")
        text = message.format(field="devices", given=count, allowed=_("a whole number of at least 1"))
        raise InvalidInput(text, "devices", str(len(there)))
    if not 1 <= count <= len(there):
        message = _("devices: {count} is not allowed; JAX sees {n} here: {names}.")
        names = ", ".join(f"{device.platform}:{device.id}" for device in there[:4]) + (", ..." if there[4:] else "")
        raise InvalidInput(message.format(count=count, n=len(there), names=names), "devices", str(len(there)))
    return there[:count]
