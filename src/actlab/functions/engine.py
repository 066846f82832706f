"""JAX as this program uses it: every core is a device. To be imported before JAX is first used.

JAX fixes its devices when the first number is computed, so that a formula which is looked at before a study starts
decides on how many cores the study trains.
"""

from __future__ import annotations

import os

import jax

from actlab.errors import ActlabError
from actlab.words import _

VARIABLE = "JAX_NUM_CPU_DEVICES"  # what the user says himself goes before


def cores() -> int:
    """Return how many cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def running() -> bool:
    """Return whether JAX has started: its devices are then fixed."""
    devices = _devices()
    try:
        _set(devices + 1)  # which JAX takes only before it starts; it has no public word for whether it has
    except RuntimeError:
        return True
    _set(devices)
    return False


def _devices() -> int:
    """Return the number of devices that JAX was told to have, -1 where it was told nothing."""
    return int(jax.config.values["jax_num_cpu_devices"])


def _set(devices: int) -> None:
    jax.config.update("jax_num_cpu_devices", devices)  # type: ignore[no-untyped-call]


class _Fork:
    """Whether this process came by fork from one in which JAX was running: JAX would wait there for ever."""

    lost = False
    ran = False

    @classmethod
    def before(cls) -> None:
        cls.ran = running()

    @classmethod
    def in_child(cls) -> None:
        cls.lost = cls.lost or cls.ran


def lost() -> bool:
    """Return whether JAX cannot be used here, because this process was forked after JAX had started."""
    return _Fork.lost


def refusal(what: str) -> ActlabError:
    """Return the error for what cannot be done where JAX is lost."""
    message = _("{what} needs JAX, which a process forked after JAX has started cannot use. Start it by spawn.")
    return ActlabError(message.format(what=what))


def require(what: str = _("this")) -> None:
    """Raise ActlabError where JAX is lost; whoever goes on would wait for ever."""
    if lost():
        raise refusal(what)


if VARIABLE not in os.environ and _devices() < 0 and not running():
    _set(cores())
if hasattr(os, "register_at_fork"):
    os.register_at_fork(before=_Fork.before, after_in_child=_Fork.in_child)
