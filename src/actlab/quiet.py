"""What XLA writes to standard error, decided before JAX is loaded: it asks the environment once, then never again.

Whenever XLA loads a compiled program on a processor it complains, on two lines of a thousand letters, that what it told
the compiler to prefer is no feature of the machine. Nobody is to read that, and no error of JAX's is told there alone.
"""

from __future__ import annotations

import os
import sys

VARIABLE = "TF_CPP_MIN_LOG_LEVEL"
FATAL, OF_JAX = "3", "1"  # levels: only what ends the process; what JAX asks for itself


class _Log:
    chosen = False  # whether the level is this program's choice
    told = False  # whether XLA says what nobody asked for


def hush() -> None:
    """Ask XLA for silence where nobody asked for anything; a JAX that was loaded before goes on as it was told."""
    if "jax" in sys.modules:
        _Log.told = os.environ.get(VARIABLE, OF_JAX) < FATAL
    elif VARIABLE not in os.environ:
        os.environ[VARIABLE], _Log.chosen = FATAL, True


def restore() -> None:
    """Leave the environment as JAX leaves it, once JAX is loaded: other programs and libraries read it, too."""
    if _Log.chosen and os.environ.get(VARIABLE) == FATAL:
        os.environ[VARIABLE], _Log.chosen = OF_JAX, False


def told() -> bool:
    """Return whether XLA would say what nobody asked for, because JAX was loaded before this package."""
    return _Log.told
