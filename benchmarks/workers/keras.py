"""Keras on TensorFlow: Sequential, compile, fit; the first fit of each activation compiles and is not counted."""

from __future__ import annotations

import os
import time

os.environ.update(KERAS_BACKEND="tensorflow", TF_CPP_MIN_LOG_LEVEL="3")

import keras

from benchmarks.work import BATCH, INPUTS, OUTPUTS, RATE, Answer, Run, Task

# the slope is spelled out: Keras' own default is 0.2
FUNCTIONS = {
    "sigmoid": "sigmoid",
    "tanh": "tanh",
    "relu": "relu",
    "leaky_relu": lambda x: keras.activations.leaky_relu(x, negative_slope=0.01),
    "elu": "elu",
}
ACTIVATIONS = tuple(FUNCTIONS)


def setup(task: Task) -> Run:
    """Build and compile each model when it is first asked for; its batches come in a given order, not shuffled."""
    models: dict[str, keras.Model] = {}

    def build(name: str) -> keras.Model:
        hidden = [keras.layers.Dense(width, activation=FUNCTIONS[name]) for width in task.work.hidden]
        model = keras.Sequential([keras.Input((INPUTS,)), *hidden, keras.layers.Dense(OUTPUTS)])
        loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
        model.compile(optimizer=keras.optimizers.SGD(RATE), loss=loss)
        fit(model, task.rows(task.seeds[0])[:2].ravel())
        return model

    def fit(model: keras.Model, rows: object) -> float:
        images, labels = task.images[rows], task.labels[rows]
        begin = time.perf_counter()
        model.fit(images, labels, batch_size=BATCH, epochs=1, shuffle=False, verbose=0)
        return time.perf_counter() - begin

    def run(name: str) -> Answer:
        if name not in models:
            models[name] = build(name)
        seconds, losses = 0.0, {}
        for seed in task.seeds:
            models[name].set_weights([array for pair in task.weights(seed) for array in pair])
            seconds += fit(models[name], task.rows(seed).ravel())
            losses[seed] = models[name].evaluate(task.test_images, task.test_labels, batch_size=1000, verbose=0)
        return Answer(seconds / len(task.seeds) / task.work.steps, losses)

    return run
