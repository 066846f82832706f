"""Slopes of the whole catalogue keep their digits, from the smallest inputs to the largest, against many digits.

The oracle is the formula as people read it, by mpmath, and differences of it: it knows no rule of differentiation. A
slope may be off by what the tolerance says plus what 4 units in the last place of x would change it by: |x f''/f'|
is the slope's condition number. Second and third derivatives, which nobody trains by, may besides be off by 1e-60 of
the largest seen: sums of vanishing terms are as good as their largest term.
"""

import mpmath
import numpy as np
import pytest

from actlab import CATALOGUE, activation
from actlab.functions import exact
from actlab.functions.record import Activation
from actlab.functions.switches import candidates

DIGITS = 500  # so that a slope of 1e-300 is seen beside a value of 1
STEP = mpmath.mpf(10) ** -50
SIZES = np.concatenate([np.geomspace(1e-6, 1e3, 25), [5, 10, 15, 17, 18]])
POINTS = np.concatenate([-SIZES[::-1], SIZES]).astype(np.float32)
VANISHED = 1e-60
TOLERANCE = {np.float32: 1e-5, np.float64: 1e-9}
ORDERS = {np.float32: (1,), np.float64: (1, 2, 3)}
LEAST = 32  # times the smallest normal number of the format: 0 will do for what is smaller


@pytest.fixture(autouse=True)
def many_digits(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(exact, "DIGITS", DIGITS)


def derivatives(record: Activation, x: float) -> tuple[mpmath.mpf, ...]:
    """Return f', f'', f''' and f'''' by central differences in many digits."""
    with mpmath.workdps(DIGITS):
        at = mpmath.mpf(x)
        f = [exact.exact(record.expression, at + k * STEP, record.values) for k in range(-2, 3)]
        return (
            (f[3] - f[1]) / (2 * STEP),
            (f[3] - 2 * f[2] + f[1]) / STEP**2,
            (f[4] - 2 * f[3] + 2 * f[1] - f[0]) / (2 * STEP**3),
            (f[4] - 4 * f[3] + 6 * f[2] - 4 * f[1] + f[0]) / STEP**4,
        )


def wrong(record: Activation, dtype: type[np.floating]) -> list[tuple[int, float, float, float]]:
    """Return order, x, the right slope and the one computed, where they disagree."""
    format_ = np.finfo(dtype)
    switches = np.array([*candidates(record.stable_expression, record.values), *(at for at, _slope in record.kinks)])
    points = POINTS.astype(dtype)
    found = {order: record.derivative(points, order=order).astype(np.float64) for order in ORDERS[dtype]}
    bad = []
    for place, x in enumerate(points.tolist()):
        if np.any(np.abs(x - switches) <= 1e-6 * (1 + abs(x))):
            continue  # one-sided there
        right = derivatives(record, x)
        for order, values in found.items():
            meant, following, value = right[order - 1], right[order], float(values[place])
            if abs(meant) > format_.max:
                continue
            allowed = TOLERANCE[dtype] + 4 * float(format_.eps) * abs(x * following / meant) if meant else 0
            least = LEAST * float(format_.tiny) if abs(meant) < LEAST * format_.tiny else 0.0
            if order > 1:
                least = max(least, VANISHED * np.nanmax(np.abs(values)))
            if not abs(value - meant) <= allowed * abs(meant) + least:  # NaN is wrong, too
                bad.append((order, x, float(meant), value))
    return bad


@pytest.mark.parametrize("name", CATALOGUE)
def test_slopes_in_single_precision(name: str) -> None:
    assert wrong(activation(name), np.float32) == []


@pytest.mark.parametrize("name", CATALOGUE)
def test_three_derivatives_in_double_precision(name: str) -> None:
    assert wrong(activation(name), np.float64) == []


@pytest.mark.parametrize(
    ("name", "x", "dtype", "meant"),
    [
        ("sigmoid", 17, np.float32, 4.1399e-8),
        ("tanh", 10, np.float32, 8.2446e-9),
        ("elu", -15, np.float32, 3.0590e-7),
        ("elu", -18, np.float32, 1.5230e-8),
        ("selu", -700, np.float64, 1.7334e-304),
    ],
)
def test_slopes_that_were_rounded_away(name: str, x: float, dtype: type[np.floating], meant: float) -> None:
    assert float(activation(name).derivative(np.array(x, dtype))) == pytest.approx(meant, rel=1e-4)
