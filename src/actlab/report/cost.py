"""What `actlab cost` measures and says."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from rich import box
from rich.table import Table

from actlab.analysis.cost import ELEMENTS, Cost, Reading, measure
from actlab.functions.catalogue import CATALOGUE
from actlab.functions.find import find as activation
from actlab.studies.plan import make_plan
from actlab.studies.run import prepare
from actlab.training.step_cost import step_costs
from actlab.words import _

CONTROL = "relu"
STEPS = 25  # of the tutorial's network, per reading


def costs(activations: Sequence[str]) -> tuple[list[Cost], Reading]:
    """Measure activations (by default the whole catalogue), and a step of the tutorial's network with the control."""
    chosen = [activation(name) for name in activations or CATALOGUE]
    control = activation(CONTROL)
    recipe = prepare(make_plan("tutorial", {"steps": STEPS}))
    return measure(chosen, control), step_costs(recipe, [control], control)[CONTROL][0]


def share(found: Sequence[Cost], name: str, step: Reading) -> float:
    """Return the share of a training step that the activation takes there: both passes, in float32."""
    passes = [cost for cost in found if (cost.activation, cost.dtype) == (name, "float32")]
    spent = sum(cost.nanoseconds.median for cost in passes) * ELEMENTS * 1e-9
    controls = sum(cost.nanoseconds.median / cost.ratio.median for cost in passes) * ELEMENTS * 1e-9
    return spent / (step.median - controls + spent)


def cost_table(found: Sequence[Cost], step: Reading) -> Table:
    """Return the table for a terminal: nanoseconds per element, and ratios with their spread."""
    title = _("Time per element: nanoseconds, and ratio to {control} [5th, 95th percentile]")
    table = Table(title=title.format(control=CONTROL), title_justify="left", title_style="bold", box=box.SIMPLE_HEAD)
    table.add_column(_("activation"))
    table.add_column(_("dtype"))
    for heading in (_("forward"), _("ratio"), _("backward"), _("ratio"), _("share of a step")):
        table.add_column(heading, justify="right")
    for name, dtype in dict.fromkeys((c.activation, c.dtype) for c in found):
        cells = []
        for cost in (c for c in found if (c.activation, c.dtype) == (name, dtype)):
            ratio = cost.ratio
            cells += [f"{cost.nanoseconds.median:.3f}", f"{ratio.median:.2f} [{ratio.low:.2f}, {ratio.high:.2f}]"]
        part = f"{100 * share(found, name, step):.1f} %" if dtype == "float32" else ""
        table.add_row(name, dtype, *cells, part)
    return table


def cost_data(found: Sequence[Cost], step: Reading) -> dict[str, Any]:
    """Return the same as plain data; times in nanoseconds per element and seconds per step."""
    rows = [
        {
            "activation": c.activation,
            "dtype": c.dtype,
            "pass": c.which,
            "nanoseconds": c.nanoseconds._asdict(),
            "ratio": c.ratio._asdict(),
        }
        for c in found
    ]
    shares = {name: share(found, name, step) for name in dict.fromkeys(c.activation for c in found)}
    return {"control": CONTROL, "costs": rows, "step": step._asdict(), "share": shares}
