"""Whatever is given to an activation: read as the floats that it means, or refused; at infinity, its limits."""

import datetime
from collections.abc import Callable
from decimal import Decimal
from itertools import pairwise
from typing import Any

import jax
import jax.numpy as jnp
import mpmath
import numpy as np
import pytest

from actlab import CATALOGUE, InvalidInput, activation
from actlab.functions import exact
from actlab.functions.record import Activation

WHOLE = (-2, -1, 0, 1, 3)
READ_ONLY = np.array(WHOLE, np.float64)
READ_ONLY.flags.writeable = False
HALF = {np.dtype("float16"): 2e-3, np.dtype(jnp.bfloat16): 2e-2, np.dtype("float32"): 1e-5, np.dtype("float64"): 1e-12}

# what is given -> the format in which the answer comes
NUMPY: dict[str, tuple[Any, Any]] = {
    **{kind: (np.array(WHOLE, kind), np.float64) for kind in ("int8", "int16", "int32", "int64")},
    **{kind: (np.array([0, 1, 3], kind), np.float64) for kind in ("uint8", "uint16", "uint32", "uint64", "bool")},
    **{kind: (np.array(WHOLE, kind), kind) for kind in ("float16", "float32", "float64")},
    "bfloat16": (np.array(WHOLE, jnp.bfloat16), jnp.bfloat16),
    "read-only": (READ_ONLY, np.float64),
    "every second": (np.array([-2.0, 9, -1, 9, 0])[::2], np.float64),
    "columns first": (np.asfortranarray(np.arange(6.0).reshape(2, 3)), np.float64),
    "no dimension": (np.array(-1.0), np.float64),
    "a NumPy number": (np.float32(-1), np.float32),
    "a whole NumPy number": (np.int32(-1), np.float64),
    "a whole number": (-1, np.float64),
    "a number": (-1.0, np.float64),
    "a truth value": (True, np.float64),
    "a list": (list(WHOLE), np.float64),
    "a list of truth values": ([True, False], np.float64),
    "a whole number of 100 bits": (2**100, np.float64),
    "bytes the other way round": (np.array(WHOLE, ">f4"), np.float32),
    "whole numbers, bytes the other way round": (np.array(WHOLE, ">i4"), np.float64),
    "nested lists": ([[1, 2.5], [-3, 0]], np.float64),
    "a range": (range(-2, 3), np.float64),
    "empty": (np.zeros(0), np.float64),
    "empty, of whole numbers": (np.zeros((0, 3), np.int64), np.float64),
    "an empty list": ([], np.float64),
}
JAX: dict[str, tuple[Any, Any]] = {
    **{kind: (np.array(WHOLE, kind), np.float32) for kind in ("int8", "int32")},
    **{kind: (np.array([0, 1, 3], kind), np.float32) for kind in ("uint8", "bool")},
    **{kind: (np.array(WHOLE, kind), kind) for kind in ("float16", "float32")},
    "bfloat16": (np.array(WHOLE, jnp.bfloat16), jnp.bfloat16),
    "no dimension": (np.array(-1, np.int32), np.float32),
    "empty": (np.zeros((0, 3), np.float32), np.float32),
}
REFUSED: dict[str, Any] = {
    "complex": np.array([1 + 2j]),
    "complex64": np.array([1 + 2j], np.complex64),
    "a complex number": 1j,
    "complex numbers in a list": [1.0, 2j],
    "complex numbers of JAX": jnp.array([1 + 2j]),
    "masked": np.ma.array([1.0, 2.0], mask=[True, False]),
    "masked, but nothing hidden": np.ma.array([1.0]),
    "a masked number": np.ma.masked,
    "masked arrays in a list": [np.ma.array([1.0, 2.0], mask=[True, False])],
    "None": None,
    "None in a list": [1.0, None],
    "text": "1.0",
    "text in a list": ["1", "2"],
    "bytes": b"1",
    "objects": np.array([1.0, 2.0], object),
    "decimals": [Decimal("1.5")],
    "rows of different lengths": [[1.0, 2.0], [3.0]],
    **({} if np.finfo(np.longdouble).bits == 64 else {"long double": np.array([1.0], np.longdouble)}),
    "a whole number beyond all floats": 10**400,
    "dates": np.array(["2020-01-01"], "datetime64[D]"),
    "a date": datetime.date(2020, 1, 1),
    "durations": np.array([1], "timedelta64[s]"),
    "fields": np.zeros(2, [("x", float)]),
    "a dictionary": {"x": 1.0},
    "a set": {1.0},
    "a function": np.sin,
}
CALLS: dict[str, Callable[..., Any]] = {
    "f": lambda record, x: record(x),
    "f'": lambda record, x: record.derivative(x),
    "f''": lambda record, x: record.derivative(x, order=2),
}

ALL_READ = ("int64", "float16", "empty", "int32")  # by each record; the others by some
SOME = ("tanh", "relu", "gelu")
every_call = pytest.mark.parametrize("call", CALLS)
every_record = pytest.mark.parametrize("record", [activation(name) for name in CATALOGUE], ids=list(CATALOGUE))


def some(kinds: dict[str, tuple[Any, Any]], record: Activation) -> dict[str, tuple[Any, Any]]:
    """Return all kinds for some records, some kinds for all."""
    return kinds if record.name in SOME else {name: kinds[name] for name in ALL_READ if name in kinds}


def agree(found: Any, meant: np.ndarray, dtype: np.dtype) -> None:
    np.testing.assert_allclose(np.asarray(found, np.float64), meant, rtol=HALF[dtype], atol=HALF[dtype])


