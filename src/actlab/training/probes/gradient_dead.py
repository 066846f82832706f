"""The share of gradient-dead units: those whose slope is nothing at every example, so that no gradient passes."""

import jax.numpy as jnp
from jax import Array

from actlab.training.probes.dead import NOTHING
from actlab.training.probes.record import Probe, Responses
from actlab.words import _


def _gradient_dead(layer: Responses) -> Array:
    return jnp.mean(jnp.max(jnp.abs(layer.slope), axis=0) <= NOTHING)


GRADIENT_DEAD = Probe("gradient_dead", _("gradient-dead units"), Responses, _gradient_dead, share=True)
