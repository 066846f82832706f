"""Judging tables made elsewhere: what is read, what is named, what is refused, and that no order matters."""

import io
import json
import random
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from actlab.cli import BAD_INPUT, run_command
from actlab.cli.options import OK
from actlab.errors import InvalidInput
from actlab.studies.judgement import Judgement, judge
from actlab.studies.judging.asked import asked
from actlab.studies.summaries import judge_summaries

EXAMPLES = Path(__file__).parents[2] / "examples"
SHIFT = {"relu": 0.0, "elu": 0.004, "gelu": 0.0, "tanh": -0.01}
Row = tuple[Any, ...]


def rows(seeds: int = 12) -> list[Row]:
    generator = np.random.default_rng(1)
    base = generator.normal(0.93, 0.004, seeds)
    return [
        (arm, seed, round(float(base[seed] + shift + generator.normal(0, 0.001)), 4))
        for seed in range(seeds)
        for arm, shift in SHIFT.items()
    ]


@pytest.fixture
def write(tmp_path: Path) -> Any:
    def write(content: list[Row], heading: str = "activation,seed,test_accuracy") -> Path:
        path = tmp_path / "results.csv"
        path.write_text("\n".join([heading, *(",".join(map(str, row)) for row in content)]) + "\n")
        return path

    return write


def verdicts(found: Judgement) -> dict[str, str]:
    return {one.arm: one.verdict for one in found.findings.comparisons}


