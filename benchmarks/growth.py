"""What the n-th result of a study costs beside the first ones: kept, told of, opened, judged; nothing is trained.

python -m benchmarks.growth [--json FILE]
Networks of made-up numbers, in the shape of ``actlab compare relu elu --quick``, take the road of trained ones.
"""

from __future__ import annotations

import argparse
import io
import json
import tempfile
import time
from collections.abc import Callable, Generator, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from statistics import median
from typing import Any

import numpy as np
from rich.console import Console

import actlab
from actlab.data.prepare.given import given
from actlab.facade.study import Study
from actlab.functions.arms import Arm, arms
from actlab.report import progress
from actlab.studies.bench import Bench, bench
from actlab.studies.conduct import conduct
from actlab.studies.files import write_views
from actlab.studies.planning import make_plan
from actlab.studies.run import Progress
from actlab.studies.setup import Setup
from actlab.studies.shards import Shard
from actlab.studies.stores.file import FILE
from actlab.studies.stores.memory import MemoryStore
from actlab.studies.stores.sqlite import SqliteStore
from actlab.studies.stores.store import Store
from actlab.training.trainer import Checkpoints, Claim, Event, Member
from actlab.training.trial import CurvePoint, Frozen, Status, Trial

COUNTS = (30, 300, 3000)  # networks
NEAR = 30  # results over which the cost of the n-th is read
TIMES = 7  # that a whole study is opened, judged and so on; the best counts
SHAPE = {"data": "digits", "network": "mlp(128,128)", "steps": 400}
EVERY = 20  # steps from one point of a curve to the next


@dataclass
class Made:
    """A study whose networks are made up; ``events`` and ``ends`` are the seconds that news of them took."""

    own: Bench
    events: list[float] = field(default_factory=list)
    ends: list[float] = field(default_factory=list)

    @classmethod
    def of(cls, networks: int) -> Made:
        """Return a study of two activations with so many networks in all."""
        chosen = arms(("relu", "elu"))
        plan = make_plan("tutorial", chosen, {**SHAPE, "seeds": networks // 2})
        return cls(bench(plan, chosen, given(plan.data.name), None))

    @property
    def plan(self) -> Any:
        """The plan, complete."""
        return self.own.plan

    @property
    def arms(self) -> Sequence[Arm]:
        """Its activations."""
        return self.own.arms

    def setup(self) -> Setup:
        """Return what is stored before the first network."""
        return self.own.setup()

    def second(self) -> None:
        """There is one answer."""

    def tell(self, setup: Setup, progress: Progress, shard: Shard) -> None:
        """There is nothing to be said beforehand."""

    def train(
        self, phase: str, members: Sequence[Member], claim: Claim, checkpoints: Checkpoints
    ) -> Generator[Event, None, None]:
        """Yield the news of networks, and note how long their receiver takes."""
        for member in members:
            key = self.own.origins[phase].key(member.activation.digest, member.learning_rate, member.seed)
            claim(key)
            trial = _trial(key, len(self.own.data.splits.test))
            for points in range(1, len(trial.curve)):
                begin = time.perf_counter()
                yield Event(member, trial.curve[points - 1].step, tuple(trial.curve[:points]), None, 0.1)
                self.events.append(time.perf_counter() - begin)
            begin = time.perf_counter()
            yield Event(member, trial.steps, tuple(trial.curve), trial, 0.1)
            self.ends.append(time.perf_counter() - begin)


def _trial(key: Any, examples: int) -> Trial:
    draw = np.random.default_rng([key.seed, len(key.arm)])
    right = draw.random(examples) < draw.normal(0.83, 0.02)
    scores = Frozen({"accuracy": float(right.mean()), "loss": float(draw.random())})
    curve = tuple(CurvePoint(EVERY * place, scores) for place in range(SHAPE["steps"] // EVERY + 1))
    correct = np.packbits(right).tobytes()
    return Trial(key, Status.FINISHED, SHAPE["steps"], "", scores, scores, curve, 0.1, correct, (), None)


@dataclass(frozen=True)
class Row:
    """Milliseconds per result, or per event, at each of the counts."""

    what: str
    each: tuple[float, ...]


def marginal() -> list[Row]:
    """Return what the news of the n-th network takes, in one study of 3,000: the median of those just before."""
    found = []
    with tempfile.TemporaryDirectory() as folder, SqliteStore.create(Path(folder) / FILE) as store:
        found.append(Row("stored, on the disk", _near(_run(store, None).ends)))
    screen = Console(file=io.StringIO(), force_terminal=True, width=100)
    live = _run(MemoryStore(), progress.Display(console=screen))
    found.append(Row("news on the way, live display", _near(live.events)))
    progress.EVERY = 0.0  # a line for all news, so that lines can be timed
    lines = _run(MemoryStore(), progress.Display(console=Console(file=io.StringIO(), width=100)))
    return [*found, Row("a line of progress", _near(lines.events))]


def _run(store: Store, listener: Progress | None) -> Made:
    made = Made.of(COUNTS[-1])
    conduct(made, made.setup(), store, None, listener)
    return made


def _near(seconds: Sequence[float]) -> tuple[float, ...]:
    """Return milliseconds at each of the counts: medians over the news of the networks just before."""
    each = len(seconds) // COUNTS[-1]
    return tuple(1e3 * median(seconds[each * (count - NEAR) : each * count]) for count in COUNTS)


def whole() -> list[Row]:
    """Return what studies of several sizes take as a whole, per result: the best of several times."""
    found: dict[str, list[float]] = {}
    for count in COUNTS:
        with tempfile.TemporaryDirectory() as folder:
            made = Made.of(count)
            with SqliteStore.create(Path(folder) / FILE) as store:
                conduct(made, made.setup(), store, Path(folder), None)
            for what, seconds in _parts(Path(folder)).items():
                found.setdefault(what, []).append(1e3 * seconds / count)
    return [Row(what, tuple(each)) for what, each in found.items()]


def _parts(folder: Path) -> dict[str, float]:
    """Return seconds by what is done with a stored study: the best of several times, each with one opened anew."""
    found: dict[str, list[float]] = {}
    for _time in range(TIMES):
        begin = time.perf_counter()
        study = actlab.open(folder)
        found.setdefault("opened", []).append(time.perf_counter() - begin)
        for what, function in (
            ("judged", lambda study: study.findings),
            ("results()", Study.results),
            ("said: table()", Study.table),
            ("tables written", write_views),
        ):
            found.setdefault(what, []).append(_timed(function, study))
    return {what: min(seconds) for what, seconds in found.items()}


def _timed(function: Callable[[Study], object], study: Study) -> float:
    begin = time.perf_counter()
    function(study)
    return time.perf_counter() - begin


def markdown(rows: Sequence[Row]) -> str:
    """Return the table."""
    head = " | ".join(f"{count:,}" for count in COUNTS)
    lines = [f"| ms each, at so many results | {head} | last to first |", "| --- |" + " --- |" * (len(COUNTS) + 1)]
    for row in rows:
        times = " | ".join(f"{value:.3f}" for value in row.each)
        lines.append(f"| {row.what} | {times} | {row.each[-1] / row.each[0]:.2f} |")
    return "\n".join(lines)


def main() -> None:
    """Measure, print Markdown, and keep the numbers where asked."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--json", type=Path, help="keep all numbers in this file")
    asked = parser.parse_args()
    rows = [*marginal(), *whole()]
    print(markdown(rows))
    if asked.json:
        asked.json.write_text(json.dumps([asdict(row) for row in rows], indent=1) + "\n")


if __name__ == "__main__":
    main()
