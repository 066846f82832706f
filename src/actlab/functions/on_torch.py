"""An activation as a module of PyTorch: the exported code, carried out, with its learnt parameters."""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor, nn

from actlab.errors import InvalidInput
from actlab.functions.export import export
from actlab.functions.exports.carried import carried_out
from actlab.functions.exports.naming import function_name, renamed
from actlab.functions.record import Activation
from actlab.words import _

NARROW = (torch.float16, torch.bfloat16)  # computed in single precision, and rounded once


class Elementwise(nn.Module):  # type: ignore[misc]  # PyTorch is an extra, whose types nobody need have
    """An activation. Its values, its slope at every point, kinks included, and its second derivative are actlab's.

    ``words`` are what a user types for it, ``code`` is what is carried out. Learnt parameters are parameters of the
    module, under their names, in PyTorch's default dtype: one number per layer, or per unit along the last axis. Half
    precision is computed in single, and rounded once. It can be copied, pickled, compiled, and differentiated twice.
    """

    def __init__(self, activation: Activation, units: int | None = None) -> None:
        super().__init__()
        made = renamed(activation)  # as the code has them: none of the names that a module has itself
        self.words, self.code, self.called = str(activation), export(activation, "torch"), function_name(made)
        self.learnt = tuple(p.name for p in made.learnt)
        for one in made.learnt:
            shape = (_units(activation, units),) if one.learn == "unit" else ()
            self.register_parameter(one.name, nn.Parameter(torch.full(shape, one.value)))
        self._function = getattr(carried_out(self.code), self.called)

    def forward(self, x: Tensor) -> Tensor:
        """Return f(x), elementwise, in the dtype of x."""
        wide = x.float() if x.dtype in NARROW else x
        learnt = {name: getattr(self, name).to(wide.dtype) for name in self.learnt}
        return self._function(wide, **learnt).to(x.dtype)  # the code has the other parameters' values

    def __getstate__(self) -> dict[str, Any]:
        """Keep the code, not what was made of it: another process carries it out again."""
        return {name: value for name, value in self.__dict__.items() if name != "_function"}

    def __setstate__(self, state: dict[str, Any]) -> None:
        super().__setstate__(state)
        self._function = getattr(carried_out(self.code), self.called)

    def extra_repr(self) -> str:
        """Return what PyTorch shows of it in a model."""
        return self.words


def module(activation: Activation, units: int | None = None) -> Elementwise:
    """Return an activation as a module; ``units`` is the length of the last axis, where a parameter is learnt per unit.

    Raises InvalidInput for a function in Python, which has no formula to write in PyTorch, and where ``units`` are
    missing.

    >>> from actlab.functions.find import find
    >>> elu = module(find("elu(alpha=0.5)"))
    >>> elu, elu(torch.tensor([-1.0, 2.0]))
    (Elementwise(elu(alpha=0.5)), tensor([-0.3161,  2.0000]))
    >>> dict(module(find("prelu")).named_parameters())["alpha"].item()
    0.25
    """
    return Elementwise(activation, units)


def _units(activation: Activation, units: int | None) -> int:
    if units is None:
        text = _("{name} has a parameter for each unit: say how many units there are.")
        raise InvalidInput(text.format(name=str(activation)), "units", "128")
    return units
