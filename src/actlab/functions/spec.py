"""The notation in which a user names an activation: what it is, then parameters after a semicolon.

``elu``, ``elu(alpha=0.5)``, ``x*sigmoid(beta*x); beta=1.5``, ``silu; beta=1 per unit``.
"""

import re
from typing import NamedTuple

from actlab.errors import InvalidInput
from actlab.functions.expression import PRIMITIVES
from actlab.functions.language.grammar import LONGEST
from actlab.functions.language.latex import plain
from actlab.functions.language.spelling import respell
from actlab.functions.records import LEARNERS, Parameter
from actlab.words import _

_DECLARATION = re.compile(r"\s*([A-Za-z_]\w*)\s*=\s*(\S+)(?:\s+(per\s+layer|per\s+unit|fixed))?\s*")
_COMMENT = re.compile(r"\s+#.*$|\s+%\s+[A-Za-z].*$")
_LEFT = re.compile(r"((?!where\b)([^\W\d]\w*)(?:\s*\(\s*([^\W\d]\w*)\s*(?:[,;|][^)=]*)?\))?\s*=(?!=)\s*)(?=\S)")
_FUNCTIONS = (
    re.compile(r"lambda\s+([^\W\d]\w*)\s*((?:,\s*[^\W\d]\w*\s*(?:=\s*[^,:]+)?)*):\s*"),
    re.compile(r"([^\W\d]\w*)()\s*(?:->|→|↦)\s*"),
    re.compile(r"@\(\s*([^\W\d]\w*)\s*()\)\s*"),
    re.compile(
        r"def\s+\w+\(\s*([^\W\d]\w*)\s*(?::[^,)=]*)?((?:,\s*[^\W\d]\w*\s*(?::[^,)=]*)?(?:=\s*[^,)]+)?)*)\)\s*(?:->[^:]*)?:"
        r"\s*(?:\"\"\".*?\"\"\"\s*)?(?=return\s)",
        re.DOTALL,
    ),
)
_WORD = r"(?<![A-Za-z_.])(?<![A-Za-z_]\d){}(?![A-Za-z0-9_])"  # 2t and t² have t in them


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
    text, defaults = formula_alone(text)
    head, _semicolon, rest = text.partition(";")
    declared = (*defaults, *(_declaration(part) for part in rest.split(",") if rest.strip(" ;")))
    names = [parameter.name for parameter in declared]
    for name in names:
        if names.count(name) > 1 or name in ("x", *PRIMITIVES):
            message = _("the name {name} cannot be declared: it is taken. Write another, such as alpha=1.0.")
            raise InvalidInput(message.format(name=name))
    return Spec(head.strip(), declared)


def formula_alone(text: str) -> tuple[str, tuple[Parameter, ...]]:
    """Return a formula without what stands around it in code or a paper, and the parameters that have values there.

    >>> formula_alone("f = lambda z, a=0.5: a * np.tanh(z);")
    ('a * np.tanh(x);', (Parameter(name='a', value=0.5, low=-inf, high=inf, learn='', also=None, default=None, \
default_learn=''),))
    >>> formula_alone("f(t) = t*tanh(t)")[0], formula_alone("y = @(x) x.^2;")[0], formula_alone("return F.relu(x)")[0]
    ('x*tanh(x)', 'x.^2;', 'F.relu(x)')
    """
    if len(text) > LONGEST:  # to be refused
        return text, ()
    text = _COMMENT.sub("", plain(text)).strip()
    variable = "x"
    declared: tuple[Parameter, ...] = ()
    if (match := _LEFT.match(text)) and match[2] != "x":
        text, variable = text[match.end() :], match[3] or "x"
    for form in _FUNCTIONS:
        if match := form.match(text):
            variable, declared = match[1], _defaults(match[2] or "")
            text = text[match.end() :]
    text = text.removeprefix("return ").strip().removesuffix(",").strip()
    return _with_x(text, variable), declared


def _defaults(text: str) -> tuple[Parameter, ...]:
    """Return the parameters of ``, a=0.5, b: float = 1``; those without a value are named when they are missed."""
    found = []
    for part in text.split(","):
        name, equals, value = part.partition("=")
        if equals:
            found.append(_declaration(f"{name.partition(':')[0]}={value}"))
    return tuple(found)


def _with_x(text: str, variable: str) -> str:
    """Write the input as x, unless x is something else there."""
    if variable == "x" or re.search(_WORD.format("x"), text):
        return text
    return in_x(text, variable)


def in_x(text: str, variable: str) -> str:
    """Return a text with x for a variable.

    >>> in_x("2t² + at + np.t(t)", "t")
    '2x² + at + np.t(x)'
    """
    return re.sub(_WORD.format(re.escape(variable)), "x", text)


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
