"""The share of value-dead units: those that answer no example of the probe set."""

import jax.numpy as jnp
from jax import Array

from actlab.training.probes.record import Probe, Responses
from actlab.words import _

NOTHING = 1e-6  # a response this small is none


def _dead(layer: Responses) -> Array:
    return jnp.mean(jnp.max(jnp.abs(layer.after), axis=0) <= NOTHING)


DEAD = Probe("dead", _("value-dead units"), Responses, _dead, share=True)
