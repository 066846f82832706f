"""Tables as people have them: each gives the right number, or is refused in one line with the reason."""

from __future__ import annotations

from pathlib import Path

import pytest

from actlab.errors import InvalidInput
from actlab.studies.judgement import Judgement, judge, judge_table
from actlab.studies.judging.asked import asked
from actlab.studies.summaries import SummaryJudgement
from tests.studies.judging.conftest import Judge
from tests.studies.judging.tables import DIFFERENCE, GELU, RELU, epochs, long, wide


def is_right(found: Judgement, arm: str = "gelu") -> None:
    """Hold a judgement against SciPy's: all ten differences are above zero, so that p = 2 / 2**10."""
    one = found.findings.by_arm[arm]
    assert (one.n, one.verdict, one.p) == (10, "better", pytest.approx(2 / 2**10))
    assert one.difference == pytest.approx(DIFFERENCE)


def said(found: Judgement) -> str:
    return " ".join([*found.remarks, *found.warnings])


def test_direction_and_estimate_are_those_of_the_test_over_data_sets(judged: Judge) -> None:
    lower = "".join(f"d{place},0.9,{0.899 - place / 1000:.3f}\n" for place in range(11))
    one = judged("dataset,relu,gelu\n" + lower + "d11,0.1,0.9\n", metric="accuracy").findings.comparisons[0]
    assert (one.verdict, one.n, one.test, one.p) == ("worse", 12, "signed-rank", pytest.approx(0.0342, abs=5e-5))
    assert (one.difference, one.mean) == (pytest.approx(-0.0055), pytest.approx(0.0612, abs=5e-5))
    assert one.interval is not None
    assert one.interval[1] < 0


class TestMissing:
    """Seven pairs, whose differences are all above zero: p = 2 / 2**7."""

    WIDE = "seed,relu,gelu\n" + "".join(f"{s},{RELU[s]},{GELU[s] if s < 7 else '{blank}'}\n" for s in range(10))

    @pytest.mark.parametrize("blank", ["", "NA", "n/a", "null", "-"])
    def test_a_blank_is_a_missing_pair_in_a_wide_table(self, judged: Judge, blank: str) -> None:
        found = judged(self.WIDE.format(blank=blank), metric="acc")
        one = found.findings.comparisons[0]
        assert (one.n, one.verdict, one.p, one.failures.arm) == (7, "better", pytest.approx(2 / 2**7), 0)
        assert "missing: gelu 7; gelu 8; gelu 9; a pair" in said(found)

    def test_and_the_same_in_a_long_one(self, judged: Judge) -> None:
        content = long()
        for seed in (7, 8, 9):
            content = content.replace(f"gelu,{seed},{GELU[seed]}", f"gelu,{seed},")
        gone = "\n".join(line for line in content.splitlines() if not line.endswith(","))
        expected = judged(self.WIDE.format(blank=""), metric="acc").findings.comparisons[0]
        for text in (content, gone):
            one = judged(text).findings.comparisons[0]
            assert (one.n, one.p, one.difference) == (expected.n, expected.p, expected.difference)


class TestIndex:
    @pytest.mark.parametrize("heading", ["", "Unnamed: 0", "index", "id"])
    def test_is_no_arm(self, judged: Judge, heading: str) -> None:
        found = judged(wide(f"{heading},relu,gelu"), metric="accuracy")
        is_right(found)
        assert found.arms == ("gelu", "relu")
        assert "(counts the rows)" in said(found)

    @pytest.mark.parametrize("heading", ["", "Unnamed: 0", "run_id"])
    def test_is_no_metric(self, judged: Judge, heading: str) -> None:
        content = long(f"{heading},activation,seed,test_accuracy", "{place},{arm},{seed},{value}")
        is_right(judged(content))


@pytest.mark.parametrize("heading", ["Benchmark suite", "UCI", ""])
def test_names_of_data_sets_below_another_heading(judged: Judge, heading: str) -> None:
    found = judged(wide(f"{heading},relu,gelu", "data{seed},{relu},{gelu}"), metric="accuracy")
    assert (found.findings.counted, found.findings.comparisons[0].test) == ("data sets", "signed-rank")
    assert "Taken for the data set" in said(found)


def test_names_of_runs_are_no_data_sets(judged: Judge) -> None:
    is_right(judged(wide("which,relu,gelu", "run-{seed},{relu},{gelu}"), metric="accuracy"))


