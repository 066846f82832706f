"""The swap: the new activation runs wherever the old one did, as often, in every mode; or the reason why not."""

from __future__ import annotations

import copy
import pickle
from collections import Counter
from collections.abc import Callable, Iterator

import pytest

from tests.functions.exported import installed

if not installed("torch"):
    pytest.skip("PyTorch is not installed", allow_module_level=True)

import torch
import torch.nn.functional as F
from torch import Tensor, nn
from torch.utils._python_dispatch import TorchDispatchMode

from actlab import InvalidInput
from actlab.errors import ActlabError, ActlabWarning
from actlab.torch import Elementwise, sites, swap
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
X4, X6, X8 = torch.linspace(-3, 3, 12).sin().reshape(3, 4), torch.randn(5, 6), torch.randn(2, 3, 8)
WAYS = [(True, True), (False, True), (False, False)]  # training, gradients
PLAIN: dict[str, tuple[Callable[[], nn.Module], Tensor, int]] = {  # and how often ReLU runs in it
    "perceptron": (perceptron, X6, 1),
    "nine spellings": (Spelled, X6, 9),
    "in place before the skip": (PreActivation, X6, 2),
    "hidden in batch normalisation": (hidden_in_norm, X6, 2),
    "one instance at two places": (shared, X6, 2),
    "encoder layer": (encoder_layer, X8, 1),
    "encoder": (encoder, X8, 2),
}


@pytest.fixture(autouse=True)
def one_core() -> Iterator[None]:
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(threads)


class Kernels(TorchDispatchMode):
    """Counts the kernels that run."""

    def __init__(self) -> None:
        super().__init__()
        self.seen: Counter[str] = Counter()

    def __torch_dispatch__(self, function, types, args=(), kwargs=None):  # type: ignore[no-untyped-def]
        self.seen[function.overloadpacket.__name__.rstrip("_")] += 1
        return function(*args, **(kwargs or {}))


def ran(model: nn.Module, x: Tensor, train: bool, gradients: bool) -> tuple[Tensor, Counter[str]]:
    torch.manual_seed(1)
    with torch.set_grad_enabled(gradients), Kernels() as kernels:
        return model.train(train)(x.clone()).detach(), kernels.seen