@pytest.mark.parametrize("call", ["f", "f'"])
@every_record
def test_numpy_arrays_and_pythons_numbers_are_read_as_floats(record: Activation, call: str) -> None:
    for name, (given, dtype) in some(NUMPY, record).items():
        found = CALLS[call](record, given)
        assert isinstance(found, np.ndarray), name
        assert (found.dtype, found.shape) == (np.dtype(dtype), np.shape(given)), name
        agree(found, CALLS[call](record, np.asarray(given, np.float64)), found.dtype)


@pytest.mark.parametrize("call", ["f", "f'"])
@every_record
def test_arrays_of_jax_are_read_as_floats_traced_or_not(record: Activation, call: str) -> None:
    def of(x: jax.Array) -> jax.Array:
        found: jax.Array = CALLS[call](record, x)
        return found

    kinds = some(JAX, record)
    traced = jax.jit(lambda every: {name: of(x) for name, x in every.items()})  # one program for all
    compiled = traced({name: jnp.asarray(given) for name, (given, _dtype) in kinds.items()})
    for name, (given, dtype) in kinds.items():
        meant = CALLS[call](record, given.astype(np.float64))
        ways = [compiled[name]]
        if record.name in SOME:
            ways.append(of(jnp.asarray(given)))
            ways += [jax.vmap(of)(jnp.asarray(given))] if given.ndim and given.size else []
        for found in ways:
            assert isinstance(found, jax.Array), name
            assert (found.dtype, found.shape) == (np.dtype(dtype), given.shape), name
            agree(found, meant, np.dtype(dtype))


@every_record
def test_a_gradient_goes_through_whole_numbers_made_floats(record: Activation) -> None:
    x = jnp.arange(-2, 3)
    gradient = jax.grad(lambda w: (w * record(x)).sum())(jnp.float32(1.0))
    agree(gradient, record(np.arange(-2, 3)).sum(), np.dtype("float32"))
    floats = jnp.linspace(-1.75, 2.25, 5)
    agree(jax.vmap(jax.grad(record))(floats), record.derivative(np.asarray(floats, np.float64)), np.dtype("float32"))


@every_call
@pytest.mark.parametrize("kind", REFUSED)
def test_what_is_no_real_number_is_refused(kind: str, call: str) -> None:
    with pytest.raises(InvalidInput, match=r"^an activation takes real numbers, not [^:]+: give an array of floats\.$"):
        CALLS[call](activation("tanh"), REFUSED[kind])


@every_record
def test_complex_masks_and_none_are_refused_by_all(record: Activation) -> None:
    for kind in ("complex", "complex numbers of JAX", "masked", "None"):
        with pytest.raises(InvalidInput):
            record(REFUSED[kind])


def test_complex_numbers_are_refused_while_traced() -> None:
    with pytest.raises(InvalidInput, match="complex"):
        jax.jit(activation("gelu"))(jnp.array([1j]))


FAR = [10.0**power for power in (6, 20, 60, 100)]
STEPS = [1e6 + 1.7 * step for step in range(12)]
STEP = mpmath.mpf(10) ** -40


def exactly(record: Activation, x: float) -> list[mpmath.mpf]:
    """Return f, f' and f'' in many digits."""
    with mpmath.workdps(exact.DIGITS):
        low, value, high = (exact.exact(record.expression, mpmath.mpf(x) + k * STEP, record.values) for k in (-1, 0, 1))
        return [value, (high - low) / (2 * STEP), (high - 2 * value + low) / STEP**2]


def tends_to(record: Activation, side: int) -> list[float]:
    """Return the limits of f, f' and f'': NaN of what goes up and down for ever, infinities of what grows."""
    near, far = ([exactly(record, side * x) for x in places] for places in (STEPS, FAR))
    return [_limit([row[order] for row in near], [row[order] for row in far]) for order in range(3)]


def _limit(near: list[mpmath.mpf], far: list[mpmath.mpf]) -> float:
    steps = [after - before for before, after in pairwise(near)]
    if max(steps) > 1e-9 and min(steps) < -1e-9:
        return np.nan
    if abs(far[-1] - far[-2]) <= 1e-9 * (1 + abs(far[-1])):
        return float(far[-1])
    return float(np.copysign(np.inf, float(far[-1])))


@every_record
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_numbers_that_are_special(record: Activation, dtype: type, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(exact, "DIGITS", 400)
    tiny = np.finfo(dtype).tiny
    x: np.ndarray = np.array([-np.inf, np.inf, np.nan, 0.0, -0.0, -tiny, tiny, -tiny / 8, tiny / 8], dtype)
    found = np.array([call(record, x) for call in CALLS.values()], np.float64)
    meant = np.array([tends_to(record, side) for side in (-1, 1)]).T
    np.testing.assert_allclose(found[:, :2], meant, rtol=1e-6, atol=1e-9)
    assert np.isnan(found[:, 2]).all()
    zero, minus_zero, below, above, least, greatest = found[:2, 3:].T
    np.testing.assert_array_equal(zero, minus_zero)
    # the machine may take a subnormal number for zero
    for subnormal, beside in ((least, below), (greatest, above)):
        near = [np.isclose(subnormal, one, rtol=1e-6, atol=1e-30) for one in (zero, beside)]
        assert np.logical_or(*near).all()


@every_record
def test_gradients_at_infinity_are_the_limits(record: Activation, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(exact, "DIGITS", 400)
    meant = [tends_to(record, side)[1] for side in (-1, 1)]
    gradient = jax.jit(jax.grad(lambda x: record(x).sum()))(jnp.array([-np.inf, np.inf]))
    np.testing.assert_allclose(np.asarray(gradient), meant, rtol=1e-6, atol=1e-9)
