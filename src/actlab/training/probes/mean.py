"""The mean of the responses, over units and examples."""

import jax.numpy as jnp

from actlab.training.probes.record import Probe, Responses
from actlab.words import _

MEAN = Probe("mean", _("mean response"), Responses, lambda layer: jnp.mean(layer.after))
