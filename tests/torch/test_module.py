"""Modules of PyTorch: our values, slopes and second derivatives in every precision, and modules in every way."""

import copy
import pickle
import subprocess
import sys

import numpy as np
import pytest

from actlab import ActlabError, InvalidInput, activation
from actlab.functions.catalogue import CATALOGUE
from tests.functions.exported import CLOSE, compared, in_torch, installed
from tests.functions.promised import points
from tests.functions.test_export import OTHERS

needs_torch = pytest.mark.skipif(not installed("torch"), reason="PyTorch is not installed")
LEARNT = [name for name, record in CATALOGUE.items() if record.learnt]


@needs_torch
@pytest.mark.parametrize("dtype", CLOSE)
@pytest.mark.parametrize("spec", [*CATALOGUE, *OTHERS])
def test_values_slopes_and_second_derivatives(spec: str, dtype: str) -> None:
    import torch

    made, usual = activation(spec), torch.get_default_dtype()
    torch.set_default_dtype(getattr(torch, dtype))  # of learnt parameters
    try:
        module = made.torch(1)
    finally:
        torch.set_default_dtype(usual)
    assert compared(spec, "torch", dtype, in_torch(module, points(made, dtype))) == []


@needs_torch
@pytest.mark.parametrize("name", CATALOGUE)
def test_half_precision_is_single_precision_rounded_once(name: str) -> None:
    import torch

    module = activation(name).torch(1)
    for dtype in (torch.bfloat16, torch.float16):
        x = torch.linspace(-20, 20, 401).to(dtype).requires_grad_()
        wide = x.detach().float().requires_grad_()
        (slope,), (wide_slope,) = (torch.autograd.grad(module(one).sum(), one) for one in (x, wide))
        assert module(x).dtype == slope.dtype == dtype
        torch.testing.assert_close(module(x), module(wide).to(dtype), rtol=0, atol=0, equal_nan=True)
        torch.testing.assert_close(slope, wide_slope.to(dtype), rtol=0, atol=0, equal_nan=True)


@needs_torch
@pytest.mark.parametrize("name", CATALOGUE)
def test_a_compiled_module_gives_the_same_and_gradients_check(name: str) -> None:
    import torch

    module = activation(name).torch(1)
    compiled = torch.compile(module, fullgraph=True, backend="aot_eager")
    x = torch.linspace(-3.01, 3.02, 38, dtype=torch.float64)  # beside kinks
    numbers = [value for value in x.tolist() if all(abs(value - at) > 1e-3 for at, _slope in activation(name).kinks)]
    at = torch.tensor(numbers, dtype=torch.float64, requires_grad=True)
    results = [(one(at), torch.autograd.grad(one(at).sum(), at)[0]) for one in (module, compiled)]
    torch.testing.assert_close(results[0], results[1])
    torch._dynamo.reset()
    assert torch.autograd.gradcheck(module.double(), (at,), atol=1e-4)


@needs_torch
@pytest.mark.parametrize("name", LEARNT)
def test_learnt_parameters_are_parameters_and_train(name: str) -> None:
    import torch

    made = activation(name)
    module = made.torch(3)
    names = [one.name for one in made.learnt]
    assert [found for found, _value in module.named_parameters()] == names
    assert [tuple(value.shape) for value in module.parameters()] == [
        (3,) if one.learn == "unit" else () for one in made.learnt
    ]
    assert all(bool((value == one.value).all()) for one, value in zip(made.learnt, module.parameters(), strict=True))
    before = copy.deepcopy(module.state_dict())
    optimizer = torch.optim.SGD(module.parameters(), lr=0.1)
    x = torch.randn(64, 3, generator=torch.Generator().manual_seed(0))
    loss = (module(x) - 2 * x.relu() + 0.5).square().mean()
    loss.backward()
    optimizer.step()
    assert (module(x) - 2 * x.relu() + 0.5).square().mean() < loss
    assert any(bool((module.state_dict()[one] != before[one]).any()) for one in names)
    other = made.torch(3)
    other.load_state_dict(module.state_dict())
    torch.testing.assert_close(other(x), module(x), rtol=0, atol=0)


@needs_torch
@pytest.mark.parametrize("spec", ["relu", "mish", "prelu", "smelu", "x*tanh(training*x); training=1.5 per unit"])
def test_it_is_copied_and_pickled_with_what_it_has_learnt(spec: str) -> None:
    import torch

    module, x = activation(spec).torch(4), torch.randn(5, 4)
    for value in module.parameters():
        value.data += 0.125
    for other in (copy.deepcopy(module), pickle.loads(pickle.dumps(module))):
        torch.testing.assert_close(other(x), module(x), rtol=0, atol=0)
        assert repr(other) == repr(module)
    made = str(activation(spec))
    assert made in repr(torch.nn.Sequential(module))
    program = "import pickle, sys; print(pickle.load(sys.stdin.buffer))"  # another process carries the code out anew
    done = subprocess.run([sys.executable, "-c", program], input=pickle.dumps(module), capture_output=True)
    assert done.stdout.decode().strip() == repr(module), done.stderr.decode()


@needs_torch
@pytest.mark.filterwarnings("ignore::DeprecationWarning")  # PyTorch's, of itself
def test_the_compiler_s_own_backend_compiles_it() -> None:
    import torch

    x = torch.linspace(-5, 5, 101)
    for spec in ("gelu", "hard_tanh", "x*tanh(softplus(x))"):
        module = activation(spec).torch()
        torch.testing.assert_close(torch.compile(module, fullgraph=True)(x), module(x))


@needs_torch
def test_what_is_no_formula_of_x_alone_is_refused() -> None:
    with pytest.raises(InvalidInput, match="is a function in Python"):
        activation(lambda x: x * 2).torch()
    with pytest.raises(InvalidInput, match="is a gated unit"):
        activation("glu(silu)").torch()
    with pytest.raises(InvalidInput, match="say how many units there are"):
        activation("x*tanh(b*x); b=1 per unit").torch()


def test_without_pytorch_it_says_what_to_type(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "torch", None)
    monkeypatch.delitem(sys.modules, "actlab.functions.on_torch", raising=False)
    with pytest.raises(ActlabError, match=r"Type: pip install 'actlab\[torch\]'"):
        activation("relu").torch()


@needs_torch
def test_shapes_and_what_is_no_number() -> None:
    import torch

    module = activation("elu").torch()
    assert module(torch.zeros(2, 3, 4)).shape == (2, 3, 4)
    assert np.isnan(module(torch.tensor([np.nan])).numpy()).all()
    assert module(torch.empty(0)).shape == (0,)
