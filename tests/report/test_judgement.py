"""What people and programs read of results made elsewhere."""

import json
import re
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import pytest

from actlab.report.document.charts import Chart, Intervals, RankDiagram
from actlab.report.document.judgement import chart, judgement
from actlab.report.document.judgement_record import JUDGEMENT, SUMMARIES, judgement_record, summaries_record
from actlab.report.document.methods import methods
from actlab.report.document.summaries import summaries
from actlab.report.render import nothing, terminal
from actlab.report.render.json import dumps
from actlab.report.render.matplotlib import draw
from actlab.studies.judgement import Judgement, judge
from actlab.studies.summaries import judge_summaries
from actlab.words import said
from tests.report.conftest import SYMBOLS

EXAMPLES = Path(__file__).parents[2] / "examples"
SHIFT = {"relu": 0.0, "elu": 0.004, "gelu": 0.0, "tanh": -0.01}
PUBLISHED = ["gelu 93.32 0.19 3", "mish 92.75 0.2 3"]


@pytest.fixture
def table(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)  # a path that is longer than a line is cut
    generator = np.random.default_rng(1)
    base = generator.normal(0.93, 0.004, 12)
    rows = [
        f"{arm},{seed},{base[seed] + shift + generator.normal(0, 0.001):.4f}"
        for seed in range(12)
        for arm, shift in SHIFT.items()
    ]
    rows[7] = "tanh,1,nan"
    path = Path("results.csv")
    path.write_text("\n".join(["activation,seed,test_accuracy", *rows]) + "\n")
    return path


def text(found: Judgement, language: str = "en") -> str:
    return " ".join(terminal.render(judgement(found), language, width=80).split())


def test_the_headline_then_how_the_table_was_read(table: Path) -> None:
    shown = text(judge(table))
    assert shown.startswith("Better than relu: elu by 0.00")
    assert "Worse than relu: tanh by 0.0" in shown
    assert "Undecided against relu: gelu." in shown
    assert "until every comparison" not in shown  # nobody can add seeds to a file
    assert (
        "results.csv: 48 rows, read as variant = activation, seed = seed, metric = test_accuracy (higher is better),"
        in shown
    )
    assert "control = relu (guessed; name another one to change it)" in shown
    assert "Failed: 1 of 12 with tanh, 0 of 12 with relu" in shown
    assert "Networks that failed, which count as the worst value seen" in shown
    assert "tanh 1 of 12 [0, 38] % 0 of 12 [0, 26] % 1.000" in shown
    assert "Difference from relu in test_accuracy, over 12 seeds" in shown
    assert "The larger p of the sign-flip test and of Hall's t over pairs counts, adjusted by Holm" in shown


def test_ranks(table: Path) -> None:
    found = judge(EXAMPLES / "demsar-table-6.csv", lower_is_better=False)
    shown = text(found)
    assert "Friedman chi2 = 9.8571 (p = 0.020), Iman-Davenport F = 3.9867 (p = 0.014)" in shown
    assert "critical difference at 5 %: 1.2536. Not told apart: C4.5+m+cf, C4.5+m, C4.5+cf, C4.5." in shown
    assert "one column each" in shown
    diagram = chart(found)
    assert isinstance(diagram, RankDiagram)
    across = found.findings.across
    assert across is not None
    assert {rank.name: rank.mean for rank in diagram.ranks} == dict(
        zip(across.arms, across.ranking.mean_ranks, strict=True)
    )
    assert diagram.ranks[0].mean == min(across.ranking.mean_ranks)
    assert [named.name for named in judgement(found).charts] == ["ranks", "pairs"]
    assert draw(diagram, "pt").axes[0].get_title().startswith("posto médio")
    assert "gelu" in nothing.render(judgement(judge(table)), "pt")


def test_the_chart_has_the_differences(table: Path) -> None:
    found = judge(table, margin=0.002)
    forest = chart(found)
    assert isinstance(forest, Chart)
    rows = next(mark for mark in forest.panels[0][0].marks if isinstance(mark, Intervals)).rows
    assert [(row.name, row.at) for row in rows] == [(one.arm, one.difference) for one in found.findings.comparisons]


