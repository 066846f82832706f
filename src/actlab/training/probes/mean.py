"""The mean of the responses, over units and examples."""

import jax.numpy as jnp

from actlab.language import marked
from actlab.training.probes.record import Probe, Responses

MEAN = Probe("mean", marked("mean response"), Responses, lambda layer: jnp.mean(layer.after))
