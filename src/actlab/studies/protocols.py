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
ADAM_GRID = tuple(float(f"{10 ** (exponent / 2):.3g}") for exponent in range(-8, -2))  # 0.0001 to 0.0316
UNTIL_DECIDED = 64  # seeds at most, where none are asked for

PLAIN = "tutorial"  # the protocol where nobody asks for anything

# What the tutorial concludes, best first; between relu and tanh it writes >>
CLAIM = ("elu", "leaky_relu", "relu", "tanh", "sigmoid")
TUTORIALS_DATA = ("mnist", "fashion-mnist", "digits", "friedman")  # and what is like them, and small
MODERN = ("tanh", "relu", "elu", "gelu", "silu")
FIVE = ("sigmoid", "tanh", "relu", "leaky_relu", "elu")  # as it introduces them


@dataclass(frozen=True)
class Protocol:
    """A plan without arms, the activations that it compares by default, and what ``quick`` changes, in seconds.

    ``suits`` says that what depends on the data's shape and size (network, batch, steps, margin) is chosen by them.
    """

    plan: Plan
    activations: tuple[str, ...]
    quick: Mapping[str, object]
    suits: bool = False

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

# For people's own data: Adam at a rate of each activation's own, from an initialisation that suits it
_STANDARD = Plan(
    protocol="standard",
    arms=(),
    data=_TUTORIAL.data,
    network=NetworkChoice("mlp(256,256)", "matched"),
    training=TrainingChoice(
        optimizer="adam",
        lr="tune",
        batch=64,
        steps=5000,
        evaluate_every=250,
        curve_examples=1000,
        curves_read="validation",
    ),
    tuning=TuningChoice(ADAM_GRID, scan_seeds=1, refine_seeds=2, extensions=2),
    seeds=SeedChoice(8, _TUTORIAL.seeds.resamples, until_decided=False, per_look=8),
    judgement=JudgementChoice("", margin=0.01),
    same_initialisation="",
)

_RECORDS = (
    Protocol(_TUTORIAL, FIVE, _QUICK),
    Protocol(_AULA, FIVE, _QUICK),
    Protocol(
        _FAIR,
        FIVE,
        {"data": "digits", "network": "mlp(32)", "steps": 300, "seeds": 8, "evaluate_every": 100},
    ),
    # Adam's own rate (Kingma, Ba 2015) in place of a search
    Protocol(_STANDARD, MODERN, {"lr": 0.001, "seeds": 8}, suits=True),
)

PROTOCOLS = {record.name: record for record in _RECORDS}


def usual(data: str) -> str:
    """Return the name of the protocol by which data are learnt from where nobody chooses: all but the tutorial's own.

    >>> usual("digits"), usual("houses.csv")
    ('tutorial', 'standard')
    """
    return PLAIN if data in TUTORIALS_DATA else _STANDARD.protocol


def protocol(name: str) -> Protocol:
    """Return the protocol of that name.

    Raises InvalidInput for an unknown name.
    """
    if not isinstance(name, str) or name not in PROTOCOLS:
        raise unknown(_("protocol"), name, PROTOCOLS)
    return PROTOCOLS[name]
