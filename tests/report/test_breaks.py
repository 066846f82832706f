"""No curve is drawn through a jump: each segment of f, f′, f″ and f‴ is held against the values on its way."""

import numpy as np
import pytest

from actlab.analysis.breaks import breaks
from actlab.analysis.numeric import Numeric
from actlab.functions.catalogue import CATALOGUE
from actlab.functions.find import find
from actlab.functions.record import Activation
from actlab.report.document.activation_chart import curves, overlay
from actlab.report.document.charts import Chart, Line

HALVINGS = 40
PAIR = ("relu", "elu")
LEFT, RIGHT = -5.0, 5.0
FORMULAS = (
    "where(x > 0.123, 1, x)",
    "where(x < 1/3, x**2, 3 - x)",
    "abs(x - 0.5)**1.5",
    "1/(x - 0.503)",
    "log(abs(x + 0.77))",
    "floor(x)",
    "max(sin(9*x), 0)",
    "elu(x - 1.2345)",
    "clip(x, -0.333, 0.777)**2",
)


def bridged(activation: Activation, order: int, low: np.ndarray, high: np.ndarray) -> np.ndarray:
    """Return by how much a derivative jumps within intervals: the half that differs more is kept, again and again."""
    numeric = Numeric(activation)
    values = numeric.slope if order == 1 else lambda x: numeric.derivative(x, order)
    at_low, at_high = values(low), values(high)
    for _step in range(HALVINGS):
        middle = (low + high) / 2
        here = values(middle)
        right = np.abs(at_high - here) > np.abs(here - at_low)
        low, high = np.where(right, middle, low), np.where(right, high, middle)
        at_low, at_high = np.where(right, here, at_low), np.where(right, at_high, here)
    return np.asarray(np.abs(at_high - at_low))


def lines(chart: Chart) -> list[Line]:
    return [mark for row in chart.panels for panel in row for mark in panel.marks if isinstance(mark, Line)]


def segments(line: Line) -> tuple[np.ndarray, np.ndarray]:
    x, y = np.array(line.x), np.array(line.y, dtype=float)
    drawn = np.isfinite(y[1:]) & np.isfinite(y[:-1])
    return x[:-1][drawn], x[1:][drawn]


@pytest.mark.parametrize("name", [*CATALOGUE, *FORMULAS])
@pytest.mark.filterwarnings("ignore::actlab.errors.ActlabWarning")
def test_no_segment_crosses_a_jump_and_gaps_are_where_one_is(name: str) -> None:
    activation = find(name)
    for points in (201, 1001):
        for order, line in enumerate(lines(curves(activation, derivatives=3, points=points))):
            low, high = segments(line)
            with np.errstate(all="ignore"):
                # a jump of 1e-3 of what is drawn would be seen
                size = np.nanmax(np.abs(np.array(line.y, dtype=float)), initial=1.0)
                assert (bridged(activation, order, low, high) < 1e-3 * size).all(), (order, points)
            x, y = np.array(line.x), np.array(line.y, dtype=float)
            broken = [at for at in breaks(activation, order) if LEFT <= at <= RIGHT]
            assert np.isfinite(y).sum() >= len(y) - len(broken) - 2
            assert all(np.abs(x[~np.isfinite(y)][:, None] - broken).min() <= 10 / points for _one in broken)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("elu", [[], [], [0.0], [0.0]]),
        ("relu", [[], [0.0], [0.0], [0.0]]),
        ("hard_swish", [[], [-3.0, 3.0], [-3.0, 3.0], [-3.0, 3.0]]),
        ("selu", [[], [0.0], [0.0], [0.0]]),
        ("relu_squared", [[], [], [0.0], [0.0]]),
        ("relu_cubed", [[], [], [], [0.0]]),
        ("sqnl", [[], [], [-2.0, 0.0, 2.0], [-2.0, 0.0, 2.0]]),
        ("step", [[0.0]] * 4),
        ("tanh", [[]] * 4),
        ("gelu", [[]] * 4),
        ("1/(x - 0.5)", [[0.5]] * 4),
    ],
)
@pytest.mark.filterwarnings("ignore::actlab.errors.ActlabWarning")
def test_where_each_derivative_breaks(name: str, expected: list[list[float]]) -> None:
    assert [breaks(find(name), order) for order in range(4)] == expected


def test_a_function_in_python_breaks_where_a_formula_would() -> None:
    import jax.numpy as jnp

    activation = find(lambda x: jnp.where(x > 0, x, jnp.exp(x) - 1), name="mine")
    assert [breaks(activation, order) for order in range(3)] == [[], [], [0.0]]


def test_curves_over_each_other_break_too() -> None:
    for line in lines(overlay({"step": find("step"), "hardshrink": find("hardshrink")})):
        assert np.isnan(np.array(line.y, dtype=float)).any()


def test_curves_over_each_other_are_all_seen() -> None:
    """relu and elu are one line where x > 0: one is thick, and through the dashes of the other it is seen."""
    looks = [(line.label, line.width, line.dash) for line in lines(overlay({name: find(name) for name in PAIR}))]
    for below, above in (looks[:2], looks[2:]):
        assert below[1] > above[1]
        assert below[2] != above[2]
