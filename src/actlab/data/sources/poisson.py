"""A differential equation as a task: its loss is made of a network's second derivatives.

-u'' = f on (0, 1) with u(0) = u(1) = 0 and f = pi^2 sin(pi x), which u = sin(pi x) solves. The ends are terms of the
loss. Source: Raissi, Perdikaris, Karniadakis (2019), Physics-informed neural networks, J. Comput. Phys. 378; Lagaris,
Likas, Fotiadis (1998), Artificial neural networks for solving ordinary and partial differential equations.

The residual is that of the equation over the size of f: 2 ((u'' + f) / pi^2)^2, as pi^4 / 2 is the mean of f^2. So it
is a pure number, 1 for every straight line, whose second derivative is zero, and 0 for the solution. What u'' + f has
of the form of f, a sin(pi x), makes an error of a sin(pi x) / pi^2 in u: divided by pi^2 it is of the size of the
errors u(0) and u(1), beside which its square stands in the loss.
"""

from __future__ import annotations

from collections.abc import Callable

import jax
import jax.numpy as jnp
import numpy as np
from jax import Array
from jaxtyping import Float, Float64

from actlab.data.dataset import Split, Splits
from actlab.data.sources.rows import ROWS, drawing
from actlab.data.sources.source import Source
from actlab.data.tasks import Metric, Task
from actlab.words import _

Net = Callable[[Array], Array]
_SQUARE = float(np.pi**2)


def view(net: Net, x: Float[Array, "n 1"]) -> Float[Array, "n 4"]:
    """Return the columns u, u'', u(0), u(1) of a network u that takes [n, 1] and gives [n, 1].

    No example's output depends on another's input, so that the gradient of a sum has each one's derivative.

    >>> [round(float(value), 5) for value in view(lambda x: x**3, jnp.array([[2.0]]))[0]]
    [8.0, 12.0, 0.0, 1.0]
    """

    def summed(places: Array) -> Array:
        return jnp.sum(net(places))

    def slopes(places: Array) -> Array:
        return jnp.sum(jax.grad(summed)(places))

    ends = jnp.broadcast_to(net(jnp.array([[0.0], [1.0]], x.dtype)).reshape(1, 2), (len(x), 2))
    return jnp.concatenate([net(x), jax.grad(slopes)(x), ends], axis=1)


def residual(outputs: Float[Array, "n 4"], targets: Float[Array, " n"]) -> Float[Array, " n"]:
    """Return 2 ((u'' + f) / pi^2)^2 of each place; the target is the solution there, f / pi^2.

    >>> residual(jnp.zeros((1, 4)), jnp.ones(1)).tolist()
    [2.0]
    """
    return 2 * (outputs[:, 1] / _SQUARE + targets) ** 2


def loss(outputs: Float[Array, "n 4"], targets: Float[Array, " n"]) -> Float[Array, " n"]:
    """Return the residual of each place, with u(0)^2 + u(1)^2.

    >>> loss(jnp.array([[0.0, 0.0, 1.0, 2.0]]), jnp.zeros(1)).tolist()
    [5.0]
    """
    return residual(outputs, targets) + outputs[:, 2] ** 2 + outputs[:, 3] ** 2


def squared_error(outputs: Float[Array, "n 4"], targets: Float[Array, " n"]) -> Float[Array, " n"]:
    """Return (u - sin(pi x))^2 of each place."""
    return (outputs[:, 0] - targets) ** 2


def root(sums: Float64[np.ndarray, " 2"]) -> float:
    """Return the root of a mean, of the sum and the number of what it is the mean.

    >>> root(np.array([8.0, 2.0]))
    2.0
    """
    total, weight = (float(part) for part in sums)
    return float(np.sqrt(total / weight)) if weight else np.nan


def poisson(seed: int = 0) -> Splits:
    """Return places x [n, 1] in (0, 1) and the solution sin(pi x) there [n]: drawn to learn from, else evenly spread.

    >>> round(float(np.mean(poisson().test.targets.astype(np.float64) ** 2)), 6)
    0.5
    """
    x = drawing(seed).uniform(0, 1, ROWS[0])
    return Splits(*(_places(part) for part in (x, _apart(ROWS[1]), _apart(ROWS[2]))))


def _apart(n: int) -> np.ndarray:
    return (np.arange(n) + 0.5) / n


def _places(x: np.ndarray) -> Split:
    return Split(x.astype(np.float32)[:, None], np.sin(np.pi * x).astype(np.float32))


def _one(targets: np.ndarray) -> int:
    return 1


def _nothing(targets: np.ndarray, outputs: int) -> np.ndarray:
    """Return what the best constant u shows: it is 0, as its second derivative is whatever it is."""
    return np.zeros(4, np.float32)


EQUATION = Task(
    name="poisson",
    loss=loss,
    metrics=(
        Metric("residual", _("residual"), residual, higher_is_better=False),
        Metric("loss", _("loss"), loss, higher_is_better=False),
        Metric("error", _("error of the solution"), squared_error, higher_is_better=False, finish=root),
    ),
    width=_one,
    constant=_nothing,
    view=view,
    outputs_predict=True,
)

POISSON = Source(
    "poisson",
    _("the Poisson problem -u'' = pi^2 sin(pi x) on (0, 1), 1,000 places made from a seed"),
    "CC0 1.0",
    EQUATION,
    unit=1.0,
    read=poisson,
    decisions=(_("the ends u(0) = u(1) = 0 are terms of the loss, beside the residual of the equation"),),
    shape=(1,),
    rows=ROWS,
)
