"""The share of saturated responses: |f'(z)| below 0.01, over units and examples."""

import jax.numpy as jnp
from jax import Array

from actlab.training.probes.record import Probe, Responses
from actlab.words import _

BELOW = 0.01


def _saturated(layer: Responses) -> Array:
    return jnp.mean(jnp.where(jnp.abs(layer.slope) < BELOW, 1.0, 0.0))


SATURATED = Probe("saturated", _("saturated responses"), Responses, _saturated, share=True)
