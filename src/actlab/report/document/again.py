"""The line that makes a study once more, from nothing: the same plan, and so the same networks."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator, Mapping

from actlab.data.prepare.asked import ARRAYS, FRAME
from actlab.functions.records import Parameter, written
from actlab.report.document import program
from actlab.studies.arm_records import LayeredRecord, ParameterRecord, PlannedArm
from actlab.studies.choices import Place, places
from actlab.studies.plan import Plan
from actlab.studies.protocols import PROTOCOLS
from actlab.studies.study import Study

_PLACES = places(Plan)
_ELSEWHERE = ("protocol", "arms", "digest", "control")  # said by the line in another way, or found when it runs
_NAME = re.compile(r"[^\W\d]\w*")


def from_nothing(study: Study) -> str:
    """Return the command; empty where a single one cannot make the same plan.

    That is so of functions in Python, of data in memory, of choices that have no option, and of a study that was judged
    before it was extended.
    """
    if study.plan.own:
        return "" if study.judged else program.from_nothing(study, study.plan.own)
    arms = [typed(study, arm) for arm in study.plan.arms]
    if study.judged or study.plan.protocol not in PROTOCOLS or not all(arms) or study.plan.data.name in (FRAME, ARRAYS):
        return ""
    for quick in (False, True):
        options = _options(study.plan, quick=quick)
        if options is not None:
            return shlex.join(["actlab", "compare", *map(str, arms), *options])
    return ""


def typed(study: Study, arm: PlannedArm) -> str:
    """Return what is typed for an arm: the catalogue's by its name, a formula in full, and else nothing."""
    if isinstance(arm, LayeredRecord):
        return _typed_layers(study, arm)
    if arm.kinks is not None:
        return arm.name if arm.name in study.provenance.references else ""
    if not arm.formula or arm.computed_as:
        return ""
    if arm.name == arm.formula and not arm.parameters:
        return arm.formula
    if not _NAME.fullmatch(arm.name):
        return ""
    values = ", ".join(map(_declared, arm.parameters))
    return f"{arm.name}={arm.formula}" + (f"; {values}" if values else "")


def _typed_layers(study: Study, arm: LayeredRecord) -> str:
    """Return what is typed for layers, each of which is called what is typed for it; nothing where one is not."""
    for part in arm.parts:
        known = part.kinks is not None and arm.key(part) in study.provenance.references
        in_full = written(part.formula, [Parameter(one.name, one.value, learn=one.learn) for one in part.parameters])
        if not known and (not part.formula or part.computed_as or part.gate or part.name != in_full):
            return ""
    names = [*(one.name for one in arm.hidden), *([f"output={arm.output.name}"] if arm.output else [])]
    words = f"layers({', '.join(names)})"
    if arm.name == words:
        return words
    return f"{arm.name}={words}" if _NAME.fullmatch(arm.name) else ""


def _declared(parameter: ParameterRecord) -> str:
    return f"{parameter.name}={parameter.value!r}" + (f" per {parameter.learn}" if parameter.learn else "")


def _options(plan: Plan, *, quick: bool) -> list[str] | None:
    """Return the options that lead from a protocol to a plan; None where there is a difference that has none."""
    record = PROTOCOLS[plan.protocol]
    changed: Mapping[str, object] = record.quick if quick else {}
    found = ["--protocol", plan.protocol, *(["--quick"] if quick else [])]
    for name, place in _PLACES.items():
        value, stands = _value(plan, place), changed.get(name, _value(record.plan, place))
        if name in _ELSEWHERE or value == stands:
            continue
        typed = list(_option(place, value))
        if not typed:
            return None
        found += typed
    if plan.seeds.until_decided and "--seeds" not in found:
        found += ["--seeds", str(plan.seeds.count)]  # which has another default then
    return [*found, "--control", plan.judgement.control]


def _value(plan: Plan, place: Place) -> object:
    return getattr(getattr(plan, place.section) if place.section else plan, place.field)


def _option(place: Place, value: object) -> Iterator[str]:
    """Yield how a choice is typed; nothing for what cannot be."""
    name = "--" + place.name.replace("_", "-")
    if place.choice is None or value in (None, False, ""):
        return
    if place.choice.several and isinstance(value, tuple):
        for one in value:
            yield from (name, str(one))
        return
    yield name
    if isinstance(value, tuple):
        yield ",".join(map(str, value)) or "none"
    elif value is not True:
        yield value if isinstance(value, str) else repr(value)
