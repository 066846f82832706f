"""The frameworks' own functions, where one computes the same: value, slope at every kink, second derivative.

Each is compared with ours, at several values of its parameters, wherever its framework is installed. Not here, for
what that found: PyTorch's mish (its second derivative is NaN far out) and hardsigmoid (has none), JAX's leaky_relu
(slope 1 at 0), TensorFlow's selu (slope 1.05 at 0) and gelu (single precision).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from actlab.functions.catalogue import CATALOGUE
from actlab.functions.record import Activation


@dataclass(frozen=True)
class Native:
    """A call in x and the parameters; ``at`` are values that it takes for granted, whose names it does not know, and
    ``positive`` those at whose 0 it has another slope.
    """

    call: str
    at: Mapping[str, float] = field(default_factory=dict)
    positive: tuple[str, ...] = ()


_TABLE = {
    "torch": {
        "relu": Native("F.relu(x)"),
        "leaky_relu": Native("F.leaky_relu(x, alpha)"),
        "relu6": Native("F.relu6(x)"),
        "hard_tanh": Native("F.hardtanh(x, low, high)"),
        "hard_swish": Native("F.hardswish(x)"),
        "threshold": Native("F.threshold(x, threshold, value)"),
        "softshrink": Native("F.softshrink(x, lambd)", positive=("lambd",)),
        "hardshrink": Native("F.hardshrink(x, lambd)", positive=("lambd",)),
        "elu": Native("F.elu(x, alpha)"),
        "celu": Native("F.celu(x, alpha)"),
        "selu": Native("F.selu(x)"),
        "gelu": Native("F.gelu(x)"),
        "gelu_tanh": Native('F.gelu(x, approximate="tanh")'),
        "silu": Native("F.silu(x)", at={"beta": 1.0}),
        "softsign": Native("F.softsign(x)"),
        "softplus": Native("F.softplus(x, beta, threshold=40)"),
        "log_sigmoid": Native("F.logsigmoid(x)"),
    },
    "jax": {
        "relu": Native("jax.nn.relu(x)"),
        "relu6": Native("jax.nn.relu6(x)"),
        "elu": Native("jax.nn.elu(x, alpha)"),
        "selu": Native("jax.nn.selu(x)"),
        "gelu": Native("jax.nn.gelu(x, approximate=False)"),
        "gelu_tanh": Native("jax.nn.gelu(x, approximate=True)"),
        "silu": Native("jax.nn.silu(x)", at={"beta": 1.0}),
        "mish": Native("jax.nn.mish(x)"),
        "softsign": Native("jax.nn.soft_sign(x)"),
        "log_sigmoid": Native("jax.nn.log_sigmoid(x)"),
    },
    "keras": {
        "relu": Native("ops.relu(x)"),
        "elu": Native("ops.elu(x, alpha)"),
        "gelu_tanh": Native("ops.gelu(x, approximate=True)"),
        "silu": Native("ops.silu(x)", at={"beta": 1.0}),
        "log_sigmoid": Native("ops.log_sigmoid(x)"),
    },
}


def native(activation: Activation, framework: str) -> Native | None:
    """Return a framework's own function for an activation of the catalogue, None where it has none.

    >>> native(CATALOGUE["elu"], "torch").call
    'F.elu(x, alpha)'
    >>> native(CATALOGUE["silu"].with_parameters(beta=2), "torch")
    """
    found = _TABLE.get(framework, {}).get(activation.name)
    record = CATALOGUE.get(activation.name)
    if found is None or record is None or activation.learnt or not _is(activation, record):
        return None
    values = activation.values
    fits = all(values[name] == value for name, value in found.at.items())
    return found if fits and all(values[name] > 0 for name in found.positive) else None


def _is(activation: Activation, record: Activation) -> bool:
    """Return whether an activation is the record of its name, but for the values of its parameters."""
    same_names = record.values.keys() == activation.values.keys()
    return same_names and replace(record, parameters=activation.parameters) == activation
