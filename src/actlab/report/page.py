"""The page of an activation: formula, derivative, kinks, numbers, reference."""

from __future__ import annotations

from typing import Any

from rich.table import Table

from actlab.analysis.gaussian import gain
from actlab.functions.activation import Activation
from actlab.functions.closed_form import derivative_latex, derivative_text, formula_latex
from actlab.language import _


def facts(activation: Activation) -> dict[str, Any]:
    """Return what ``show --json`` prints; the keys never change with the language."""
    return {
        "name": str(activation),
        "formula": activation.formula,
        "parameters": {parameter.name: parameter.value for parameter in activation.parameters},
        "derivative": derivative_text(activation.readable_expression),
        "formula_latex": formula_latex(activation.expression),
        "derivative_latex": derivative_latex(activation.readable_expression),
        "kinks": [{"x": at, "derivative": slope} for at, slope in activation.kinks],
        "gain": gain(activation),
        "reference": str(activation.reference),
    }


def page(activation: Activation) -> Table:
    """Return the same for people."""
    known = facts(activation)
    table = Table.grid(padding=(0, 2))
    table.add_column(style="bold", no_wrap=True)
    table.add_column()
    table.add_row(_("activation"), known["name"])
    table.add_row("f(x)", known["formula"])
    table.add_row("f′(x)", known["derivative"])
    for name, value in known["parameters"].items():
        table.add_row(name, f"{value:g}")
    for kink in known["kinks"]:
        text = _("x = {x:g}; the derivative jumps there, and {slope:g} is used")
        table.add_row(_("kink"), text.format(x=kink["x"], slope=kink["derivative"]))
    table.add_row(_("gain"), _("{gain:.4f} (keeps the second moment of a layer at 1)").format(gain=known["gain"]))
    table.add_row(_("reference"), known["reference"])
    return table
