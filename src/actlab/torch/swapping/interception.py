"""A module in whose forward calls that make up an activation are replaced by the call of another activation.

Its class is made from the module's own, so that it stays what it was for everybody else; it can be copied and pickled.
Calls are known by their places in the source, so that nothing is guessed: what stands at a place that was not seen
when it was made raises an error, and never passes for something else.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

import torch
from torch import nn
from torch.overrides import TorchFunctionMode
from torch.utils._pytree import tree_leaves

from actlab.errors import ActlabError
from actlab.torch.census.elementwise import SAME, plain
from actlab.torch.census.graph import Place
from actlab.torch.census.standing import stand
from actlab.words import _

CHILD = "swapped"  # under which the new activations stand in their module


@dataclass(frozen=True)
class Step:
    """A call that is replaced: of which of the new activations, which argument goes in, whether it is the last."""

    at: int
    root: int | None
    last: bool


@dataclass(frozen=True)
class Steps:
    """What is replaced in a module's forward, by place; ``left`` are the places of other calls of the same names."""

    steps: Mapping[Place, Step]
    names: frozenset[str]
    left: frozenset[Place]


def intercept(module: nn.Module, steps: Steps, activations: list[nn.Module]) -> None:
    """Make a module call activations in place of what stands at the places of the steps."""
    kind: Any = type(module)
    module.__class__ = _swapped(kind)
    module.add_module(CHILD, nn.ModuleList(activations))
    module.__dict__["_steps"] = steps


class _Interception(TorchFunctionMode):  # type: ignore[misc]
    """Replaces calls while one forward runs."""

    def __init__(self, module: nn.Module) -> None:
        super().__init__()
        self._module = module
        self._steps: Steps = module.__dict__["_steps"]
        self._new: nn.ModuleList = module.get_submodule(CHILD)
        self._below = {id(one) for one in module.modules()}
        self._times: Counter[Any] = Counter()
        self._inputs: dict[int, Any] = {}

    def __torch_function__(self, function: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
        keywords = kwargs or {}
        name = plain(getattr(function, "__name__", ""))
        if name not in self._steps.names:
            return function(*args, **keywords)
        found = stand(lambda module: id(module) in self._below)
        if found.module is not self._module:
            return function(*args, **keywords)
        self._times[found.frames] += 1
        place = Place(found.frames, self._times[found.frames], found.line)
        step = self._steps.steps.get(place)
        if step is None:
            if name not in SAME and place not in self._steps.left:
                text = _("line {line} calls {name} where it was not called when activations were swapped.")
                hint = _("Swap again, with a batch that goes this way.")
                raise ActlabError(text.format(line=found.line, name=name) + " " + hint)
            return function(*args, **keywords)
        if step.root is not None:
            self._inputs[step.at] = tree_leaves((tuple(args), dict(keywords)))[step.root]
        if not step.last:
            return self._inputs[step.at]  # of the same shape; nobody but the step that comes last would use it
        return self._new[step.at](self._inputs.pop(step.at))


@cache
def _swapped(base: Hashable) -> Any:
    kind: Any = base

    def forward(self: Any, *args: Any, **kwargs: Any) -> Any:
        with _Interception(self):
            return kind.forward(self, *args, **kwargs)

    def reduced(self: Any, protocol: Any) -> Any:
        _made, _arguments, *state = kind.__reduce_ex__(self, protocol)
        return _new, (kind,), *state

    # the compiler leaves it as it is: it does not know the frames of Python by which places are told
    own = {"forward": torch.compiler.disable(forward), "__reduce_ex__": reduced}
    return type(kind.__name__, (kind,), {**own, "__module__": kind.__module__, "__doc__": kind.__doc__})


def _new(base: Hashable) -> Any:
    """Make a module of the class for another process, whose content comes next."""
    made = _swapped(base)
    return made.__new__(made)
