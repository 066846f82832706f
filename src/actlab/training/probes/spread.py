"""The standard deviation of the responses, over units and examples."""

import jax.numpy as jnp

from actlab.training.probes.record import Probe, Responses
from actlab.words import _

SPREAD = Probe("sd", _("SD of the responses"), Responses, lambda layer: jnp.std(layer.after))
