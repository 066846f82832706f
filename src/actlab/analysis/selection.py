"""Which of the catalogue's activations belong to a family and have a property."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable

from actlab.analysis.profile import profile
from actlab.analysis.profile_record import Profile
from actlab.errors import InvalidInput, unknown
from actlab.functions.catalogue import CATALOGUE
from actlab.functions.catalogue.portuguese import without_accents
from actlab.functions.record import Activation
from actlab.words import _, joined

# What a filter may ask; each is a question to the profile
PROPERTIES: dict[str, Callable[[Profile], bool]] = {
    "smooth": lambda known: known.smooth,
    "monotone": lambda known: known.monotone != "no",
    "odd": lambda known: known.symmetry == "odd",
    "even": lambda known: known.symmetry == "even",
    "zero_centred": lambda known: known.zero_centred,
    "bounded": lambda known: abs(known.low) < float("inf") and abs(known.high) < float("inf"),
    "kinks": lambda known: bool(known.kinks),
    "saturates": lambda known: 0.0 in (known.limit_left, known.limit_right) or known.high < float("inf"),
    "flat": lambda known: known.zero_gradient_share > 0,
}


# The same as a Brazilian types them; accents play no part
_IN_PORTUGUESE = {
    "e": "and",
    "ou": "or",
    "nao": "not",
    "suave": "smooth",
    "monotona": "monotone",
    "impar": "odd",
    "par": "even",
    "centrada_em_zero": "zero_centred",
    "limitada": "bounded",
    "quinas": "kinks",
    "satura": "saturates",
    "plana": "flat",
}
_LISTED = _("bounded, even, flat, kinks, monotone, odd, saturates, smooth, zero_centred")

FAMILIES = {
    "piecewise linear": _("piecewise linear"),
    "polynomial": _("polynomial"),
    "exponential": _("exponential"),
    "softplus-like": _("softplus-like"),
    "self-gated": _("self-gated"),
    "sigmoidal": _("sigmoidal"),
    "oscillating or localised": _("oscillating or localised"),
}
_FAMILIES_IN_PORTUGUESE = {
    "linear_por_partes": "piecewise linear",
    "polinomial": "polynomial",
    "exponencial": "exponential",
    "do_tipo_softplus": "softplus-like",
    "com_porta_propria": "self-gated",
    "oscilante_ou_localizada": "oscillating or localised",
}


def chosen(family: str | None = None, where: str | None = None) -> list[Activation]:
    """Return the catalogue's records of a family and with a property.

    ``where`` combines the properties with and, or, not and brackets. Raises InvalidInput for a family or
    property that does not exist.

    >>> [record.name for record in chosen("sigmoidal", "odd and not smooth")]
    []
    """
    if family is not None:
        family = _FAMILIES_IN_PORTUGUESE.get(without_accents(family), family)
        if family not in FAMILIES:
            raise unknown(_("family"), family, FAMILIES, joined(FAMILIES.values(), ", "))
    records = [record for record in CATALOGUE.values() if family in (None, record.family)]
    if where is None:
        return records
    question = _question(where)
    return [record for record in records if _holds(question, profile(record))]


def _question(where: str) -> ast.expr:
    """Read a filter; nothing of it is evaluated by Python."""
    try:
        node = ast.parse(_in_english(where.strip()[:2000]), mode="eval").body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        message = _("cannot read the filter '{where}'; write, for example, \"smooth and not monotone\".")
        raise InvalidInput(message.format(where=where[:60])) from None
    _check(node)
    return node


def _in_english(where: str) -> str:
    """Return a filter with its words in English; words that nobody knows stay.

    >>> _in_english("suave and not monótona"), _in_english("(par ou ímpar) e não quinas")
    ('smooth and not monotone', '(even or odd) and not kinks')
    """
    return re.sub(r"\w+", lambda word: _IN_PORTUGUESE.get(without_accents(word[0]), word[0]), where)


def _check(node: ast.expr) -> None:
    match node:
        case ast.BoolOp(values=values):
            for value in values:
                _check(value)
        case ast.UnaryOp(op=ast.Not(), operand=operand):
            _check(operand)
        case ast.Name(id=name) if name in PROPERTIES:
            pass
        case ast.Name(id=name):
            raise unknown(_("property"), name, PROPERTIES, _LISTED)
        case _:
            raise InvalidInput(_('a filter has properties, and, or, not and brackets: "smooth and not monotone".'))


def _holds(node: ast.expr, known: Profile) -> bool:
    match node:
        case ast.BoolOp(op=ast.And(), values=values):
            return all(_holds(value, known) for value in values)
        case ast.BoolOp(values=values):
            return any(_holds(value, known) for value in values)
        case ast.UnaryOp(operand=operand):
            return not _holds(operand, known)
        case ast.Name(id=name):
            return PROPERTIES[name](known)
    raise AssertionError(node)
