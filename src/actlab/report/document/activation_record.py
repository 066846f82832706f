"""An activation for programs: everything that its page says and more, with keys that never change."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from actlab.analysis.lint import lint
from actlab.analysis.profile import profile
from actlab.analysis.profile_record import Profile
from actlab.analysis.relatives import relatives
from actlab.analysis.relatives_record import Nearest
from actlab.functions.read_derivatives import read_derivative
from actlab.functions.record import Activation
from actlab.report.document.charts import Words
from actlab.report.document.records import MERGED


@dataclass(frozen=True)
class Identity:
    """What an activation is; a range without an end has None there.

    Of a gated unit, f(W x) * (V x), all that is known is known of its f.
    """

    name: str
    gated: bool
    formula: str
    parameters: Mapping[str, float]
    learnt: Mapping[str, str]
    ranges: Mapping[str, tuple[float | None, float | None]]
    family: str
    aliases: tuple[str, ...]
    note: Words
    reference: str | None


@dataclass(frozen=True)
class ClosedForms:
    """The derivative in closed form, those of higher orders as asked for, and LaTeX.

    None for a function in Python, or where a form is too large for anyone to read.
    """

    derivative: str | None = None
    higher_derivatives: tuple[str | None, ...] = ()
    formula_latex: str | None = None
    derivative_latex: str | None = None


@dataclass(frozen=True)
class RescaledRecord:
    """f(x) = a name(b x + c) + d, and the same as text."""

    text: str
    name: str
    a: float
    b: float
    c: float
    d: float


@dataclass(frozen=True)
class RelativesRecord:
    """What of the catalogue it is, and what it is next to."""

    identical: tuple[str, ...]
    rescaled: tuple[RescaledRecord, ...]
    nearest: Nearest | None


@dataclass(frozen=True)
class ActivationRecord:
    """What is known of one activation."""

    identity: Identity = field(metadata=MERGED)
    closed_forms: ClosedForms = field(metadata=MERGED)
    profile: Profile = field(metadata=MERGED)
    zero_centred: bool
    smooth: bool
    relatives: RelativesRecord
    lint: tuple[Words, ...]
    accuracy_ulp: int


@dataclass(frozen=True)
class ActivationsRecord:
    """Several of them."""

    activations: tuple[ActivationRecord, ...]


def record(activation: Activation, name: str = "", derivatives: int = 1) -> ActivationRecord:
    """Return everything that is known of an activation, with closed forms up to the third derivative."""
    found, near = profile(activation), relatives(activation)
    rescaled = tuple(RescaledRecord(str(same), *same) for same in near.rescaled)
    return ActivationRecord(
        identity=identity(activation, name),
        closed_forms=_closed_forms(activation, derivatives),
        profile=found,
        zero_centred=found.zero_centred,
        smooth=found.smooth,
        relatives=RelativesRecord(tuple(near.identical), rescaled, near.nearest),
        lint=tuple(lint(activation, found)),
        accuracy_ulp=activation.bound,
    )


def records(activations: Mapping[str, Activation], derivatives: int = 1) -> ActivationsRecord:
    """Return everything that is known of several activations, by their names."""
    return ActivationsRecord(tuple(record(activation, name, derivatives) for name, activation in activations.items()))


def identity(activation: Activation, name: str = "") -> Identity:
    """Return what an activation is."""
    return Identity(
        name=name or str(activation),
        gated=activation.gate,
        formula=activation.formula,
        parameters=activation.values,
        learnt={parameter.name: parameter.learn for parameter in activation.learnt},
        ranges={p.name: (_finite(p.low), _finite(p.high)) for p in activation.parameters},
        family=activation.family,
        aliases=activation.aliases,
        note=activation.note,
        reference=str(activation.reference) if activation.reference else None,
    )


def _finite(bound: float) -> float | None:
    return float(bound) if abs(bound) < float("inf") else None


def _closed_forms(activation: Activation, derivatives: int) -> ClosedForms:
    if activation.source:
        return ClosedForms()
    from actlab.functions.closed_form import derivative_latex, formula_latex  # SymPy, which a list does without

    return ClosedForms(
        read_derivative(activation),
        tuple(read_derivative(activation, order) for order in range(2, derivatives + 1)),
        formula_latex(activation.expression),
        derivative_latex(activation.readable_expression),
    )
