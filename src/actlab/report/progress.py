"""The progress of a run: a live display in a terminal, a bar in a notebook, else a plain line every few seconds."""

from __future__ import annotations

import math
import time
from collections.abc import Sequence
from typing import NamedTuple

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
from rich.text import Text as Styled

from actlab.data.metrics import MetricRecord
from actlab.report.cell import Cell, notebook
from actlab.report.document import program
from actlab.report.document.answers import network_words
from actlab.report.document.charts import Words
from actlab.report.document.palette import styles
from actlab.studies.plan import Plan
from actlab.studies.run import Progress as Listener
from actlab.training.trainer import Event, Member
from actlab.words import ENGLISH, _, decimal, joined, percent, said

EVERY = 5.0  # seconds between plain lines
PACE = 0.02  # of a network's steps: fewer tell no pace
SPARKS = "▁▂▃▄▅▆▇█"
LONGEST = 24  # characters of a sparkline


class _Bar(NamedTuple):
    """The bar of a live display, and what keeps it on the screen."""

    progress: Progress
    live: Live

    def show(self, completed: int, total: int, description: str, view: RenderableType) -> None:
        self.progress.update(self.progress.task_ids[0], completed=completed, total=total, description=description)
        self.live.update(view)


class Display:
    """Shows what is being trained: one bar with the time left, and each activation's current metric."""

    def __init__(self, language: str = ENGLISH, console: Console | None = None) -> None:
        self.language = language
        # rich's own way in a notebook is a new output for every line
        self.console = console or Console(stderr=True, highlight=False, force_jupyter=False)
        screen = None if console else notebook()
        self._cell = Cell(screen) if screen else None
        self._bar: _Bar | None = None
        self._last = 0.0

    def note(self, text: str) -> None:
        """Print a line."""
        self.console.print(self._say(text), soft_wrap=True, markup=False)

    def begin(self, plan: Plan, metric: MetricRecord, members: Sequence[Member]) -> None:
        """Take up a plan; the display appears at once, the first numbers after the programs are compiled."""
        self._plan, self._metric = plan, metric
        self._names = plan.called
        self._begun = time.monotonic()
        self._first: tuple[float, int] | None = None
        self._current: dict[str, Event] = {}
        self._ended = 0
        self._steps: dict[tuple[str, float, int], int] = {}
        self._done = 0  # the sum of these, kept so that news of one network does not cost more, the more there are
        self._networks = len(members)
        self._total = self._networks * plan.training.steps
        self.note(_introduction(plan, members))
        if self.console.is_terminal and not self.console.is_dumb_terminal:
            progress = self._progress()
            self._bar = _Bar(progress, Live(progress, console=self.console, refresh_per_second=4, transient=True))
            self._bar.live.start()
            self._bar.live.update(self._view(progress))

    def update(self, event: Event) -> None:
        """Take in a segment's end, or that somebody else trains a network: then less is left to do here."""
        if event.elsewhere:
            self._networks, self._total = self._networks - 1, self._total - self._plan.training.steps
            return
        name, member = self._names[event.member.activation.digest], event.member
        network, now = (name, member.learning_rate, member.seed), time.monotonic()
        known = network in self._steps
        taken = self._taken(event)
        self._done += taken - self._steps.get(network, 0)
        self._steps[network], done = taken, self._done
        if self._first is None:
            self._first = now, done
        elif not known and event.seconds > now - self._begun:  # taken up where another process had left it
            self._first = self._first[0], self._first[1] + event.steps
        self._ended += event.trial is not None
        shown = self._current.get(name)
        if shown is None or member.seed >= shown.member.seed:
            self._current[name] = event
        if self._bar:
            description = _("{n} of {all} networks").format(n=self._ended, all=self._networks)
            self._bar.show(done, self._total, self._say(description), self._view(self._bar.progress))
        elif self._cell:
            self._cell.show(done, self._total, self._say(self._line(done)), now=done >= self._total)
        elif time.monotonic() - self._last >= EVERY:
            self._last = time.monotonic()
            self.note(self._line(done))

    def _taken(self, event: Event) -> int:
        """Return how many of a network's steps are done; how many the user's own training takes, nobody knows."""
        if event.trial:
            return self._plan.training.steps
        return 0 if self._plan.own else event.steps

    def end(self) -> None:
        """Clear the display away."""
        if self._bar:
            self._bar.live.stop()
            self._bar = None

    def _progress(self) -> Progress:
        progress = Progress(
            TextColumn("{task.description}"),
            BarColumn(),
            TaskProgressColumn(),
            TimeElapsedColumn(),
            TextColumn(self._say(_("left:"))),
            TimeRemainingColumn(),
            console=self.console,
        )
        progress.add_task(self._say(_("running") if self._plan.own else _("compiling")), total=self._total)
        return progress

    def _view(self, progress: Progress) -> RenderableType:
        table = Table.grid(padding=(0, 2))
        look = styles(self._plan.names)
        for name in self._plan.names:
            colour, event = look[name].colour, self._current.get(name)
            if event is None:
                table.add_row(Styled(name, style=colour), "", "", "")
                continue
            values = self._values(event)
            seed = self._say(_("seed {seed}").format(seed=event.member.seed))
            spark = Styled(sparkline(values), style=colour)
            table.add_row(Styled(name, style=colour), self._say(self._number(values)), spark, Styled(seed))
        return Group(progress, table)

    def _line(self, done: int) -> Words:
        now = joined([joined([name, self._number(self._values(event))]) for name, event in self._current.items()], "  ")
        text = _("{percent:.0f} % done, {left} left  {now}")
        return text.format(percent=100 * done / self._total, left=self._left(done), now=now)

    def _left(self, done: int) -> str:
        """Return the time left, from the pace since the first news; what came before was compiling.

        The first numbers of a curve come after one step, of which no pace can be told.
        """
        assert self._first is not None
        begun, at = self._first
        if done - at < PACE * self._plan.training.steps:
            return "?"
        return _duration((time.monotonic() - begun) * (self._total - done) / (done - at))

    def _values(self, event: Event) -> list[float]:
        name = self._metric.name
        if not event.curve and event.trial and event.trial.test:  # a program need not tell any points on the way
            return [event.trial.test[name]]
        return [point.scores[name] for point in event.curve]

    def _number(self, values: Sequence[float]) -> Words:
        if not values:  # a network that failed before its first point
            return "-"
        return percent(decimal(f"{100 * values[-1]:.1f}")) if self._metric.percent else decimal(f"{values[-1]:.4g}")

    def _say(self, words: Words) -> str:
        return said(words, self.language)


