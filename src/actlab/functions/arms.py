"""Arms: the activations of a comparison, each under a name that is true and no other's."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace

from actlab.errors import InvalidInput
from actlab.functions.broken import Broken
from actlab.functions.find import FIELD, Spelling, check, check_name, find, is_file, known
from actlab.functions.record import YOURS, Activation
from actlab.words import _

_NAMED = re.compile(r"\s*([^\W\d][\w .+-]*?)\s*=(?!=)\s*(.+)", re.DOTALL)  # NAME=SPEC; x>=0 is no name


@dataclass(frozen=True)
class Arm:
    """One of the things that are compared: what people call it, what it is, and what was typed for it."""

    name: str
    activation: Activation
    spec: str


@dataclass(frozen=True)
class _Candidate:
    """An arm before it has a name of its own; what the user called it himself stays."""

    arm: Arm
    chosen: bool = False


def arms(specs: Iterable[Spelling | Arm]) -> tuple[Arm, ...]:
    """Return the arms of a comparison: of words (also ``NAME=SPEC``), records, functions, objects, or arms.

    A function that cannot be used is an arm as well: its source is Broken, and to call it raises FunctionFault.

    Raises InvalidInput for what cannot be read, the same thing twice, one name for two, or a chosen name by which
    the catalogue means something else.

    >>> [arm.name for arm in arms(["elu(alpha=0.5)", "mine=x*tanh(x)", lambda x: x, lambda x: 2 * x])]
    ['elu(alpha=0.5)', 'mine', 'lambda', 'lambda 2']
    """
    if isinstance(specs, str) or not isinstance(specs, Iterable):
        message = _("{given} is no list of activations, such as {example}.")
        raise InvalidInput(message.format(given=" ".join(repr(specs).split())[:60], example='["relu", "elu"]'), FIELD)
    candidates = [_candidate(spec) for spec in specs]
    _refuse_the_same(candidates)
    taken = _chosen_names(candidates)
    found = []
    for candidate in candidates:
        arm = candidate.arm
        if not candidate.chosen:
            arm = replace(arm, name=_free(arm.name, taken))
            taken.add(arm.name)
        found.append(arm)
    return tuple(found)


def named(specs: Iterable[Spelling | Arm]) -> dict[str, Activation]:
    """Return the activations of arms by their names, all of which can be used.

    Raises InvalidInput as ``arms``, and for a function that cannot be used, with the reason.

    >>> list(named(["relu", "mine=x*tanh(x)"]))
    ['relu', 'mine']
    """
    found = {arm.name: arm.activation for arm in arms(specs)}
    for activation in found.values():
        if isinstance(activation.source, Broken):
            raise InvalidInput(activation.source.reason, FIELD)
    return found


def _candidate(spec: Spelling | Arm) -> _Candidate:
    if isinstance(spec, Arm):
        return _Candidate(spec, chosen=True)
    check(spec)
    if isinstance(spec, Activation):
        return _Candidate(Arm(_true_name(spec), spec, str(spec)))
    if not isinstance(spec, str):
        found = _of_python(spec)
        return _Candidate(Arm(_true_name(found), found, found.name))
    name, words = _split(spec)
    found = _of_python(words, name) if is_file(words) else find(words, name=name)
    if name is not None:
        check_name(name, found, words)
    return _Candidate(Arm(name or str(found), found, words), chosen=name is not None)


def _of_python(source: Spelling, name: str | None = None) -> Activation:
    from actlab.functions.callables import or_broken  # JAX, which a formula does without

    assert not isinstance(source, Activation)
    return or_broken(source, name)


def _split(spec: str) -> tuple[str | None, str]:
    """Return the name before ``=`` and what it names, or None and all of it.

    >>> _split("mine=x*tanh(b*x); b=0.5"), _split("x*tanh(b*x); b=0.5"), _split("elu(alpha=0.5)")
    (('mine', 'x*tanh(b*x); b=0.5'), (None, 'x*tanh(b*x); b=0.5'), (None, 'elu(alpha=0.5)'))
    """
    match = _NAMED.fullmatch(spec)
    return (match[1], match[2].strip()) if match else (None, spec.strip())


def _true_name(found: Activation) -> str:
    """Return what a record is called where it does not pass for something that it is not."""
    if found.source:
        if found.name == "<lambda>":
            return "lambda"
        return f"{found.name} (yours)" if known(found.name) and not _is_known(found) else found.name
    return str(found) if _is_known(found) or not known(found.name) else f"{found} (edited)"


def _is_known(found: Activation) -> bool:
    """Return whether a record is what its name says, at some values of its parameters."""
    meant = known(found.name)
    if meant is None or [p.name for p in meant.parameters] != [p.name for p in found.parameters]:
        return False
    return replace(meant, parameters=found.parameters) == found


def _refuse_the_same(candidates: list[_Candidate]) -> None:
    first: dict[str, Arm] = {}
    for arm in (candidate.arm for candidate in candidates):
        other = first.setdefault(arm.activation.digest, arm)
        if other is not arm:
            if other.name == arm.name:
                raise InvalidInput(_("{name} is there twice.").format(name=arm.name), FIELD)
            message = _("{first} and {second} are the same function.")
            raise InvalidInput(message.format(first=other.name, second=arm.name), FIELD)


def _chosen_names(candidates: list[_Candidate]) -> set[str]:
    """Return the names that the user gave; none of them may name two, nor be what the catalogue calls another arm."""
    names = [candidate.arm.name for candidate in candidates if candidate.chosen]
    words = {candidate.arm.name for candidate in candidates if not candidate.chosen and not _live(candidate)}
    for name in names:
        if names.count(name) > 1 or name in words:
            message = _("the name {name} stands for two activations. Give one of them another: NAME=ACTIVATION.")
            raise InvalidInput(message.format(name=name), FIELD)
    return set(names)


def _live(candidate: _Candidate) -> bool:
    """Return whether an arm is the user's own, so that its name may be changed."""
    return candidate.arm.activation.family == YOURS and candidate.arm.activation.source is not None


def _free(name: str, taken: set[str]) -> str:
    """Return a name that nobody has: ``lambda``, ``lambda 2``."""
    number, free = 1, name
    while free in taken:
        number += 1
        free = f"{name} {number}"
    return free
