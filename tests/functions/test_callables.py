"""A function in Python is taken as it is, or refused with the reason and the place."""

import functools
import math
import time
from pathlib import Path

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from actlab import InvalidInput, activation
from actlab.analysis.profile import profile
from actlab.functions import callables
from actlab.functions.limits import FunctionFault, limited
from actlab.training import programs


def test_a_function_is_an_activation() -> None:
    leaky = activation(lambda x: jnp.where(x > 0, x, 0.1 * jnp.expm1(x)))
    assert leaky.kinks == [(0.0, pytest.approx(0.1))]
    assert leaky.derivative(np.array([100.0], np.float32)).tolist() == [1.0]
    assert profile(leaky).monotone == "increasing"


def test_a_file_and_a_function(tmp_path: Path) -> None:
    file = tmp_path / "mine.py"
    file.write_text("import jax.numpy as jnp\n\n\ndef soft(x):\n    return x / (1 + jnp.abs(x))\n")
    soft = activation(f"{file}:soft")
    x = np.linspace(-3, 3, 7)
    np.testing.assert_allclose(soft(x), activation("softsign")(x))
    with pytest.raises(InvalidInput, match="no function hard; it has soft"):
        activation(f"{file}:hard")


@pytest.mark.parametrize(
    ("function", "fault"),
    [
        (lambda x: x - x.mean(), "not elementwise"),
        (lambda x: x[:1], "another shape"),
        (lambda x: x.sum(), "another shape"),
        (lambda x: x.astype(jnp.int32), "another dtype"),
        (lambda x: jnp.asarray(x, jnp.float32), "another dtype"),
        (lambda x: jnp.log(x), "not finite at x = -30"),
        (lambda x: np.tanh(np.asarray(x)), "raises"),
        (
            lambda x: np.tanh(x),
            "TracerArrayConversionError: JAX cannot follow NumPy, math, if or a cast to float; use ",
        ),
        (lambda x: x if x > 0 else 0 * x, "use jax.numpy, jnp.where"),
        (lambda x: x * math.erf(x), "use jax.numpy"),
        (lambda x: x * np.random.default_rng().random(), "another value each time"),
    ],
)
def test_refusals_name_reason_and_place(function: object, fault: str) -> None:
    with pytest.raises(InvalidInput) as refusal:
        activation(function)  # type: ignore[call-overload]
    assert fault in str(refusal.value)
    assert "test_callables.py:" in str(refusal.value)


def test_a_loop_of_jax_names_the_function_s_place() -> None:
    def endless(x: jax.Array) -> jax.Array:
        return jax.lax.while_loop(lambda y: (y == y).all(), lambda y: y, x)

    endless_on_jax = jax.jit(endless)
    place = callables.place_of(endless_on_jax)
    assert "test_callables.py:" in place
    with pytest.raises(FunctionFault, match=r"not answered within 0\.5 s \(.*test_callables\.py:\d+\)") as fault:
        limited(functools.partial(time.sleep, 3.0), 0.5, place)  # no line of the user's is being carried out
    assert place in str(fault.value)
    assert programs.guarded([endless_on_jax], lambda: 1) == 1
    assert callables.place_of(np.tanh) == ""


def test_the_probe_has_a_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(callables, "PATIENCE", 0.2)
    with pytest.raises(InvalidInput, match=r"not answered within 0\.2 s"):
        activation(lambda x: (time.sleep(2), x)[1])
