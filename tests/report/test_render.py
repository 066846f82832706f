"""Every renderer over every part and mark: nothing is lost, and the language changes words only."""

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field, fields, is_dataclass
from enum import StrEnum
from importlib.metadata import EntryPoint
from pathlib import Path

import numpy as np
import pytest
from matplotlib.axes import Axes
from matplotlib.collections import PolyCollection, QuadMesh

import actlab
from actlab import InvalidInput
from actlab.report.document.charts import Axis, Chart, Line, Panel, RankDiagram
from actlab.report.document.parts import Document, Paragraph
from actlab.report.document.records import MERGED, called
from actlab.report.render import markdown, nothing, terminal
from actlab.report.render.json import dumps
from actlab.report.render.matplotlib import draw, save, svg
from actlab.report.render.table import OWN, renderer
from actlab.words import Text, said
from tests.report.pseudo import assert_all_is_text, assert_languages_differ_in_words_only, in_brackets
from tests.report.samples import CURVES, DOCUMENT, FOREST, GRID, MAP, RANKS

SOURCE = Path(actlab.__file__).parent


def texts(record: object) -> Iterator[str]:
    """Find every Text in a record, wherever it is."""
    if isinstance(record, Text):
        yield record
    elif isinstance(record, tuple):
        for part in record:
            yield from texts(part)
    elif is_dataclass(record):
        for one in fields(record):
            yield from texts(getattr(record, one.name))


def test_nothing_walks_through_everything() -> None:
    assert sorted(texts(DOCUMENT)) == sorted(word for word in nothing.words(DOCUMENT) if isinstance(word, Text))


@pytest.mark.parametrize("name", OWN)
@pytest.mark.parametrize("language", ["en", "pt"])
def test_every_renderer_says_the_words_in_the_language(name: str, language: str) -> None:
    shown = renderer(name)(DOCUMENT, language)
    words = nothing.chart_words(CURVES) if name == "svg" else list(texts(DOCUMENT.parts))
    for word in words:
        # an SVG holds outlines of letters, and beside them the text as a comment
        assert said(word, language).split("\n")[0] in shown or "$" in word


def test_an_unknown_renderer_is_refused() -> None:
    with pytest.raises(InvalidInput, match=r"unknown renderer 'markdwn'\. Did you mean markdown"):
        renderer("markdwn")


@pytest.mark.parametrize("width", [80, 60, 40, 25])
def test_a_terminal_gets_no_line_too_long_and_loses_nothing(width: int) -> None:
    shown = terminal.render(DOCUMENT, "en", width=width)
    assert max(len(line) for line in shown.split("\n")) <= width
    joined = "".join(shown.split())
    for cell in ("better", "[red]", "alpha", "print('x')"):
        assert cell in joined
    rows = shown.partition("──\n")[2].partition("[red]")[0].rstrip().split("\n")
    assert "".join(row.split()[0] for row in rows) == "a_name_that_is_longer_than_its_column_has_room"


def test_another_package_adds_a_renderer(monkeypatch: pytest.MonkeyPatch) -> None:
    point = EntryPoint("bare", "actlab.report.render.nothing:render", "actlab.renderers")
    mine = EntryPoint("markdown", "nowhere:render", "actlab.renderers")
    monkeypatch.setattr("actlab.report.render.table.entry_points", lambda group: [point, mine])
    assert renderer("bare") is nothing.render
    assert renderer("markdown") is markdown.render


def test_json_of_a_document_tells_the_kinds() -> None:
    content = json.loads(renderer("json")(DOCUMENT, "pt"))
    assert content["format"] == "actlab/document"
    kinds = ["heading", "paragraph", "facts", "table", "code", "picture", "card"]
    assert [part["kind"] for part in content["parts"]] == kinds
    assert [part["kind"] for part in content["parts"][-1]["parts"]] == ["formula", "picture", "code"]
    chart = content["charts"][0]["chart"]
    assert [mark["kind"] for mark in chart["panels"][0][0]["marks"]] == [
        "line",
        "line",
        "points",
        "points",
        "shade",
        "rule",
    ]
    assert chart["panels"][0][0]["marks"][1]["y"] == [1.0, None, 3.0]


def test_a_terminal_has_colours_only_where_asked() -> None:
    assert "\x1b[" not in terminal.render(DOCUMENT, "en", width=80)
    assert "\x1b[1m" in terminal.render(DOCUMENT, "en", width=80, colour=True)


