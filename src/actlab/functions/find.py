"""How a user's words become an Activation: a name of the catalogue, a formula, or a function in Python."""

from __future__ import annotations

import math
import re
import warnings
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from functools import cache, lru_cache
from typing import TYPE_CHECKING, TypeAlias

from actlab.calls import NamedCall, parse_call
from actlab.errors import ActlabWarning, InvalidInput, unknown
from actlab.functions import engine
from actlab.functions.catalogue import ALIASES, CATALOGUE
from actlab.functions.catalogue.plugins import plugged
from actlab.functions.catalogue.portuguese import NAMES as NAMES_IN_PORTUGUESE
from actlab.functions.catalogue.portuguese import in_english
from actlab.functions.expression import NAMES, Symbol, nodes
from actlab.functions.formula import Formula, of_x, read
from actlab.functions.language.layers import is_layers, read_layers
from actlab.functions.language.repairs import explained
from actlab.functions.record import YOURS, Activation, Parsed
from actlab.functions.records import Parameter
from actlab.functions.spec import read_spec
from actlab.words import Text, _, joined, plural

if TYPE_CHECKING:
    import jax

Spelling: TypeAlias = "str | Activation | Callable[..., jax.Array]"  # what a user may name an activation by
_GATED = re.compile(r"glu\s*\((.*\S.*)\)", re.DOTALL)  # a gated unit, of any activation
FIELD = "activations"  # the choice of a plan that these words are
_COMMA = re.compile(r"(?<![\w.])0,\d+")
KEPT = 4096  # words whose activation is kept


class Library(Mapping[str, Activation]):
    """The catalogue's names, their plain aliases and the plug-ins' formulas, as functions that a formula may use."""

    def __getitem__(self, name: str) -> Activation:
        found = known(name)
        if found is None or found.source:
            raise KeyError(name)
        return found

    def __iter__(self) -> Iterator[str]:
        own = [name for name, record in plugged().items() if not record.source]
        return iter([*CATALOGUE, *ALIASES, *own])

    def __len__(self) -> int:
        return len(list(iter(self)))


def known(name: str) -> Activation | None:
    """Return what the catalogue, also in Portuguese, or an installed package means by a name; None for others."""
    return ALIASES.get(name) or CATALOGUE.get(NAMES_IN_PORTUGUESE.get(name, name)) or plugged().get(name)


def find(spec: Spelling, *, name: str | None = None, **parameters: float) -> Activation:
    """Return the activation of a catalogue name, a formula or a function in Python.

    ``elu``, ``elu(alpha=0.5)``; ``x*sigmoid(1.702*x)``, ``x*sigmoid(beta*x); beta=1.702 per layer``;
    ``file.py:function``, or the function itself, or any object that can be called. A formula's parameters can be
    given as keywords. ``name`` is what it is called from then on. The same words give the same object.

    Raises InvalidInput when it cannot be read, for layers, which are several functions, where a parameter or its value
    is not allowed, or the catalogue means something else by ``name``.

    >>> str(find("elu(alpha=0.5)")), find("relu") is find("relu")
    ('elu(alpha=0.5)', True)
    >>> str(find("x*tanh(β*x)", beta=0.5))
    'x * tanh(beta * x); beta=0.5'
    """
    check(spec)
    if isinstance(spec, Activation):
        found = spec.with_parameters(**parameters)
    elif isinstance(spec, str) and not is_file(spec):
        return _from_words(spec.strip(), name, tuple((key, float(value)) for key, value in parameters.items()))
    else:
        from actlab.functions.callables import from_python  # JAX, which a formula does without

        found = from_python(spec).with_parameters(**parameters)
    if not name:
        return found
    if not found.source:
        check_name(name, found, str(found))
    return replace(found, name=name)


def check(spec: object) -> None:
    """Raise InvalidInput for what can be no activation, or is several of them."""
    if isinstance(spec, str) and is_layers(spec):
        words = read_layers(spec)
        raise several(" ".join(spec.split()), dict.fromkeys([*words.hidden, *([words.output] if words.output else [])]))
    if not isinstance(spec, str | Activation) and not callable(spec):
        message = _(
            "{given} is no activation: give a name of the catalogue, a formula, file.py:function or a function."
        )
        raise InvalidInput(message.format(given=" ".join(repr(spec).split())[:60]), FIELD)


def several(given: str, names: Iterable[str]) -> InvalidInput:
    """Return the error for layers where one function is wanted."""
    message = _("{given} can be compared only, as it is several functions; ask for each of them: {names}.")
    return InvalidInput(message.format(given=given, names=joined(list(names), ", ")), FIELD)


def check_name(name: str, found: object, spec: str) -> None:
    """Raise InvalidInput where the catalogue means something else by the name that a user gave."""
    meant = known(name)
    if meant is not None and meant != found:
        message = _("the name {name} is taken: it is the catalogue's {meant}. Write another: my_{name}={spec}.")
        raise InvalidInput(message.format(name=name, meant=_shown(meant), spec=spec), FIELD)


def _shown(meant: Activation) -> str:
    return f"{meant}, {meant.formula}" if meant.formula else str(meant)


