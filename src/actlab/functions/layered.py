"""Activations layer by layer: what a network has where its hidden layers, or its output, do not all have the same."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import cached_property
from typing import TypeAlias

from actlab.errors import InvalidInput
from actlab.functions.expression import Symbol
from actlab.functions.find import FIELD, Spelling, check, find, is_file
from actlab.functions.language.layers import EXAMPLE, is_layers, read_layers
from actlab.functions.names import true_name
from actlab.functions.record import Activation
from actlab.words import _


@dataclass(frozen=True, eq=False, repr=False)
class Layered:
    """The activations of the hidden layers, in order, and that of the output; None where the output is linear.

    One for the hidden layers stands in all of them, however many there are; several stand in as many layers. Made by
    ``layers``, which refuses what cannot stand there. It is no function, but something that can be compared: equal to
    what computes the same, by ``digest``; so ``layers(relu, relu)`` is equal to the activation relu.

    >>> layers("relu", "relu") == find("relu"), layers("relu", "tanh") == layers("tanh", "relu")
    (True, False)
    """

    hidden: tuple[Activation, ...]
    output: Activation | None = None

    def __str__(self) -> str:
        """Return what a user types: ``layers(relu, tanh, output=sigmoid)``."""
        names = [*map(true_name, self.hidden), *([f"output={true_name(self.output)}"] if self.output else [])]
        return f"layers({', '.join(names)})"

    __repr__ = __str__

    def __eq__(self, other: object) -> bool:
        return self.digest == other.digest if isinstance(other, Layered | Activation) else NotImplemented

    def __hash__(self) -> int:
        return hash(self.digest)

    @property
    def name(self) -> str:
        """What it is called where nobody chose a name."""
        return str(self)

    @cached_property
    def digest(self) -> str:
        """The digest of all activations in their order, as hexadecimal digits: of one for all layers, its own."""
        hidden = tuple(one.digest for one in self.hidden)
        each = hidden[:1] if len(set(hidden)) == 1 else hidden
        if len(each) == 1 and self.output is None:
            return each[0]
        known = ("layers", each, self.output.digest if self.output else "")
        return hashlib.sha256(repr(known).encode()).hexdigest()

    @property
    def gate(self) -> bool:
        """Whether its hidden units are gated: all of them, or none."""
        return self.hidden[0].gate


Arrangement: TypeAlias = Activation | Layered  # what a network may have at its sites


def layers(*hidden: Spelling, output: Spelling | None = None) -> Layered:
    """Return what a comparison takes for networks whose layers have different activations.

    ``hidden`` are those of the hidden layers in order, or one for all of them; ``output`` is that of the output, which
    has none by default. Only where the output itself is the prediction, as in regression, can one stand there.

    Raises InvalidInput for what is no activation, for layers within layers, for gated units beside others or at the
    output.

    >>> str(layers("relu", "elu(alpha=0.5)", output="tanh"))
    'layers(relu, elu(alpha=0.5), output=tanh)'
    """
    if not hidden:
        text = _("layers needs the activation of at least one hidden layer, such as {example}.")
        raise InvalidInput(text.format(example=EXAMPLE), FIELD)
    found, last = tuple(map(_one, hidden)), None if output is None else _one(output)
    if len({one.gate for one in found}) > 1:
        text = _("{given}: gated units stand in all hidden layers or in none, as they change a layer's width.")
        raise InvalidInput(text.format(given=str(Layered(found))), FIELD)
    if last is not None and last.gate:
        text = _("{given}: a gated unit stands in a hidden layer, not at the output.")
        raise InvalidInput(text.format(given=str(Layered(found, last))), FIELD)
    return Layered(found, None if last is None or _is_identity(last) else last)


def layers_of(spec: str) -> Layered:
    """Return what words mean: ``layers(relu, tanh)``.

    Raises InvalidInput as ``layers``, and for what cannot be read.
    """
    hidden, output = read_layers(spec)
    return layers(*hidden, output=output or None)


def activations(found: Arrangement) -> tuple[Activation, ...]:
    """Return the different activations of an arrangement in order: itself, where it is one.

    >>> [str(one) for one in activations(layers("relu", "tanh", "relu", output="tanh"))]
    ['relu', 'tanh']
    """
    if isinstance(found, Activation):
        return (found,)
    return tuple(dict.fromkeys([*found.hidden, *([found.output] if found.output else [])]))


def output_of(found: Arrangement) -> Activation | None:
    """Return the activation of the output, where one stands there."""
    return None if isinstance(found, Activation) else found.output


def of_python(source: Spelling, name: str | None = None) -> Activation:
    """Return the activation of a function, or of ``file.py:function``; its source is Broken where it cannot be used.

    Raises InvalidInput where there is no such file, or no such function in it.
    """
    from actlab.functions.callables import or_broken  # JAX, which a formula does without

    assert not isinstance(source, Activation)
    return or_broken(source, name)


def _one(spec: Spelling) -> Activation:
    """Return one of them; a function that cannot be used is one whose source is Broken, as it is alone."""
    if isinstance(spec, Layered) or (isinstance(spec, str) and is_layers(spec)):
        text = _("{given}: within layers stand activations, not layers again.")
        raise InvalidInput(text.format(given=" ".join(str(spec).split())[:60]), FIELD)
    check(spec)
    if isinstance(spec, Activation):
        return spec
    return find(spec) if isinstance(spec, str) and not is_file(spec) else of_python(spec)


def _is_identity(found: Activation) -> bool:
    return found.source is None and found.stable_expression == Symbol("x")
