"""Activations that only somebody else's program knows: words that it reads, and nothing more is known of them here."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from actlab.errors import InvalidInput
from actlab.functions.arms import Arm
from actlab.functions.find import FIELD
from actlab.functions.limits import FunctionFault
from actlab.functions.record import YOURS, Activation
from actlab.words import _

if TYPE_CHECKING:
    import jax


@dataclass(frozen=True)
class Label:
    """A word that a program reads as an activation; to call it says that nobody here knows what it computes."""

    text: str

    @property
    def digest(self) -> str:
        """The digest of the word."""
        return hashlib.sha256(f"label {self.text}".encode()).hexdigest()

    def __call__(self, _x: object) -> jax.Array:
        message = _("{name} is a word that your program reads; what it computes is not known here.")
        raise FunctionFault(message.format(name=self.text))


def labelled(words: Iterable[str]) -> tuple[Arm, ...]:
    """Return the arms of a comparison whose activations are words for a program.

    Raises InvalidInput where there is none, the same twice, or one that is empty or more than a line.

    >>> [arm.name for arm in labelled(["relu", "my_act"])]
    ['relu', 'my_act']
    """
    found = list(words)
    if not found:
        raise InvalidInput(_("no activation was given; name at least one, for example relu."), FIELD, "relu,tanh")
    for word in found:
        if not word.strip() or not word.isprintable():
            message = _("{given} is no activation: a word for your program is one line of text.")
            raise InvalidInput(message.format(given=repr(word)[:60]), FIELD, "relu,tanh")
        if found.count(word) > 1:
            raise InvalidInput(_("{name} is there twice.").format(name=word), FIELD)
    return tuple(Arm(word, Activation(word, "", family=YOURS, source=Label(word)), word) for word in found)


def split(words: str) -> list[str]:
    """Return activations that are joined by commas, of which those within brackets join nothing.

    >>> split("relu, elu(alpha=0.5),layers(relu, tanh)")
    ['relu', 'elu(alpha=0.5)', 'layers(relu, tanh)']
    """
    found, depth = [""], 0
    for sign in words:
        depth += (sign in "([{") - (sign in ")]}")
        if sign == "," and depth <= 0:
            found.append("")
        else:
            found[-1] += sign
    return [word.strip() for word in found]
