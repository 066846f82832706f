"""What trackers, frameworks and search tools write is Known by its headings."""

from __future__ import annotations

from pathlib import Path

import pytest

from actlab.errors import InvalidInput
from actlab.studies.judgement import judge
from tests.studies.judging.conftest import Judge
from tests.studies.judging.tables import DIFFERENCE, GELU, RELU, long

LOG = "epoch,accuracy,loss,val_accuracy,val_loss\n" + "".join(f"{e},0.5{e},1.{e},0.4{e},2.{e}\n" for e in range(9))
SCALARS = "Wall time,Step,Value\n" + "".join(f"1582988{e}.5,{e}00,0.9{e}\n" for e in range(9))
CHART = (
    '"Step","relu - val_acc","relu - val_acc__MIN","relu - val_acc__MAX","gelu - val_acc","gelu - val_acc__MIN"\n'
    + ("".join(f"{e},{RELU[e]},{RELU[e]},{RELU[e]},{GELU[e]},{GELU[e]}\n" for e in range(10)))
)


@pytest.mark.parametrize(
    ("heading", "row", "export", "parts"),
    [
        (
            "run_id,status,metrics.val_acc,metrics.loss,params.activation,params.seed,tags.mlflow.runName",
            "a{place},FINISHED,{value},0.1,{arm},{seed},run{place}",
            "MLflow",
            ("metrics.val_acc", "params.activation", "params.seed", "status"),
        ),
        (
            "Start Time,Duration,Run ID,Name,Source Type,Source Name,User,Status,activation,seed,val_acc",
            "2026-01-01,3s,r{place},n{place},LOCAL,x.py,me,FINISHED,{arm},{seed},{value}",
            "MLflow",
            ("val_acc", "activation", "seed", "Status"),
        ),
        (
            "Name,State,Notes,User,Tags,Created,Runtime,Sweep,activation,seed,test_acc,loss",
            "{arm}-{seed},finished,,me,,2026,33,,{arm},{seed},{value},0.1",
            "Weights & Biases",
            ("test_acc", "activation", "seed", "State"),
        ),
        (
            "activation,data,network,initialisation,lr,seed,status,steps,test_accuracy,test_loss,validation_accuracy",
            "{arm},digits,mlp(16),he,0.1,{seed},finished,100,{value},0.1,99.9",
            "actlab",
            ("test_accuracy", "activation", "seed", "status"),
        ),
    ],
)
def test_a_row_for_each_run(judged: Judge, heading: str, row: str, export: str, parts: tuple[str, ...]) -> None:
    found = judged(long(heading, row))
    columns, one = found.columns, found.findings.comparisons[0]
    assert (columns.metric, columns.arm, columns.seed, columns.status) == parts
    assert (columns.export, one.n, one.verdict) == (export, 10, "better")
    assert one.difference == pytest.approx(DIFFERENCE)
    assert f"Known by its headings: {export}." in found.remarks


class TestOptuna:
    HEADING = "number,value,datetime_start,datetime_complete,duration,params_activation,params_lr,{seed}state"

    def test_trials_without_seeds_belong_to_no_pair(self, judged: Judge) -> None:
        content = long(self.HEADING.format(seed=""), "{place},{value},2026,2026,5,{arm},0.00{seed},COMPLETE")
        with pytest.raises(InvalidInput, match="value: the name does not say which way is better"):
            judged(content)
        with pytest.raises(InvalidInput, match="no column says which rows belong together: relu has several"):
            judged(content.replace("0.009", "0.001").replace("0.008", "0.001"), metric="accuracy")

    def test_failed_and_pruned_trials_are_named(self, judged: Judge) -> None:
        content = long(
            self.HEADING.format(seed="params_seed,"), "{place},{value},2026,2026,5,{arm},0.1,{seed},COMPLETE"
        )
        content = content.replace("13,93.66,2026,2026,5,gelu,0.1,3,COMPLETE", "13,,2026,2026,5,gelu,0.1,3,FAIL")
        content = content.replace("7,93.25,2026,2026,5,relu,0.1,7,COMPLETE", "7,,2026,2026,5,relu,0.1,7,PRUNED")
        found = judged(content, metric="accuracy")
        assert (found.columns.metric, found.columns.arm, found.columns.export) == (
            "accuracy",
            "params_activation",
            "Optuna",
        )
        one = found.findings.comparisons[0]
        assert (one.n, one.failures.arm, one.failures.control) == (9, 1, 0)
        assert "failed: gelu 3." in " ".join(found.warnings)
        assert "1 row (PRUNED)" in " ".join(found.warnings)


