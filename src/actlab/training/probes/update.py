"""The norm of what a step adds to the weight matrix over the norm of the matrix before it."""

import jax.numpy as jnp
from jax import Array

from actlab.training.probes.record import Probe, Step
from actlab.words import _


def _ratio(layer: Step) -> Array:
    # the learning rate stays outside, so that SGD's gradient, which is its direction, is summed once for two probes
    return jnp.asarray(layer.learning_rate * jnp.linalg.norm(layer.direction) / jnp.linalg.norm(layer.weights))


UPDATE = Probe("update", _("update over weight"), Step, _ratio, logarithmic=True)
