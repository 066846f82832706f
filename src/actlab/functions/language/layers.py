"""The notation of activations layer by layer, ``layers(relu, tanh, output=sigmoid)``: words in, words out."""

from __future__ import annotations

import re
from typing import NamedTuple

from actlab.errors import InvalidInput
from actlab.words import _

EXAMPLE = "layers(relu, tanh)"
_HEAD = re.compile(r"layers\s*\(")
_OUTPUT = re.compile(r"output\s*=(?!=)(.*)", re.DOTALL)
_DECLARED = re.compile(r"[^\W\d]\w*\s*=(?!=).*", re.DOTALL)
_OPEN, _CLOSED = "([{", ")]}"


class LayersSpec(NamedTuple):
    """The words of each hidden layer's activation, in order, and those of the output's; empty where it has none."""

    hidden: tuple[str, ...]
    output: str = ""


def is_layers(spec: str) -> bool:
    """Return whether words begin as activations layer by layer do."""
    return bool(_HEAD.match(spec.strip()))


def read_layers(spec: str) -> LayersSpec:
    """Return what stands in ``layers(...)``: after a semicolon, ``NAME=number`` belongs to the formula before it.

    Raises InvalidInput for a bracket that is not closed, an empty place, or an output that is not the last.

    >>> read_layers("layers(elu(alpha=0.5), a*x*tanh(b*x); a=1, b=2 per unit, relu, output=tanh)")
    LayersSpec(hidden=('elu(alpha=0.5)', 'a*x*tanh(b*x); a=1, b=2 per unit', 'relu'), output='tanh')
    """
    head = _HEAD.match(spec.strip())
    assert head, spec
    parts = _parts(spec, spec.strip()[head.end() :])
    outputs = [match[1].strip() for part in parts if (match := _OUTPUT.fullmatch(part))]
    hidden = parts[: len(parts) - len(outputs)]
    if len(outputs) > 1 or any(map(_OUTPUT.fullmatch, hidden)) or not all((*hidden, *outputs)) or not hidden:
        text = _(
            "cannot read '{spec}': write the activations of the hidden layers in order, then output=ACTIVATION if "
            "there is one at the output, such as {example}."
        )
        raise _refusal(text, spec)
    return LayersSpec(tuple(hidden), *outputs)


def _parts(spec: str, inner: str) -> list[str]:
    """Split at the commas outside brackets, up to the bracket that closes."""
    found, depth, begin = list[str](), 0, 0
    for place, sign in enumerate(inner):
        depth += (sign in _OPEN) - (sign in _CLOSED)
        if (depth < 0 and inner[place + 1 :].strip()) or (depth < 0 and sign != ")"):
            break
        if depth < 0 or (sign == "," and not depth):
            part, begin = inner[begin:place].strip(), place + 1
            belongs = found and ";" in found[-1] and _DECLARED.fullmatch(part) and not _OUTPUT.fullmatch(part)
            found = [*found[:-1], f"{found[-1]}, {part}"] if belongs else [*found, part]
        if depth < 0:
            return found
    raise _refusal(
        _("cannot read '{spec}': its brackets do not close at its end; write, for example, {example}."), spec
    )


def _refusal(text: str, spec: str) -> InvalidInput:
    shown = " ".join(spec.split())
    shown = shown if len(shown) <= 60 else shown[:57] + "..."
    return InvalidInput(text.format(spec=shown, example=EXAMPLE), "activations")
