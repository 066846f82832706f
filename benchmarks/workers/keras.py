"""Keras on TensorFlow: Sequential, compile, fit; the first fit of each activation compiles and is not counted."""

from __future__ import annotations

import os
import time

os.environ.update(KERAS_BACKEND="tensorflow", TF_CPP_MIN_LOG_LEVEL="3")

import keras

from benchmarks.work import SIZES, Run, Work

# the slope is spelled out: Keras' own default is 0.2
FUNCTIONS = {
    "sigmoid": "sigmoid",
    "tanh": "tanh",
    "relu": "relu",
    "leaky_relu": lambda x: keras.activations.leaky_relu(x, negative_slope=0.01),
    "elu": "elu",
}
ACTIVATIONS = tuple(FUNCTIONS)


def setup(work: Work) -> Run:
    """Build and compile each model when it is first asked for."""
    count = work.steps * work.batch
    images, labels = work.images[:count], work.labels[:count]
    models: dict[str, keras.Model] = {}

    def build(name: str) -> keras.Model:
        hidden = [keras.layers.Dense(width, activation=FUNCTIONS[name]) for width in SIZES[1:-1]]
        model = keras.Sequential([keras.Input((SIZES[0],)), *hidden, keras.layers.Dense(SIZES[-1])])
        loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
        model.compile(optimizer=keras.optimizers.SGD(work.lr), loss=loss)
        model.fit(images[: 2 * work.batch], labels[: 2 * work.batch], batch_size=work.batch, epochs=1, verbose=0)
        return model

    def run(name: str) -> float:
        if name not in models:
            models[name] = build(name)
        begin = time.perf_counter()
        models[name].fit(images, labels, batch_size=work.batch, epochs=1, verbose=0)
        return (time.perf_counter() - begin) / work.steps

    return run
