"""What the profile says, against numbers known from elsewhere and against brute force."""

import warnings

import numpy as np
import pytest

from actlab import CATALOGUE, activation
from actlab.analysis.lint import lint
from actlab.analysis.lint_parameters import lint_parameters
from actlab.analysis.profile import profile
from actlab.errors import ActlabWarning

GAINS = {
    "gelu": 1.5335,
    "silu": 1.6765,
    "mish": 1.4868,
    "elu": 1.2452,
    "softplus": 1.0419,
    "softsign": 2.3375,
    "tanh": 1.5925,
    "sigmoid": 1.8462,
}
CHI_1 = {"relu": 1.0, "elu": 1.036, "mish": 1.059, "silu": 1.067, "gelu": 1.072, "tanh": 1.178, "sigmoid": 0.153}


@pytest.mark.parametrize("name", GAINS)
def test_gains(name: str) -> None:
    assert profile(activation(name)).gain == pytest.approx(GAINS[name], abs=1e-4)


@pytest.mark.parametrize("name", CHI_1)
def test_chi_1(name: str) -> None:
    assert profile(activation(name)).chi_1 == pytest.approx(CHI_1[name], abs=1e-3)


@pytest.mark.parametrize("name", CATALOGUE)
def test_ranges_slopes_and_moments_against_samples(name: str) -> None:
    record = CATALOGUE[name]
    known = profile(record)
    z = np.random.default_rng(0).standard_normal(4096)
    f, slope = record(z), record.derivative(z)
    margin = 1e-9 * (1 + np.abs(f).max())
    assert known.low - margin <= f.min() <= f.max() <= known.high + margin
    assert np.abs(slope).max() <= known.lipschitz + 1e-9
    for sample, expected in ((f, known.mean), (f**2, known.second_moment), (slope**2, known.slope_second_moment)):
        assert abs(sample.mean() - expected) <= 6 * sample.std() / 64 + 1e-6
    for saturation in known.saturation:
        assert abs(np.mean(np.abs(slope) < saturation.below) - saturation.share) < 0.04
    assert known.fixed_point == 1
    assert known.smooth == (known.smoothness is None or known.smoothness > 0)


@pytest.mark.parametrize(
    ("spec", "smoothness"),
    [
        ("step", -1),
        ("relu", 0),
        ("elu", 1),
        ("elu(alpha=0.5)", 0),
        ("relu_squared", 1),
        ("relu_cubed", 2),
        ("gelu", None),
    ],
)
def test_smoothness(spec: str, smoothness: int | None) -> None:
    assert profile(activation(spec)).smoothness == smoothness


@pytest.mark.parametrize(
    ("name", "monotone", "symmetry", "low", "high"),
    [
        ("tanh", "increasing", "odd", -1, 1),
        ("gaussian", "no", "even", 0, 1),
        ("relu6", "increasing", "none", 0, 6),
        ("silu", "no", "none", -0.27846454, np.inf),
        ("sine", "no", "odd", -1, 1),
        ("log_sigmoid", "increasing", "none", -np.inf, 0),
        ("growing_cosine", "no", "odd", -np.inf, np.inf),
    ],
)
def test_shapes(name: str, monotone: str, symmetry: str, low: float, high: float) -> None:
    known = profile(activation(name))
    assert (known.monotone, known.symmetry) == (monotone, symmetry)
    assert (known.low, known.high) == pytest.approx((low, high), abs=1e-7)


def test_where_it_overflows() -> None:
    known = profile(activation("exponential"))
    assert known.overflow_float32 == pytest.approx(88.7228, abs=1e-3)
    assert known.overflow_float16 == pytest.approx(np.log(65520), abs=1e-2)
    assert profile(activation("relu")).overflow_float32 is None


def test_saturation_of_tanh() -> None:
    tenth, hundredth = profile(activation("tanh")).saturation
    edge = np.arctanh(np.sqrt(0.9))
    np.testing.assert_allclose(tenth.intervals, [(-np.inf, -edge), (edge, np.inf)], rtol=1e-9)
    assert hundredth.share < tenth.share == pytest.approx(0.0690, abs=1e-4)


@pytest.mark.parametrize(
    ("spec", "words"),
    [
        ("relu", ["kink at x = 0: the derivative used there is 0", "the derivative is 0 for 50%"]),
        ("log(x)", ["f has no value for 50% of standard normal inputs", "f grows without bound towards x = 0"]),
        ("exponential", ["float16 overflows from |x| = 11.09"]),
        ("tanh(3*x)", ["saturation: |f′| is below 0.1"]),
        ("1000*tanh(x/1000) - x", []),
    ],
)
def test_the_lint_says_what_training_will_meet(spec: str, words: list[str]) -> None:
    found = activation(spec)
    lines = "\n".join(lint(found, profile(found)))
    for word in words:
        assert word in lines


def test_a_clean_function_has_no_findings() -> None:
    assert lint(activation("softplus"), profile(activation("softplus"))) == []


@pytest.mark.parametrize(
    ("spec", "words"),
    [
        ("x**a; a=2.5 per layer", "a gets a gradient that is no number for inputs such as x = -"),
        ("where(x > a, x, 0); a=0 per layer", "a never moves"),
        ("x + a*b*x; a=0 per layer, b=1 per layer", "b makes no difference at its start"),
        ("abs(x)**a; a=0.5 per unit", ""),
        ("a*log(abs(x)); a=1 per layer", "a's gradient grows without bound as x goes to 0"),
        ("max(x, a); a=0 per layer", ""),
        ("x*sigmoid(a*x); a=1 per unit", ""),
        ("prelu; alpha=0.25 per layer", ""),
    ],
)
def test_the_lint_of_learnt_parameters(spec: str, words: str) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ActlabWarning)
        found = activation(spec)
    lines = [str(line) for line in lint_parameters(found)]
    assert [line.startswith(words) for line in lines] == ([True] if words else [])


@pytest.mark.parametrize(
    ("spec", "words"),
    [
        ("mod(x, 1)", "at least 901 kinks or jumps within [-1000, 1000], nearest to 0: x = -2, -1, 0, 1 and others."),
        ("sin(x)/x", "f has no value for an input of exactly 0."),
        ("sqrt(abs(x))", "the derivative grows without bound towards x = 0: an input near it makes a huge step."),
        ("1/(x-x)", "f has no value for any input."),
    ],
)
@pytest.mark.filterwarnings("ignore::actlab.errors.ActlabWarning")
def test_the_lint_counts_and_names_points(spec: str, words: str) -> None:
    found = activation(spec)
    assert words in lint(found, profile(found))
