"""The census: every spelling is found and named by what it computes; what cannot be seen is said."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator

import numpy as np
import pytest

from tests.functions.exported import installed

if not installed("torch"):
    pytest.skip("PyTorch is not installed", allow_module_level=True)

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from actlab import InvalidInput, language
from actlab.torch import sites
from tests.torch.plain import (
    SPELLINGS,
    Body,
    PreActivation,
    Recurrent,
    Spelled,
    encoder,
    encoder_layer,
    hidden_in_norm,
    perceptron,
    shared,
)

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")  # PyTorch's, of itself
X = torch.linspace(-3, 3, 12).sin().reshape(3, 4)


@pytest.fixture(autouse=True)
def one_core() -> Iterator[None]:
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(threads)


@pytest.mark.parametrize("spelling", SPELLINGS)
def test_a_spelling_is_told_by_its_values(spelling: str) -> None:
    between, function = SPELLINGS[spelling]
    (site,) = sites(Body(between), X).sites
    assert (site.function, site.role, site.calls, site.obstacle) == (function, "hidden", (1, 1, 1), "")


def test_nine_relus_are_nine_sites() -> None:
    census = sites(Spelled(), torch.ones(2, 6))
    assert [(site.function, site.role) for site in census.sites] == [("relu", "hidden")] * 9
    assert [site.path for site in census.sites].count("") == 7
    assert [site.in_place for site in census.sites] == [False, True] + [False] * 7
    assert len({site.name for site in census.sites}) == 9
    assert census.escapes == ()


def test_a_norm_that_holds_an_activation() -> None:
    census = sites(hidden_in_norm(), torch.randn(4, 6))
    assert [(site.name, site.function, site.role) for site in census.sites] == [
        ("1.act", "relu", "hidden"),
        ("3#1", "relu", "hidden"),
    ]


def test_one_instance_at_two_places_is_two_sites() -> None:
    assert [site.name for site in sites(shared(), torch.ones(2, 6)).sites] == ["1", "3"]


def test_one_module_called_twice_is_one_site_with_two_calls() -> None:
    (site,) = sites(PreActivation(), torch.ones(2, 6)).sites
    assert (site.name, site.calls, site.repeats, site.in_place) == ("act", (2, 2, 2), 2, True)


def test_the_fast_path_is_named() -> None:
    for model, path in ((encoder_layer(), ""), (encoder(), "layers.0")):
        census = sites(model, torch.ones(2, 3, 8))
        assert census.sites[0].function == "relu"
        assert census.escapes[0].path == path
        assert "_transformer_encoder_layer_fwd" in census.escapes[0].reason
        assert "evaluation without gradients" in census.escapes[0].reason


@pytest.mark.parametrize("kind", [nn.LSTM, nn.GRU, nn.RNN])
def test_recurrent_kernels_are_sites_that_nobody_can_replace(kind: type[nn.RNNBase]) -> None:
    first, second = sites(Recurrent(kind), torch.ones(2, 3, 6)).sites
    assert (first.path, first.role) == ("recurrent", "hidden")
    assert "one call" in first.obstacle
    assert (second.function, second.role, second.obstacle) == ("relu", "hidden", "")


def test_scripted_compiled_and_numbers_that_leave() -> None:
    x = torch.ones(2, 6)
    (scripted,) = sites(torch.jit.script(perceptron()), x).escapes
    assert "scripted" in scripted.reason
    compiled = sites(torch.compile(perceptron()), x)
    assert [(site.path, site.function) for site in compiled.sites] == [("_orig_mod.1", "relu")]
    assert "compiled" in compiled.escapes[0].reason
    scripted_function = torch.jit.script(_swish)
    (inside,) = sites(Body(lambda x: scripted_function(x)), X).escapes
    assert "sigmoid" in inside.reason
    (gone,) = sites(Body(lambda x: torch.from_numpy(x.detach().numpy().clip(0))), X).escapes
    assert "numpy" in gone.reason


def _swish(x: Tensor) -> Tensor:
    return x * torch.sigmoid(x)


class _OwnGradient(torch.autograd.Function):
    @staticmethod
    def forward(ctx: torch.autograd.function.FunctionCtx, x: Tensor) -> Tensor:
        return x.clamp(min=0)

    @staticmethod
    def backward(ctx: torch.autograd.function.FunctionCtx, *grads: Tensor) -> Tensor:
        return grads[0]


def _uses_the_inside(x: Tensor) -> Tensor:
    inside = torch.sigmoid(x)
    return x * inside + inside


def _assigns(x: Tensor) -> Tensor:
    x[x < 0] = 0.0
    return x


@pytest.mark.parametrize(
    ("between", "reason"),
    [
        (_OwnGradient.apply, "autograd.Function"),
        (lambda x: torch.utils.checkpoint.checkpoint(F.relu, x, use_reentrant=False), "checkpoint"),
        (torch.func.vmap(torch.relu), "vmap"),
        (_assigns, "comparison"),
        (lambda x: F.glu(torch.cat([x, x], -1)), "one call"),
        (lambda x: torch.maximum(x, x.flip(0)), "two values"),
        (nn.Sequential(nn.Sigmoid()), ""),
        (lambda x: x * nn.functional.sigmoid(x.flip(0)), ""),
    ],
)
def test_what_cannot_be_replaced_says_why(between: Callable[[Tensor], Tensor], reason: str) -> None:
    (site,) = sites(Body(between), X).sites
    assert reason in site.obstacle if reason else site.obstacle == ""


def test_what_is_computed_on_the_way_is_used_elsewhere() -> None:
    (site,) = sites(Body(_uses_the_inside), X).sites
    assert site.function == "" or "elsewhere" in site.obstacle


def test_roles() -> None:
    class Model(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.a, self.b, self.c, self.d = (nn.Linear(4, 4) for _ in range(4))
            self.pooler = nn.Sequential(nn.Linear(4, 4), nn.Tanh())

        def forward(self, x: Tensor) -> Tensor:
            x = torch.tanh(x)  # input
            x = F.relu(self.a(x))  # hidden
            x = x * torch.sigmoid(self.b(x))  # gate
            x = x * torch.rsqrt(x.pow(2).mean(-1, keepdim=True) + 1e-6)  # arithmetic, twice
            x = F.gelu(self.c(x)) * self.d(x)  # hidden, in a gated unit
            x = x.clamp(min=1e-6)  # arithmetic: a bound that is no activation's
            return torch.sigmoid(self.pooler(x))  # pooler, output

    found = [(site.function, site.role) for site in sites(Model(), X).sites]
    assert [role for _function, role in found] == [
        "input", "hidden", "gate", "arithmetic", "arithmetic", "hidden", "arithmetic", "pooler", "output",
    ]  # fmt: skip


def test_the_last_block_is_like_the_others() -> None:
    class Block(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.linear, self.act = nn.Linear(4, 4), nn.ReLU()

        def forward(self, x: Tensor) -> Tensor:
            return self.act(self.linear(x)) + F.silu(self.linear(x))

    census = sites(nn.Sequential(Block(), Block()), X)
    assert {site.role for site in census.sites} == {"hidden"}
    assert len(census.sites) == 4
    backbone = nn.Sequential(nn.Conv2d(1, 2, 1), nn.ReLU(), nn.Conv2d(2, 2, 1), nn.ReLU())
    assert [site.role for site in sites(backbone, torch.ones(2, 1, 3, 3)).sites] == ["hidden", "undecided"]
    plain = nn.Sequential(nn.Linear(4, 4), nn.Sigmoid(), nn.Linear(4, 4), nn.Sigmoid())
    assert [site.role for site in sites(plain, X).sites] == ["hidden", "output"]


def test_an_activation_in_series_or_beside_a_skip_keeps_its_own_site() -> None:
    assert [site.function for site in sites(Body(lambda x: torch.relu(torch.tanh(x))), X).sites] == ["tanh", "relu"]
    assert [site.function for site in sites(Body(lambda x: x + F.relu(x)), X).sites] == ["relu"]


def test_what_differs_between_training_and_evaluation_is_counted_by_itself() -> None:
    class Model(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.a, self.b = nn.Linear(4, 4), nn.Linear(4, 4)

        def forward(self, x: Tensor) -> Tensor:
            return self.b(F.relu(self.a(x)) if self.training else F.relu6(self.a(x)))

    assert [(s.function, s.calls) for s in sites(Model(), X).sites] == [("relu", (1, 0, 0)), ("relu6", (0, 1, 1))]


def test_looking_leaves_no_trace() -> None:
    model = nn.Sequential(nn.Linear(4, 4), nn.BatchNorm1d(4), nn.ReLU(inplace=True), nn.Dropout(), nn.Linear(4, 4))
    model[3].eval()
    batch = X.clone()
    before = {key: value.clone() for key, value in model.state_dict().items()}
    flags = [module.training for module in model.modules()]
    states = torch.get_rng_state(), random.getstate(), np.random.get_state()[1].tolist()
    sites(model, batch)
    assert torch.equal(states[0], torch.get_rng_state())
    assert states[1] == random.getstate()
    assert states[2] == np.random.get_state()[1].tolist()
    assert flags == [module.training for module in model.modules()]
    assert torch.equal(batch, X)
    for key, value in model.state_dict().items():
        assert torch.equal(value, before[key])
    assert not any(module._forward_hooks for module in model.modules())


def test_batches_of_every_form_and_what_does_not_run() -> None:
    model = nn.Bilinear(4, 4, 4)

    class Model(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.mix, self.head = model, nn.Linear(4, 4)

        def forward(self, left: Tensor, right: Tensor) -> dict[str, Tensor]:
            return {"out": self.head(F.relu(self.mix(left, right)))}

    for batch in ((X, X), [X, X], {"left": X, "right": X}):
        assert [site.function for site in sites(Model(), batch).sites] == ["relu"]
    with pytest.raises(
        InvalidInput, match=r"the model does not run on the batch in training: .*a dict of them by name"
    ):
        sites(Model(), X)
    with pytest.raises(InvalidInput, match="the model cannot be copied: PickleError"):
        sites(Body(torch.jit.script(_swish)), X)
    with pytest.raises(InvalidInput, match="int is no model of PyTorch"):
        sites(3, X)  # type: ignore[arg-type]


def test_the_census_is_read_in_both_languages() -> None:
    census = sites(Recurrent(), torch.ones(2, 3, 6))
    shown = str(census)
    assert "recurrent" in shown
    assert "hidden" in shown
    assert "1 / 1 / 1" in shown
    language("pt")
    try:
        assert "oculta" in str(census)
    finally:
        language("en")
    assert "<table" in census._repr_html_()
