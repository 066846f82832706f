"""The compiled programs of this process, each made once and then reused: over seeds, rates, rounds and calls.

A program is known by what enters it: the activation's content, the network, the optimiser, the task and the shapes of
its arguments. Initialisation, learning rate, seed and number of steps are none of these, nor which core it runs on.
"""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable, Hashable, Sequence
from typing import TypeVar

import jax
import numpy as np
from jax.sharding import SingleDeviceSharding

from actlab.data.tasks import Task
from actlab.functions.callables import place_of
from actlab.functions.executables import Executable
from actlab.functions.limits import limited
from actlab.training.member import Program

PATIENCE = 60.0  # seconds in which a function of the user's must have been traced

TRAIN, SINGLE, STEP = "training", "one step", "step with probes"
EVALUATE, LOOK, SCORE = "outputs", "outputs with probes", "metrics of outputs"
REPLAY = "step under full view"
TRAIN_BLOCK, EVALUATE_BLOCK = "training side by side", "evaluation side by side"

compilations: Counter[str] = Counter()  # purpose -> programs compiled, or taken from the cache, since the process began

_made: dict[Hashable, Executable] = {}
_lock = threading.Lock()
T = TypeVar("T")


def compiled(
    purpose: str, program: Program, function: Callable[..., object], arguments: tuple[object, ...], device: jax.Device
) -> jax.stages.Compiled:
    """Return the compiled program of a function of arguments like these, on a device; made where it is not there.

    Raises whatever the activation or the network raises while they are traced, FunctionFault where it is a user's.
    """
    probes = program.recipe.probes if purpose in (STEP, LOOK) else ()
    return _compiled(purpose, (*_identity(program), probes), function, arguments, device, program.sources)


def of_task(
    purpose: str, task: Task, function: Callable[..., object], arguments: tuple[object, ...], device: jax.Device
) -> jax.stages.Compiled:
    """Return the compiled program of a function of outputs and targets, which is that of all activations."""
    return _compiled(purpose, task.compiled, function, arguments, device, ())


def _compiled(
    purpose: str,
    identity: tuple[Hashable, ...],
    function: Callable[..., object],
    arguments: tuple[object, ...],
    device: jax.Device,
    sources: Sequence[Callable[..., jax.Array]],
) -> jax.stages.Compiled:
    leaves, tree = jax.tree.flatten(arguments)
    shapes = tuple((jax.numpy.shape(leaf), jax.numpy.result_type(leaf)) for leaf in leaves)
    with _lock:
        made = _made.setdefault((purpose, *identity, tree, shapes), Executable())

    def lower() -> jax.stages.Lowered:
        donated = (0,) if purpose in (TRAIN, SINGLE, STEP, TRAIN_BLOCK) else ()
        structs = jax.tree.unflatten(tree, [_struct(*shape, device) for shape in shapes])
        lowered = guarded(sources, lambda: jax.jit(function, donate_argnums=donated).lower(*structs))
        with _lock:
            compilations[purpose] += 1
        return lowered

    return made.on(device, lower)


def guarded(sources: Sequence[Callable[..., jax.Array]], call: Callable[[], T]) -> T:
    """Make a call that may run a user's functions: under limits, where there are any."""
    return limited(call, PATIENCE, place_of(sources[0])) if sources else call()


def _identity(program: Program) -> tuple[Hashable, ...]:
    recipe = program.recipe
    network = (recipe.network.spec, recipe.network.apply, program.form, recipe.augment, recipe.precision)
    return (
        program.activation.digest,
        *network,
        recipe.optimizer,
        program.task.compiled,
        (float(program.unit), program.recipe.data.centre),
    )


def _struct(shape: tuple[int, ...], dtype: np.dtype, device: jax.Device) -> jax.ShapeDtypeStruct:
    return jax.ShapeDtypeStruct(shape, dtype, sharding=SingleDeviceSharding(device))  # type: ignore[no-untyped-call]
