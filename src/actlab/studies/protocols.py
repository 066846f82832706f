"""Protocols: named, complete sets of choices. One record each; nothing here loads the engine."""

from dataclasses import dataclass
from typing import Any

from actlab.errors import unknown
from actlab.words import _


@dataclass(frozen=True)
class Protocol:
    """Every default of a plan, and the changes that ``--quick`` makes for a try in seconds."""

    name: str
    defaults: dict[str, Any]
    quick: dict[str, Any]


# One learning rate per half decade, four decades
GRID = tuple(float(f"{10 ** (exponent / 2):.3g}") for exponent in range(-6, 3))
UNTIL_DECIDED = 64  # seeds at most, where none are asked for

# What a plan needs whatever the protocol. Accuracies are fractions: 0.002 are 0.2 points.
_COMMON: dict[str, Any] = {
    "margin": 0.002,
    "lr_grid": GRID,
    "tuning_seeds": 3,
    "grid_extensions": 2,
    "seed_resamples": (_("initial weights"), _("batch order")),
    "until_decided": False,
    "seeds_per_batch": 8,
}

# What the tutorial concludes, best first; between relu and tanh it writes >>
CLAIM = ("elu", "leaky_relu", "relu", "tanh", "sigmoid")

_RECORDS = (
    Protocol(
        "tutorial",
        {
            "activations": ("sigmoid", "tanh", "relu", "leaky_relu", "elu"),
            "control": None,  # relu where it takes part, else the first
            "data": "mnist",
            "network": "mlp(512,512)",
            "initialisation": "tutorial",
            "optimizer": "sgd",
            "lr": 0.01,
            "batch": 64,
            "steps": 5000,
            "seeds": 8,
            "evaluate_every": 50,
            "curve_examples": 1000,
            "curves_read": "test",
            "same_initialisation": "",  # no second answer
            **_COMMON,
        },
        {"data": "digits", "network": "mlp(128,128)", "steps": 1000, "seeds": 4, "evaluate_every": 20},
    ),
    # Each activation at its best: an initialisation and a learning rate of its own, chosen with equal effort
    Protocol(
        "fair",
        {
            "activations": ("sigmoid", "tanh", "relu", "leaky_relu", "elu"),
            "control": None,
            "data": "mnist",
            "network": "mlp(512,512)",
            "initialisation": "matched",
            "optimizer": "sgd",
            "lr": "tune",
            "batch": 64,
            "steps": 5000,
            "seeds": 32,
            "evaluate_every": 250,
            "curve_examples": 1000,
            "curves_read": "validation",
            "same_initialisation": "he",  # the second answer: one initialisation for all
            **_COMMON,
        },
        {"data": "digits", "network": "mlp(32)", "steps": 300, "seeds": 8, "evaluate_every": 100},
    ),
)

PROTOCOLS = {record.name: record for record in _RECORDS}


def protocol(name: str) -> Protocol:
    """Return the protocol of that name.

    Raises InvalidInput for an unknown name.
    """
    if name not in PROTOCOLS:
        raise unknown(_("protocol"), name, PROTOCOLS)
    return PROTOCOLS[name]