class TestFooters:
    FOOT = "mean,93.175,93.518\nstd,0.19,0.18\n"

    def test_are_left_out_of_a_wide_table(self, judged: Judge) -> None:
        for heading in ("seed", "", "Unnamed: 0"):
            found = judged(wide(f"{heading},relu,gelu") + self.FOOT, metric="accuracy")
            is_right(found)
            assert "Left out, as they sum up others: 2 rows (mean; std)" in said(found)

    def test_are_left_out_of_a_long_one(self, judged: Judge) -> None:
        found = judged(long() + "relu,mean,93.175\ngelu,mean,93.518\n")
        is_right(found)
        assert "2 rows (relu mean; gelu mean)" in said(found)

    def test_alone_are_no_results(self, judged: Judge) -> None:
        with pytest.raises(InvalidInput, match="these are summaries of a table"):
            judged(",relu,gelu\ncount,9,9\nmean,93,94\nstd,1,1\nmin,90,91\n", metric="accuracy")

    def test_arms_may_be_called_so(self, judged: Judge) -> None:
        is_right(judged(long("pooling,seed,accuracy", arms=("max", "mean")), control="max"), "mean")

    def test_a_column_of_means_is_no_arm(self, judged: Judge) -> None:
        rows = "".join(f"{s},{RELU[s]},{GELU[s]},{(RELU[s] + GELU[s]) / 2}\n" for s in range(10))
        found = judged("seed,relu,gelu,mean\n" + rows, metric="accuracy")
        assert found.arms == ("gelu", "relu")
        assert "mean (sums up the variants)" in said(found)


class TestEpochs:
    def test_the_last_is_taken_and_said(self, judged: Judge) -> None:
        found = judged(epochs())
        is_right(found)
        assert "Each run has a row for every epoch: the last is taken, epoch 3." in said(found)
        assert found.columns.step == "epoch"

    def test_the_best_on_validation_data(self, judged: Judge) -> None:
        content = epochs("activation,seed,epoch,val_loss,test_accuracy", "{arm},{seed},{epoch},{loss},{value}")
        found = judged(content, at="best-validation")
        assert found.findings.comparisons[0].difference == pytest.approx(DIFFERENCE)
        values = found.findings.results.tables[0].values
        assert [values["relu"][str(seed)] for seed in range(10)] == pytest.approx([value - 1 for value in RELU])
        assert "the one with the best val_loss is taken" in said(found)

    def test_never_the_best_on_test_data(self, judged: Judge) -> None:
        with pytest.raises(InvalidInput, match=r"no column of a known metric on validation data.*at='last'"):
            judged(epochs(), at="best-validation")

    def test_a_run_that_ends_early_is_named(self, judged: Judge) -> None:
        found = judged(epochs().replace("gelu,3,3,93.66\n", ""))
        assert "ended before epoch 3: gelu, seed 3 (2)" in said(found)

    def test_a_run_that_ends_in_nan_has_failed(self, judged: Judge) -> None:
        found = judged(epochs().replace("gelu,3,3,93.66", "gelu,3,3,nan"))
        assert found.findings.comparisons[0].failures.arm == 1


class TestTwoColumns:
    FOLDS = "activation,seed,fold,test_accuracy\n" + "".join(
        f"{arm},{place // 2},{place % 2},{value}\n"
        for arm, values in (("relu", RELU), ("gelu", GELU))
        for place, value in enumerate(values)
    )
    MODELS = "model,activation,seed,accuracy\n" + "".join(
        f"{model},{arm},{seed},{value - lower}\n"
        for model, lower in (("cnn", 0), ("mlp", 5))
        for arm, values in (("relu", RELU), ("gelu", GELU))
        for seed, value in enumerate(values)
    )

    def test_of_the_seed(self, judged: Judge) -> None:
        with pytest.raises(InvalidInput, match=r"fold tells apart.*Try seed='seed,fold'"):
            judged(self.FOLDS)
        found = judged(self.FOLDS, seed="seed,fold")
        assert (found.findings.comparisons[0].n, found.findings.results.folds) == (10, 2)
        assert "share training data" in said(found)
        assert judged(self.FOLDS, seed=["seed", "fold"]).findings.comparisons == found.findings.comparisons

    def test_of_the_arm_the_data_set_or_one_value_alone(self, judged: Judge) -> None:
        with pytest.raises(InvalidInput) as raised:
            judged(self.MODELS)
        for words in ("model tells apart", "model,activation", "dataset model", "where model=cnn"):
            assert words in str(raised.value)
        arms = judged(self.MODELS, arm="model,activation")
        assert arms.findings.control == "cnn / relu"
        assert set(arms.findings.by_arm) == {"cnn / gelu", "mlp / relu", "mlp / gelu"}
        assert judged(self.MODELS, dataset="model").findings.counted == "data sets"
        is_right(judged(self.MODELS, where="model=cnn"))
        is_right(judged(self.MODELS, where=["Model=CNN"]))


