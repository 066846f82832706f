"""From a protocol and a user's changes to a plan, validated before anything is trained."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, replace
from typing import TYPE_CHECKING, cast

from actlab.data.prepare.given import given as data_given
from actlab.errors import InvalidInput, decimal_comma, unknown
from actlab.functions.arms import Arm, Comparable, arms, parts
from actlab.functions.record import Activation
from actlab.networks.initialise import INITIALISATIONS
from actlab.networks.network import network
from actlab.studies.arm_records import ArmRecord, KinkRecord, LayeredRecord, ParameterRecord, PlannedArm
from actlab.studies.choices import Place, places
from actlab.studies.plan import Plan, reader
from actlab.studies.protocols import UNTIL_DECIDED, protocol
from actlab.training import augment, probes, trainers
from actlab.training.optimizers import OPTIMIZERS
from actlab.training.precision import PRECISIONS
from actlab.words import _

if TYPE_CHECKING:
    from pydantic import ValidationError

PLACES = places(Plan)
_LISTS = {"probes": probes.chosen, "augment": augment.chosen}  # choices of several words from a table
OFFERED = {name: place for name, place in PLACES.items() if place.choice}  # the choices that users are told of


def make_plan(
    name: str,
    chosen_arms: Sequence[Arm],
    changes: Mapping[str, object] | None = None,
    *,
    quick: bool = False,
    suited: Mapping[str, object] | None = None,
) -> Plan:
    """Return the plan of a protocol for these arms, with changes by name; a change of None keeps what stands.

    ``suited`` are choices that suit the data, in place of the protocol's own.

    Raises InvalidInput, in one line, for the first thing that is wrong.

    >>> make_plan("tutorial", arms(["relu", "elu"]), {"seeds": 3}).seeds.count
    3
    """
    record = protocol(name)
    given = {key: value for key, value in (changes or {}).items() if value is not None}
    for key in given:
        if key not in OFFERED:
            raise unknown(_("choice"), key, OFFERED)
    if given.get("until_decided") is True and "seeds" not in given:
        given["seeds"] = UNTIL_DECIDED
    control = _control(given.pop("control", None), chosen_arms)
    tree = _with(record.plan, {**(record.quick if quick else {}), **(suited or {}), **given})
    whole = _validated(tree)
    judged = replace(whole.judgement, control=control)
    seeds = whole.seeds
    if seeds.resample:
        seeds = replace(seeds, resamples=(*seeds.resamples, _("the split of the data")))
    return _checked(replace(whole, arms=tuple(map(arm_record, chosen_arms)), judgement=judged, seeds=seeds))


def changed(plan: Plan, given: Mapping[str, object]) -> Plan:
    """Return a plan with other choices, by the names of OFFERED.

    Raises InvalidInput, in one line, for the first that is wrong.
    """
    return _validated(_with(plan, given))


def _with(plan: Plan, given: Mapping[str, object]) -> dict[str, object]:
    tree = asdict(plan)
    for key, value in given.items():
        _put(tree, PLACES[key], _read(PLACES[key], value))
    return tree


def _read(place: Place, value: object) -> object:
    """Return a value as a plan takes it.

    Raises InvalidInput for what pydantic would read as something else: a truth value of words or numbers, a number of
    a truth value; and for what are no names of probes.
    """
    if isinstance(value, bool) != place.switch:
        raise _refusal(place, value)
    if place.name == "data":
        return data_given(value).name
    if place.name == "drop" and isinstance(value, list | tuple) and all(isinstance(word, str) for word in value):
        return tuple(value)
    if place.name == "drop":
        return (value,)
    if place.name not in _LISTS:
        return value
    if not isinstance(value, str | list | tuple) or not all(isinstance(word, str) for word in value):
        raise _refusal(place, value)
    return _LISTS[place.name](value)


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
    place = next(place for place in OFFERED.values() if where[: len(_path(place))] == _path(place))
    return _refusal(place, problem["input"])


def _refusal(place: Place, given: object) -> InvalidInput:
    assert place.choice  # nobody can change the others
    shown = " ".join(str(given).split())  # one line, whatever it is
    if float in place.kinds and (comma := decimal_comma(shown)):
        return InvalidInput(_("{field}: {reason}.").format(field=place.name, reason=comma))
    message = _("{field}: {given} is not allowed; it must be {allowed}.")
    text = message.format(field=place.name, given=shown or "''", allowed=place.choice.allowed)
    return InvalidInput(text, place.name, place.choice.example)


def _path(place: Place) -> list[str]:
    return [part for part in (place.section, place.field) if part]


def _checked(plan: Plan) -> Plan:
    """Hold the names of a plan against their tables, and write the network in its own spelling."""
    for what, given, table in (
        (_("initialisation"), plan.network.initialisation, INITIALISATIONS),
        (_("optimizer"), plan.training.optimizer, OPTIMIZERS),
        (_("precision"), plan.training.precision, PRECISIONS),
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
    (wanted,) = arms([cast(Comparable, given)])  # which refuses what cannot be read
    same = [arm.name for arm in chosen_arms if arm.activation == wanted.activation]
    if not same:
        raise unknown(_("control"), wanted.name, names)
    return same[0]


def arm_record(arm: Arm) -> PlannedArm:
    """Return an arm as a plan writes it, in full."""
    found = arm.activation
    if isinstance(found, Activation):
        return _record(arm.name, found)
    names = {part.activation.digest: part.name for part in parts(arm)}
    hidden = tuple(_record(names[one.digest], one) for one in found.hidden)
    output = _record(names[found.output.digest], found.output) if found.output else None
    return LayeredRecord(arm.name, hidden, output, found.digest)


def _record(name: str, activation: Activation) -> ArmRecord:
    kinks = activation.declared_kinks
    return ArmRecord(
        name=name,
        formula=activation.formula,
        computed_as=activation.computed_as,
        parameters=tuple(ParameterRecord(p.name, p.value, p.learn) for p in activation.parameters),
        kinks=None if kinks is None else tuple(KinkRecord(kink.at, kink.derivative) for kink in kinks),
        digest=activation.digest,
        gate=activation.gate,
    )
