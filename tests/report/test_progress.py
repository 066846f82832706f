"""The progress of a run, from events made by hand."""

from types import SimpleNamespace

import pytest
from rich.console import Console

from actlab.data.tasks import CLASSIFICATION
from actlab.report import progress
from actlab.report.progress import Display, sparkline
from actlab.training.trainer import Event, Member
from actlab.words import _
from tests.report import made

METRIC = CLASSIFICATION.metrics[0]


def shown(language: str, *, terminal: bool = False, tuned: bool = False) -> str:
    """Return what is printed while four networks are trained, of which one fails at once."""
    console = Console(force_terminal=terminal, record=True, width=100, stderr=True, highlight=False)
    plan = made.plan(["relu", "tanh"], 2, "fair" if tuned else "tutorial")
    display = Display(language, console)
    members = [
        Member(SimpleNamespace(digest=arm.digest), 0.01, seed)  # type: ignore[arg-type]  # all that is asked of it
        for seed in (0, 1)
        for arm in plan.arms
    ]
    display.note(_("points"))
    display.begin(plan, METRIC, members)
    for member, arm in zip(members, [*plan.arms, *plan.arms], strict=True):
        failed = member is members[-1]
        ended = made.trial(arm, member.seed, made.FAILED if failed else 0.9, METRIC)
        if not failed:
            display.update(Event(member, 40, ended.curve[:3], None))
        display.update(Event(member, ended.steps, ended.curve, ended))
    display.end()
    return console.export_text().replace("\n", " ")


@pytest.mark.parametrize("terminal", [True, False])
def test_it_shows_every_activation_and_the_time_left(terminal: bool) -> None:
    text = shown("en", terminal=terminal)
    assert "4 networks of 100 steps: relu, tanh; seeds 0 to 1; digits, mlp(8,8)" in text
    assert ("left:" if terminal else "% done") in text
    # a plain line comes at once and then every few seconds: after so short a run, the first one only
    assert any(name in text.split("mlp(8,8)")[-1] for name in ("relu", "tanh"))


@pytest.mark.parametrize("terminal", [True, False])
def test_what_others_train_is_no_longer_to_be_done_here(terminal: bool) -> None:
    console = Console(force_terminal=terminal, record=True, width=100, stderr=True, highlight=False)
    plan = made.plan(["relu", "tanh"], 2, "tutorial")
    display, steps = Display("en", console), plan.training.steps
    members = [
        Member(SimpleNamespace(digest=arm.digest), 0.01, seed)  # type: ignore[arg-type]  # all that is asked of it
        for seed in (0, 1)
        for arm in plan.arms
    ]
    display.begin(plan, METRIC, members)
    for member in members[:3]:
        display.update(Event(member, 0, (), None, elsewhere=True))
    ended = made.trial(plan.arms[1], 1, 0.9, METRIC)
    display.update(Event(members[3], steps // 2, ended.curve[:3], None))
    if terminal:
        assert display._bar is not None
        (task,) = display._bar.progress.tasks
        assert (task.total, task.completed) == (steps, steps // 2)
        assert task.description == "0 of 1 networks"
    else:
        assert "50 % done" in console.export_text()
    display.end()


def test_it_speaks_the_language_that_was_asked_for() -> None:
    text = shown("pt", tuned=True)
    assert text.startswith("pontos")
    assert "4 redes de 100 passos" in text
    assert "; 1 taxas de aprendizado" in text
    assert "% feito" in text or "% pronto" in text


def test_sparkline_keeps_the_last_value() -> None:
    assert sparkline([float(n) for n in range(100)])[-1] == "█"
    assert len(sparkline([float(n) for n in range(1000)])) <= 24
    assert sparkline([1.0, 1.0]) == "▁▁"
    assert sparkline([]) == ""
    assert sparkline([0.0, float("nan"), 1.0]) == "▁ █"


def test_steps_that_a_checkpoint_brought_are_no_pace(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of 4 networks of 100 steps: 1 step in 10 s, then a network that another process has trained for a minute."""
    console, clock = Console(record=True, width=200, stderr=True), SimpleNamespace(now=1000.0)
    monkeypatch.setattr(progress.time, "monotonic", lambda: clock.now)
    plan = made.plan(["relu", "tanh"], 2, "tutorial")
    members = [
        Member(SimpleNamespace(digest=arm.digest), 0.01, seed)  # type: ignore[arg-type]  # all that is asked of it
        for seed in (0, 1)
        for arm in plan.arms
    ]
    display = Display("en", console)
    display.begin(plan, METRIC, members)
    for member, steps, seconds, now in ((0, 1, 1.0, 1.0), (0, 2, 2.0, 11.0), (1, 89, 60.0, 12.0), (0, 3, 12.0, 21.0)):
        clock.now = 1000.0 + now
        display.update(Event(members[member], steps, (), None, seconds))
    lines = console.export_text().splitlines()
    assert all("0 % done, ? left" in line for line in lines[-3:-1])  # after 1 step, and 1 more
    assert "23 % done, 51:20 left" in lines[-1]
