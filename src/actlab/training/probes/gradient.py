"""The norm of the loss's gradient in the layer's weight matrix (Frobenius), on the step's own batch."""

import jax.numpy as jnp

from actlab.language import marked
from actlab.training.probes.record import Probe, Step

GRADIENT = Probe(
    "gradient", marked("norm of the gradient"), Step, lambda layer: jnp.linalg.norm(layer.gradient), logarithmic=True
)
