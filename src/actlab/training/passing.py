"""One pass through a network, as the network sees it: activations, dropout's masks, the statistics of batches."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from math import prod
from zlib import crc32

import jax
import jax.numpy as jnp
from jax import Array

from actlab.networks.layers import EPSILON
from actlab.networks.weight import Activate

MOMENTUM = 0.9  # of what is remembered of a channel; the rest comes from the batch
MASKS = 2  # tells this use of a seed's randomness from others
DRAWS = "draws"  # in what a network remembers: its seed, and how many steps it has taken

See = Callable[[str, Array], object]  # is shown the site and what enters the activation there


class Evaluating:
    """A pass in which nothing is learnt: batches are standardised by what was remembered, nothing is dropped."""

    def __init__(self, activate: Activate, running: Mapping[str, Array]) -> None:
        self.activate, self.running = activate, running

    def dropped(self, name: str, rate: float, x: Array) -> Array:
        """Return x."""
        return x

    def standardised(self, name: str, x: Array) -> Array:
        """Return x as the remembered mean and variance of each channel standardise it."""
        return (x - _along(self.running[mean_of(name)], x)) / jnp.sqrt(
            _along(self.running[variance_of(name)], x) + EPSILON
        )


class Training:
    """A pass of a step: the batch standardises itself, and what it was is remembered in ``after``."""

    def __init__(self, activate: Activate, running: Mapping[str, Array]) -> None:
        self.activate = activate
        self.after = dict(running)

    def dropped(self, name: str, rate: float, x: Array) -> Array:
        """Return x with a mask of the seed, the step and the name: the same whatever the activation is."""
        kept = jax.random.bernoulli(drawing(self.after, name), 1 - rate, x.shape)
        return jnp.where(kept, x / (1 - rate), 0.0)

    def standardised(self, name: str, x: Array) -> Array:
        """Return x [n, ..., channels], standardised channel by channel.

        What is remembered of the variance is that of a sample, over n - 1, as in the paper (algorithm 2) and PyTorch.
        """
        axes = tuple(range(x.ndim - 1))
        mean = x.mean(axis=axes)
        variance = ((x - _along(mean, x)) ** 2).mean(axis=axes)
        n = prod(x.shape[:-1])
        sample = variance * (n / max(1, n - 1))
        for place, now in ((mean_of(name), mean), (variance_of(name), sample)):
            self.after[place] = MOMENTUM * self.after[place] + (1 - MOMENTUM) * jax.lax.stop_gradient(now)
        return (x - _along(mean, x)) / jnp.sqrt(_along(variance, x) + EPSILON)


def drawing(running: Mapping[str, Array], name: str) -> Array:
    """Return a key of the step under way, for one use of it."""
    seed, step = running[DRAWS]
    key = jax.random.fold_in(jax.random.fold_in(jax.random.key(MASKS), seed), step)
    return jax.random.fold_in(key, crc32(name.encode()))


def mean_of(name: str) -> str:
    """Return what the mean of a place is called among what a network remembers.

    >>> mean_of("1")
    '1/mean'
    """
    return f"{name}/mean"


def variance_of(name: str) -> str:
    """Return what the variance of a place is called."""
    return f"{name}/variance"


def _along(channels: Array, x: Array) -> Array:
    return channels.reshape((1,) * (x.ndim - 1) + (-1,))
