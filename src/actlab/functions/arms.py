"""Arms: the activations of a comparison, each under a name that is true and no other's."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import TypeAlias

from actlab.errors import InvalidInput
from actlab.functions.broken import Broken
from actlab.functions.find import FIELD, Spelling, check, check_name, find, is_file, several
from actlab.functions.language.layers import is_layers
from actlab.functions.layered import Arrangement, Layered, activations, layers_of, of_python
from actlab.functions.names import true_name
from actlab.functions.record import YOURS, Activation
from actlab.words import _

_NAMED = re.compile(r"\s*([^\W\d][\w .+-]*?)\s*=(?!=)\s*(.+)", re.DOTALL)  # NAME=SPEC; x>=0 is no name


@dataclass(frozen=True)
class Arm:
    """One of the things that are compared: what people call it, what it is, and what was typed for it."""

    name: str
    activation: Arrangement
    spec: str


@dataclass(frozen=True)
class _Candidate:
    """An arm before it has a name of its own; what the user called it himself stays."""

    arm: Arm
    chosen: bool = False


Comparable: TypeAlias = "Spelling | Layered | Arm"  # what a comparison takes


def arms(specs: Iterable[Comparable]) -> tuple[Arm, ...]:
    """Return the arms of a comparison: of words (also ``NAME=SPEC``), records, functions, objects, layers, or arms.

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


def at_least_one(found: tuple[Arm, ...]) -> tuple[Arm, ...]:
    """Return arms as they are.

    Raises InvalidInput where there are none.
    """
    if not found:
        raise InvalidInput(_("no activation was given; name at least one, for example relu."), FIELD)
    return found


def named(specs: Iterable[Comparable], *, gated: bool = False) -> dict[str, Activation]:
    """Return the activations of arms by their names, all of which can be used, and are one function each.

    Raises InvalidInput as ``arms``, for layers, for a function that cannot be used, with the reason, and for gated
    units, but where they are wanted.

    >>> list(named(["relu", "mine=x*tanh(x)"]))
    ['relu', 'mine']
    """
    found: dict[str, Activation] = {}
    for arm in arms(specs):
        if isinstance(arm.activation, Layered):
            raise several(str(arm.activation), map(true_name, activations(arm.activation)))
        if isinstance(arm.activation.source, Broken):
            raise InvalidInput(arm.activation.source.reason, FIELD)
        found[arm.name] = arm.activation if gated else arm.activation.alone()
    return found


def parts(arm: Arm) -> tuple[Arm, ...]:
    """Return the different activations of an arm, each under a name that no other has; itself, where it is one.

    >>> [part.name for part in parts(arms(["layers(relu, tanh, relu, output=sigmoid)"])[0])]
    ['relu', 'tanh', 'sigmoid']
    """
    return arms(activations(arm.activation)) if isinstance(arm.activation, Layered) else (arm,)


def _candidate(spec: Comparable) -> _Candidate:
    if isinstance(spec, Arm):
        return _Candidate(spec, chosen=True)
    if isinstance(spec, Layered):
        return _Candidate(Arm(str(spec), spec, str(spec)))
    if isinstance(spec, Activation):
        return _Candidate(Arm(true_name(spec), spec, str(spec)))
    if not isinstance(spec, str):
        check(spec)
        given = of_python(spec)
        return _Candidate(Arm(true_name(given), given, given.name))
    name, words = _split(spec)
    found = _meant(words, name)
    if name is not None:
        check_name(name, found, words)
    return _Candidate(Arm(name or str(found), found, words), chosen=name is not None)


def _meant(words: str, name: str | None) -> Arrangement:
    if is_layers(words):
        return layers_of(words)
    return of_python(words, name) if is_file(words) else find(words, name=name)


def _split(spec: str) -> tuple[str | None, str]:
    """Return the name before ``=`` and what it names, or None and all of it.

    >>> _split("mine=x*tanh(b*x); b=0.5"), _split("x*tanh(b*x); b=0.5"), _split("elu(alpha=0.5)")
    (('mine', 'x*tanh(b*x); b=0.5'), (None, 'x*tanh(b*x); b=0.5'), (None, 'elu(alpha=0.5)'))
    """
    match = _NAMED.fullmatch(spec)
    return (match[1], match[2].strip()) if match else (None, spec.strip())


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
    found = candidate.arm.activation
    return isinstance(found, Activation) and found.family == YOURS and found.source is not None


def _free(name: str, taken: set[str]) -> str:
    """Return a name that nobody has: ``lambda``, ``lambda 2``."""
    number, free = 1, name
    while free in taken:
        number += 1
        free = f"{name} {number}"
    return free
