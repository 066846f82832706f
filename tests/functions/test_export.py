"""Exported code is executed where its framework is installed, and has our values, slopes and second derivatives."""

import os
import subprocess
import sys
import warnings
from pathlib import Path

import numpy as np
import pytest

from actlab import CATALOGUE, Activation, InvalidInput, activation
from actlab.functions.export import export
from actlab.functions.exports.frameworks import FRAMEWORKS
from actlab.functions.exports.naming import function_name
from actlab.functions.records import Parameter
from tests.functions.exported import COMPARED, PROMISED, disagreements, function_of, installed, shares, theirs
from tests.functions.random_formulas import random_activations

TOP = Path(__file__).parents[2]
BACKENDS = ("jax", "torch", "tensorflow")
FORMULAS = int(os.environ.get("ACTLAB_FORMULAS", "40"))  # random ones; 500 where exports were changed
OTHERS = (
    "elu(alpha=0.3)",
    "celu(alpha=2)",
    "leaky_relu(alpha=0.3)",
    "hard_tanh(low=-2, high=0.5)",
    "softplus(beta=20)",
    "softplus(beta=0.3)",
    "softshrink(lambd=0.1)",
    "softshrink(lambd=0)",
    "hardshrink(lambd=0)",
    "hardshrink(lambd=2)",
    "threshold(threshold=-1, value=3)",
    "silu(beta=1.702)",
    "silu(beta=-1)",
    "plu(alpha=0.3, c=0)",
    "smht(a=0.5, c=2)",
    "soft_clipping(alpha=10)",
    "squareplus(b=0.01)",
    "isru(alpha=3)",
    "smelu(beta=0.1)",
    "prelu(alpha=-1)",
    "penalized_tanh(alpha=0.9)",
    "sine(omega=30)",
)
FAULTS = (  # formulas whose gradient was NaN, halved or another in exported code
    "1 / cosh(x)",
    "where(abs(x) > 0, sin(x) / x, 1)",
    "x / (1 + 2 / (exp(x) * (exp(x) + 2)))",
    "sign(x) * log(1 + abs(x))",
    "sqrt(max(0, x))",
    "min(x, 0)",
    "floor(x)",
    "hypot(x, 1)",
    "logaddexp(tan(x), x)",
    "1 / normal_cdf(mod(3, x))",
)
UNSTABLE = ("inverse_root(exp2(x), 1)", "arccos(cos(x**3))")  # in single precision, ours too
ENOUGH = {"value": 0.97, "slope": 0.98, "bend": 0.99}  # of the numbers of formulas at random; rounding spoils others
EACH = [*CATALOGUE, *OTHERS]
PLAIN = [framework for framework in FRAMEWORKS if framework != "keras"]


def random_formulas() -> list[str]:
    return [made.formula for made in random_activations(FORMULAS)]


@pytest.mark.parametrize("dtype", ["float32", "float64"])
@pytest.mark.parametrize("framework", PLAIN)
@pytest.mark.parametrize("spec", [*EACH, *FAULTS, *UNSTABLE])
def test_exported_code_agrees(spec: str, framework: str, dtype: str) -> None:
    if not installed(framework):
        pytest.skip(f"{framework} is not installed")
    assert not disagreements(spec, framework, dtype)


@pytest.mark.parametrize("framework", PLAIN)
def test_formulas_at_random_agree(framework: str) -> None:
    if not installed(framework):
        pytest.skip(f"{framework} is not installed")
    COMPARED.clear()
    PROMISED.clear()
    found = {
        f"{formula} [{dtype}]": wrong
        for formula in random_formulas()
        for dtype in ("float32", "float64")
        if (wrong := disagreements(formula, framework, dtype))
    }
    assert not found
    assert all(share >= ENOUGH[what] for what, share in shares().items()), shares()


@pytest.mark.parametrize("backend", BACKENDS)
def test_keras_agrees_on_each_backend(backend: str) -> None:
    """In a process of its own: Keras takes one backend, for good."""
    if not (installed("keras") and installed(backend)):
        pytest.skip(f"keras with {backend} is not installed")
    formulas = random_formulas()
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-m", "tests.functions.exported", "keras"],
        input="\n".join([*EACH, *FAULTS, *UNSTABLE, *formulas]),
        env={**os.environ, "KERAS_BACKEND": backend, "TF_CPP_MIN_LOG_LEVEL": "3"},
        cwd=TOP,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stdout + done.stderr[-2000:]


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
@pytest.mark.parametrize("framework", PLAIN)
@pytest.mark.parametrize("spec", [*CATALOGUE, *FAULTS])
def test_the_check_that_is_shipped_passes(spec: str, framework: str) -> None:
    if not installed(framework):
        pytest.skip(f"{framework} is not installed")
    made = activation(spec)
    with np.errstate(all="ignore"):
        function_of(export(made, framework), function_name(made), "__main__")