def test_json_has_the_promised_keys(table: Path) -> None:
    content = json.loads(dumps(judgement_record(judge(table)), JUDGEMENT))
    assert content["format"] == "actlab/judgement"
    keys = {"source", "rows", "columns", "arms", "control", "margin", "comparisons", "within", "across", "warnings"}
    keys |= {"remarks", "all_pairs", "counted", "folds"}
    assert keys | {"methods", "headline", "format", "version"} == set(content)
    of_one = {
        "arm", "control", "n", "difference", "interval", "p", "p_holm", "probability_of_improvement", "dz", "verdict",
        "minimal_detectable_difference", "needed", "line", "sentence", "failures", "without_failures", "mean",
    }  # fmt: skip
    assert all(of_one <= set(one) for one in content["comparisons"])
    assert content["methods"]["pt"].startswith("Foram feitas 3 comparações com o controle (relu)")
    assert "Holm's method for 3 comparisons" in content["methods"]["en"]
    assert content["headline"]["undecided"] == ["gelu"]
    demsar = json.loads(
        dumps(judgement_record(judge(EXAMPLES / "demsar-table-2.csv", margin=0.01, lower_is_better=False)), JUDGEMENT)
    )
    assert list(demsar["across"]["rope"]["C4.5+m"].values()) == pytest.approx([0, 0.332, 0.668], abs=0.015)
    assert demsar["across"]["chi2"] is not None


def test_methods_in_portuguese(table: Path) -> None:
    assert "dentro de ±0,002" in said(methods(judge(table, margin=0.002).findings), "pt")


def test_published_means() -> None:
    found = judge_summaries(PUBLISHED)
    shown = " ".join(terminal.render(summaries(found), "en", width=80).split())
    assert shown.startswith("A difference from gelu is supported for mish (-0.57, 95 % interval [-1.0127, -0.12734],")
    assert "mish - gelu = -0.57 [-1.0127, -0.12734]: a difference is supported (adjusted p = 0.023)" in shown
    content = json.loads(dumps(summaries_record(found), SUMMARIES))
    assert content["control"] == {"arm": "gelu", "mean": 93.32, "sd": 0.19, "n": 3}
    one = content["comparisons"][0]
    assert (one["arm"], one["control"], one["p_holm"]) == ("mish", "gelu", pytest.approx(0.023, abs=5e-4))
    assert "minimal_detectable_difference" in one


def test_published_means_without_any_spread() -> None:
    found = judge_summaries(["a 1.0 0 3", "b 1.0 0 3"])
    shown = nothing.render(summaries(found), "en")
    assert shown.startswith("No difference from a is supported.")
    assert "without any spread no test is possible" in shown
    assert draw(summaries(found).charts[0].chart, "en").axes


def test_several_data_sets_with_seeds(tmp_path: Path) -> None:
    generator = np.random.default_rng(3)
    rows = [
        f"d{place},{arm},{seed},{0.9 + shift + generator.normal(0, 0.001):.4f}"
        for place in range(7)
        for arm, shift in SHIFT.items()
        for seed in range(8)
    ]
    path = tmp_path / "several.csv"
    path.write_text("\n".join(["dataset,activation,seed,accuracy", *rows]) + "\n")
    found = judge(path, margin=0.02)
    shown = text(found)
    assert "d3: difference from relu, over seeds" in shown
    assert "over 7 data sets" in shown
    assert "Verdicts within the data sets are adjusted for all 21 comparisons in them" in shown
    assert "Seeds are averaged, not pooled" in shown
    assert "Mean ranks over 7 data sets" in shown
    assert "Bayesian signed ranks, margin 0.02: elu worse" in shown
    assert len(json.loads(dumps(judgement_record(found), JUDGEMENT))["within"]) == 7


def test_every_word_can_be_said_in_another_language(
    table: Path, letterless: Callable[[Sequence[str]], set[str]]
) -> None:
    ranks, means = (
        judge(EXAMPLES / "demsar-table-6.csv", margin=0.01, lower_is_better=False),
        summaries(judge_summaries(PUBLISHED)),
    )
    words = [word for one in (judge(table), ranks) for word in [*nothing.words(judgement(one)), methods(one.findings)]]
    names = {*SHIFT, "gelu", "mish", "C4", "m", "cf", "activation", "seed", "test_accuracy", "value", "dataset"}
    places = {
        word for path in (table, EXAMPLES / "demsar-table-6.csv") for word in re.findall(r"[^\W\d]\w*", str(path))
    }
    left = letterless([*words, *nothing.words(means)]) - places - names - SYMBOLS
    assert not left