def is_file(spec: str) -> bool:
    """Return whether words are ``file.py:function``."""
    return ".py:" in spec


@lru_cache(maxsize=KEPT)
def _from_words(spec: str, name: str | None, parameters: tuple[tuple[str, float], ...]) -> Activation:
    if inner := _GATED.fullmatch(spec):
        check(inner[1].strip())
        gated = replace(_from_words(inner[1].strip(), None, parameters), gate=True)
        return replace(gated, name=name) if name else gated
    if name:
        found = _from_words(spec, None, parameters)
        check_name(name, found, spec)
        return replace(found, name=name)
    try:
        found, notes = _read(spec, dict(parameters))
    except InvalidInput as error:
        raise explained(error, spec, lambda line: _read(line, dict(parameters))) from None
    for note in notes:
        warnings.warn(_("{activation}: {note}.").format(activation=found, note=note), ActlabWarning, stacklevel=4)
    if found.family == YOURS and not found.source and not engine.lost():
        _warn_of_lost_digits(found)
    return found


def _read(spec: str, parameters: Mapping[str, float]) -> tuple[Activation, tuple[Text, ...]]:
    """Return what words mean, and what a user should know of how they were read."""
    head, declared = read_spec(spec)
    head = in_english(head)
    call = _named(head)
    notes: tuple[Text, ...] = ()
    if call is None or known(call.name) is None:
        every = (*declared, *(Parameter(name, value) for name, value in parameters.items()))
        try:
            formula = read(head, ["x", *(parameter.name for parameter in every)], Library(), whole=True)
        except InvalidInput:
            if call is not None:  # a name, which had better be one of the catalogue's
                _found(call, head)
            raise
        notes, call = (*formula.notes, *_of_commas(head)), of_x(formula.written)
        if call is None or known(call.name) is None or (call.name in NAMES and call.name not in CATALOGUE):
            return _from_formula(formula, every), notes
    values = {p.name: p.value for p in declared}
    found = _found(call, head).with_parameters(**values | dict(parameters))
    learn = {parameter.name: parameter.learn for parameter in declared}
    if learn:
        found = replace(found, parameters=tuple(replace(p, learn=learn.get(p.name, p.learn)) for p in found.parameters))
    return found, notes


def _of_commas(head: str) -> Iterator[Text]:
    """Note what may be a decimal comma: ``max(0,5*x, x)`` is read with three arguments."""
    if (match := _COMMA.search(head)) and ", " in head:
        message = _("{numbers} is read as two numbers; the decimal sign is a point")
        yield message.format(numbers=match[0])


def _named(head: str) -> NamedCall | None:
    """Return a name with its numbers, None where the words are a formula."""
    if head in ALIASES:
        return NamedCall(head, (), {})
    try:
        call = parse_call(head, _("activation"), "elu(alpha=0.5)")
    except InvalidInput:
        return None
    return None if call.name == "x" else call


def _found(call: NamedCall, spec: str) -> Activation:
    found = known(call.name)
    if found is None:
        shown = _("a name that 'actlab list' shows, a formula such as x*tanh(x), file.py:function")
        raise unknown(_("activation"), call.name[:60], [*CATALOGUE, *plugged()], shown)
    if len(call.positional) > len(found.parameters):
        raise InvalidInput(
            plural(
                "{name} has {n} parameter, but {given} numbers were given in '{spec}'.",
                "{name} has {n} parameters, but {given} numbers were given in '{spec}'.",
                len(found.parameters),
                name=found.name,
                given=len(call.positional),
                spec=spec,
            )
            if found.parameters
            else _("{name} has no parameters.").format(name=found.name)
        )
    placed = dict(zip(found.values, call.positional, strict=False))
    if twice := placed.keys() & call.keywords.keys():
        message = _("the parameter {parameter} of {name} is given twice in '{spec}'.")
        raise InvalidInput(message.format(parameter=min(twice), name=found.name, spec=spec))
    return found.with_parameters(**placed, **call.keywords)


def _from_formula(formula: Formula, parameters: tuple[Parameter, ...]) -> Activation:
    written = str(formula)
    if Symbol("x") not in nodes(formula.tree):
        raise InvalidInput(_("the formula {text} has no x: it is not a function of the input.").format(text=written))
    found = Activation(written, written, parameters=parameters, declared_kinks=None, family=YOURS)
    return replace(found, parsed=Parsed(written, formula.tree))


@cache
def _warn_of_lost_digits(found: Activation) -> None:
    """Hold a formula, once, against many digits; say where single precision does not give what it means."""
    from actlab.functions.losses import losses  # many digits, which the catalogue's own need not be held against

    for lost in [lost for lost in losses(found) if lost.far][:1]:
        message = _("{formula}: {what} is {got:.6g} in single precision at x = {x:g}, where {meant:.6g} is exact.")
        if math.isnan(lost.meant):
            message = _("{formula}: {what} is {got:.6g} in single precision at x = {x:g}, where it has no value.")
        text = message.format(formula=found, what=lost.what, got=lost.got, x=lost.x, meant=lost.meant)
        warnings.warn(text, ActlabWarning, stacklevel=4)
