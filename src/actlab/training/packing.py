"""A network of JAX as bytes, so that another process can take it up: the arrays of its state, and of its sound one."""

from __future__ import annotations

import zipfile
from io import BytesIO
from typing import Any

import jax
import numpy as np

from actlab.training.member import State
from actlab.training.trainer import Course
from actlab.training.trial import Checkpoint

_SOUND = "sound"  # the steps after which the state was sound; none where it has not been kept


def packed(course: Course[State]) -> Checkpoint:
    """Return a network under way as it can be stored."""
    sound_steps, sound = course.sound or (-1, None)
    states = {"now": course.state, "then": None if sound_steps == course.steps else sound}
    arrays: dict[str, Any] = {  # NumPy's own arguments have types of theirs
        f"{name} {place}": np.asarray(leaf)
        for name, state in states.items()
        for place, leaf in enumerate(jax.tree.leaves(state))
    }
    content = BytesIO()
    np.savez(content, **arrays | {_SOUND: np.array(sound_steps)})
    return Checkpoint(course.steps, course.seconds, tuple(course.curve), content.getvalue())


def unpack(course: Course[State], checkpoint: Checkpoint, start: State) -> None:
    """Put a network where a checkpoint says that it was; ``start`` has the shapes of its state.

    Raises ValueError where the checkpoint is none of such a network.
    """
    try:
        with np.load(BytesIO(checkpoint.content), allow_pickle=False) as arrays:
            sound_steps = int(arrays[_SOUND])
            state = _state("now", arrays, start)
            apart = 0 <= sound_steps != checkpoint.steps
            sound = _state("then", arrays, start) if apart else state
    except (KeyError, OSError, EOFError, zipfile.BadZipFile) as error:
        raise ValueError(str(error)) from None
    course.state, course.steps, course.curve = state, checkpoint.steps, list(checkpoint.curve)
    course.seconds = course.kept = checkpoint.seconds
    course.sound = (sound_steps, sound) if sound_steps >= 0 else None


def _state(name: str, arrays: np.lib.npyio.NpzFile, start: State) -> State:
    leaves, shape = jax.tree.flatten(start)
    stored = sum(file.startswith(f"{name} ") for file in arrays.files)
    found = [arrays[f"{name} {place}"] for place in range(stored)]
    if [(leaf.shape, leaf.dtype) for leaf in leaves] != [(leaf.shape, leaf.dtype) for leaf in found]:
        raise ValueError("arrays of another network")
    unpacked: State = jax.tree.unflatten(shape, found)
    return unpacked
