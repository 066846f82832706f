# A Keras model, on any backend, by actlab.experiment: train(trial) does all of it, and makes a pair of the runs of a
# seed by setting that seed. (JAX compiles each of these small models anew, which takes longer than training it.)
#
#     KERAS_BACKEND=torch python examples/training/in_keras.py --seeds 8
import argparse

import keras

import actlab
from actlab.data.sources import load

parser = argparse.ArgumentParser()
parser.add_argument("--seeds", type=int, default=8)

# 1,797 digits of 8x8 pixels. Here your own arrays would stand.
digits = load("digits")
(seen, numbers), _, (unseen, wanted) = ((rows.inputs / digits.unit, rows.targets) for rows in digits.splits)


def train(trial):
    keras.utils.set_random_seed(trial.seed)  # of initial weights, batches and dropout
    model = keras.Sequential(
        [
            keras.layers.Input((64,)),
            keras.layers.Dense(32, activation=trial.activation.keras()),
            keras.layers.Dropout(0.1),
            keras.layers.Dense(32, activation=trial.activation.keras()),  # anew: each place learns a slope of its own
            keras.layers.Dense(10, activation="softmax"),
        ]
    )
    model.compile(keras.optimizers.Adam(0.003), "sparse_categorical_crossentropy", metrics=["accuracy"])
    model.fit(seen, numbers, batch_size=50, epochs=5, verbose=0)
    loss, accuracy = model.evaluate(unseen, wanted, verbose=0)
    return {"accuracy": accuracy, "loss": loss}


# Two numbers are returned, so that it is said which of them is judged.
study = actlab.experiment(train, ["relu", "prelu"], metric="accuracy", seeds=parser.parse_args().seeds, chance=0.1)
print(study)
