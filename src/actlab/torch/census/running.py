"""Runs a model on a batch as it is trained and as it is evaluated, and leaves no trace of it."""

from __future__ import annotations

import copy
import pickle
import random
import warnings
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, nullcontext
from typing import Any, NamedTuple

import numpy as np
import torch
from torch import Tensor, nn
from torch.utils._pytree import tree_map

from actlab.errors import InvalidInput
from actlab.torch.census.record import Counts
from actlab.words import Text, _


class Mode(NamedTuple):
    """A way to run a model."""

    name: str
    title: Text
    train: bool
    gradients: bool


MODES = (
    Mode("train", _("training"), True, True),
    Mode("evaluation", _("evaluation"), False, True),
    Mode("no_gradient", _("evaluation without gradients"), False, False),
)
assert tuple(mode.name for mode in MODES) == Counts._fields


def copied(model: nn.Module) -> nn.Module:
    """Return a copy of a model in which activations and the like that stand at several places are one for each.

    What is shared and has weights stays shared. Raises InvalidInput for what cannot be copied.
    """
    if not isinstance(model, nn.Module):
        text = _("{kind} is no model of PyTorch: give a torch.nn.Module.")
        raise InvalidInput(text.format(kind=type(model).__name__), "model")
    try:
        made = copy.deepcopy(model)
    except (RuntimeError, TypeError, pickle.PickleError) as error:
        text = _("the model cannot be copied: {reason}. Give it as it was built, before it has been run.")
        raise InvalidInput(text.format(reason=_line(error)), "model") from error
    apart(made)
    return made


def apart(model: nn.Module) -> None:
    """Make of a module without weights that stands at several places one for each."""
    seen: set[int] = set()
    for path, module in list(model.named_modules(remove_duplicate=False)):
        bare = not [*module.children(), *module.parameters(), *module.buffers()]
        if id(module) in seen and bare and not isinstance(module, torch.jit.ScriptModule):
            parent, _dot, name = path.rpartition(".")
            model.get_submodule(parent)._modules[name] = copy.copy(module)
        seen.add(id(module))


def paths_of(model: nn.Module) -> dict[int, str]:
    """Return every module's path, by its identity; the first, where it stands at several places."""
    return {id(module): path for path, module in model.named_modules()}


def call_of(model: nn.Module, batch: Any, mode: Mode) -> tuple[Any, Callable[[], Any]]:
    """Return a batch of its own for one run, and what runs the model on it."""
    given = tree_map(lambda leaf: leaf.detach().clone() if isinstance(leaf, Tensor) else leaf, _plain(batch))
    model.train(mode.train)

    def call() -> Any:
        # what is compiled runs as it was written, so that it can be seen
        eager = torch.compiler.set_stance("force_eager")
        with nullcontext() if mode.gradients else torch.no_grad(), eager, warnings.catch_warnings():
            warnings.filterwarnings("ignore", r"Using `torch\.compile\(module\)` when there are global hooks")
            if isinstance(given, Mapping):
                return model(**given)
            return model(*given) if isinstance(given, tuple | list) else model(given)

    def explained() -> Any:
        try:
            return call()
        except Exception as error:
            text = _("the model does not run on the batch in {mode}: {reason}. Give what you would give the model:")
            text += " " + _("a tensor, a tuple of arguments or a dict of them by name.")
            raise InvalidInput(text.format(mode=mode.title, reason=_line(error)), "batch") from error

    return given, explained


@contextmanager
def same_randomness() -> Iterator[None]:
    """Give back the state of every generator of random numbers as it was."""
    devices = list(range(torch.cuda.device_count())) if torch.cuda.is_available() else []
    own, of_numpy = random.getstate(), np.random.get_state()
    try:
        with torch.random.fork_rng(devices):
            yield
    finally:
        random.setstate(own)
        np.random.set_state(of_numpy)


def _plain(batch: Any) -> Any:
    """Return a batch as a dict, a tuple or what it is: tokenizers give a mapping of their own."""
    return dict(batch) if isinstance(batch, Mapping) or hasattr(batch, "keys") else batch


def _line(error: Exception) -> str:
    return f"{type(error).__name__}: {' '.join(str(error).split())}".rstrip(".")