def test_the_terminal_draws_the_first_panel() -> None:
    drawn = terminal.drawing(CURVES, "pt")
    assert "relu" in drawn
    assert "taxa de aprendizado" in drawn.lower()
    assert terminal.drawing(FOREST, "en") == "" == terminal.drawing(RANKS, "en")


def test_the_terminal_shades_a_map_with_the_highest_row_first() -> None:
    drawn = terminal.drawing(MAP, "pt", width=80).split("\n")
    assert drawn[1].endswith("   = 0, ██ = 3")
    assert drawn[2:] == ["▓▓████", "  ░░??"]
    assert terminal.drawing(MAP, "en", width=3).split("\n")[2:] == ["▓▓██"]  # every second cell and row


def test_markdown_is_not_taken_for_markup() -> None:
    shown = markdown.render(DOCUMENT, "en")
    assert "## " in shown
    assert "| a_name_that_is_longer_than_its_column_has_room | better | 8 |" in shown
    assert r"| \[red\] x\*tanh(x) \| x | - | 10 |" in shown
    assert "| --- | --- | ---: |" in shown
    assert "```python\nprint('x')\n```" in shown
    assert "### undecided" in shown
    assert "```\nf(x) = max(0.5 * x, 0)\n```" in shown
    assert "**worse**\n\n```python\nimport torch\n```" in shown
    assert "![Expected validation performance](curves.svg)" in shown


@pytest.mark.parametrize("chart", [CURVES, GRID, FOREST, RANKS, MAP])
def test_two_languages_in_one_process_differ_in_words_only(chart: Chart | RankDiagram) -> None:
    assert_languages_differ_in_words_only(chart)


def axes_of(chart: Chart) -> list[Axes]:
    return draw(chart, "en").axes


def test_a_figure_shows_what_its_chart_says() -> None:
    (axes,) = axes_of(CURVES)
    assert axes.get_title() == "Expected validation performance"
    assert axes.get_xlim() == (0.0, 2.0)
    assert axes.lines[0].get_color() == "#0072B2"
    assert axes.lines[1].get_linestyle() == "--"
    band = next(found for found in axes.collections if isinstance(found, PolyCollection))
    assert {-1.0, 0.0, 3.0, 1.0, 2.0, 5.0} <= {float(y) for y in band.get_paths()[0].vertices[:, 1]}
    foot = axes.lines[2].get_transform().transform((1.0, 0.5))[1]
    assert foot == pytest.approx(axes.transAxes.transform((0.0, 0.5))[1])
    assert axes.lines[3].get_markerfacecolor() == "none"
    legend = axes.get_legend()
    assert legend is not None
    assert [text.get_text() for text in legend.get_texts()] == ["relu", r"a\$b\$", "mean", "ratio"]


def test_a_grid_shares_its_axes_and_has_one_legend() -> None:
    axes = axes_of(GRID)
    assert [one.get_yscale() for one in axes] == ["log", "log", "linear", "linear"]
    assert axes[2].get_ylim()[1] == 7.0
    assert len({one.get_xlim() for one in axes}) == 1
    assert len(axes[0].figure.legends) == 1
    assert axes[3].texts[0].get_text() == "exploded:\nnot finite"


def test_panels_that_share_an_axis_show_all_marks() -> None:
    def panel(height: float) -> Panel:
        return Panel((Line((0.0, 1.0), (0.0, height), "_f"),), y=Axis(low=0.0, reach=1.0))

    chart = Chart("", ((panel(0.1), panel(0.2)), (panel(0.1), panel(3.0))), (6.0, 4.0), share_y=True, legend=3)
    axes = axes_of(chart)
    assert [one.get_ylim()[0] for one in axes] == [0.0] * 4
    assert axes[0].get_ylim() == axes[1].get_ylim() == (0.0, 1.0)
    assert axes[2].get_ylim() == axes[3].get_ylim()
    assert axes[2].get_ylim()[1] > 3.0
    # a label that begins with an underscore would be left out by matplotlib
    assert [text.get_text().lstrip("\u200b") for text in axes[0].figure.legends[0].get_texts()] == ["_f"]
    assert svg(chart, "en")  # without a warning of a letter that is not in the font


