"""Protocols: named, complete sets of choices. One record each; nothing here loads the engine."""

from dataclasses import dataclass
from typing import Any

from actlab.errors import unknown
from actlab.language import _


@dataclass(frozen=True)
class Protocol:
    """Every default of a plan, and the changes that ``--quick`` makes for a try in seconds."""

    name: str
    defaults: dict[str, Any]
    quick: dict[str, Any]


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
        },
        {"data": "digits", "network": "mlp(128,128)", "steps": 1000, "seeds": 4, "evaluate_every": 20},
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
