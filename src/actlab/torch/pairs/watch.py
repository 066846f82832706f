"""Looks at a model while it trains: sets its dropout layers' generators, and takes down its forward passes."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn.modules.dropout import _DropoutNd

from actlab.torch.pairs.draws import Draws, on_the_way_back
from actlab.torch.pairs.recorder import Recorder


@contextmanager
def watched(model: nn.Module, draws: Draws, recorder: Recorder) -> Iterator[None]:
    """Watch a model within: every dropout layer draws its own masks, and forward passes in training are taken down.

    What ``torch.compile`` or TorchScript has made of it cannot be watched: there, dropout draws from the generators as
    they are set at every step.
    """
    handles = [] if isinstance(model, torch.jit.ScriptModule) else list(_hooked(model, draws, recorder))
    try:
        yield
    finally:
        for handle in handles:
            handle.remove()


def _hooked(model: nn.Module, draws: Draws, recorder: Recorder) -> Iterator[Any]:
    def before_pass(_module: nn.Module, args: tuple[Any, ...], named: dict[str, Any]) -> None:
        if not on_the_way_back():
            recorder.enter(model, (args, named))

    def after_pass(_module: nn.Module, _args: tuple[Any, ...], _output: object) -> None:
        if not on_the_way_back():
            recorder.leave()

    yield model.register_forward_pre_hook(_Hook(before_pass), with_kwargs=True)
    layers = [one for one in model.modules() if isinstance(one, _DropoutNd)]
    for place, layer in enumerate(layers):
        yield layer.register_forward_pre_hook(_Hook(_entering(place, draws)))
        yield layer.register_forward_hook(_Hook(_leaving(draws, recorder)))
    yield model.register_forward_hook(_Hook(after_pass))


def _entering(place: int, draws: Draws) -> Callable[[_DropoutNd, tuple[Tensor, ...]], None]:
    def enter(_layer: _DropoutNd, _args: tuple[Tensor, ...]) -> None:
        draws.enter(place)

    return enter


def _leaving(draws: Draws, recorder: Recorder) -> Callable[[_DropoutNd, tuple[Tensor, ...], Tensor], None]:
    def leave(layer: _DropoutNd, _args: tuple[Tensor, ...], output: Tensor) -> None:
        if not on_the_way_back():
            recorder.mask(layer.p, output)
        draws.leave()

    return leave


class _Hook:
    """A hook on a module in training; copies of the module, such as an average of its weights, are not watched."""

    def __init__(self, act: Callable[..., None]) -> None:
        self.act = act

    def __call__(self, module: nn.Module, *given: Any) -> None:
        """Act, where the module trains, and is not being compiled."""
        if not torch.compiler.is_compiling() and module.training:
            self.act(module, *given)

    def __reduce__(self) -> tuple[Callable[[], Callable[..., None]], tuple[()]]:
        return _none, ()


def _none() -> Callable[..., None]:
    return _nothing


def _nothing(*_given: object) -> None:
    """Do nothing: the hook of a model that was copied or stored while it trained."""