def test_a_forest_has_its_rows_from_above_with_their_verdicts() -> None:
    (axes,) = axes_of(FOREST)
    assert [tick.get_text() for tick in axes.get_yticklabels()] == ["gelu", "tanh"]
    assert list(axes.get_yticks()) == [1, 0]
    thin, thick = axes.lines[:2]
    assert list(thin.get_xdata()) == [-0.1, 1.1]
    assert thin.get_linewidth() < thick.get_linewidth()
    assert [text.get_text() for text in axes.texts] == ["better", "undecided"]


def test_a_map_has_each_value_in_its_cell_and_a_scale() -> None:
    axes, bar = axes_of(MAP)
    (mesh,) = [found for found in axes.collections if isinstance(found, QuadMesh)]
    values = np.ma.filled(mesh.get_array(), np.nan)
    np.testing.assert_array_equal(values, [[0.0, 1.0, np.nan], [2.0, 3.0, 9.0]])
    assert mesh.get_clim() == (0.0, 3.0)
    assert axes.get_xlim() == (-0.5, 2.5)
    assert axes.get_ylim() == (-0.25, 0.75)
    assert bar.get_ylabel() == "cost"
    assert mesh.cmap(0.0)[:3] == pytest.approx((0, 0x72 / 255, 0xB2 / 255))
    assert mesh.cmap(1.0)[:3] == pytest.approx((0xD5 / 255, 0x5E / 255, 0))


def test_files_and_their_refusals(tmp_path: Path) -> None:
    figure = draw(RANKS, "en")
    for ending in (".png", ".svg", ".pdf"):
        assert save(figure, tmp_path / f"ranks{ending}").stat().st_size > 1000
    with pytest.raises(InvalidInput, match=r"\.png, \.svg, \.pdf"):
        save(figure, tmp_path / "ranks.gif")
    with pytest.raises(InvalidInput, match="cannot be written"):
        save(figure, tmp_path / "nowhere" / "ranks.png")
    assert svg(RANKS, "en") == svg(RANKS, "en")


class Kind(StrEnum):
    OWN = "own"


@dataclass(frozen=True)
class Inner:
    low: float
    high: float = float("-inf")


@dataclass(frozen=True)
class Record:
    which: str = field(metadata=called("pass"))
    inner: Inner = field(metadata=MERGED)
    kind: Kind
    paths: tuple[Path, ...]
    scores: dict[float, float | None]


def test_json_says_records_with_a_format() -> None:
    record = Record("forward", Inner(np.float64(0.5)), Kind.OWN, (Path("a.svg"),), {0.1: float("nan")})
    assert json.loads(dumps(record, "cost", files=["x"])) == {
        "format": "actlab/cost", "version": 2, "pass": "forward", "low": 0.5, "high": "-inf", "kind": "own",
        "paths": ["a.svg"], "scores": {"0.1": None}, "files": ["x"],
    }  # fmt: skip
    assert [one["format"] for one in json.loads(dumps((record, record), "cost"))] == ["actlab/cost"] * 2
    with pytest.raises(TypeError, match="ndarray is no plain data"):
        dumps(Inner(np.zeros(2)), "inner")  # type: ignore[arg-type]


def test_plain_words_in_a_document_are_found() -> None:
    names = ["relu tanh gelu a$b$ where alpha a_name_that_is_longer_than_its_column_has_room red"]
    assert_all_is_text(DOCUMENT, names)
    with pytest.raises(AssertionError, match="cannot be translated"):
        assert_all_is_text(Document((Paragraph("never translated"),)), names)
    assert in_brackets(DOCUMENT.parts[1].words) == "⟦fewest: ⟦3 seeds⟧⟧"


def test_documents_and_demonstrations_load_no_renderer() -> None:
    modules = ", ".join(f"actlab.report.document.{name}" for name in ("cost", "explain", "listing", "activation"))
    check = "print([name for name in ('matplotlib', 'rich', 'plotille') if name in sys.modules])"
    code = f"import sys, {modules}; {check}"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert done.stdout == "[]\n", done.stderr
    for path in [*(SOURCE / "report/document").glob("*.py"), *(SOURCE / "demos").glob("*.py")]:
        for line in path.read_text(encoding="utf-8").splitlines():
            assert not re.match(r"\s*(from|import) (matplotlib|rich|plotille|actlab\.report\.render)", line), path