class TestGridSearch:
    HEADING = "mean_fit_time,std_fit_time,param_activation,{more}params," + "".join(
        f"split{fold}_test_score," for fold in range(5)
    )
    TABLE = (
        HEADING.format(more="")
        + "mean_test_score,std_test_score,rank_test_score\n"
        + (
            "1,0.1,relu,{},0.926,0.930,0.934,0.928,0.932,0.93,0.003,1\n"
            "1,0.1,tanh,{},0.916,0.920,0.924,0.918,0.922,0.92,0.003,1\n"
            "1,0.1,logistic,{},0.896,0.900,0.904,0.898,0.902,0.90,0.003,1\n"
        )
    )

    def test_folds_are_seeds_that_share_data(self, judged: Judge) -> None:
        found = judged(self.TABLE)
        assert (found.columns.arm, found.columns.seed, found.columns.metric) == (
            "param_activation",
            "fold",
            "test_score",
        )
        assert found.findings.results.folds == 5
        by_arm = found.findings.by_arm
        assert [(by_arm[arm].n, by_arm[arm].verdict, by_arm[arm].test) for arm in ("tanh", "logistic")] == [
            (5, "undecided", "corrected-t")
        ] * 2
        assert by_arm["logistic"].difference == pytest.approx(-0.03)
        assert judged(self.TABLE, metric="mean_test_score").findings.comparisons == found.findings.comparisons

    def test_scorers_have_their_own_names_and_directions(self, judged: Judge) -> None:
        found = judged(self.TABLE.replace("_test_score", "_test_neg_log_loss"))
        assert (found.columns.metric, found.columns.higher_is_better) == ("test_neg_log_loss", True)

    def test_another_parameter_tells_rows_apart(self, judged: Judge) -> None:
        with pytest.raises(InvalidInput, match="param_alpha tells apart"):
            judged(
                self.HEADING.format(more="param_alpha,")
                + "mean_test_score\n"
                + "".join(
                    f"1,0.1,{a},{alpha},x,.9,.9,.9,.9,.9,.9\n" for a in ("relu", "tanh") for alpha in ("0.1", "0.2")
                )
            )


class TestCurves:
    @pytest.mark.parametrize("content", [LOG, SCALARS, LOG.replace("epoch,", "step,")])
    def test_the_log_of_one_run_is_refused(self, judged: Judge, content: str) -> None:
        for choices in ({}, {"at": "last"}, {"lower_is_better": False}):
            with pytest.raises(InvalidInput, match="this is the log of one run: a row for each"):
                judged(content, **choices)

    @pytest.mark.parametrize("content", [CHART, CHART.replace(" - val_acc", "")])
    def test_one_curve_for_each_arm_is_refused_or_its_last_row_taken(self, judged: Judge, content: str) -> None:
        with pytest.raises(InvalidInput, match=r"these are curves: a row for each Step.*at='last'"):
            judged(content.replace("__MIN", "b").replace("__MAX", "c") if " - " not in content else content)

    def test_the_last_row_of_curves(self, judged: Judge) -> None:
        found = judged(CHART, at="last")
        one = found.findings.comparisons[0]
        assert (found.arms, one.n, one.verdict) == (("gelu", "relu"), 1, "undecided")
        assert one.difference == pytest.approx(GELU[9] - RELU[9])
        assert found.columns.metric == "val_acc"

    def test_logs_of_several_runs_are_told_apart_by_their_names(self, tmp_path: Path) -> None:
        paths = []
        for arm, values in (("relu", RELU), ("gelu", GELU)):
            for seed, value in enumerate(values):
                paths.append(tmp_path / f"{arm}_seed{seed}.csv")
                paths[-1].write_text(f"Wall time,Step,Value\n1.5,1,50\n2.5,2,{value}\n")
        found = judge(*paths, metric="accuracy")
        one = found.findings.comparisons[0]
        assert (one.n, one.difference, one.verdict) == (10, pytest.approx(DIFFERENCE), "better")
        assert "relu_seed0.csv = relu, 0" in " ".join(found.remarks)
