"""Exported code, carried out: a module that can be imported, for compilers look functions up there."""

from __future__ import annotations

import hashlib
import sys
from functools import cache
from types import ModuleType


@cache
def carried_out(code: str) -> ModuleType:
    """Return the module of some exported code, the same for the same code.

    >>> carried_out("def double(x):\\n    return 2 * x").double(3)
    6
    """
    made = ModuleType(f"actlab.code_{hashlib.sha256(code.encode()).hexdigest()[:16]}")
    exec(compile(code, f"<{made.__name__}>", "exec"), made.__dict__)
    sys.modules[made.__name__] = made
    return made
