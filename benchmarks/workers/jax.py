"""Plain JAX: one network after another, a jitted scan over the steps, JAX's own threads."""

from __future__ import annotations

import time

import jax
import jax.numpy as jnp
from jax import Array

from benchmarks.work import RATE, Answer, Run, Task

FUNCTIONS = {
    "sigmoid": jax.nn.sigmoid,
    "tanh": jnp.tanh,
    "relu": jax.nn.relu,
    "leaky_relu": jax.nn.leaky_relu,
    "elu": jax.nn.elu,
}
ACTIVATIONS = tuple(FUNCTIONS)

Weights = list[tuple[Array, Array]]


def setup(task: Task) -> Run:
    """Compile each activation when it is first asked for."""
    images, labels = jnp.asarray(task.images), jnp.asarray(task.labels)
    read = jnp.asarray(task.test_images), jnp.asarray(task.test_labels)
    compiled: dict[str, jax.stages.Compiled] = {}

    def loss(name: str, weights: Weights, x: Array, y: Array) -> Array:
        for w, b in weights[:-1]:
            x = FUNCTIONS[name](x @ w + b)
        z = x @ weights[-1][0] + weights[-1][1]
        chosen = jnp.take_along_axis(z, y[:, None], 1)[:, 0]
        return jnp.mean(jax.nn.logsumexp(z, -1) - chosen)

    def compile_for(name: str) -> jax.stages.Compiled:
        def step(weights: Weights, batch: Array) -> tuple[Weights, None]:
            gradient = jax.grad(lambda weights: loss(name, weights, images[batch], labels[batch]))(weights)
            return jax.tree.map(lambda w, g: w - RATE * g, weights, gradient), None

        seed = task.seeds[0]
        train = jax.jit(lambda weights, rows: jax.lax.scan(step, weights, rows)[0])
        return train.lower(task.weights(seed), task.rows(seed)).compile()

    def run(name: str) -> Answer:
        if name not in compiled:
            compiled[name] = compile_for(name)
        seconds, losses = 0.0, {}
        for seed in task.seeds:
            weights, rows = jax.block_until_ready(jax.tree.map(jnp.asarray, (task.weights(seed), task.rows(seed))))
            begin = time.perf_counter()
            weights = jax.block_until_ready(compiled[name](weights, rows))
            seconds += time.perf_counter() - begin
            losses[seed] = float(loss(name, weights, *read))
        return Answer(seconds / len(task.seeds) / task.work.steps, losses)

    return run
