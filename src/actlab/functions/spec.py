"""The notation in which a user names an activation: what it is, then parameters after a semicolon.

``elu``, ``elu(alpha=0.5)``, ``x*sigmoid(beta*x); beta=1.5``, ``silu; beta=1 per unit``.
"""

import re
from typing import NamedTuple

from actlab.errors import InvalidInput
from actlab.functions.expression import PRIMITIVES
from actlab.functions.records import LEARNERS, Parameter
from actlab.functions.spelling import respell
from actlab.words import _

_DECLARATION = re.compile(r"\s*([A-Za-z_]\w*)\s*=\s*(\S+)(?:\s+(per\s+layer|per\s+unit|fixed))?\s*")


class Spec(NamedTuple):
    """What stands before the semicolon, and the parameters declared after it."""

    head: str
    declared: tuple[Parameter, ...]


def read_spec(text: str) -> Spec:
    """Split a user's words.

    Raises InvalidInput for a declaration that is not ``name=number``, ``name=number per layer`` or
    ``name=number per unit``.

    >>> read_spec("x*tanh(α*x); α=0.5 per unit").declared[0].learn
    'unit'
    """
    head, semicolon, rest = text.partition(";")
    if not semicolon:
        return Spec(head.strip(), ())
    declared = tuple(_declaration(part) for part in rest.split(","))
    names = [parameter.name for parameter in declared]
    for name in names:
        if names.count(name) > 1 or name in ("x", *PRIMITIVES):
            message = _("the name {name} cannot be declared: it is taken. Write another, such as alpha=1.0.")
            raise InvalidInput(message.format(name=name))
    return Spec(head.strip(), declared)


def _declaration(part: str) -> Parameter:
    match = _DECLARATION.fullmatch(respell(part).text)
    try:
        if match:
            learn = (match[3] or "").removeprefix("per").strip().replace("fixed", "")
            value = float(match[2])
            if abs(value) < float("inf") and learn in LEARNERS:
                return Parameter(match[1], value, learn=learn)
    except ValueError:
        pass
    message = _(
        "cannot read '{part}': a parameter is declared as alpha=1.0, alpha=1.0 per layer or alpha=1.0 per unit."
    )
    raise InvalidInput(message.format(part=part.strip()[:60]))