def text(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> str:
    assert run_command(arguments) == OK
    out = capsys.readouterr().out
    assert "nan" not in out.lower()
    assert "None" not in out
    return " ".join(out.split())


class TestReading:
    def test_long(self, write: Any) -> None:
        found = judge(write(rows()))
        assert verdicts(found) == {"elu": "better", "gelu": "undecided", "tanh": "worse"}
        assert (found.findings.control, found.columns.metric, found.columns.higher_is_better) == (
            "relu",
            "test_accuracy",
            True,
        )

    def test_wide_is_the_same(self, write: Any) -> None:
        long = judge(write(rows()))
        wide = [(seed, *(row[2] for row in rows() if row[1] == seed)) for seed in range(12)]
        found = judge(write(wide, "seed,relu,elu,gelu,tanh"), metric="accuracy")
        assert found.findings.comparisons == long.findings.comparisons
        without_seed = [row[1:] for row in wide]
        found = judge(write(without_seed, "relu,elu,gelu,tanh"), metric="accuracy")
        assert found.findings.comparisons == long.findings.comparisons

    def test_a_loss_is_better_low(self, write: Any) -> None:
        flipped = [(arm, seed, -value) for arm, seed, value in rows()]
        loss = judge(write(flipped, "activation,seed,test_loss"))
        assert not loss.columns.higher_is_better
        assert verdicts(loss) == verdicts(judge(write(rows())))
        high = judge(write(flipped, "activation,seed,test_loss"), lower_is_better=False)
        assert verdicts(high) == {"elu": "worse", "gelu": "undecided", "tanh": "better"}

    def test_margin(self, write: Any) -> None:
        assert verdicts(judge(write(rows()), margin=0.007)) == {
            "elu": "equivalent",
            "gelu": "equivalent",
            "tanh": "worse",
        }

    def test_the_results_of_compare(self, write: Any) -> None:
        heading = (
            "activation,data,network,initialisation,lr,seed,status,steps,test_accuracy,test_loss,validation_accuracy"
        )
        content = [(a, "digits", "mlp(16)", "he", 0.1, s, "ok", 100, v, 1 - v, v) for a, s, v in rows()]
        found = judge(write(content, heading))
        assert (found.columns.metric, found.columns.dataset, found.columns.lr) == ("test_accuracy", "data", "lr")
        assert found.findings.counted == "seeds"


class TestOrder:
    def test_no_order_of_rows_and_no_names_of_seeds_change_a_verdict(self, write: Any) -> None:
        expected = judge(write(rows())).findings.comparisons
        shuffled = rows()
        random.Random(2).shuffle(shuffled)
        assert judge(write(shuffled)).findings.comparisons == expected
        renamed = [(arm, f"s{11 - seed}", value) for arm, seed, value in shuffled]
        found = judge(write(renamed)).findings.comparisons
        for one, other in zip(found, expected, strict=True):
            assert replace(one, differences=()) == replace(other, differences=())
            assert sorted(one.differences) == sorted(other.differences)


class TestNamed:
    def test_a_missing_pair(self, write: Any, capsys: pytest.CaptureFixture[str]) -> None:
        path = write([row for row in rows() if row[:2] != ("elu", 3)])
        assert "Warning: missing: elu 3;" in text(["judge", str(path)], capsys)
        assert {one.arm: one.n for one in judge(path).findings.comparisons} == {"elu": 11, "gelu": 12, "tanh": 12}

    def test_a_number_that_is_none(self, write: Any, capsys: pytest.CaptureFixture[str]) -> None:
        path = write([(*row[:2], "nan") if row[:2] == ("tanh", 3) else row for row in rows()])
        assert run_command(["judge", str(path)]) == OK
        out = " ".join(capsys.readouterr().out.split())
        assert "Warning: failed: tanh 3. What predicting the commonest class gives is not known" in out

    def test_the_same_row_twice(self, write: Any, capsys: pytest.CaptureFixture[str]) -> None:
        path = write([*rows(), rows()[1]])
        assert "duplicate rows with the same value count once: elu, seed 0 (2, 49)" in text(
            ["judge", str(path)], capsys
        )
        assert judge(path).findings.comparisons == judge(write(rows())).findings.comparisons

    def test_one_seed(self, write: Any, capsys: pytest.CaptureFixture[str]) -> None:
        out = text(["judge", str(write(rows(1)))], capsys)
        assert (
            "with 1 seed nothing can be claimed, whatever the numbers; at least 7 are needed for 3 comparisons" in out
        )

    def test_zero_variance_and_ties(self, write: Any, capsys: pytest.CaptureFixture[str]) -> None:
        constant = {"elu": 0.01, "gelu": 0.0, "relu": 0.0, "tanh": 0.0}
        out = text(["judge", str(write([(a, s, 0.9 + 0.001 * s + constant[a]) for a, s, _v in rows()]))], capsys)
        assert "Every pair differs by the same amount" in out
        assert "gelu and relu have identical numbers in every one of 12 seeds" in out

    def test_unequal_budgets(self, write: Any, capsys: pytest.CaptureFixture[str]) -> None:
        tuned = [(a, lr, s, v - lr / 100) for a, s, v in rows() for lr in ((0.1, 0.2) if a == "elu" else (0.1,))]
        out = text(["judge", str(write(tuned, "activation,lr,seed,accuracy"))], capsys)
        assert "unequal tuning budgets: elu 2, gelu 1, relu 1, tanh 1 learning rates" in out
        assert "chosen by accuracy itself" in out

    def test_a_learning_rate_is_chosen_by_validation(self, write: Any) -> None:
        # the better test value has the worse validation value
        tuned = [(a, lr, s, v + lr, v - lr) for a, s, v in rows() for lr in (0.1, 0.2)]
        found = judge(write(tuned, "activation,lr,seed,test_accuracy,validation_accuracy"))
        assert found.warnings == ()
        assert [one.n for one in found.findings.comparisons] == [12, 12, 12]


@pytest.mark.parametrize(
    ("content", "heading", "words"),
    [
        ([("elu", 1, 0.9), ("elu", 2, 0.8)], "activation,seed,accuracy", ["only one variant, elu"]),
        ([*rows(), ("elu", 3, 0.5)], "activation,seed,accuracy", ["duplicate: elu, seed 3", "rows 14 and 49"]),
        ([("elu", 1, "high"), ("elu", 2, 1)], "activation,seed,accuracy", ["row 1: accuracy is 'high'"]),
        ([("elu", 1, 2, 3)], "activation,seed,this,that", ["which column is the metric?", "this, that"]),
        ([(1, 0.9)], "seed,accuracy", ["no column names what is compared"]),
        ([("elu", 0.9), ("elu", 0.8)], "activation,accuracy", ["belong together"]),
        (
            [("elu", 0.9), ("relu", 0.9), ("elu", 0.8)],
            "activation,accuracy",
            ["belong together", "--summary"],
        ),
        ([("", 1, 0.9), ("relu", 1, 0.9)], "activation,seed,accuracy", ["row 1 has no activation"]),
    ],
)
def test_refusals(
    write: Any, capsys: pytest.CaptureFixture[str], content: list[Row], heading: str, words: list[str]
) -> None:
    assert run_command(["judge", str(write(content, heading))]) == BAD_INPUT
    captured = capsys.readouterr()
    assert (captured.out, captured.err.count("\n")) == ("", 1)
    for word in words:
        assert word in captured.err


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ([], "judge takes a file, or published numbers instead"),
        (["nowhere.csv"], "there is no such file"),
        (["nowhere.csv", "--metrc", "accuracy"], "unknown option '--metrc'. Did you mean --metric"),
        (["a.csv", "--summary", "gelu 93 0.1 3"], "judge takes a file, or published numbers instead"),
        (["--summary", "gelu 93 0.1 3", "relu 92 0.1 3", "--chance", "0.1"], "chance has no meaning"),
        (["--summary", "gelu 93 0.1 3", "relu 92 0.1 3", "--all-pairs"], "all_pairs has no meaning"),
        (["--summary", "gelu 93 0.1 3", "relu 92 0.1 3", "--methods", "en"], "methods has no meaning"),
        ([str(EXAMPLES / "demsar-table-2.csv")], "Try --higher-is-better / --lower-is-better."),
        ([str(EXAMPLES / "demsar-table-2.csv"), "--at", "first"], "--at"),
        (["--summary", "gelu 93 0.1"], "write name, mean, SD and n"),
        (["--summary", "gelu 93 0.1 3"], "at least two variants"),
        (["--summary", "a 1 0 1", "b 1 1 2"], "at least 2"),
        ([str(EXAMPLES / "demsar-table-2.csv"), "--metric", "auc", "--control", "C45"], "unknown control 'C45'"),
        ([str(EXAMPLES / "demsar-table-2.csv"), "--margin", "-1"], "it must be a number above 0"),
    ],
)
def test_bad_words(arguments: list[str], words: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run_command(["judge", *arguments]) == BAD_INPUT
    assert words in capsys.readouterr().err


class TestDemsar:
    def test_table_2(self, capsys: pytest.CaptureFixture[str]) -> None:
        assert (
            run_command(
                ["judge", str(EXAMPLES / "demsar-table-2.csv"), "--metric", "auc", "--json", "--margin", "0.01"]
            )
            == OK
        )
        content = json.loads(capsys.readouterr().out)
        one = content["comparisons"][0]
        assert (one["arm"], one["control"], one["n"], one["verdict"]) == ("C4.5+m", "C4.5", 14, "better")
        assert one["p"] == 0.0078125  # exact, given the ties
        rope = content["across"]["rope"]["C4.5+m"]
        assert list(rope.values()) == pytest.approx([0, 0.332, 0.668], abs=0.015)

    def test_table_6(self, capsys: pytest.CaptureFixture[str]) -> None:
        out = text(["judge", str(EXAMPLES / "demsar-table-6.csv"), "--metric", "auc"], capsys)
        assert "Friedman chi2 = 9.8571 (p = 0.020), Iman-Davenport F = 3.9867 (p = 0.014)" in out
        assert "critical difference at 5 %: 1.2536. Not told apart: C4.5+m+cf, C4.5+m, C4.5+cf, C4.5." in out
        ranks = json.loads(run_json(["judge", str(EXAMPLES / "demsar-table-6-ranks.csv"), "--metric", "rank"], capsys))
        assert not ranks["columns"]["higher_is_better"]
        assert (ranks["across"]["chi2"], ranks["across"]["f"]) == pytest.approx((9.2786, 3.6863), abs=5e-5)

    def test_figures(self, tmp_path: Path) -> None:
        table = str(EXAMPLES / "demsar-table-6.csv")
        assert run_command(["judge", table, "--higher-is-better", "--svg", str(tmp_path / "ranks.svg")]) == OK
        assert (tmp_path / "ranks.svg").stat().st_size > 1000


def run_json(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> str:
    assert run_command([*arguments, "--json"]) == OK
    return capsys.readouterr().out


def test_several_data_sets_with_seeds(write: Any, capsys: pytest.CaptureFixture[str]) -> None:
    content = [(f"d{place}", *row) for place in range(7) for row in rows(8)]
    found = judge(write(content, "dataset,activation,seed,accuracy"))
    assert (found.findings.counted, [one.n for one in found.findings.comparisons]) == ("data sets", [7, 7, 7])
    assert set(found.findings.within) == {f"d{place}" for place in range(7)}
    assert found.findings.across is not None
    few = judge(write(content[:64], "dataset,activation,seed,accuracy"))
    assert (few.findings.across, verdicts(few)["tanh"], few.findings.comparisons[0].smallest_n) == (
        None,
        "undecided",
        7,
    )


def test_json_has_the_promised_keys(write: Any, capsys: pytest.CaptureFixture[str]) -> None:
    content = json.loads(run_json(["judge", str(write(rows()))], capsys))
    keys = {
        "arm", "control", "n", "difference", "interval", "p", "p_holm", "probability_of_improvement", "dz", "verdict",
        "minimal_detectable_difference", "needed", "failures",
    }  # fmt: skip
    assert all(keys <= set(one) for one in content["comparisons"])
    assert content["methods"]["pt"].startswith("Foram feitas 3 comparações com o controle (relu)")
    assert "Holm's method for 3 comparisons" in content["methods"]["en"]


def test_methods_in_portuguese(write: Any, capsys: pytest.CaptureFixture[str]) -> None:
    out = text(["judge", str(write(rows())), "--methods", "pt", "--margin", "0.002"], capsys)
    assert "Foram feitas 3 comparações" in out


def test_published_means(capsys: pytest.CaptureFixture[str]) -> None:
    out = text(["judge", "--summary", "gelu 93.32 0.19 3", "mish 92.75 0.2 3"], capsys)
    assert "mish - gelu = -0.57 [-1.0127, -0.12734]: a difference is supported (adjusted p = 0.023)" in out
    same = judge_summaries(["a 1.0 0 3", "b 1.0 0 3"]).others[0]
    assert (same.against.p, same.p_holm) == (None, None)  # type: ignore[union-attr]
    with pytest.raises(InvalidInput, match="Did you mean gelu"):
        judge_summaries(["gelu 1 1 3", "relu 1 1 3"], asked(control="gel"))


class TestCommandLine:
    def test_roles_rows_and_all_pairs(self, write: Any, capsys: pytest.CaptureFixture[str]) -> None:
        content = [(m, fold, *row) for m in ("cnn", "mlp") for fold in (0, 1) for row in rows(6)]
        path = str(write(content, "model,fold,activation,seed,accuracy"))
        options = [
            "--arm",
            "activation",
            "--seed",
            "seed,fold",
            "--where",
            "model=cnn",
            "--all-pairs",
            "--chance",
            "0.1",
        ]
        found = json.loads(run_json(["judge", path, *options], capsys))
        columns = found["columns"]
        assert (columns["arm"], columns["seed"], columns["where"]) == ("activation", "seed,fold", ["model=cnn"])
        assert {one["n"] for one in found["comparisons"]} == {12}
        assert {one["comparisons"] for one in found["comparisons"]} == {6}

    def test_several_files_and_standard_input(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
    ) -> None:
        lines = [",".join(map(str, row)) for row in rows()]
        heading = "activation,seed,test_accuracy"
        halves = [tmp_path / "a.csv", tmp_path / "b.csv"]
        for half, path in enumerate(halves):
            path.write_text("\n".join([heading, *lines[half::2]]) + "\n")
        whole = tmp_path / "whole.csv"
        whole.write_text("\n".join([heading, *lines]) + "\n")
        expected = json.loads(run_json(["judge", str(whole)], capsys))["comparisons"]
        assert json.loads(run_json(["judge", *map(str, halves)], capsys))["comparisons"] == expected
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(whole.read_bytes())))
        assert json.loads(run_json(["judge", "-"], capsys))["comparisons"] == expected

    def test_what_was_left_out_is_printed(self, write: Any, capsys: pytest.CaptureFixture[str]) -> None:
        content = [(place, *row, 3.5 + place) for place, row in enumerate(rows())]
        out = text(["judge", str(write(content, "id,activation,seed,test_accuracy,wall_time"))], capsys)
        assert "Left out: id (counts the rows); wall_time (bookkeeping)." in out

    def test_published_means_honour_figures_direction_and_margin(
        self, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        means = ["--summary", "gelu 93.32 0.19 3", "mish 92.75 0.2 3", "--control", "mish", "--metric", "accuracy"]
        figure = tmp_path / "means.svg"
        found = json.loads(run_json(["judge", *means, "--margin", "0.1", "--svg", str(figure)], capsys))
        assert found["files"] == [str(figure)]
        assert figure.stat().st_size > 1000
        assert "gelu" in text(["judge", *means, "--format", "markdown"], capsys)

    def test_a_file_of_published_means(self, write: Any, capsys: pytest.CaptureFixture[str]) -> None:
        path = write([("relu", "93.2±0.2", 5), ("gelu", "93.5±0.19", 5)], "activation,accuracy,n")
        out = text(["judge", str(path)], capsys)
        assert "gelu" in out
        assert "p = 0.041" in out
