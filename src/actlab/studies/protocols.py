"""Protocols: named, complete plans. One record each; nothing here loads the engine."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from actlab.errors import unknown
from actlab.studies.plan import (
    DataChoice,
    JudgementChoice,
    NetworkChoice,
    Plan,
    SeedChoice,
    TrainingChoice,
    TuningChoice,
)
from actlab.words import _

# One learning rate per half decade, four decades
GRID = tuple(float(f"{10 ** (exponent / 2):.3g}") for exponent in range(-6, 3))
CLASSROOM_STEPS = 1000
UNTIL_DECIDED = 64  # seeds at most, where none are asked for

# What the tutorial concludes, best first; between relu and tanh it writes >>
CLAIM = ("elu", "leaky_relu", "relu", "tanh", "sigmoid")
FIVE = ("sigmoid", "tanh", "relu", "leaky_relu", "elu")  # as it introduces them


@dataclass(frozen=True)
class Protocol:
    """A plan without arms, the activations that it compares by default, and what ``quick`` changes, in seconds."""

    plan: Plan
    activations: tuple[str, ...]
    quick: Mapping[str, object]

    @property
    def name(self) -> str:
        """The name by which users ask for it."""
        return self.plan.protocol


_TUTORIAL = Plan(
    protocol="tutorial",
    arms=(),
    data=DataChoice("mnist"),
    network=NetworkChoice("mlp(512,512)", "tutorial"),
    training=TrainingChoice(
        optimizer="sgd",
        lr=0.01,
        batch=64,
        steps=5000,
        evaluate_every=50,
        curve_examples=1000,
        curves_read="test",
    ),
    tuning=TuningChoice(GRID, scan_seeds=1, refine_seeds=6, extensions=2),
    seeds=SeedChoice(8, (_("initial weights"), _("batch order")), until_decided=False, per_look=8),
    judgement=JudgementChoice("", margin=0.002),  # accuracies are fractions: 0.2 points
    same_initialisation="",
)

# For a class: a fifth of the time, and as many steps as the author's script takes, whose loop is range(1001)
_AULA = replace(
    _TUTORIAL, protocol="aula", training=replace(_TUTORIAL.training, steps=CLASSROOM_STEPS, evaluate_every=20)
)

# Each activation at its best: an initialisation and a learning rate of its own, chosen with equal effort
_FAIR = Plan(
    protocol="fair",
    arms=(),
    data=_TUTORIAL.data,
    network=NetworkChoice("mlp(512,512)", "matched"),
    training=TrainingChoice(
        optimizer="sgd",
        lr="tune",
        batch=64,
        steps=5000,
        evaluate_every=250,
        curve_examples=1000,
        curves_read="validation",
    ),
    tuning=_TUTORIAL.tuning,
    seeds=SeedChoice(32, _TUTORIAL.seeds.resamples, until_decided=False, per_look=8),
    judgement=_TUTORIAL.judgement,
    same_initialisation="he",  # the second answer: one initialisation for all
)

_QUICK = {"data": "digits", "network": "mlp(128,128)", "steps": 400, "seeds": 8, "evaluate_every": 20}

_RECORDS = (
    Protocol(_TUTORIAL, FIVE, _QUICK),
    Protocol(_AULA, FIVE, _QUICK),
    Protocol(
        _FAIR,
        FIVE,
        {"data": "digits", "network": "mlp(32)", "steps": 300, "seeds": 8, "evaluate_every": 100},
    ),
)

PROTOCOLS = {record.name: record for record in _RECORDS}


def protocol(name: str) -> Protocol:
    """Return the protocol of that name.

    Raises InvalidInput for an unknown name.
    """
    if not isinstance(name, str) or name not in PROTOCOLS:
        raise unknown(_("protocol"), name, PROTOCOLS)
    return PROTOCOLS[name]
