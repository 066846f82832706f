"""What the page says of functions against the program: profiles and breaks of the whole catalogue, relatives, LaTeX."""

import functools
import math
import warnings
from collections.abc import Callable

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from actlab.analysis.breaks import breaks
from actlab.analysis.gaussian import expectation
from actlab.analysis.numeric import Numeric
from actlab.analysis.profile import Profile, profile
from actlab.errors import ActlabWarning
from actlab.functions.catalogue import CATALOGUE
from actlab.functions.find import find
from tests.web.engine import answers

MORE = ("1/x", "x/(x**2 - 1)", "floor(x)", "sqrt(abs(x))", "where(x > 0.5, 1, x)", "tan(x)", "log(x)", "sign(x)*x**2")
ASKED = (*CATALOGUE, *MORE)
DIGITS = 1e-9  # of expectations; both compute them to rounding


def number(value: float | str) -> float:
    return float(value)


@functools.cache
def profiled(sigma: float = 1.0) -> dict[str, dict]:
    asked = [{"question": "profile", "activation": name, "sigma": sigma} for name in ASKED]
    return dict(zip(ASKED, answers("analysis", asked), strict=True))


@functools.cache
def known(name: str) -> Profile:
    return profile(find(name))


@pytest.mark.parametrize("name", ASKED)
def test_a_profile_is_the_programs(name: str) -> None:
    mine, theirs = profiled()[name], known(name)
    pairs = {"low": theirs.low, "high": theirs.high, "mean": theirs.mean, "gain": theirs.gain, "chi1": theirs.chi_1}
    for field, wanted in pairs.items():
        found = number(mine[field])
        if math.isnan(wanted):
            assert math.isnan(found), field
        else:
            assert found == pytest.approx(wanted, rel=DIGITS, abs=DIGITS), field
    np.testing.assert_allclose(mine["shares"], [one.share for one in theirs.saturation], rtol=1e-6, atol=1e-9)


@pytest.mark.parametrize("name", ["relu", "elu", "tanh", "gelu"])
def test_expectations_over_wider_inputs(name: str) -> None:
    sigma = 1.7
    numeric = Numeric(find(name))
    second = expectation(lambda z: numeric.f(sigma * z) ** 2, (0.0,))
    slopes = expectation(lambda z: numeric.slope(sigma * z) ** 2, (0.0,))
    found = profiled(sigma)[name]
    assert found["gain"] == pytest.approx(sigma / math.sqrt(second), rel=1e-10)
    assert found["chi1"] == pytest.approx(sigma**2 * slopes / second, rel=1e-10)


def test_curves_break_where_the_programs_do() -> None:
    found = answers("analysis", [{"question": "breaks", "activation": name} for name in ASKED])
    for name, one in zip(ASKED, found, strict=True):
        activation = find(name)
        for order in range(3):
            wanted = [at for at in breaks(activation, order) if abs(at) <= 20]
            got = [at for at in one["breaks"][order] if abs(at) <= 20]
            assert got == pytest.approx(wanted, abs=1e-9), (name, order)


@pytest.mark.parametrize(
    ("spec", "same"),
    [
        ("x*sigmoid(1.7*x)", "silu(beta=1.7)"),
        ("2*sigmoid(2*x) - 1", "tanh"),
        ("max(x, 0.3*x)", "leaky_relu(alpha=0.3)"),
        ("3*mish(0.5*x + 1) - 2", "3*mish(0.5*x + 1) - 2"),
        ("2*max(x - 1, 0) + 1", "2*relu(x - 1) + 1"),
        ("min(x, 0)", "-relu(-x)"),
        ("elu", "celu"),
    ],
)
def test_relatives_are_found(spec: str, same: str) -> None:
    (found,) = answers("analysis", [{"question": "relatives", "activation": spec}])
    assert same in found["same"]


def test_no_relative_is_claimed_that_is_none() -> None:
    asked = ["x*exp(-x**2)", "where(x > 0, x**1.5, 0)", *list(CATALOGUE)[::6]]
    x = np.linspace(-15, 15, 4001)
    for name, found in zip(
        asked, answers("analysis", [{"question": "relatives", "activation": one} for one in asked]), strict=True
    ):
        for same in found["same"]:
            np.testing.assert_allclose(find(same).on_host(x), find(name).on_host(x), rtol=1e-8, atol=1e-8)
        nearest = found["nearest"]
        if nearest:
            near = np.linspace(-5, 5, 1001)
            apart = np.max(np.abs(find(nearest["name"]).on_host(near) - find(name).on_host(near)))
            assert nearest["distance"] == pytest.approx(apart, rel=1e-9)


def test_what_is_new_is_not_recognised() -> None:
    for one in answers(
        "analysis",
        [{"question": "relatives", "activation": spec} for spec in ("x*exp(-x**2)", "where(x > 0, x**1.5, 0)")],
    ):
        assert one["same"] == []


