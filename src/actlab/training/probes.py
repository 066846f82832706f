"""What is measured while training: THE table of probes, one number per site (hidden layer) and point of the curve.

Whoever only wants to know what a probe is called need not load JAX.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from actlab.errors import unknown
from actlab.words import _

if TYPE_CHECKING:
    from jax import Array
else:
    Array = object

NOTHING = 1e-6  # a response or slope this small is none
SATURATED = 0.01  # a slope below this hardly teaches
ALL, NONE = "all", "none"


class Responses(NamedTuple):
    """A site on the probe set of n examples: z, f(z) and f'(z), each [n, *places, units].

    The last axis has the units: those of a layer, the channels of a convolution, which stand at many places.
    """

    site: str
    before: Array
    after: Array
    slope: Array


class Step(NamedTuple):
    """A weight that is neither output nor bias in one step, which adds -learning_rate times the direction to it."""

    weight: Array
    gradient: Array
    direction: Array
    learning_rate: Array


@dataclass(frozen=True)
class Probe:
    """One number per site and point of the curve, of one of two things.

    ``of_responses`` measures Responses, taken from the evaluation's forward pass; ``of_step`` the Step that begins at
    the point, so that the last point has none. ``share`` says that people read it in percent, ``logarithmic`` that it
    spans powers of ten.
    """

    name: str
    title: str
    of_responses: Callable[[Responses], Array] | None = None
    of_step: Callable[[Step], Array] | None = None
    share: bool = False
    logarithmic: bool = False


def _none_in_any_example(values: Array) -> Array:
    import jax.numpy as jnp

    return jnp.mean(jnp.max(jnp.abs(values), axis=tuple(range(values.ndim - 1))) <= NOTHING)


def _dead(seen: Responses) -> Array:
    return _none_in_any_example(seen.after)


def _gradient_dead(seen: Responses) -> Array:
    return _none_in_any_example(seen.slope)


def _saturated(seen: Responses) -> Array:
    import jax.numpy as jnp

    return jnp.mean(jnp.where(jnp.abs(seen.slope) < SATURATED, 1.0, 0.0))


def _mean(seen: Responses) -> Array:
    return seen.after.mean()


def _sd(seen: Responses) -> Array:
    return seen.after.std()


def _gradient(step: Step) -> Array:
    return _norm(step.gradient)


def _update(step: Step) -> Array:
    # the learning rate stays outside, so that SGD's gradient, which is its direction, is summed once for two probes
    return step.learning_rate * _norm(step.direction) / _norm(step.weight)


def _norm(values: Array) -> Array:
    import jax.numpy as jnp

    return jnp.asarray(jnp.linalg.norm(values))


#   dead           share of units that answer no example of the probe set
#   gradient_dead  share of units whose slope is nothing at every example, so that no gradient passes
#   saturated      share of responses with |f'(z)| below 0.01, over units and examples
#   mean, sd       of the responses, over units and examples
#   gradient       Frobenius norm of the loss's gradient in the weight, on the step's own batch
#   update         norm of what a step adds to the weight over the norm of the weight before it
_TABLE = (
    Probe("dead", _("value-dead units"), _dead, share=True),
    Probe("gradient_dead", _("gradient-dead units"), _gradient_dead, share=True),
    Probe("saturated", _("saturated responses"), _saturated, share=True),
    Probe("mean", _("mean response"), _mean),
    Probe("sd", _("SD of the responses"), _sd),
    Probe("gradient", _("norm of the gradient"), of_step=_gradient, logarithmic=True),
    Probe("update", _("update over weight"), of_step=_update, logarithmic=True),
)

PROBES = {probe.name: probe for probe in _TABLE}


def chosen(words: str | Sequence[str]) -> tuple[str, ...]:
    """Return the names in the table's order: of a list, of words with commas, or of ``all`` or ``none``.

    Raises InvalidInput for a name that is not in the table.

    >>> chosen("gradient,dead")
    ('dead', 'gradient')
    """
    names = [word.strip() for word in words.split(",")] if isinstance(words, str) else list(words)
    if names in ([ALL], [NONE]):
        return tuple(PROBES) if names == [ALL] else ()
    for name in names:
        if name not in PROBES:
            raise unknown(_("probe"), name, [*PROBES, ALL, NONE])
    return tuple(name for name in PROBES if name in names)
