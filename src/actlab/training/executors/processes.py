"""Has a command of the user's run, once for each network, several at a time where that is asked for."""

from __future__ import annotations

import threading
from collections.abc import Generator, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from actlab.errors import InvalidInput
from actlab.training.executors.hosting import News, hosted
from actlab.training.own.command import ACTIVATION, Command, code_of
from actlab.training.own.outcome import Judged, Outcome, trial
from actlab.training.own.process import Janitor, Listener, NotStarted, carry_out
from actlab.training.own.runs import Runs
from actlab.training.trainer import Claim, Event, Member, Stopped
from actlab.training.trial import CurvePoint
from actlab.words import _


@dataclass(frozen=True)
class Processes:
    """Runs a command as ``jobs`` processes at a time, in a folder (``place``), each for at most ``limit`` seconds.

    ``code`` is the digest of ``files``, which the command names: what has changed meanwhile is not run.
    """

    command: Command
    place: Path
    files: tuple[str, ...]
    code: str
    runs: Runs
    jobs: int = 1
    limit: float | None = None

    @property
    def names(self) -> tuple[str, ...]:
        """What trains, for the record."""
        return (str(self.command),)

    def outcome(self, member: Member, guard: Janitor, stop: threading.Event, listen: Listener) -> Outcome:
        """Run the command once and return what came of it.

        Raises Stopped where it was told to stop, NotStarted where the command cannot be started for any activation,
        InvalidInput where its code has changed.
        """
        self.check()
        folder = self.runs.fresh(member)
        words = self.command.filled(str(member.activation), member.seed, member.learning_rate, folder.absolute())
        try:
            return carry_out(words, folder, self.place, guard, limit=self.limit, stop=stop.is_set, listen=listen)
        except NotStarted as error:
            if "{" + ACTIVATION + "}" not in self.command.words[0]:
                raise
            return Outcome({}, (), 0.0, error.why)  # a program for each activation: this one has none

    def check(self) -> None:
        """Raise InvalidInput where a file that the command names is not what it was."""
        if code_of(self.files, self.place) != self.code:
            text = _(
                "what the command runs is not what was run: a file that it names has changed, or is gone ({command})."
            )
            raise InvalidInput(text.format(command=str(self.command)))

    def once(self, member: Member) -> Outcome:
        """Run the command for one network, in this thread."""
        with closing(Janitor()) as guard:
            return self.outcome(member, guard, threading.Event(), lambda _points, _seconds: None)

    def run(self, members: Sequence[Member], claim: Claim, judged: Judged) -> Generator[Event, None, None]:
        """Run the command for every network and yield the news, seed by seed; one that is claimed elsewhere is left.

        Closing the generator, or an exception in its consumer, ends what runs within two seconds.
        """
        waiting = iter(sorted(members, key=lambda member: member.seed))
        lock = threading.Lock()

        def work(news: News, stop: threading.Event, guard: Janitor) -> None:
            while not stop.is_set():
                with lock:
                    member = next(waiting, None)
                if member is None:
                    return
                key = self.runs.key(member)
                if not claim(key):
                    news.put(Event(member, 0, (), None, elsewhere=True))
                    continue

                def listen(points: tuple[CurvePoint, ...], seconds: float, member: Member = member) -> None:
                    seen = judged.curve(points)
                    news.put(Event(member, points[-1].step, seen, None, seconds))

                try:
                    outcome = self.outcome(member, guard, stop, listen)
                except Stopped:
                    return
                ended = trial(key, outcome, judged)
                news.put(Event(member, ended.steps, tuple(ended.curve), ended, outcome.seconds))

        with closing(Janitor()) as guard:
            yield from hosted([guard] * min(self.jobs, len(members)), work, len(members))
