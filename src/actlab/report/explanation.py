"""What `actlab explain` says, as a table, as sentences and as plain data."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from rich import box
from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from actlab.analysis.depth import DEEPEST, Depths
from actlab.networks.explain import Explanation
from actlab.words import _


def explanation_parts(found: Sequence[Explanation]) -> RenderableType:
    """Return the tables and sentences for a terminal."""
    by_activation = list({e.activation: e for e in found}.values())
    cautions = [Text(unstable_sentence(e)) for e in by_activation if not e.stable]
    return Group(_properties(by_activation), _depths(found), _agreement(found), *cautions)


def unstable_sentence(e: Explanation) -> str:
    """Return what an unstable fixed point means for deep plain networks."""
    text = _(
        "{name}: the variance map is unstable at its fixed point (slope {slope:.2f}). A layer whose variance is 1 % off"
        " makes the next {slope:.2f} % off, so that in a deep plain network the variance runs away from 1, up or down, "
        "whatever the gain; the prediction holds layer by layer, not end to end. Normalise, or use residual branches."
    )
    return text.format(name=e.activation, slope=e.stability)


def _properties(found: Sequence[Explanation]) -> Table:
    table = _table(_("Before any training, in wide plain networks"))
    table.add_column(_("activation"))
    for heading in (_("gain"), _("gradient per layer"), _("stability"), _("critical scale")):
        table.add_column(heading, justify="right")
    for e in found:
        stability = f"{e.stability:.3f} " + (_("stable") if e.stable else _("unstable"))
        critical = f"{e.critical.scale:.4f}" if e.critical else _("none")
        table.add_row(e.activation, f"{e.recommended:.4f}", f"{e.chi:.3f}", stability, critical)
    return table


def _depths(found: Sequence[Explanation]) -> Table:
    table = _table(_("Layers until a thousandfold change (more than {n}: -)").format(n=DEEPEST))
    table.add_column(_("activation"))
    table.add_column(_("initialisation"))
    for heading in (_("signal"), _("gradient"), _("inputs look alike")):
        table.add_column(heading, justify="right")
    for e in found:
        depths = e.depths
        cells = [
            _layers(depths.signal_lost, depths.signal_exploded),
            _layers(depths.gradient_lost, depths.gradient_exploded),
            _layers(depths.alike, None),
        ]
        table.add_row(e.activation, e.initialisation, *cells)
    return table


def _layers(lost: int | None, exploded: int | None) -> str:
    """Return the depth, with an arrow for which way."""
    if lost is None and exploded is None:
        return "-"
    return f"{lost} ↓" if exploded is None or (lost is not None and lost < exploded) else f"{exploded} ↑"


def _agreement(found: Sequence[Explanation]) -> Table:
    draws, _inputs, layers = found[0].measured.signal.shape
    title = _("Measured against predicted: {draws} random networks of {layers} layers")
    table = _table(title.format(draws=draws, layers=layers))
    table.add_column(_("activation"))
    table.add_column("init")  # as the option is called: room for the numbers
    for reach in (_("next layer"), _("all layers")):
        for what in (_("signal"), _("gradient")):
            table.add_column(f"{what},\n{reach}", justify="right", no_wrap=True)
    for e in found:
        each = [f"{100 * error:.1f} %" for error in e.next_layer_errors]
        ends = [f"×{end.mean:.3g}±{end.error:.2g}" for end in e.end_to_end]
        table.add_row(e.activation, e.initialisation, *each, *ends)
    return table


def _table(title: str) -> Table:
    return Table(title=title, title_justify="left", title_style="bold", box=box.SIMPLE_HEAD, pad_edge=False)


def explanation_data(found: Sequence[Explanation]) -> list[dict[str, Any]]:
    """Return the same as plain data; keys and numbers never change with the language."""
    return [_data(e) for e in found]


def _data(e: Explanation) -> dict[str, Any]:
    signal, gradient = e.end_to_end
    errors = e.next_layer_errors
    return {
        "activation": e.activation,
        "initialisation": e.initialisation,
        "gain": e.recommended,
        "chi_1": e.chi,
        "stability": e.stability,
        "stable": e.stable,
        "critical": asdict(e.critical) if e.critical else None,
        "depths": {name: getattr(e.depths, name) for name in Depths.__annotations__},
        "predicted": {"signal": e.signal.tolist(), "gradient": e.gradient.tolist()},
        "measured": {
            "signal": e.measured.signal.mean(axis=(0, 1)).tolist(),
            "gradient": e.measured.gradient.mean(axis=(0, 1)).tolist(),
        },
        "next_layer_error": {"signal": errors[0], "gradient": errors[1]},
        "end_to_end": {"signal": signal._asdict(), "gradient": gradient._asdict()},
    }
