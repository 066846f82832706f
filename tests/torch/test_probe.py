"""Probes at the sites of foreign models: the same numbers as by hand, and nothing of the model is touched."""

from __future__ import annotations

import copy
import math

import pytest

from tests.functions.exported import installed

if not installed("torch"):
    pytest.skip("PyTorch is not installed", allow_module_level=True)

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from actlab import InvalidInput, activation
from actlab.torch import probe, swap
from tests.torch.plain import PreActivation

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")  # PyTorch's, of itself
X = torch.linspace(-3, 3, 24).sin().reshape(6, 4)


def loss(y: Tensor) -> Tensor:
    return y.square().mean()


def network(between: nn.Module) -> nn.Sequential:
    torch.manual_seed(0)
    made = nn.Sequential(nn.Linear(4, 5), between, nn.Linear(5, 1))
    with torch.no_grad():
        made[0].bias[1] = -100  # a unit that ReLU never lets through
    return made


@pytest.mark.parametrize("spec", ["relu", "tanh", "silu"])
@pytest.mark.parametrize("functional", [False, True])
def test_responses_are_what_they_are_by_hand(spec: str, functional: bool) -> None:
    own = {"relu": nn.ReLU(), "tanh": nn.Tanh(), "silu": nn.SiLU()}[spec]

    class Model(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.body = network(own)

        def forward(self, x: Tensor) -> Tensor:
            return self.body[2](getattr(F, spec)(self.body[0](x)) if functional else own(self.body[0](x)))

    model = Model()
    found = probe(model, X)
    z = model.body[0](X).detach().double().numpy()
    f, slope = activation(spec)(z), activation(spec).derivative(z)
    expected = {
        "dead": (abs(f).max(0) <= 1e-6).mean(),
        "gradient_dead": (abs(slope).max(0) <= 1e-6).mean(),
        "saturated": (abs(slope) < 0.01).mean(),
        "mean": f.mean(),
        "sd": f.std(),
    }
    for name, value in expected.items():
        assert found.of(name) == pytest.approx((value,), rel=1e-5, abs=1e-6), name
    assert found.of("gradient") == found.of("update") == ()
    assert spec != "relu" or found.of("dead") == pytest.approx((0.2,))


def test_channels_are_the_second_axis_after_a_convolution() -> None:
    model = nn.Sequential(nn.Conv2d(1, 4, 1), nn.BatchNorm2d(4), nn.ReLU(), nn.Conv2d(4, 1, 1))
    with torch.no_grad():
        model[0].bias.zero_()  # so that some examples pass each of the others
        model[1].bias[2] = -100
    assert probe(model, torch.linspace(-1, 1, 36).reshape(4, 1, 3, 3)).of("dead") == (0.25,)


def test_gradient_and_update_are_those_of_a_step() -> None:
    model = network(nn.Tanh())
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1, momentum=0.9)
    for _step in range(2):  # so that there is momentum
        optimizer.zero_grad()
        loss(model(X)).backward()
        optimizer.step()
    before = copy.deepcopy((model.state_dict(), optimizer.state_dict()["state"]))
    found = probe(model, X, loss=loss, optimizer=optimizer)
    after = (model.state_dict(), optimizer.state_dict()["state"])
    for one, other in zip(before, after, strict=True):
        torch.testing.assert_close(one, other, rtol=0, atol=0)
    optimizer.zero_grad()
    loss(model(X)).backward()
    weight = model[0].weight.detach().clone()
    assert found.of("gradient") == pytest.approx((float(model[0].weight.grad.norm()),), rel=1e-5)
    optimizer.step()
    added = float((model[0].weight.detach() - weight).norm() / weight.norm())
    assert found.of("update") == pytest.approx((added,), rel=1e-4)
    assert not math.isclose(added, 0.1 * found.of("gradient")[0] / float(weight.norm()), rel_tol=0.1)  # momentum


@pytest.mark.filterwarnings("ignore:these wrote into their input")
def test_a_swapped_model_and_one_that_works_in_place_are_measured() -> None:
    model = PreActivation()
    x = torch.linspace(-2, 2, 30).cos().reshape(5, 6)
    inplace, plain = probe(model, x), copy.deepcopy(model)
    plain.act.inplace = False
    (dead,) = inplace.of("saturated")
    z = model.stem(x)
    assert dead == pytest.approx(float((z <= 0).float().mean()), abs=1e-6)  # before it was written over
    swapped = probe(swap(model, "tanh", x), x, loss=loss)
    assert swapped.readings[0].site == "act"
    assert len(swapped.of("gradient")) == 1
    assert "act" in str(swapped)


def test_what_cannot_be_measured_is_refused() -> None:
    with pytest.raises(InvalidInput, match="give one"):
        probe(network(nn.ReLU()), X, optimizer=torch.optim.SGD([torch.ones(1, requires_grad=True)]))
    with pytest.raises(InvalidInput, match="no site gate"):
        probe(network(nn.ReLU()), X, "gate")