def test_latex_reads_back_as_the_same_function() -> None:
    x = np.linspace(-4, 4, 801)
    asked = [*CATALOGUE, "x*sigmoid(b*x); b=1.7", "where(x > 0, x, 1e-7*x)", "-(x - 1)**2 - (-x)"]
    written = answers("analysis", [{"question": "latex", "activation": name} for name in asked])
    for name, one in zip(asked, written, strict=True):
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", ActlabWarning)  # what a formula says of itself far out is not asked here
            read = find(one["latex"])
        np.testing.assert_allclose(read.on_host(x), find(name).on_host(x), rtol=1e-6, atol=1e-9)


@pytest.mark.parametrize("library", ["NumPy", "JAX", "PyTorch"])
def test_code_is_the_same_function(library: str) -> None:
    x = np.linspace(-4, 4, 801)
    asked = [*CATALOGUE, "x*sigmoid(b*x); b=1.7", "where(x > 0, 2, x)", "-(x - 1)**2 - (-x)", "(x > 1) * x", "x**(1/3)"]
    asked += ["max(x, 0.1*x, -1)", "x % 2", "hypot(x, 2)", "erf(x)/2**x", "log1p(exp(-x)) + 1e-7*x"]
    written = answers("analysis", [{"question": "python", "activation": name, "library": library} for name in asked])
    array, plain = library_of(library)
    for name, one in zip(asked, written, strict=True):
        scope: dict[str, object] = {}
        exec(one["code"], scope)
        with np.errstate(all="ignore"), jax.enable_x64(True):
            found = plain(scope["f"](array(x)))  # type: ignore[operator]
        np.testing.assert_allclose(found, find(name).on_host(x), rtol=1e-9, atol=1e-12, err_msg=one["code"])


def library_of(name: str) -> tuple[Callable[[np.ndarray], object], Callable[[object], np.ndarray]]:
    """Return what makes an array of a library, in double precision, and what makes it NumPy's again."""
    if name == "PyTorch":
        torch = pytest.importorskip("torch")
        return torch.from_numpy, lambda found: np.asarray(found)
    if name == "JAX":
        return (lambda x: jnp.asarray(x, jnp.float64)), lambda found: np.asarray(found)
    return (lambda x: x), lambda found: np.asarray(found)


LEARNT = ("x*sigmoid(b*x); b=1.7 per unit", "prelu; alpha=0.3 fixed", "glu(silu(beta=1.2))", "a*x + c; a=40, c=-0.001")


def test_what_a_slider_writes_reads_back_as_it_stands() -> None:
    asked = [*CATALOGUE, *LEARNT]
    moved = 0
    for name, one in zip(
        asked, answers("analysis", [{"question": "sliders", "activation": name} for name in asked]), strict=True
    ):
        for move in one["moves"]:
            wanted = [
                [key, move["value"] if key == move["name"] else value, learn] for key, value, learn in one["before"]
            ]
            for (key, value, learn), (read_key, read_value, read_learn) in zip(wanted, move["read"], strict=True):
                assert (key, learn) == (read_key, read_learn), (name, move)
                assert read_value == pytest.approx(value, rel=1e-5), (name, move)
            assert move["step"] > 0
            parameter = next(p for p in find(name).parameters if p.name == move["name"])
            assert parameter.low <= move["value"] <= parameter.high, (name, move)
            moved += 1
    assert moved > 80


@pytest.mark.parametrize(
    ("spec", "order", "pieces", "closed", "opened"),
    [
        ("relu", 0, 1, [], []),
        ("relu", 1, 2, [[0, 0]], [[0, 1]]),
        ("relu", 2, 2, [], [[0, 0]]),
        ("elu", 2, 2, [], [[0, 0], [0, 1]]),
        ("sign(x)", 0, 2, [[0, 0]], [[0, -1], [0, 1]]),
        ("1/x", 0, 2, [], []),
        ("tanh", 1, 1, [], []),
        ("elu(alpha=2)", 1, 2, [[0, 2]], [[0, 1]]),
        ("where(x > 1, 3, x)", 0, 2, [[1, 1]], [[1, 3]]),
    ],
)
def test_no_curve_is_drawn_through_a_jump(
    spec: str, order: int, pieces: int, closed: list[list[float]], opened: list[list[float]]
) -> None:
    (found,) = answers("analysis", [{"question": "curve", "activation": spec, "order": order}])
    assert len(found["pieces"]) == pieces
    for kind, wanted in ((True, closed), (False, opened)):
        got = sorted([round(y, 5) for y in end["at"]] for end in found["ends"] if end["closed"] is kind)
        assert got == sorted(wanted)


def test_corners_are_reached() -> None:
    for spec, least in (("sqrt(abs(x - 0.3))", 0), ("abs(x + 0.7)", 0), ("relu", 0), ("-abs(x - 1/3)", -16 / 3)):
        (found,) = answers("analysis", [{"question": "curve", "activation": spec, "order": 0}])
        assert found["low"] == pytest.approx(least, abs=1e-7)
