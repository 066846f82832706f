"""The models of a comparison: built by the user, alike but for the activation."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from torch import nn

from actlab.errors import InvalidInput
from actlab.functions.on_torch import Elementwise, module
from actlab.functions.record import Activation
from actlab.torch.pairs.randomness import start
from actlab.torch.pairs.weights import Paired, share
from actlab.words import _

Build = Callable[..., nn.Module]


class Places:
    """What ``build(activation)`` is given: a call makes the module of one place, ``activation(128)`` with its units."""

    def __init__(self, activation: Activation) -> None:
        self.activation, self.made = activation, 0

    def __call__(self, units: int | None = None) -> Elementwise:
        """Return a module of its own for one more place; ``units`` matter where a parameter is learnt per unit.

        Raises InvalidInput for what is no number of units, such as the tensor that the module was meant for.
        """
        if units is not None and (isinstance(units, bool) or not isinstance(units, int)):
            text = _("activation makes the module of a place: {advice}")
            raise InvalidInput(text.format(advice=_CALL_IT), "build")
        self.made += 1
        return module(self.activation, units)


@dataclass(frozen=True)
class Models:
    """Makes the model of an activation, which begins with the control's weights of the same seed.

    ``build`` takes no argument, and its activations ``where`` (in the words of ``actlab.torch.swap``) are replaced, as
    a forward pass of ``batch`` finds them, except those in ``leave``; or it takes one, which makes a module at each
    place. ``tied`` lets one module that a forward calls several times share what it learns.
    """

    build: Build
    control: Activation
    batch: Any = None
    where: str | Sequence[str] = "hidden"
    leave: Sequence[str] = ()
    tied: bool = False

    def of(self, activation: Activation, seed: int) -> tuple[nn.Module, Paired]:
        """Return a new model with an activation and the control's weights at the seed, and which those are.

        Raises InvalidInput where it has other weights than the control, or the activation is not in it.
        """
        model = self._built(activation, seed)
        control = model if activation == self.control else self._built(self.control, seed)
        return model, share(model, control)

    def _built(self, activation: Activation, seed: int) -> nn.Module:
        start(seed, "build")
        if takes_activation(self.build):
            model = _put(self.build, Places(activation))
        else:
            from actlab.torch.swap import swap  # with its census of the model

            model = swap(self.build(), activation, self.batch, where=self.where, leave=self.leave, tied=self.tied)
        for one in model.modules():
            if getattr(
                one, "inplace", False
            ):  # it would change what a skip connection adds, in some runs and not others
                one.inplace = False
        return model


def takes_activation(build: Build) -> bool:
    """Return whether ``build`` is to be given what makes activations: whether it needs an argument, or names one so.

    Raises InvalidInput where it needs more than one, or is a model itself.

    >>> takes_activation(lambda: nn.Linear(2, 1)), takes_activation(lambda activation: activation())
    (False, True)
    >>> takes_activation(lambda width=64: nn.Linear(2, width))
    False
    """
    if isinstance(build, nn.Module) or not callable(build):
        text = _("build is {kind}, but each run needs a new model: give a function that makes one.")
        raise InvalidInput(text.format(kind=type(build).__name__), "build", "lambda: Net()")
    places = [one for one in inspect.signature(build).parameters.values() if one.kind in _BY_POSITION]
    needed = sum(one.default is one.empty for one in places)
    if needed > 1:
        text = _(
            "build needs {n} arguments. It takes none, or one: build(activation), where activation() makes a module."
        )
        raise InvalidInput(text.format(n=needed), "build")
    return needed == 1 or any(one.name == "activation" for one in places[:1])


_BY_POSITION = (inspect.Parameter.POSITIONAL_ONLY, inspect.Parameter.POSITIONAL_OR_KEYWORD)


def _put(build: Build, places: Places) -> nn.Module:
    """Return the model that ``build`` makes with an activation at its places.

    Raises InvalidInput where it has none of them, or could not be made because they are no modules yet.
    """
    try:
        model = build(places)
    except TypeError as error:
        if places.made:
            raise
        text = _("build never called activation, and raised TypeError ({error}): {advice}")
        raise InvalidInput(text.format(error=error, advice=_CALL_IT), "build") from error
    if not isinstance(model, nn.Module):
        text = _("build returned {kind}, which is no torch.nn.Module.")
        raise InvalidInput(text.format(kind=type(model).__name__), "build")
    if not any(isinstance(one, Elementwise) for one in model.modules()):
        text = _("the model that build returned does not have the activation: put activation() at each of its places.")
        raise InvalidInput(text, "build")
    return model


_CALL_IT = _("write activation() where a module or a function belongs.")
