"""A plan: a protocol with the user's changes, validated before any training, complete when stored."""

from __future__ import annotations

import hashlib
import json
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator, model_validator

from actlab.data.datasets import DATASETS
from actlab.errors import InvalidInput, unknown
from actlab.functions.find import find as activation
from actlab.networks.initialise import INITIALISATIONS
from actlab.networks.network import network
from actlab.studies.protocols import protocol
from actlab.training.optimizers import OPTIMIZERS
from actlab.training.probes.table import chosen
from actlab.words import _

Count = Annotated[int, Field(ge=1, le=10**9)]
Rate = Annotated[float, Field(gt=0, allow_inf_nan=False)]


class Plan(BaseModel):
    """All choices of a study. Every field is written out when it is stored."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    protocol: str
    activations: tuple[str, ...]
    control: str
    data: str
    network: str
    initialisation: str
    optimizer: str
    lr: Rate | Literal["tune"]
    batch: Count
    steps: Count
    seeds: Count
    evaluate_every: Count
    curve_examples: Count
    probes: tuple[str, ...] = ()
    curves_read: Literal["test", "validation"]
    same_initialisation: str
    margin: Rate
    lr_grid: tuple[Rate, ...]
    tuning_seeds: Count
    grid_extensions: Annotated[int, Field(ge=0, le=10)]
    seed_resamples: tuple[str, ...]
    until_decided: bool
    seeds_per_batch: Count

    @property
    def tuned(self) -> bool:
        """Return whether each activation's learning rate is chosen by validation."""
        return self.lr == "tune"

    @property
    def evaluation_seeds(self) -> range:
        """The seeds that are compared: fresh ones, where seeds have been spent on tuning."""
        first = self.tuning_seeds if self.tuned else 0
        return range(first, first + self.seeds)

    @property
    def digest(self) -> str:
        """The SHA-256 of all choices."""
        content = json.dumps(self.model_dump(mode="json"), sort_keys=True, ensure_ascii=False)
        return hashlib.sha256(content.encode()).hexdigest()

    @field_validator("activations")
    @classmethod
    def _known_and_distinct(cls, given: tuple[str, ...]) -> tuple[str, ...]:
        names = tuple(str(activation(spec)) for spec in given)
        for name in names:
            if names.count(name) > 1:
                raise InvalidInput(_("activation {name} is given more than once; name each once.").format(name=name))
        return names

    @field_validator("data")
    @classmethod
    def _known_data(cls, given: str) -> str:
        return _known(_("data set"), given, DATASETS)

    @field_validator("network")
    @classmethod
    def _known_network(cls, given: str) -> str:
        return network(given).spec

    @field_validator("initialisation")
    @classmethod
    def _known_initialisation(cls, given: str) -> str:
        return _known(_("initialisation"), given, INITIALISATIONS)

    @field_validator("optimizer")
    @classmethod
    def _known_optimizer(cls, given: str) -> str:
        return _known(_("optimizer"), given, OPTIMIZERS)

    @field_validator("probes", mode="before")
    @classmethod
    def _known_probes(cls, given: str | tuple[str, ...]) -> tuple[str, ...]:
        return chosen(given)

    @model_validator(mode="after")
    def _control_takes_part(self) -> Plan:
        if self.control not in self.activations:
            raise unknown(_("control"), self.control, self.activations)
        return self


def make_plan(name: str, changes: dict[str, Any], *, quick: bool = False) -> Plan:
    """Return the plan of a protocol with changes; a change of None keeps the protocol's choice.

    Raises InvalidInput, in one line, for the first thing that is wrong.

    >>> make_plan("tutorial", {"seeds": 3}).seeds
    3
    """
    record = protocol(name)
    given = {field: value for field, value in changes.items() if value is not None}
    fields = {"protocol": name, **record.defaults, **(record.quick if quick else {}), **given}
    if isinstance(fields["activations"], str):
        fields["activations"] = (fields["activations"],)
    fields["activations"] = tuple(str(activation(spec)) for spec in fields["activations"])
    fields["control"] = _control(fields["control"], fields["activations"])
    try:
        return Plan(**fields)
    except ValidationError as error:
        raise _first(error) from None


def _control(given: str | None, activations: tuple[str, ...]) -> str:
    if given is not None:
        return str(activation(given))
    if not activations:
        raise InvalidInput(_("no activation was given; name at least one, for example relu."))
    return "relu" if "relu" in activations else activations[0]


def _known(what: str, given: str, table: dict[str, Any]) -> str:
    if given not in table:
        raise unknown(what, given, table)
    return given


def _first(error: ValidationError) -> InvalidInput:
    """Turn the first of pydantic's errors into one line of ours."""
    problem = error.errors()[0]
    field = str(problem["loc"][0]) if problem["loc"] else ""
    whole = _("a whole number of at least 1")
    allowed, example = {
        "lr": (_("a number above 0, or tune"), "--lr 0.01"),
        "margin": (_("a number above 0"), "--margin 0.002"),
        "seeds": (whole, "--seeds 8"),
        "steps": (whole, "--steps 5000"),
        "batch": (whole, "--batch 64"),
    }.get(field, (problem["msg"], ""))
    message = _("{field}: {given} is not allowed; it must be {allowed}.")
    text = message.format(field=field, given=problem["input"], allowed=allowed)
    return InvalidInput(text + (" " + _("Try {example}.").format(example=example) if example else ""))
