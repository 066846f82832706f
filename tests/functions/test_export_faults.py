"""The comparison of exported code with ours notices faults: of each primitive, and at each point that is special."""

import numpy as np
import pytest

from actlab import CATALOGUE
from actlab.functions.export import export
from actlab.functions.exports.naming import function_name
from actlab.functions.expression import PRIMITIVES
from tests.functions.exported import disagreements, installed
from tests.functions.promised import made_of, ours, points

FORMULAS = {  # of what takes more than one argument, or none but numbers
    "+": "x + 3",
    "-": "3 - x",
    "*": "3 * x",
    "/": "3 / x",
    "**": "x**3",
    "neg": "-x",
    **{comparison: f"where(x {comparison} 1, x, 0)" for comparison in (">", ">=", "<", "<=", "!=")},
    "==": "where(x == 1, 0, x)",
    "*0": "sinh(x)**3",  # in its derivatives
    "where": "where(x > 1, x, exp(x))",
    "max": "max(x, 1)",
    "min": "min(x, 1)",
    "clip": "clip(x, -1, 2)",
    "mod": "mod(x, 3)",
    "hypot": "hypot(x, 2)",
    "inverse_root": "inverse_root(x, 2)",
    "heaviside": "heaviside(x, 0.5)",
    "logaddexp": "logaddexp(x, 1)",
}
FLAT = {"sign", "floor", "ceil", "round", "heaviside"}
FAULTS = {  # what is planted: of a value, of a slope, of one that is 0
    "torch": {
        "value": "y + 1e-3 * y.detach()",
        "slope": "y + 1e-3 * (y - y.detach())",
        "step": "y + 1e-3 * (x - x.detach())",
    },
    "jax": {
        "value": "y + 1e-3 * jax.lax.stop_gradient(y)",
        "slope": "y + 1e-3 * (y - jax.lax.stop_gradient(y))",
        "step": "y + 1e-3 * (x - jax.lax.stop_gradient(x))",
    },
    "numpy": {"value": "1.001 * y", "slope": "1.001 * y", "step": "y + 1e-3"},
}
COMPARED = [(framework, dtype) for framework in ("torch", "numpy") for dtype in ("float32", "float64")]
COMPARED.append(("jax", "float32"))  # which compiles each, and takes most of the time
PERIODIC = {"sinlu", "sine", "snake", "growing_cosine"}  # in single precision the last digit of 1000 is a phase of 6e-5


def formula_of(primitive: str) -> str:
    """Return a formula of one primitive; brackets, lest it be an activation of the catalogue."""
    return FORMULAS.get(primitive, f"({primitive}(x))")


def faulty(code: str, name: str, wrong: str) -> str:
    """Return code in which one of its functions has a fault."""
    return f"import jax\n{code}\n\n_right = {name}\n\n\ndef {name}(x):\n    y = _right(x)\n    return {wrong}\n"


@pytest.mark.parametrize(("framework", "dtype"), COMPARED)
@pytest.mark.parametrize("primitive", PRIMITIVES)
def test_a_thousandth_is_noticed(primitive: str, framework: str, dtype: str) -> None:
    if not installed(framework):
        pytest.skip(f"{framework} is not installed")
    spec = formula_of(primitive)
    code, name = export(made_of(spec), framework), function_name(made_of(spec))
    for what, fault in (("value", "value"), ("slope", "step" if primitive in FLAT else "slope")):
        planted = f"{name}_derivative" if framework == "numpy" and what == "slope" else name
        found = disagreements(spec, framework, dtype, faulty(code, planted, FAULTS[framework][fault]))
        assert any(line.startswith(what) for line in found), what


@pytest.mark.parametrize("dtype", ["float32", "float64"])
@pytest.mark.parametrize("spec", CATALOGUE)
def test_a_fault_at_one_special_point_is_noticed(spec: str, dtype: str) -> None:
    """At 0, at 1000 and -1000, and at every kink, in value and slope."""
    made, right = made_of(spec), ours(spec, dtype)
    code, name = export(made, "numpy"), function_name(made)
    x = points(made, dtype)
    kinks = np.array([at for at, _slope in made.points.kinks], dtype)
    far = [] if spec in PERIODIC and dtype == "float32" else [1000.0, -1000.0]
    for at in {0.0, *far, *kinks.tolist()}:
        for what, planted in (("value", name), ("slope", f"{name}_derivative")):
            promised = getattr(right, what)[x == x.dtype.type(at)]
            wrong = f"np.where(x == x.dtype.type({at!r}), y + 1e-3 * np.maximum(1, np.abs(y)), y).astype(x.dtype)"
            found = disagreements(spec, "numpy", dtype, faulty(code, planted, wrong))
            assert found or not np.isfinite(promised).all(), f"{what} at {at}"
