"""JAX as this program uses it: every core is a device, products keep single precision. It is not loaded here.

JAX fixes its devices when the first number is computed, so that a formula which is looked at before a study starts
decides on how many cores the study trains. Left to itself it multiplies matrices on a GPU with ten bits (TF32).
"""

from __future__ import annotations

import os
import sys

from actlab.errors import ActlabError
from actlab.quiet import restore
from actlab.words import _

VARIABLE, PRECISION = "JAX_NUM_CPU_DEVICES", "jax_default_matmul_precision"  # what the user says goes before
SINGLE = "highest"  # JAX's word for products that keep all digits of single precision


def cores() -> int:
    """Return how many cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def prepare() -> None:
    """Tell JAX how it is used here, where the user has not: by what functions, data and devices are made of."""
    import jax

    restore()
    if VARIABLE not in os.environ and _devices() < 0 and not running():
        _set(cores())
    if jax.config.values[PRECISION] is None:
        jax.config.update(PRECISION, SINGLE)  # type: ignore[no-untyped-call]


def is_array(value: object) -> bool:
    """Return whether something is an array of JAX, which it cannot be where JAX has not been loaded."""
    return "jax" in sys.modules and isinstance(value, sys.modules["jax"].Array)


def precision() -> str:
    """Return with which digits matrices are multiplied on a GPU, in JAX's words."""
    import jax

    return str(jax.config.values[PRECISION])


def running() -> bool:
    """Return whether JAX has started: its devices are then fixed."""
    if not hasattr(sys.modules.get("jax"), "config"):
        return False  # it is not there, or only just being loaded
    devices = _devices()
    try:
        _set(devices + 1)  # which JAX takes only before it starts; it has no public word for whether it has
    except RuntimeError:
        return True
    _set(devices)
    return False


def _devices() -> int:
    """Return the number of devices that JAX was told to have, -1 where it was told nothing."""
    import jax

    return int(jax.config.values["jax_num_cpu_devices"])


def _set(devices: int) -> None:
    import jax

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


if hasattr(os, "register_at_fork"):
    os.register_at_fork(before=_Fork.before, after_in_child=_Fork.in_child)
