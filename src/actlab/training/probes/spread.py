"""The standard deviation of the responses, over units and examples."""

import jax.numpy as jnp

from actlab.language import marked
from actlab.training.probes.record import Probe, Responses

SPREAD = Probe("sd", marked("SD of the responses"), Responses, lambda layer: jnp.std(layer.after))
