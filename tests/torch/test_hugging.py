"""Architectures of transformers: every hidden activation is found, and replaced as often as the old one ran."""

from __future__ import annotations

import copy
from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from tests.functions.exported import installed

if not (installed("torch") and installed("transformers")):
    pytest.skip("PyTorch and transformers are not both installed", allow_module_level=True)

import torch
from torch import Tensor, nn
from torch.utils._python_dispatch import TorchDispatchMode
from torch.utils._pytree import tree_leaves

from actlab.torch import Elementwise, sites, swap
from tests.torch.hugging import MODELS, made

pytestmark = pytest.mark.filterwarnings("ignore")  # those of transformers, about itself
OLD = ("relu", "gelu", "silu", "tanh", "sigmoid", "hardtanh")  # kernels, of which each hidden activation here has one
WAYS = {"train": (True, True), "evaluation": (False, True), "no_gradient": (False, False)}


@pytest.fixture(autouse=True)
def one_core() -> Iterator[None]:
    threads = torch.get_num_threads()
    torch.set_num_threads(1)  # small matrices are slower on several
    yield
    torch.set_num_threads(threads)


class Count(TorchDispatchMode):
    """Counts the kernels that run."""

    def __init__(self) -> None:
        super().__init__()
        self.seen: Counter[str] = Counter()

    def __torch_dispatch__(self, function: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
        self.seen[function.overloadpacket.__name__.rstrip("_")] += 1
        return function(*args, **(kwargs or {}))


def run(model: nn.Module, batch: dict[str, Any], way: str) -> list[Tensor]:
    train, gradients = WAYS[way]
    torch.manual_seed(1)
    with torch.set_grad_enabled(gradients):
        found = model.train(train)(**batch)
    return [leaf.detach() for leaf in tree_leaves(dict(found)) if isinstance(leaf, Tensor)]


def kernels(model: nn.Module, batch: dict[str, Any], way: str) -> Counter[str]:
    with Count() as count:
        run(model, batch, way)
    return count.seen


def replaceable(name: str) -> list[str]:
    return ["hidden", "undecided"] if MODELS[name].undecided else ["hidden"]


@pytest.mark.parametrize("name", MODELS)
def test_the_census_finds_every_hidden_activation(name: str) -> None:
    model, batch = made(name)
    census = sites(model, batch)
    found = Counter(site.function for site in census.sites if site.role == "hidden")
    assert found == MODELS[name].hidden
    assert sum(site.role == "undecided" for site in census.sites) == MODELS[name].undecided
    assert census.escapes == ()
    seen = kernels(model, batch, "evaluation")  # each kernel with an activation belongs to a site
    listed = [site for site in census.sites if site.role != "arithmetic" and site.function != "softplus"]
    assert sum(seen[kernel] for kernel in OLD) == sum(site.calls.evaluation for site in listed)


@pytest.mark.parametrize("name", MODELS)
def test_every_hidden_activation_is_replaced_as_often_as_it_ran(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    model, batch = made(name)
    before = copy.deepcopy(model.state_dict())
    where = replaceable(name)
    swapped = swap(model, "inverse_tangent", batch, where)  # whose kernel no architecture has
    expected = sites(model, batch).chosen(where)
    for way in WAYS:
        old, new = kernels(copy.deepcopy(model), batch, way), kernels(copy.deepcopy(swapped), batch, way)
        n = sum(getattr(site.calls, way) for site in expected)
        assert n >= sum(MODELS[name].hidden.values())
        assert old["atan"] == 0
        assert new["atan"] == n
        assert sum(old[kernel] - new[kernel] for kernel in OLD) == n
    calls: Counter[str] = Counter()
    paths = {id(module): path for path, module in swapped.named_modules()}
    monkeypatch.setattr(Elementwise, "forward", sentinel(calls, paths))
    for way in WAYS:
        calls.clear()
        run(swapped, batch, way)
        assert sorted(calls.values()) == sorted(getattr(s.calls, way) for s in expected if getattr(s.calls, way))
    assert list(swapped.state_dict()) == list(before)
    now = model.state_dict()
    assert all(torch.equal(now[key], before[key]) for key in before), "the model itself has changed"


def sentinel(calls: Counter[str], paths: dict[int, str]) -> Callable[[Elementwise, Tensor], Tensor]:
    def forward(self: Elementwise, x: Tensor) -> Tensor:
        calls[paths[id(self)]] += 1
        return x.clone()

    return forward


@pytest.mark.parametrize("name", MODELS)
def test_the_same_function_gives_the_same_outputs_and_another_gives_others(name: str) -> None:
    model, batch = made(name)
    names = list(MODELS[name].hidden)
    same = model
    for function in names:  # each kind of hidden activation by itself
        chosen = [site.name for site in sites(model, batch).sites if site.function == function]
        same = swap(same, function, batch, chosen) if len(names) > 1 else swap(same, function, batch, replaceable(name))
    other = swap(model, "softsign", batch, replaceable(name))
    outputs = [run(copy.deepcopy(one), batch, "no_gradient") for one in (model, same, other)]
    for before, after, _changed in zip(*outputs, strict=True):
        torch.testing.assert_close(after, before, rtol=1e-4, atol=1e-5)
    largest = [
        float((before - changed).abs().max() / before.abs().max())
        for before, _same, changed in zip(*outputs, strict=True)
    ]
    assert max(largest) > 1e-3
