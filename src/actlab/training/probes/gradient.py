"""The norm of the loss's gradient in the layer's weight matrix (Frobenius), on the step's own batch."""

import jax.numpy as jnp

from actlab.training.probes.record import Probe, Step
from actlab.words import _

GRADIENT = Probe(
    "gradient", _("norm of the gradient"), Step, lambda layer: jnp.linalg.norm(layer.gradient), logarithmic=True
)