@pytest.mark.filterwarnings("ignore:these wrote into their input")
@pytest.mark.parametrize("name", PLAIN)
def test_a_sentinel_runs_as_often_as_the_old_function_did(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    build, x, n = PLAIN[name]
    torch.manual_seed(0)
    model = build()
    before = copy.deepcopy(model.state_dict())
    swapped = swap(model, "inverse_tangent", x)
    assert list(swapped.state_dict()) == list(before)
    assert all(torch.equal(value, before[key]) for key, value in model.state_dict().items())
    swapped.load_state_dict(before)
    for way in WAYS:
        kernels = ran(copy.deepcopy(swapped), x, *way)[1]
        assert kernels["atan"] == n
        assert not kernels["relu"] + kernels["clamp"] + kernels["maximum"] + kernels["where"] + kernels["gt"]
        assert not kernels["_transformer_encoder_layer_fwd"]
    seen: Counter[int] = Counter()

    def sentinel(self: Elementwise, x: Tensor) -> Tensor:
        seen[id(self)] += 1
        return x.cos()

    monkeypatch.setattr(Elementwise, "forward", sentinel)
    for train, gradients in WAYS:
        seen.clear()
        with torch.set_grad_enabled(gradients):
            swapped.train(train)(x.clone())
        assert sum(seen.values()) == n


@pytest.mark.parametrize("name", [name for name in PLAIN if name != "in place before the skip"])
def test_the_same_function_gives_the_same_numbers_and_another_gives_others(name: str) -> None:
    build, x, _n = PLAIN[name]
    torch.manual_seed(0)
    model = build()
    same, other = swap(model, "relu", x), swap(model, "tanh", x)
    for way in WAYS:
        old, new, changed = (ran(copy.deepcopy(one), x, *way)[0] for one in (model, same, other))
        torch.testing.assert_close(new, old, rtol=1e-5, atol=1e-6)
        assert (changed - old).abs().max() > 1e-3


def test_plain_assignment_evaluates_an_encoder_layer_with_the_old_function_and_a_swap_does_not() -> None:
    torch.manual_seed(0)
    layer = nn.TransformerEncoderLayer(8, 2, 16, dropout=0.0, batch_first=True)
    assigned = copy.deepcopy(layer)
    assigned.activation = F.silu
    swapped = swap(layer, "silu", X8)
    trained = {name: ran(one, X8, True, True)[0] for name, one in (("assigned", assigned), ("swapped", swapped))}
    evaluated = {name: ran(one, X8, False, False)[0] for name, one in (("assigned", assigned), ("swapped", swapped))}
    torch.testing.assert_close(trained["assigned"], trained["swapped"])
    torch.testing.assert_close(evaluated["assigned"], ran(layer, X8, False, False)[0])  # ReLU: the fault
    torch.testing.assert_close(evaluated["swapped"], trained["swapped"], rtol=1e-4, atol=1e-5)
    assert (evaluated["assigned"] - evaluated["swapped"]).abs().max() > 1e-2
    held = nn.TransformerEncoderLayer(8, 2, 16, dropout=0.0, activation=nn.ReLU(), batch_first=True)
    again = swap(held, "silu", X8)  # the same layer, that holds a module
    torch.testing.assert_close(ran(again, X8, False, False)[0], ran(again, X8, True, True)[0], rtol=1e-4, atol=1e-5)


def test_in_place_is_off_everywhere_and_said_where_it_changes_the_model() -> None:
    torch.manual_seed(0)
    model = PreActivation()
    with pytest.warns(ActlabWarning, match=r"these wrote into their input, which is used again: act\."):
        same = swap(model, "relu", X6)
    assert (ran(model, X6, False, True)[0] - ran(same, X6, False, True)[0]).abs().max() > 1e-3
    clean = PreActivation()
    clean.load_state_dict(model.state_dict())
    clean.act.inplace = False
    torch.testing.assert_close(ran(same, X6, False, True)[0], ran(clean, X6, False, True)[0])
    gated = nn.Sequential(nn.Linear(6, 6), nn.ReLU(), nn.Linear(6, 6), nn.Hardtanh(inplace=True))
    assert not swap(gated, "tanh", X6)[3].inplace  # an output, which keeps its function
    assert gated[3].inplace


def test_a_result_that_was_written_into_its_input_alone_is_refused() -> None:
    def between(x: Tensor) -> Tensor:
        x.relu_()
        return x

    with pytest.raises(InvalidInput, match=r"works in place, and what it returns is not used: write x = relu"):
        swap(Body(between), "tanh", X4)


@pytest.mark.parametrize("spelling", SPELLINGS)
def test_every_spelling_is_replaced_whole(spelling: str) -> None:
    model = Body(SPELLINGS[spelling][0])
    swapped = swap(model, "inverse_tangent", X4)
    x = X4.clone().requires_grad_()
    z = model.first(x)
    # whose outer straight lines are no part of what it is recognised as
    old = model.second(2 * torch.atan(2 * z) - 1 if spelling == "sigmoid, stretched" else torch.atan(z))
    new = swapped(x)
    torch.testing.assert_close(new, old)
    slopes = [torch.autograd.grad(y.square().sum(), x)[0] for y in (new, old)]
    torch.testing.assert_close(*slopes)
    kernels = ran(swapped, X4, True, True)[1]
    assert set(kernels) <= {"addmm", "t", "transpose", "atan", "detach", "clone", "mul", "sub"}


def test_each_site_learns_by_itself_and_what_would_be_tied_is_refused() -> None:
    learnt = swap(shared(), "prelu", X6)
    assert [name for name, _value in learnt.named_parameters() if "alpha" in name] == ["1.alpha", "3.alpha"]
    assert learnt[1] is not learnt[3]

    class Loop(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.layers = nn.ModuleList(nn.Linear(4, 4) for _ in range(4))
            self.act: nn.Module | None = None

        def forward(self, x: Tensor) -> Tensor:
            for layer in self.layers[:3]:
                x = self.act(layer(x)) if self.act else F.relu(layer(x))
            return self.layers[3](x)

    looped = swap(Loop(), "prelu", X4)
    assert sum("alpha" in name for name, _value in looped.named_parameters()) == 3
    looped(X4).sum().backward()
    assert len({float(value.grad) for name, value in looped.named_parameters() if "alpha" in name}) == 3
    one = Loop()
    one.act = nn.ReLU()
    with pytest.raises(InvalidInput, match=r"calls 3 times, .* Try tied=True\."):
        swap(one, "prelu", X4)
    tied = swap(one, "prelu", X4, tied=True)
    assert sum("alpha" in name for name, _value in tied.named_parameters()) == 1
    assert swap(one, "tanh", X4)(X4).shape == X4.shape  # nothing is learnt, nothing is tied


def test_parameters_per_unit_are_along_the_last_axis_or_refused() -> None:
    spec = "x*tanh(b*x); b=1 per unit"
    assert swap(perceptron(), spec, X6)[1].b.shape == (8,)
    model = nn.Sequential(nn.Conv2d(1, 2, 1), nn.ReLU(), nn.Conv2d(2, 1, 1))
    with pytest.raises(InvalidInput, match="units that are not its last axis"):
        swap(model, spec, torch.ones(2, 1, 3, 3))


@pytest.mark.parametrize(
    ("build", "x", "reason"),
    [
        (lambda: torch.compile(perceptron()), X6, r"is compiled: swap first and compile then"),
        (lambda: torch.jit.script(perceptron()), X6, r"is scripted"),
        (lambda: Recurrent(nn.LSTM), torch.randn(2, 3, 6), r"recurrent#1 \(lstm\) cannot be replaced"),
        (lambda: Recurrent(nn.GRU), torch.randn(2, 3, 6), r"recurrent#1 \(gru\) cannot be replaced"),
        (lambda: Body(lambda x: x), X4, r"no site hidden in this model .* roles that there are: none"),
        (lambda: nn.Sequential(nn.Linear(6, 1), nn.Sigmoid()), X6, r"roles that there are: output"),
        (lambda: Body(lambda x: torch.from_numpy(x.detach().numpy().clip(0))), X4, r"takes numbers out of PyTorch"),
        (lambda: Body(lambda x: torch.func.vmap(torch.relu)(x)), X4, r"nobody can tell whether .* leave=\['#1'\]"),
    ],
)
def test_what_cannot_be_done_is_refused_with_the_reason(build: Callable[[], nn.Module], x: Tensor, reason: str) -> None:
    with pytest.raises(InvalidInput, match=reason):
        swap(build(), "tanh", x)


def test_where_and_leave_name_roles_sites_and_paths() -> None:
    model = nn.Sequential(nn.Linear(6, 6), nn.ReLU(), nn.Linear(6, 6), nn.ReLU(), nn.Linear(6, 1), nn.Sigmoid())
    assert [type(one).__name__ for one in swap(model, "tanh", X6, leave="1")][1::2] == [
        "ReLU", "Elementwise", "Sigmoid",
    ]  # fmt: skip
    assert [type(one).__name__ for one in swap(model, "tanh", X6, ["output", "1"])][1::2] == [
        "Elementwise", "ReLU", "Elementwise",
    ]  # fmt: skip
    left = swap(Recurrent(), "tanh", torch.randn(2, 3, 6), leave=["recurrent"])
    assert [site.spelling for site in sites(left, torch.randn(2, 3, 6)).sites] == ["lstm", "Elementwise"]
    with pytest.raises(InvalidInput, match=r"unknown site 'hiden'\. Did you mean hidden"):
        swap(model, "tanh", X6, "hiden")
    backbone = nn.Sequential(nn.Conv2d(1, 2, 1), nn.ReLU(), nn.Conv2d(2, 2, 1), nn.ReLU())
    image = torch.ones(2, 1, 3, 3)
    with pytest.raises(InvalidInput, match=r"nobody can tell .* Try where=\['hidden', '3'\]"):
        swap(backbone, "tanh", image)
    assert isinstance(swap(backbone, "tanh", image, ["hidden", "3"])[3], Elementwise)
    assert isinstance(swap(backbone, "tanh", image, leave=["3"])[3], nn.ReLU)


def test_a_swapped_model_is_copied_pickled_compiled_and_swapped_again() -> None:
    torch.manual_seed(0)
    model = Spelled()
    swapped = swap(model, "elu", X6)
    assert isinstance(swapped, Spelled)
    expected = swapped(X6)
    for other in (copy.deepcopy(swapped), pickle.loads(pickle.dumps(swapped))):
        torch.testing.assert_close(other(X6), expected, rtol=0, atol=0)
        assert other.swapped[0] is not swapped.swapped[0]
    torch.testing.assert_close(torch.compile(swapped, backend="eager")(X6), expected)
    torch._dynamo.reset()
    back = swap(swapped, "relu", X6)
    torch.testing.assert_close(back(X6), model(X6))


def test_a_way_that_the_batch_did_not_take_raises_and_does_not_pass_for_another() -> None:
    class Model(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.a, self.b = nn.Linear(4, 4), nn.Linear(4, 4)

        def forward(self, x: Tensor) -> Tensor:
            return self.b(F.relu(self.a(x))) if len(x) > 2 else self.b(self.a(x).relu())

    swapped = swap(Model(), "tanh", X4)
    swapped(X4)
    with pytest.raises(ActlabError, match=r"line \d+ calls relu where it was not called .* Swap again"):
        swapped(X4[:2])

    class Arithmetic(Model):
        def forward(self, x: Tensor) -> Tensor:
            h = self.a(x)
            return self.b((h + h.abs()) / 2) if len(x) > 2 else self.b(h.abs() / 2)

    with pytest.raises(ActlabError, match="calls abs where it was not called"):
        swap(Arithmetic(), "tanh", X4)(X4[:2])


def test_half_precision_and_the_training_flag_are_kept() -> None:
    model = perceptron().to(torch.bfloat16).eval()
    swapped = swap(model, "prelu", X6.to(torch.bfloat16))
    assert swapped[1].alpha.dtype == torch.bfloat16
    assert not any(module.training for module in swapped.modules())


def test_batch_normalisation_and_random_numbers_are_as_they_were() -> None:
    model = hidden_in_norm()
    state = torch.get_rng_state()
    swapped = swap(model, "tanh", X6)
    assert torch.equal(state, torch.get_rng_state())
    assert int(model[1].num_batches_tracked) == int(swapped[1].num_batches_tracked) == 0
    assert torch.equal(swapped[1].running_mean, torch.zeros(8))


class Routed(nn.Module):
    """Experts of which each example goes to one, chosen by what an activation gave."""

    def __init__(self, experts: int) -> None:
        super().__init__()
        self.first, self.act, self.last = nn.Linear(6, 6), nn.ReLU(), nn.Linear(6, 2)
        self.experts = nn.ModuleList(nn.Sequential(nn.Linear(6, 6), nn.SiLU()) for _ in range(experts))

    def forward(self, x: Tensor) -> Tensor:
        x = self.act(self.first(x))
        chosen = (1000 * x.detach().sum(-1)).long() % len(self.experts)
        parts = [self.experts[int(at)](row) for at, row in zip(chosen, x, strict=True)]
        return self.last(torch.stack(parts))


def test_where_values_choose_the_way_the_proof_goes_the_old_one() -> None:
    torch.manual_seed(0)
    x = torch.randn(64, 6)
    swapped = swap(Routed(3), "tanh", x)
    assert sum(isinstance(module, Elementwise) for module in swapped.modules()) == 4


def test_what_a_batch_does_not_run_is_refused_or_left_by_name() -> None:
    model, one = Routed(3), torch.ones(1, 6)
    with pytest.raises(InvalidInput, match=r"experts\.\d\.1 is not run on this batch, and others like it hold"):
        swap(model, "tanh", one)
    idle = [escape.path for escape in sites(model, one).escapes]
    assert len(idle) == 2
    assert sum(isinstance(m, Elementwise) for m in swap(model, "tanh", one, leave=idle).modules()) == 2


def test_a_module_that_is_given_more_than_a_tensor_is_replaced_inside() -> None:
    class Scaled(nn.Module):
        def forward(self, x: Tensor, scale: float = 1.0) -> tuple[Tensor, float]:
            return F.gelu(x), scale

    class Model(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.a, self.act, self.b = nn.Linear(4, 4), Scaled(), nn.Linear(4, 4)

        def forward(self, x: Tensor) -> Tensor:
            x, scale = self.act(self.a(x), 2.0)
            return self.b(x) * scale

    model = Model()
    swapped = swap(model, "tanh", X4)
    torch.testing.assert_close(swapped(X4), 2 * model.b(torch.tanh(model.a(X4))))


def test_a_module_with_weights_at_several_places_is_replaced_at_all_of_them() -> None:
    act = nn.PReLU()
    model = nn.Sequential(nn.Linear(4, 4), act, nn.Linear(4, 4), act, nn.Linear(4, 4))
    swapped = swap(model, "tanh", X4)
    assert [type(module).__name__ for module in swapped][1::2] == ["Elementwise", "Elementwise"]
    assert isinstance(model[1], nn.PReLU)


def test_hooks_are_not_lost_in_silence() -> None:
    model = perceptron()
    model[1].register_forward_hook(lambda *_all: None)
    with pytest.raises(InvalidInput, match="1 has hooks, which would be lost"):
        swap(model, "tanh", X6)


def test_what_weighs_by_a_softmax_is_a_gate_and_stays() -> None:
    class Attention(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.a, self.b, self.c = nn.Linear(4, 4), nn.Linear(4, 4), nn.Linear(4, 4)

        def forward(self, x: Tensor) -> Tensor:
            q = self.a(x)
            weights = torch.softmax(5 * torch.tanh(q @ q.T / 5), -1)  # capped scores
            return self.c(weights @ F.relu(self.b(x)))

    swapped = swap(Attention(), "inverse_tangent", X4)
    kernels = ran(swapped, X4, True, True)[1]
    assert (kernels["tanh"], kernels["relu"], kernels["atan"]) == (1, 0, 1)


def test_a_plain_class_swap_would_have_missed_what_the_census_finds() -> None:
    model = Spelled()
    assert sum(isinstance(module, nn.ReLU) for module in model.modules()) == 2
    assert len(sites(model, X6).chosen(["hidden"])) == 9
