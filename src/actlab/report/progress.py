"""The progress of a run on standard error: a live display in a terminal, else a plain line every few seconds."""

from __future__ import annotations

import math
import time
from collections.abc import Sequence

from rich.console import Console, Group, RenderableType
from rich.live import Live
from rich.progress import (
    BarColumn,
    Progress,
    TaskProgressColumn,
    TextColumn,
    TimeElapsedColumn,
    TimeRemainingColumn,
)
from rich.table import Table
from rich.text import Text

from actlab.data.tasks import Task
from actlab.report.document.palette import styles
from actlab.studies.plan import Plan
from actlab.training.member import Member
from actlab.training.population import DIVERGED, Event, Result
from actlab.words import _

EVERY = 5.0  # seconds between plain lines
SPARKS = "▁▂▃▄▅▆▇█"
LONGEST = 24  # characters of a sparkline


class Display:
    """Shows what is being trained: one bar with the time left, and each activation's current metric."""

    def __init__(self) -> None:
        self.console = Console(stderr=True, highlight=False)
        self.live: Live | None = None
        self.last = 0.0

    def note(self, text: str) -> None:
        """Print a line."""
        self.console.print(text, soft_wrap=True)

    def begin(self, plan: Plan, task: Task, members: Sequence[Member]) -> None:
        """Take up a plan; the display appears at once, the first numbers after the programs are compiled."""
        self.plan, self.task = plan, task
        self.first: tuple[float, int] | None = None
        self.current: dict[str, Result] = {}
        self.diverged = self.ended = 0
        self.steps: dict[tuple[str, float, int], int] = {}
        self.networks = len(members)
        self.total = self.networks * plan.steps
        seeds = [member.seed for member in members]
        rates = sorted({member.learning_rate for member in members})
        intro = _("{n} networks of {steps} steps: {activations}; seeds {first} to {last}; {data}, {network}")
        self.console.print(
            intro.format(
                n=self.networks,
                steps=plan.steps,
                activations=", ".join(plan.activations),
                first=min(seeds),
                last=max(seeds),
                data=plan.data,
                network=plan.network,
            )
            + (_("; {n} learning rates").format(n=len(rates)) if plan.tuned else "")
        )
        if self.console.is_terminal:
            self.bar = Progress(
                TextColumn("{task.description}"),
                BarColumn(),
                TaskProgressColumn(),
                TimeElapsedColumn(),
                TextColumn(_("left:")),
                TimeRemainingColumn(),
                console=self.console,
            )
            self.bar_task = self.bar.add_task(_("compiling"), total=self.total)
            self.live = Live(self._view(), console=self.console, refresh_per_second=4, transient=True)
            self.live.start()

    def update(self, event: Event) -> None:
        """Take in a segment's end."""
        result = event.result
        name, seed = str(result.member.activation), result.member.seed
        self.steps[name, result.member.learning_rate, seed] = self.plan.steps if event.ended else result.steps
        self.first = self.first or (time.monotonic(), sum(self.steps.values()))
        self.ended += event.ended
        self.diverged += event.ended and result.status == DIVERGED
        shown = self.current.get(name)
        if shown is None or result.member.seed >= shown.member.seed:
            self.current[name] = result
        if self.live:
            description = _("{n} of {all} networks").format(n=self.ended, all=self.networks)
            self.bar.update(self.bar_task, completed=sum(self.steps.values()), description=description)
            self.live.update(self._view())
        elif time.monotonic() - self.last >= EVERY:
            self.last = time.monotonic()
            self.console.print(self._line(), soft_wrap=True)

    def end(self) -> None:
        """Clear the display away."""
        if self.live:
            self.live.stop()

    def _view(self) -> RenderableType:
        table = Table.grid(padding=(0, 2))
        look = styles(self.plan.activations)
        for name in self.plan.activations:
            result = self.current.get(name)
            if result is None:
                table.add_row(Text(name, style=look[name].colour), "", "", "")
                continue
            values = [point.score.metric for point in result.curve]
            seed = _("seed {seed}").format(seed=result.member.seed)
            spark = Text(sparkline(values), style=look[name].colour)
            table.add_row(Text(name, style=look[name].colour), self._number(values[-1]), spark, seed)
        return Group(self.bar, table)

    def _line(self) -> str:
        done = sum(self.steps.values())
        now = "  ".join(f"{name} {self._number(self.current[name].curve[-1].score.metric)}" for name in self.current)
        text = _("{percent:.0f} % done, {left} left  {now}")
        return text.format(percent=100 * done / self.total, left=self._left(done), now=now)

    def _left(self, done: int) -> str:
        """Return the time left, from the pace since the first news; what came before was compiling."""
        assert self.first is not None
        begun, at = self.first
        if done == at:
            return "?"
        return _duration((time.monotonic() - begun) * (self.total - done) / (done - at))

    def _number(self, value: float) -> str:
        return f"{100 * value:.1f} %" if self.task.percent else f"{value:.4g}"


def sparkline(values: list[float]) -> str:
    """Return a curve as a row of small blocks, from its lowest to its highest value.

    >>> sparkline([0.0, 0.5, 1.0])
    '▁▄█'
    """
    stride = math.ceil(len(values) / LONGEST)
    shown = values[::-1][::stride][::-1]
    low, high = min(shown), max(shown)
    width = (high - low) or 1.0
    return "".join(SPARKS[int((len(SPARKS) - 1) * (value - low) / width)] for value in shown)


def _duration(seconds: float) -> str:
    return f"{int(seconds // 60)}:{int(seconds % 60):02d}"
