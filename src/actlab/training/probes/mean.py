"""The mean of the responses, over units and examples."""

import jax.numpy as jnp

from actlab.training.probes.record import Probe, Responses

MEAN = Probe("mean", "mean response", Responses, lambda layer: jnp.mean(layer.after))