def test_the_metric_of_the_test_data_is_judged(judged: Judge) -> None:
    found = judged(long("activation,seed,accuracy,test_acc", "{arm},{seed},99.9{seed},{value}"))
    is_right(found)
    assert (found.columns.metric, found.columns.others) == ("test_acc", ("accuracy",))
    assert "Judged is test_acc; accuracy could be judged as well." in said(found)


def test_seeds_with_a_point(judged: Judge) -> None:
    is_right(judged("\n".join(f"{x}.0,{y}" if (x := line.rpartition(",")[0]).startswith("gelu") else line
                              for line in long().splitlines() for y in [line.rpartition(",")[2]])))  # fmt: skip


def test_capitals_and_units(judged: Judge) -> None:
    found = judged(long("Activation,Seed,Test Accuracy (%)", arms=("ReLU", "GELU")), control="relu")
    is_right(found, "GELU")
    assert (found.findings.control, found.findings.measure.name) == ("ReLU", "Test Accuracy (%)")
    assert judged(long("Activation,Seed,Acc", arms=("GELU", "ReLU"))).findings.control == "ReLU"


@pytest.mark.parametrize(
    "content",
    [
        long(row="{arm},{seed},{value}%"),
        "# my results, run 3\n" + long(),
        "\ufeff" + long(),
        long().replace(",", "\t"),
        long().replace(",", ";").replace(".", ","),
    ],
    ids=["percent", "comment", "BOM", "tabs", "German"],
)
def test_spreadsheets(judged: Judge, content: str) -> None:
    found = judged(content)
    is_right(found)
    assert found.findings.measure.name == ("test_accuracy (%)" if "%" in content else "test_accuracy")


class TestPublishedMeans:
    def table(self, path: Path, content: str, **choices: object) -> SummaryJudgement:
        (path / "means.csv").write_text(content, encoding="utf-8")
        found = judge_table(path / "means.csv", choices=asked(**choices))  # type: ignore[arg-type]
        assert isinstance(found, SummaryJudgement)
        return found

    def test_ask_for_the_number_of_runs(self, judged: Judge) -> None:
        words = 'of how many runs is not told.*"relu 93.2 0.2 N" "gelu 93.5 0.19 N"'
        for content in (
            "activation,test_accuracy\nrelu,93.2±0.2\ngelu,93.5±0.19\n",
            "activation,acc_mean,acc_std\nrelu,93.2,0.2\ngelu,93.5,0.19\n",
            "relu,gelu\n93.2±0.2,93.5±0.19\n",
        ):
            with pytest.raises(InvalidInput, match=words):
                judged(content)

    @pytest.mark.parametrize(
        "content",
        [
            "activation,test_accuracy,n\nrelu,93.2±0.2,5\ngelu,93.5 +/- 0.19,5\n",
            "activation,accuracy_mean,accuracy_std,runs\nrelu,93.2,0.2,5\ngelu,93.5,0.19,5\n",
        ],
    )
    def test_are_judged_with_it(self, tmp_path: Path, content: str) -> None:
        one = self.table(tmp_path, content).others[0]
        # by scipy.stats.ttest_ind_from_stats(93.5, .19, 5, 93.2, .2, 5, equal_var=False)
        assert (one.verdict, one.p_holm) == ("better", pytest.approx(0.0412, abs=5e-5))
        with pytest.raises(InvalidInput, match="published means"):
            judge(tmp_path / "means.csv")

    def test_over_data_sets_count_as_numbers(self, judged: Judge) -> None:
        found = judged(wide("dataset,relu,gelu", "d{seed},{relu}±0.1,{gelu}±0.3"), metric="accuracy")
        assert found.findings.comparisons[0].verdict == "better"
        assert "the spread plays no part" in said(found)
