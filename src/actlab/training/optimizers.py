"""Optimisers by name, from optax: one row each. The step is -learning_rate times what the row returns.

The learning rate stays outside so that one compiled program serves every learning rate.
"""

from collections.abc import Callable

import optax

from actlab.errors import unknown
from actlab.words import _

OPTIMIZERS: dict[str, Callable[[], optax.GradientTransformation]] = {
    "sgd": optax.identity,
    "momentum": lambda: optax.trace(decay=0.9),
    "nesterov": lambda: optax.trace(decay=0.9, nesterov=True),
    "adam": lambda: optax.scale_by_adam(b1=0.9, b2=0.999, eps=1e-8),
    "adamw": lambda: optax.chain(optax.scale_by_adam(), optax.add_decayed_weights(1e-4)),
    "nadam": lambda: optax.scale_by_adam(nesterov=True),
    "rmsprop": lambda: optax.scale_by_rms(decay=0.9),
    "adagrad": optax.scale_by_rss,
    "lion": optax.scale_by_lion,
}

MOVES_AT_REST = ("adamw",)  # those that move a weight whose gradient is zero at every step: by letting it decay


def optimizer(name: str) -> optax.GradientTransformation:
    """Return the direction of an optimiser's step.

    Raises InvalidInput for an unknown name.
    """
    if name not in OPTIMIZERS:
        raise unknown(_("optimizer"), name, OPTIMIZERS)
    return OPTIMIZERS[name]()
