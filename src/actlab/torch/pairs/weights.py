"""The weights that networks of one seed begin with: the control's, wherever a network has them as well."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn.parameter import is_lazy

from actlab.errors import InvalidInput
from actlab.functions.on_torch import Elementwise
from actlab.words import _

SHOWN = 5  # names in an error


@dataclass(frozen=True)
class Paired:
    """Which parameters and buffers a network shares with the control, and which only one of the two has, by name."""

    shared: tuple[str, ...]
    own: tuple[str, ...]
    lacking: tuple[str, ...]


@dataclass(frozen=True)
class Named:
    """A parameter or a buffer of a model, and the kind of module that it belongs to."""

    value: Tensor
    owner: nn.Module

    @property
    def learnt(self) -> bool:
        """Whether it is an activation's own parameter, such as the slope of PReLU."""
        return isinstance(self.owner, Elementwise)


def named(model: nn.Module) -> Iterator[tuple[str, Named]]:
    """Yield all parameters and buffers of a model under every name that they have.

    Raises InvalidInput for a lazy layer, whose weights are not there before it has been used, and for weights on
    PyTorch's meta device, which have no values.
    """
    both = (model.named_parameters(remove_duplicate=False), model.named_buffers(remove_duplicate=False))
    for name, value in (one for group in both for one in group):
        if is_lazy(value):
            text = _("{name} has no weights before the model is used: let build give it a batch.")
            raise InvalidInput(text.format(name=name), "build")
        if value.is_meta:
            text = _("{name} is on the meta device, where weights have no values: let build make it on a real one.")
            raise InvalidInput(text.format(name=name), "build")
        yield name, Named(value, model.get_submodule(name.rpartition(".")[0]))


def share(model: nn.Module, control: nn.Module) -> Paired:
    """Copy the control's parameters and buffers into a model, by name; the activations' own stay as they are.

    Raises InvalidInput where one name stands for different things: for other shapes, or in other kinds of modules.

    >>> one, other = nn.Linear(3, 2), nn.Linear(3, 2)
    >>> share(one, other).shared, bool((one.weight == other.weight).all())
    (('weight', 'bias'), True)
    """
    mine = {name: one for name, one in named(model) if not one.learnt}
    theirs = {name: one for name, one in named(control) if not one.learnt}
    common = [name for name in mine if name in theirs]
    _refuse([name for name in common if not _alike(mine[name], theirs[name])], mine, theirs)
    with torch.no_grad():
        for name in common:
            mine[name].value.copy_(theirs[name].value)
    names = [{name for name, _one in named(one)} for one in (model, control)]
    return Paired(tuple(common), tuple(sorted(names[0] - theirs.keys())), tuple(sorted(names[1] - mine.keys())))


def _alike(one: Named, other: Named) -> bool:
    kinds = {type(each.owner).__qualname__ for each in (one, other)}  # parametrised classes are made anew each time
    return one.value.shape == other.value.shape and len(kinds) == 1


def _refuse(wrong: list[str], mine: dict[str, Named], theirs: dict[str, Named]) -> None:
    if not wrong:
        return
    said = [f"{name} ({_seen(mine[name])}, {_seen(theirs[name])})" for name in wrong[:SHOWN]]
    text = _(
        "the model does not begin with the control's weights: under the same name they have {names}. Build the same "
        "layers, in the same order, for every activation."
    )
    raise InvalidInput(text.format(names=", ".join([*said, *(["..."] if len(wrong) > SHOWN else [])])), "build")


def _seen(one: Named) -> str:
    return f"{type(one.owner).__name__} {tuple(one.value.shape)}"


def groups(model: nn.Module, weight_decay: float, **options: Any) -> list[dict[str, Any]]:
    """Return a model's trainable parameters for an optimiser of PyTorch: weights, and slopes that are not decayed.

    Weight decay would pull a learnt slope to zero, which is another activation. There are always two groups, so that
    schedules are the same for all activations; the second may be empty.

    >>> torch.optim.AdamW(groups(nn.Sequential(nn.Linear(2, 2), nn.PReLU()), 0.01)).param_groups[1]["weight_decay"]
    0.0
    """
    owners = {id(value): module for module in model.modules() for value in module.parameters(recurse=False)}
    trained = [value for value in model.parameters() if value.requires_grad]
    slopes = [value for value in trained if isinstance(owners[id(value)], Elementwise | nn.PReLU)]
    ours = {id(value) for value in slopes}
    return [
        {"params": [value for value in trained if id(value) not in ours], "weight_decay": weight_decay, **options},
        {"params": slopes, "weight_decay": 0.0, **options},
    ]
