"""A program of JAX's, compiled once: for all cores of this machine, and, from its cache, for later processes.

JAX would compile the same program anew for every core, as its own persistent cache keeps one for every core; nor does
that one check what it reads, write in one go, or stay within bounds without a lock that every reader waits for.
A program is known by its text, the versions of what compiles, and the processor: XLA writes code for the features of
this one, which another that shares the home folder may lack. The bits of a result are those of the text, compiled or
loaded. Accelerators, and programs that call Python or keep arrays of their own, compile where they are used.
"""

from __future__ import annotations

import hashlib
import io
import os
import pickle
import platform
import threading
from collections.abc import Callable, Hashable
from contextlib import suppress
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Any, NamedTuple

import jax
import numpy as np
from jax.experimental import serialize_executable
from jax.sharding import SingleDeviceSharding
from jax.stages import Wrapped
from jaxlib import xla_client

from actlab.functions import engine
from actlab.functions.cache import Cache, home
from actlab.quiet import told

LIBRARIES = ("jax", "jaxlib")
OF_JAX = "jax_compilation_cache_dir"  # JAX's own cache, if the user wants it; what comes from there cannot be written
PROGRAMS = "programs"  # the folder in the cache
DEFAULT = "jax_default_device"
OPTIONS = (  # JAX's, of which a compiled program depends and its text does not
    "jax_compiler_enable_remat_pass",
    "jax_disable_most_optimizations",
    "jax_exec_time_optimization_effort",
    "jax_memory_fitting_effort",
    "jax_memory_fitting_level",
    "jax_optimization_level",
)
_CALLS = "callback"  # in the name of whatever calls Python from a program
_PROCESSORS = Path("/proc/cpuinfo")
_FEATURES = ("vendor_id", "cpu family", "model", "model name", "flags", "Features", "CPU implementer", "CPU part")

Lower = Callable[[], jax.stages.Lowered]


class _Code(NamedTuple):
    """What JAX's ``serialize`` wrote, machine code and what goes with it, and the trees of arguments and results."""

    program: bytes
    arguments: jax.tree_util.PyTreeDef
    results: jax.tree_util.PyTreeDef


class Executable:
    """A program that is compiled when a device first asks for it, and loaded by the others.

    A thread that asks while another compiles waits, as it would have to compile.

    >>> x = jax.ShapeDtypeStruct((2,), "float32")
    >>> double = Executable().on(jax.devices()[0], lambda: jax.jit(lambda x: 2 * x).lower(x))
    >>> double(np.ones(2, "float32")).tolist()
    [2.0, 2.0]
    >>> Executable().run(jax.jit(lambda x: x + 1), np.zeros(2, "float32")).tolist()
    [1.0, 1.0]
    """

    def __init__(self) -> None:
        self._code: _Code | None = None
        self._ready: dict[jax.Device, jax.stages.Compiled] = {}
        self._lock = threading.Lock()

    def on(self, device: jax.Device, lower: Lower) -> jax.stages.Compiled:
        """Return the program of a device, for which ``lower`` traces it; raises whatever that raises."""
        if device not in self._ready:  # without the lock: who trains does not wait for who compiles
            with self._lock:
                if device not in self._ready:
                    self._ready[device] = self._made(device, lower)
        return self._ready[device]

    def run(self, function: Wrapped, *arguments: np.ndarray | jax.Array) -> Any:  # what the function returns
        """Apply a jitted function where JAX computes what nobody placed; it is traced for arguments like the first."""
        default = jax.config.values[DEFAULT]
        device = default if isinstance(default, jax.Device) else jax.devices(default)[0]
        sharding = SingleDeviceSharding(device)

        def lower() -> jax.stages.Lowered:
            structs = [
                jax.ShapeDtypeStruct(np.shape(one), one.dtype, sharding=sharding)  # type: ignore[no-untyped-call]
                for one in arguments
            ]
            return function.lower(*structs)

        return self.on(device, lower)(*arguments)

    def _made(self, device: jax.Device, lower: Lower) -> jax.stages.Compiled:
        if self._code:
            return _loaded(self._code, device)
        lowered = lower()
        name, kept = _name(lowered, device), _cache()
        if name is None:
            return lowered.compile()
        if kept and (found := kept.get(name)):
            code = _Code(found, jax.tree.structure(lowered.args_info), lowered.out_tree)
            with suppress(Exception):  # of another make, say: it is compiled, and takes its place
                program = _loaded(code, device)
                self._code = code
                return program
        program = lowered.compile()
        try:
            self._code = _Code(*serialize_executable.serialize(program))
        except (NotImplementedError, ValueError):  # it holds arrays of this process
            return program
        if kept:
            kept.put(name, self._code.program)
        return program


class _Reader(pickle.Unpickler):
    """Reads what JAX's ``serialize`` wrote, for one device, whichever it was written for."""

    def __init__(self, program: bytes, device: jax.Device) -> None:
        super().__init__(io.BytesIO(program))
        self._device = device

    def persistent_load(self, pid: tuple[Hashable, ...]) -> object:
        match pid:
            case ("exec", bytes(code)):
                options = xla_client.CompileOptions()
                options.device_assignment = xla_client.DeviceAssignment.create(np.array([[self._device.id]]))
                devices = xla_client.DeviceList((self._device,))
                return self._device.client.deserialize_executable(code, devices, options)
            case ("device", _):
                return self._device
            case ("client",):
                return self._device.client
        raise pickle.UnpicklingError(pid)


def _loaded(code: _Code, device: jax.Device) -> jax.stages.Compiled:
    unloaded, arguments, no_keywords = _Reader(code.program, device).load()
    tree = jax.tree.unflatten(code.arguments, arguments)
    return jax.stages.Compiled(unloaded.load(), [], tree, code.results, no_kwargs=no_keywords)


def _name(lowered: jax.stages.Lowered, device: jax.Device) -> str | None:
    """Return under which name a program is kept, None where it belongs to this device and process alone."""
    if device.platform != "cpu" or told() or jax.config.values[OF_JAX] is not None:
        return None
    text = lowered.as_text()
    if _CALLS in text:
        return None
    options = [repr(jax.config.values[option]) for option in OPTIONS if option in jax.config.values]
    parts = (text, *options, os.environ.get("XLA_FLAGS", ""), _machine())
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()


@cache
def _machine() -> str:
    """Return what machine code depends on besides its program: versions, cores, the processor and its features."""
    versions = tuple(version(name) for name in LIBRARIES)
    return "\0".join((*versions, str(engine.cores()), str(len(jax.devices("cpu"))), processor()))


def processor() -> str:
    """Return what is known of this machine's processor; where the system does not tell, no other machine's is it."""
    if not _PROCESSORS.exists():
        return "\0".join((platform.machine(), platform.processor(), platform.node()))
    first = _PROCESSORS.read_text(encoding="utf-8", errors="replace").split("\n\n")[0]
    rows = [line.partition(":") for line in first.splitlines()]
    return "\0".join((platform.machine(), *(value.strip() for key, _, value in rows if key.strip() in _FEATURES)))


@cache
def _cache() -> Cache | None:
    return Cache(folder / PROGRAMS) if (folder := home()) else None
