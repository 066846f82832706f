"""Which study it is: what is chosen and said of it, and what makes it another one."""

import shlex
import sys
from pathlib import Path

import pytest

import actlab
from actlab.cli.main import run_command
from tests.own.programs import REPORT, of_shell, words, written


def run(*arguments: str) -> int:
    return run_command(["run", *arguments])


def test_a_direction_that_is_turned_round_is_another_study(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    command, digests = of_shell(tmp_path, REPORT), []
    for said in ((), ("--higher-is-better",), ("--lower-is-better",)):
        options = ["--activations", "relu,tanh", "--seeds", "2", *said]
        assert run(*options, "--out", str(tmp_path / "".join(["a", *said])), "--", *command) == 0
        digests.append(actlab.open(tmp_path / "".join(["a", *said])).plan.digest)
    assert digests[0] == digests[1] != digests[2]
    capsys.readouterr()
    assert run(*options, "--out", str(tmp_path / "a"), "--", *command) == 2
    assert "higher_is_better: True -> False" in capsys.readouterr().err


def test_tuning_seeds_without_rates_are_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    options = ["--activations", "relu", "--tuning-seeds", "3", "--out", str(tmp_path / "a")]
    assert run(*options, "--", *of_shell(tmp_path, REPORT)) == 2
    assert "Try --lrs 0.1,0.01" in capsys.readouterr().err


def test_a_program_that_was_changed_is_not_gone_on_with(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    train, out = written(tmp_path), tmp_path / "a"
    options = ["--activations", "relu,tanh", "--metric", "accuracy", "--seeds", "2", "--out", str(out)]
    assert run(*options, "--", *words(train)) == 0
    grown = actlab.open(out).resume(seeds=3, add=["elu"], progress=False)
    assert (grown.pairs, len(grown.trials)) == ([0, 1, 2], 9)
    train.write_text(train.read_text() + "\n# another\n")
    capsys.readouterr()
    assert run_command(["resume", str(out), "--seeds", "4"]) == 2
    assert "a file that it names has changed" in capsys.readouterr().err
    assert run(*options, "--", *words(train)) == 2
    assert "code:" in capsys.readouterr().err


def test_what_changes_while_a_study_runs_is_not_run(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code = 'if [ $1$2 = tanh1 ]; then echo "# changed" >> $0; fi\n' + REPORT
    command = of_shell(tmp_path, code)
    options = ["--activations", "relu,tanh", "--seeds", "4", "--out", str(tmp_path / "a")]
    assert run(*options, "--", *command) == 2
    assert "a file that it names has changed" in capsys.readouterr().err
    assert len(actlab.open(tmp_path / "a").trials) == 4
    (tmp_path / "train.sh").write_text(code)
    assert run(*options, "--", *command[:2], "{activation}", "{seed}", "of another") == 2
    (tmp_path / "train.sh").write_text(REPORT)
    assert run(*options, "--", *command) == 2
    (tmp_path / "train.sh").write_text(code.replace("tanh1", "nobody"))
    assert run_command(["resume", str(tmp_path / "a")]) == 2
    assert capsys.readouterr().err.count("has changed") == 1


@pytest.mark.parametrize("shard", [(), ("--shard", "1/1")])
def test_what_a_program_writes_is_none_of_its_code(shard: tuple[str, ...], tmp_path: Path) -> None:
    log = tmp_path / "log.json"
    command = of_shell(tmp_path, 'echo "$1 $2" >> $3\n' + REPORT, str(log))
    options = ["--activations", "relu,tanh", "--out", str(tmp_path / "a"), *shard]
    for seeds in ("2", "2", "3"):
        assert run(*options, "--seeds", seeds, "--", *command) == 0
    assert len(log.read_text().splitlines()) == 6


def test_rates_are_chosen_without_the_test_data(tmp_path: Path) -> None:
    code = """
import json, sys
name, seed, rate = sys.argv[1], int(sys.argv[2]), float(sys.argv[3])
# on test data the rate 1 is no better than chance, and not even a number for tanh; on validation data it is best
test = 0.1 if rate == 1 and seed < 2 else 0.5 + 0.01 * seed
print(json.dumps({"test_acc": float("nan") if name == "tanh" and seed < 2 else test, "val_acc": 0.5 + rate / 10}))
"""
    command = [sys.executable, str(written(tmp_path, code)), "{activation}", "{seed}", "{lr}"]
    options = ["--activations", "relu,tanh", "--lrs", "1,0.1", "--seeds", "2", "--chance", "0.1"]
    assert run(*options, "--out", str(tmp_path / "a"), "--", *command) == 0
    study = actlab.open(tmp_path / "a")
    assert study.rates == {"relu": 1.0, "tanh": 1.0}
    assert study.tuning is not None
    assert {str(trial.status) for trial in study.tuning.trials} == {"finished"}
    assert {str(trial.status) for trial in study.trials} == {"finished"}


def test_a_best_rate_at_an_end_of_the_grid_is_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    train = written(tmp_path)  # in which the rate 0.1 is best
    for rates, said in (("1,0.1", True), ("0.1,0.01", True), ("1,0.1,0.01", False)):
        out = str(tmp_path / rates)
        options = ["--activations", "relu,tanh", "--metric", "accuracy", "--lrs", rates, "--seeds", "2", "--out", out]
        assert run(*options, "--", *words(train, "--lr", "{lr}")) == 0
        written_out = capsys.readouterr()
        shown = " ".join(written_out.out.split())
        assert ("The best rate of relu, tanh lies at an end of the grid" in shown) is said
        assert " learning rates" in written_out.err
        assert "1 learning rates" not in written_out.err


def test_seeds_that_were_not_needed_are_not_said_to_be_compared(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    options = ["--activations", "relu,tanh", "--metric", "accuracy", "--until-decided", "--out", str(tmp_path / "a")]
    assert run(*options, "--", *words(written(tmp_path))) == 0
    study = actlab.open(tmp_path / "a")
    assert len(study.pairs) < len(study.plan.evaluation_seeds)
    shown = " ".join(capsys.readouterr().out.split())
    assert f"Compared are the seeds 0 to {study.pairs[-1]}." in shown
    part = ["--activations", "relu,tanh", "--metric", "accuracy", "--seeds", "5", "--shard", "1/2"]
    assert run(*part, "--out", str(tmp_path / "b"), "--", *words(written(tmp_path))) == 0
    capsys.readouterr()
    assert run_command(["merge", str(tmp_path / "b")]) == 0
    assert "Compared are 3 of the seeds 0 to 4." in " ".join(capsys.readouterr().out.split())


def test_the_line_of_the_report_says_the_direction_and_names_that_look_like_options(tmp_path: Path) -> None:
    from actlab.report.document.again import from_nothing

    command = of_shell(tmp_path, 'echo "{\\"wobble\\": 0.9$2}"')
    options = ["--activations=--odd,a b,c(1, 2)", "--higher-is-better", "--seeds", "2"]
    assert run(*options, "--out", str(tmp_path / "a"), "--", *command) == 0
    study = actlab.open(tmp_path / "a")
    line = shlex.split(from_nothing(study))
    at = line.index("--")
    assert run_command([*line[1:at], "--out", str(tmp_path / "b"), *line[at:]]) == 0
    assert actlab.open(tmp_path / "b").plan.digest == study.plan.digest
