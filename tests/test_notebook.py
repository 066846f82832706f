"""What a notebook shows, by the hooks that IPython calls, without IPython."""

import builtins
import linecache
import re
import sys
from collections.abc import Mapping
from pathlib import Path
from types import ModuleType, SimpleNamespace

import matplotlib.pyplot as plt
import pytest

import actlab
from actlab import InvalidInput
from actlab.data.tasks import CLASSIFICATION
from actlab.facade.language import _chosen
from actlab.facade.study import Study
from actlab.report.progress import Display
from actlab.training.trainer import Event, Member
from tests.report import made

HOSTILE = "<img src=x onerror=alert(1)>"
METRIC = CLASSIFICATION.metrics[0]


@pytest.fixture(scope="module")
def study() -> Study:
    return Study.over(made.study(made.draws({"relu": 0.0, "elu": 0.01, HOSTILE: 0.02})))


class Notebook:
    """What a kernel's IPython is to a program: what is displayed, and what takes its place."""

    def __init__(self) -> None:
        self.displayed: list[Mapping[str, str]] = []
        self.updates: list[Mapping[str, str]] = []

    def display(self, content: Mapping[str, str], *, raw: bool, display_id: bool) -> "Notebook":
        assert raw
        assert display_id
        self.displayed.append(content)
        return self

    def update(self, content: Mapping[str, str], *, raw: bool) -> None:
        assert raw
        self.updates.append(content)


class ZMQInteractiveShell:
    """Called as a kernel's shell is, by which rich knows that it is in a notebook."""

    kernel = "a kernel"


@pytest.fixture
def notebook(monkeypatch: pytest.MonkeyPatch) -> Notebook:
    found, ipython, display = Notebook(), ModuleType("IPython"), ModuleType("IPython.display")
    monkeypatch.setattr(ipython, "get_ipython", ZMQInteractiveShell, raising=False)
    monkeypatch.setattr(display, "display", found.display, raising=False)
    monkeypatch.setattr(builtins, "get_ipython", ZMQInteractiveShell, raising=False)
    monkeypatch.setitem(sys.modules, "IPython", ipython)
    monkeypatch.setitem(sys.modules, "IPython.display", display)
    return found


def test_a_study_shows_headline_tables_and_curves(study: Study) -> None:
    page = study._repr_html_()
    assert page.startswith("<div><p><strong>Better than relu: ")
    assert page.count("<table>") == 2
    assert page.count('<img alt="Identical networks') == 1
    assert "actlab resume" not in page or "<pre>" in page


def test_names_are_words_and_never_html(study: Study) -> None:
    page = study._repr_html_()
    assert HOSTILE not in page
    assert "&lt;img src=x onerror=alert(1)&gt;" in page
    assert set(re.findall(r"<(\w+)", page)) == {
        "div",
        "p",
        "strong",
        "table",
        "caption",
        "thead",
        "tbody",
        "tr",
        "th",
        "td",
        "img",
    }


def test_every_page_is_shown(tmp_path: Path) -> None:
    table = tmp_path / "table.csv"
    table.write_text("arm,seed,accuracy\n" + "".join(f"{a},{n},{0.9 + n / 100}\n" for a in "ab" for n in range(3)))
    for page, pictures in (
        (actlab.judge(table), 1),
        (actlab.show("elu"), 1),
        (actlab.explain(["relu"], width=10, depth=2, draws=2), 1),
    ):
        shown = page._repr_html_()
        assert shown.count("<img ") == pictures
        assert "<table>" in shown


def test_ipython_prints_the_tables_and_not_thousands_of_numbers(study: Study) -> None:
    printed: list[str] = []
    study._repr_pretty_(SimpleNamespace(text=printed.append), False)
    assert printed == [study.table()]


def test_a_figure_is_shown_once(study: Study) -> None:
    before = plt.get_fignums()
    figure = study.plot()
    assert plt.get_fignums() == before  # else the notebook shows it a second time when the cell ends
    assert figure._repr_png_().startswith(b"\x89PNG")  # type: ignore[attr-defined]
    assert not hasattr(figure, "_ipython_display_")