@pytest.mark.parametrize("framework", PLAIN)
def test_the_check_that_is_shipped_can_fail(framework: str) -> None:
    if not installed(framework):
        pytest.skip(f"{framework} is not installed")
    code = export(activation("relu6"), framework)
    assert "(6.0, 6.0, 0.0)," in code
    assert "(1000.0, 6.0, 0.0)," in code
    for row, wrong in (("(6.0, 6.0, 0.0),", "(6.0, 6.0, 1.0),"), ("(1000.0, 6.0, 0.0),", "(1000.0, 7.0, 0.0),")):
        with pytest.raises(AssertionError):
            function_of(code.replace(row, wrong), "relu6", "__main__")


@pytest.mark.parametrize("record", CATALOGUE.values(), ids=CATALOGUE)
def test_code_is_as_people_write_it(record: Activation) -> None:
    for framework in FRAMEWORKS:
        code = export(record, framework)
        assert max(map(len, code.splitlines())) <= 120, f"{framework}: a line is too long"
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            compile(code, record.name, "exec")


def test_the_framework_s_own_function_where_it_has_one() -> None:
    for spec, call in {
        "relu": "F.relu(x)",
        "elu": "F.elu(x, alpha)",
        "gelu": "F.gelu(x)",
        "gelu_tanh": 'F.gelu(x, approximate="tanh")',
        "silu": "F.silu(x)",
        "hard_swish": "F.hardswish(x)",
    }.items():
        assert f"    return {call}\n" in export(activation(spec), "torch")
    assert "F.silu" not in export(activation("silu(beta=2)"), "torch")
    assert "F.elu" not in export(Activation("elu", "where(x > 0, 2 * x, exp(x) - 1)", declared_kinks=None), "torch")


def test_numpy_keeps_the_readable_formula_and_gets_the_derivative() -> None:
    code = export(activation("tanhexp"), "numpy")
    assert "return x * np.tanh(np.exp(x))" in code
    assert "def tanhexp_derivative(x):" in code


def test_every_parameter_is_spelled_out() -> None:
    assert "def srs(x, alpha=2.0, beta=3.0):" in export(activation("srs"), "numpy")
    assert "def leaky_relu(x, alpha=0.2):" in export(activation("keras.activations.leaky_relu"), "jax")


def test_branches_not_taken_are_held_back() -> None:
    code = export(activation("pelu"), "torch")
    assert "torch.where(x >= 0, a / b * x, a * torch.expm1(torch.where(x >= 0, 0.0, x) / b))" in code


@pytest.mark.parametrize("framework", PLAIN)
@pytest.mark.parametrize(
    "name", ["np", "F", "torch", "jax", "jnp", "math", "special", "keras", "ops", "_value", "name"]
)
def test_parameters_called_like_modules_get_an_underscore(name: str, framework: str) -> None:
    if not installed(framework):
        pytest.skip(f"{framework} is not installed")
    made = Activation("where(x > y, x, 0)", f"where(x > {name}, erf({name}) * x + pi, {name} * exp(x / 3))",
                      parameters=(Parameter(name, 1.5),), declared_kinks=None)  # fmt: skip
    code = export(made, framework)
    assert f"def activation(x, {name.lstrip('_')}_=1.5):" in code
    function_of(code, "activation", "__main__")


@pytest.mark.parametrize("spec", ["step", "signum", "relu", "max(clip(2, x, x), tan(10))"])
@pytest.mark.parametrize("framework", PLAIN)
def test_nan_stays_nan(spec: str, framework: str) -> None:
    if not installed(framework):
        pytest.skip(f"{framework} is not installed")
    made = Activation(spec, spec, declared_kinks=None) if "(" in spec else activation(spec)
    names = function_of(export(made, framework), function_name(made))
    assert np.isnan(theirs(framework, names, function_name(made), np.full(1, np.nan)).value).all()


def test_clip_with_crossed_borders_is_the_upper_one() -> None:
    made = Activation("crossed", "clip(x, 2, 1)", declared_kinks=None)
    for framework in filter(installed, PLAIN):
        names = function_of(export(made, framework), "crossed")
        assert theirs(framework, names, "crossed", np.array([0.0, 1.5, 3.0])).value.tolist() == [1.0, 1.0, 1.0]


def test_latex() -> None:
    assert export(activation("sigmoid"), "latex").startswith(r"f(x) = \frac{1}{1 + e^{- x}}")


def test_an_unknown_framework_is_refused() -> None:
    with pytest.raises(InvalidInput, match=r"unknown framework 'pytorch'\. Did you mean torch"):
        export(activation("elu"), "pytorch")
