"""Programs that are compiled in haste, for tests of what networks do, where compiling takes longer than the steps."""

from __future__ import annotations

from collections.abc import Hashable

import jax

from actlab.functions.executables import Executable, Lower

OPTIONS: dict[str, bool | str | int] = {"xla_backend_optimization_level": 0, "xla_cpu_use_fusion_emitters": False}

MADE: dict[Hashable, Hasty] = {}  # as a process keeps its programs


class Hasty(Executable):
    """A program as XLA writes it at once; it is kept for this process, and for no other."""

    def _made(self, device: jax.Device, lower: Lower) -> jax.stages.Compiled:
        return lower().compile(compiler_options=OPTIONS)