def test_tables_are_texts_in_a_notebook(study: Study, notebook: Notebook, capsys: pytest.CaptureFixture[str]) -> None:
    assert "undecided" in study.table() or "better" in study.table()
    assert capsys.readouterr().out == ""
    assert notebook.displayed == []


def test_one_bar_is_updated(
    notebook: Notebook, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("actlab.report.cell.EVERY", 0.0)
    plan = made.plan(["relu", HOSTILE], 4)
    members = [
        Member(SimpleNamespace(digest=arm.digest), 0.01, seed)  # type: ignore[arg-type]  # all that is asked of it
        for seed in range(4)
        for arm in plan.arms
    ]
    display = Display()
    display.begin(plan, METRIC, members)
    for member, arm in zip(members, plan.arms * 4, strict=True):
        ended = made.trial(arm, member.seed, 0.9, METRIC)
        display.update(Event(member, ended.steps, ended.curve, ended))
    display.end()
    assert len(notebook.displayed) == 1
    assert len(notebook.updates) == 7
    last = notebook.updates[-1]
    assert '<progress value="800" max="800"' in last["text/html"]
    assert HOSTILE not in last["text/html"]
    assert last["text/plain"].startswith("100 % done")
    assert "done" not in capsys.readouterr().err  # nothing below the bar


def test_a_bar_is_updated_seldom(notebook: Notebook) -> None:
    plan = made.plan(["relu"], 2)
    member = Member(SimpleNamespace(digest=plan.arms[0].digest), 0.01, 0)  # type: ignore[arg-type]  # as above
    display = Display()
    display.begin(plan, METRIC, [member, member._replace(seed=1)])
    ended = made.trial(plan.arms[0], 0, 0.9, METRIC)
    for step in range(1, 90):
        display.update(Event(member, step, ended.curve[:2], None))
    assert (len(notebook.displayed), len(notebook.updates)) == (1, 0)


def test_an_error_is_its_words(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(InvalidInput) as raised:
        actlab.activation("x*sin(x")
    (shown,) = raised.value._render_traceback_()  # type: ignore[attr-defined]
    assert shown == f"InvalidInput: {raised.value}"
    assert 3 <= shown.count("\n") + 1 <= 6
    assert "Traceback" not in shown
    token = _chosen.set("pt")
    try:
        (shown,) = raised.value._render_traceback_()  # type: ignore[attr-defined]
    finally:
        _chosen.reset(token)
    assert "InvalidInput: não" in shown


def test_the_language_is_that_of_the_system_until_one_is_chosen(monkeypatch: pytest.MonkeyPatch) -> None:
    token = _chosen.set(None)
    try:
        for name, language in (("pt_BR.UTF-8", "pt"), ("en_GB.UTF-8", "en"), ("de_DE.UTF-8", "en"), ("C", "en")):
            monkeypatch.setenv("LC_ALL", name)
            assert actlab.language() == language
        for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
            monkeypatch.delenv(name, raising=False)
        monkeypatch.setattr("locale.getlocale", lambda: ("Portuguese_Brazil", "1252"))
        assert actlab.language() == "pt"
        assert actlab.language("en") == "en" == actlab.language()
    finally:
        _chosen.reset(token)


def test_a_function_of_a_cell_is_compared() -> None:
    """A cell's source is in ``linecache`` alone, under the name of no file, and its module is ``__main__``."""
    source = "import jax.numpy as jnp\ndef mine(x):\n    return jnp.where(x > 0, x, 0.1 * x)\n"
    name = "/tmp/ipykernel_1/123456.py"
    linecache.cache[name] = (len(source), None, source.splitlines(keepends=True), name)
    cell: dict[str, object] = {"__name__": "__main__"}
    exec(compile(source, name, "exec"), cell)
    arms = [cell["mine"], "leaky_relu(alpha=0.1)"]
    study = actlab.compare(arms, quick=True, seeds=2, steps=40, network="mlp(8)", progress=False)  # type: ignore[arg-type]
    mine, leaky = study.arms
    assert mine.activation == "mine"
    assert mine.test.mean == pytest.approx(leaky.test.mean, abs=0.01)
