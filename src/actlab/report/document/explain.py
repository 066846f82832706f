"""What `actlab explain` says: tables, cautions, and signal and gradient through depth as a chart."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from actlab.analysis.depth import DEEPEST, Critical, Depths
from actlab.analysis.propagation import Verdict
from actlab.measure.explain import Estimate, Explanation
from actlab.report.document.activation_properties import moment, stabilities
from actlab.report.document.charts import Axis, Chart, Line, Mark, Numbers, Panel, Points, Words, numbers
from actlab.report.document.palette import Style, styles
from actlab.report.document.parts import Column, Document, NamedChart, Paragraph, Part, Table
from actlab.words import Text, _, decimal, joined, percent

_MARKERS = {"-": "o", "--": "s", "-.": "D", ":": "^"}  # one for each kind of line


@dataclass(frozen=True)
class Paths:
    """Signal and gradient, layer by layer."""

    signal: Numbers
    gradient: Numbers


@dataclass(frozen=True)
class Errors:
    """How far prediction is from measurement in the next layer, as a fraction."""

    signal: float
    gradient: float


@dataclass(frozen=True)
class Ends:
    """Measured over predicted at the far end: mean and standard error."""

    signal: Estimate
    gradient: Estimate


@dataclass(frozen=True)
class ExplanationRecord:
    """One activation at one initialisation, for programs."""

    activation: str
    initialisation: str
    gain: float
    chi_1: float
    stability: float
    stable: bool  # not unstable
    verdict: Verdict
    critical: Critical | None
    depths: Depths
    predicted: Paths
    measured: Paths
    next_layer_error: Errors
    end_to_end: Ends


@dataclass(frozen=True)
class ExplanationsRecord:
    """All that was explained, for programs."""

    explanations: tuple[ExplanationRecord, ...]


def explanations_document(found: Sequence[Explanation]) -> Document:
    """Return the tables, a caution for each unstable activation, and the chart ``depth``."""
    by_activation = list({e.activation: e for e in found}.values())
    cautions = [Paragraph(unstable_sentence(e)) for e in by_activation if e.verdict == "unstable"]
    parts: tuple[Part, ...] = (_properties(by_activation), _depths(found), _agreement(found), *cautions)
    return Document(parts, (NamedChart("depth", depth_chart(found)),))


def explanations_record(found: Sequence[Explanation]) -> ExplanationsRecord:
    """Return the explanations for programs."""
    return ExplanationsRecord(tuple(_record(e) for e in found))


def unstable_sentence(e: Explanation) -> Text:
    """Return what an unstable fixed point means for deep plain networks."""
    text = _(
        "{name}: the variance map is unstable at its fixed point (slope {slope:.2f}). A layer whose variance is 1 % off"
        " makes the next {slope:.2f} % off, so that in a deep plain network the variance runs away from 1, up or down, "
        "whatever the gain; the prediction holds layer by layer, not end to end. Normalise, or use residual branches."
    )
    return text.format(name=e.activation, slope=e.stability)


def depth_chart(found: Sequence[Explanation]) -> Chart:
    """Return the variance of z and the squared gradient against depth, one column for each initialisation."""
    starts = list(dict.fromkeys(e.initialisation for e in found))
    look = styles(list(dict.fromkeys(e.activation for e in found)))
    draws, inputs, _layers = found[0].measured.signal.shape
    legend = _("lines: mean-field prediction\npoints: mean of {draws} random networks, {inputs} inputs each")
    title = _("Signal and gradient through depth") + "\n" + legend.format(draws=draws, inputs=inputs)
    rows = tuple(
        tuple(_panel(found, row, start, first=start == starts[0], look=look) for start in starts) for row in (0, 1)
    )
    return Chart(title, rows, (1.5 + 4.2 * len(starts), 7.0), share_x=True, legend=6)


def _panel(found: Sequence[Explanation], row: int, start: str, *, first: bool, look: dict[str, Style]) -> Panel:
    label = (_("variance of z"), _("mean square of the gradient,\nrelative to the last layer"))[row]
    marks: list[Mark] = []
    for e in found:
        if e.initialisation == start:
            predicted, measured = ((e.signal, e.measured.signal), (e.gradient, e.measured.gradient))[row]
            marks += _marks(predicted, measured, look[e.activation], e.activation)
    return Panel(
        tuple(marks),
        x=Axis("" if row == 0 else _("layer"), whole=True),
        y=Axis(label if first else "", scale="log"),
        title=_("{name} initialisation").format(name=start) if row == 0 else "",
    )


def _marks(predicted: np.ndarray, measured: np.ndarray, style: Style, label: str) -> tuple[Line, Points]:
    """Return prediction as a line and the mean measurement as points, against the layers from 1."""
    layers = numbers(range(1, len(predicted) + 1))
    mean = measured.mean(axis=(0, 1))
    return (
        Line(layers, _drawable(predicted), label, style.colour, style.dash, width=1.6),
        Points(layers, _drawable(mean), "", style.colour, _MARKERS[style.dash], size=3.5),
    )


def _drawable(values: np.ndarray) -> Numbers:
    """Leave out what an axis of powers of ten cannot show."""
    return numbers(np.where(np.isfinite(values) & (values > 0), values, np.nan))


def _properties(found: Sequence[Explanation]) -> Table:
    headings = (_("gain"), _("gradient per layer"), _("stability"), _("critical scale"))
    columns = (_name(), *(Column(heading, align="right") for heading in headings))
    rows = tuple(
        (
            e.activation,
            moment(e.recommended, ".4f"),
            moment(e.chi, ".3f"),
            joined([moment(e.stability, ".3f"), stabilities()[e.verdict]]),
            decimal(f"{e.critical.scale:.4f}") if e.critical else _("none"),
        )
        for e in found
    )
    return Table(columns, rows, _("Before any training, in wide plain networks"))


def _depths(found: Sequence[Explanation]) -> Table:
    headings = (_("signal"), _("gradient"), _("inputs look alike"))
    columns = (_name(), Column(_("initialisation")), *(Column(heading, align="right") for heading in headings))
    rows = tuple(
        (
            e.activation,
            e.initialisation,
            *_reached(e.depths),
        )
        for e in found
    )
    return Table(columns, rows, _("Layers until a thousandfold change (more than {n}: -)").format(n=DEEPEST))


def _reached(depths: Depths) -> tuple[Words, Words, Words]:
    if depths.undefined:
        return _("not defined"), _("not defined"), _("not defined")
    return (
        _layers(depths.signal_lost, depths.signal_exploded),
        _layers(depths.gradient_lost, depths.gradient_exploded),
        _layers(depths.alike, None),
    )


def _layers(lost: int | None, exploded: int | None) -> str:
    """Return the depth, with an arrow for which way."""
    if lost is None and exploded is None:
        return "-"
    return f"{lost} ↓" if exploded is None or (lost is not None and lost < exploded) else f"{exploded} ↑"


def _agreement(found: Sequence[Explanation]) -> Table:
    draws, _inputs, layers = found[0].measured.signal.shape
    title = _("Measured against predicted: {draws} random networks of {layers} layers")
    headings = [
        joined([what, reach], ",\n")
        for reach in (_("next layer"), _("all layers"))
        for what in (_("signal"), _("gradient"))
    ]
    # "init" as the option is called: room for the numbers
    columns = (_name(), Column(_("init")), *(Column(heading, align="right", wrap="never") for heading in headings))
    rows = tuple(
        (
            e.activation,
            e.initialisation,
            *(percent(decimal(f"{100 * error:.1f}")) if error == error else "-" for error in e.next_layer_errors),
            *(
                joined(["×", decimal(f"{end.mean:.3g}"), "±", decimal(f"{end.error:.2g}")], "")
                if end.mean == end.mean
                else "-"
                for end in e.end_to_end
            ),
        )
        for e in found
    )
    return Table(columns, rows, title.format(draws=draws, layers=layers))


def _name() -> Column:
    return Column(_("activation"), wrap="fold", least=10)


def _record(e: Explanation) -> ExplanationRecord:
    signal, gradient = (values.mean(axis=(0, 1)) for values in e.measured)
    return ExplanationRecord(
        e.activation,
        e.initialisation,
        e.recommended,
        e.chi,
        e.stability,
        e.verdict in ("stable", "marginal"),
        e.verdict,
        e.critical,
        e.depths,
        Paths(numbers(e.signal), numbers(e.gradient)),
        Paths(numbers(signal), numbers(gradient)),
        Errors(*e.next_layer_errors),
        Ends(*e.end_to_end),
    )
