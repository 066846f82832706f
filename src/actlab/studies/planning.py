"""From a protocol and a user's changes to a plan, validated before anything is trained."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, replace
from typing import TYPE_CHECKING, cast

from actlab.data import sources
from actlab.errors import InvalidInput, unknown
from actlab.functions.arms import Arm, arms
from actlab.functions.find import Spelling
from actlab.functions.record import Activation
from actlab.networks.initialise import INITIALISATIONS
from actlab.networks.network import network
from actlab.studies.choices import Place, places
from actlab.studies.plan import ArmRecord, KinkRecord, ParameterRecord, Plan, reader
from actlab.studies.protocols import UNTIL_DECIDED, protocol
from actlab.training import trainers
from actlab.training.optimizers import OPTIMIZERS
from actlab.training.probes import chosen
from actlab.words import _

if TYPE_CHECKING:
    from pydantic import ValidationError

PLACES = places(Plan)
OFFERED = {name: place for name, place in PLACES.items() if place.choice}  # the choices that users are told of


def make_plan(
    name: str, chosen_arms: Sequence[Arm], changes: Mapping[str, object] | None = None, *, quick: bool = False
) -> Plan:
    """Return the plan of a protocol for these arms, with changes by name; a change of None keeps what stands.

    Raises InvalidInput, in one line, for the first thing that is wrong.

    >>> make_plan("tutorial", arms(["relu", "elu"]), {"seeds": 3}).seeds.count
    3
    """
    record = protocol(name)
    given = {key: value for key, value in (changes or {}).items() if value is not None}
    for key in given:
        if key not in OFFERED:
            raise unknown(_("choice"), key, OFFERED)
    if given.get("until_decided") and "seeds" not in given:
        given["seeds"] = UNTIL_DECIDED
    control = _control(given.pop("control", None), chosen_arms)
    tree = asdict(record.plan)
    for key, value in {**(record.quick if quick else {}), **given}.items():
        _put(tree, PLACES[key], tuple(chosen(value)) if key == "probes" else value)  # type: ignore[arg-type]
    tree["arms"] = tuple(asdict(_arm_record(arm)) for arm in chosen_arms)
    tree["judgement"]["control"] = control
    return _checked(_validated(tree))


def _put(tree: dict[str, object], place: Place, value: object) -> None:
    section = tree[place.section] if place.section else tree
    assert isinstance(section, dict)
    section[place.field] = value


def _validated(tree: Mapping[str, object]) -> Plan:
    from pydantic import ValidationError

    try:
        return reader().validate_python(tree)
    except ValidationError as error:
        raise _first(error) from None


def _first(error: ValidationError) -> InvalidInput:
    """Turn the first of pydantic's errors into one line of ours."""
    problem = error.errors()[0]
    where = [str(part) for part in problem["loc"]]
    place = next(p for p in PLACES.values() if where[: len(_path(p))] == _path(p))
    message = _("{field}: {given} is not allowed; it must be {allowed}.")
    allowed = place.choice.allowed if place.choice and place.choice.allowed else problem["msg"]
    text = message.format(field=place.name, given=problem["input"], allowed=allowed)
    return InvalidInput(text, place.name, place.choice.example if place.choice else "")


def _path(place: Place) -> list[str]:
    return [part for part in (place.section, place.field) if part]


def _checked(plan: Plan) -> Plan:
    """Hold the names of a plan against their tables, and write the network in its own spelling."""
    for what, given, table in (
        (_("data set"), plan.data.name, sources.names()),
        (_("initialisation"), plan.network.initialisation, INITIALISATIONS),
        (_("optimizer"), plan.training.optimizer, OPTIMIZERS),
        (_("trainer"), plan.training.trainer, trainers.names()),
    ):
        if given not in table:
            raise unknown(what, given, table)
    return replace(plan, network=replace(plan.network, spec=network(plan.network.spec).spec))


def _control(given: object, chosen_arms: Sequence[Arm]) -> str:
    """Return the name of the arm that a user's words, or an activation, mean; relu, else the first, where none is."""
    names = [arm.name for arm in chosen_arms]
    if not names:
        raise InvalidInput(_("no activation was given; name at least one, for example relu."), "activations")
    if given is None:
        return "relu" if "relu" in names else names[0]
    if given in names:
        return str(given)
    (wanted,) = arms([cast(Spelling, given)])  # which refuses what cannot be read
    same = [arm.name for arm in chosen_arms if arm.activation == wanted.activation]
    if not same:
        raise unknown(_("control"), wanted.name, names)
    return same[0]


def _arm_record(arm: Arm) -> ArmRecord:
    activation: Activation = arm.activation
    kinks = activation.declared_kinks
    return ArmRecord(
        name=arm.name,
        formula=activation.formula,
        computed_as=activation.computed_as,
        parameters=tuple(ParameterRecord(p.name, p.value, p.learn) for p in activation.parameters),
        kinks=None if kinks is None else tuple(KinkRecord(kink.at, kink.derivative) for kink in kinks),
        digest=activation.digest,
    )
