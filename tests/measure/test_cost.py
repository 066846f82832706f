"""The clock's table: complete, and the control's ratio to itself is one."""

from actlab import activation
from actlab.measure.cost import measure


def test_every_pass_is_measured_and_relu_to_itself_is_one() -> None:
    found = measure({name: activation(name) for name in ("relu", "tanh")}, "relu", rounds=3)
    assert {(c.activation, c.dtype, c.which) for c in found} == {
        (name, dtype, which)
        for name in ("relu", "tanh")
        for dtype in ("float32", "bfloat16")
        for which in ("forward", "backward")
    }
    for cost in found:
        assert 0 < cost.nanoseconds.low <= cost.nanoseconds.median <= cost.nanoseconds.high
        if cost.activation == "relu":
            assert cost.ratio == (1.0, 1.0, 1.0)
