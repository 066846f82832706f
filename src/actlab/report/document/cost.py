"""What `actlab cost` says: nanoseconds per element, and ratios with their spread."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from actlab.measure.cost import Cost, Reading
from actlab.measure.step_cost import Costs
from actlab.report.document.charts import Words
from actlab.report.document.parts import Column, Document, Table
from actlab.report.document.records import called
from actlab.words import _, bracketed, decimal, joined, percent


@dataclass(frozen=True)
class CostRow:
    """One activation in one dtype and pass, for programs."""

    activation: str
    dtype: str
    which: str = field(metadata=called("pass"))
    nanoseconds: Reading
    ratio: Reading


@dataclass(frozen=True)
class CostsRecord:
    """The same as the document, for programs; times in nanoseconds per element and seconds per step."""

    control: str
    costs: tuple[CostRow, ...]
    step: Reading
    share: Mapping[str, float]


def costs_document(found: Costs) -> Document:
    """Return the table of costs: one row for each activation and dtype."""
    title = _("Time per element: nanoseconds, and ratio to {control} [5th, 95th percentile]")
    forward, backward = (Column(heading, align="right", wrap="never") for heading in (_("forward"), _("backward")))
    ratio, share = Column(_("ratio"), align="right"), Column(_("share of a step"), align="right")
    name = Column(_("activation"), wrap="fold", least=10)
    columns = (name, Column(_("dtype")), forward, ratio, backward, ratio, share)
    pairs = dict.fromkeys((cost.activation, cost.dtype) for cost in found.costs)
    rows = tuple(_row(found, name, dtype) for name, dtype in pairs)
    return Document((Table(columns, rows, title.format(control=found.control)),))


def costs_record(found: Costs) -> CostsRecord:
    """Return the costs for programs."""
    rows = tuple(CostRow(c.activation, c.dtype, c.which, c.nanoseconds, c.ratio) for c in found.costs)
    names = dict.fromkeys(cost.activation for cost in found.costs)
    return CostsRecord(found.control, rows, found.step, {name: found.share(name) for name in names})


def _row(found: Costs, name: str, dtype: str) -> tuple[Words, ...]:
    cells: list[Words] = [name, dtype]
    for cost in found.costs:
        if (cost.activation, cost.dtype) == (name, dtype):
            cells += _cells(cost)
    return (*cells, percent(decimal(f"{100 * found.share(name):.1f}")) if dtype == "float32" else "")


def _cells(cost: Cost) -> list[Words]:
    median, low, high = (decimal(f"{one:.2f}") for one in (cost.ratio.median, cost.ratio.low, cost.ratio.high))
    return [decimal(f"{cost.nanoseconds.median:.3f}"), joined([median, bracketed(low, high)])]