def listening(wanted: Listener | bool, language: str) -> Listener | None:
    """Return who is told how a run goes on: a display where one is wanted, nobody, or whoever was handed over."""
    if isinstance(wanted, bool):
        return Display(language) if wanted else None
    return wanted


def sparkline(values: Sequence[float]) -> str:
    """Return a curve as a row of small blocks, from its lowest to its highest value; what is not finite is a gap.

    >>> sparkline([0.0, 0.5, 1.0])
    '▁▄█'
    """
    stride = math.ceil(len(values) / LONGEST) or 1
    shown = values[::-1][::stride][::-1]
    finite = [value for value in shown if math.isfinite(value)] or [0.0]
    low, high = min(finite), max(finite)
    width = (high - low) or 1.0
    level = {value: SPARKS[int((len(SPARKS) - 1) * (value - low) / width)] for value in finite}
    return "".join(level.get(value, " ") for value in shown)


def _introduction(plan: Plan, members: Sequence[Member]) -> Words:
    if plan.own:
        return program.introduction(plan, plan.own, members)
    seeds = {member.seed for member in members}
    text = _("{n} networks of {steps} steps: {activations}; seeds {first} to {last}; {data}, {network}")
    if len(seeds) == 1:
        text = _("{n} networks of {steps} steps: {activations}; seed {first}; {data}, {network}")
    if len(seeds) <= max(seeds) - min(seeds):  # a shard's
        text = _(
            "{n} networks of {steps} steps: {activations}; {seeds} seeds from {first} to {last}; {data}, {network}"
        )
    intro = text.format(
        n=len(members),
        steps=plan.training.steps,
        activations=joined(plan.names, ", "),
        seeds=len(seeds),
        first=min(seeds),
        last=max(seeds),
        data=plan.data.name,
        network=network_words(plan),
    )
    if not plan.tuned:
        return intro
    rates = {member.learning_rate for member in members}
    return intro + _("; {n} learning rates").format(n=len(rates))


def _duration(seconds: float) -> str:
    return f"{int(seconds // 60)}:{int(seconds % 60):02d}"
