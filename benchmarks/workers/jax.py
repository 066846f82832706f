"""Plain JAX: one network after another, a jitted scan over the steps, JAX's own threads."""

from __future__ import annotations

import time

import jax
import jax.numpy as jnp
from jax import Array

from benchmarks.work import Run, Work

FUNCTIONS = {
    "sigmoid": jax.nn.sigmoid,
    "tanh": jnp.tanh,
    "relu": jax.nn.relu,
    "leaky_relu": jax.nn.leaky_relu,
    "elu": jax.nn.elu,
}
ACTIVATIONS = tuple(FUNCTIONS)


def setup(work: Work) -> Run:
    """Compile each activation when it is first asked for."""
    images, labels, rows = jnp.asarray(work.images), jnp.asarray(work.labels), jnp.asarray(work.rows)
    compiled: dict[str, jax.stages.Compiled] = {}

    def compile_for(name: str) -> jax.stages.Compiled:
        def loss(weights: list[tuple[Array, Array]], batch: Array) -> Array:
            x = images[batch]
            for w, b in weights[:-1]:
                x = FUNCTIONS[name](x @ w + b)
            z = x @ weights[-1][0] + weights[-1][1]
            chosen = jnp.take_along_axis(z, labels[batch][:, None], 1)[:, 0]
            return jnp.mean(jax.nn.logsumexp(z, -1) - chosen)

        def step(weights: list[tuple[Array, Array]], batch: Array) -> tuple[list[tuple[Array, Array]], Array]:
            value, gradient = jax.value_and_grad(loss)(weights, batch)
            return jax.tree.map(lambda w, g: w - work.lr * g, weights, gradient), value

        return jax.jit(lambda weights: jax.lax.scan(step, weights, rows)).lower(work.weights()).compile()

    def run(name: str) -> float:
        if name not in compiled:
            compiled[name] = compile_for(name)
        weights = jax.block_until_ready(jax.tree.map(jnp.asarray, work.weights()))
        begin = time.perf_counter()
        jax.block_until_ready(compiled[name](weights))
        return (time.perf_counter() - begin) / work.steps

    return run
