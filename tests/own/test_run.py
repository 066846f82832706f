"""``actlab run``: the whole way from somebody's program to a verdict, and back again after a death."""

import csv
import json
import os
import shlex
import signal
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

import pytest

import actlab
from actlab.cli.main import run_command
from tests.own.programs import words, written


def run(*arguments: str) -> int:
    return run_command(["run", *arguments])


def test_a_program_is_judged_and_its_output_kept(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    train, out = written(tmp_path), tmp_path / "study"
    options = ["--activations", "relu,tanh,elu", "--metric", "accuracy", "--margin", "0.005", "--out", str(out)]
    assert run(*options, "--json", "--", *words(train)) == 0
    record = json.loads(capsys.readouterr().out)
    assert record["headline"]["better"] == ["elu"]
    assert record["headline"]["worse"] == ["tanh"]
    with open(out / "results.csv") as file:
        rows = list(csv.DictReader(file))
    assert list(rows[0]) == ["activation", "seed", "status", "steps", "accuracy", "loss", "validation_accuracy",
                             "validation_loss"]  # fmt: skip
    assert len(rows) == 24
    assert len(list((out / "runs").glob("*/stdout.txt"))) == 24
    study = actlab.open(out)
    assert study.pairs == list(range(8))
    assert [point.step for point in study.of("elu")[0].curve] == [10, 20, 30]
    assert "html" in (out / "report.html").read_text()[:100]
    again = study.record.plan
    assert again.own is not None
    assert again.own.command[2:] == ("--act", "{activation}", "--seed", "{seed}")


def test_the_line_that_the_report_shows_makes_the_same_plan(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    from actlab.report.document.again import from_nothing

    train, log = written(tmp_path), tmp_path / "log"
    options = ["--metric", "accuracy", "--chance", "0.1", "--limit", "60", "--seeds", "6", "--lrs", "0.05,0.1"]
    command = words(train, "--lr", "{lr}", "--log", str(log))
    assert run("--activations", "relu,tanh", *options, "--out", str(tmp_path / "a"), "--", *command) == 0
    study = actlab.open(tmp_path / "a")
    line = shlex.split(from_nothing(study))
    assert line[:2] == ["actlab", "run"]
    at = line.index("--")
    assert run_command([*line[1:at], "--out", str(tmp_path / "b"), *line[at:]]) == 0
    assert actlab.open(tmp_path / "b").plan.digest == study.plan.digest


def test_rates_are_chosen_by_validation_data_and_other_seeds(tmp_path: Path) -> None:
    train, log = written(tmp_path), tmp_path / "log"
    command = words(train, "--lr", "{lr}", "--log", str(log))
    options = ["--activations", "relu,elu", "--metric", "accuracy", "--lrs", "1,0.1,0.01", "--seeds", "6"]
    assert run(*options, "--out", str(tmp_path / "a"), "--", *command) == 0
    study = actlab.open(tmp_path / "a")
    assert study.rates == {"relu": 0.1, "elu": 0.1}
    assert study.pairs == [2, 3, 4, 5, 6, 7]
    ran = Counter(log.read_text().splitlines())
    assert set(ran.values()) == {1}
    assert len(ran) == 2 * 3 * 2 + 2 * 6


def test_failures_are_a_status_with_the_last_words(tmp_path: Path) -> None:
    train = written(tmp_path)
    options = ["--activations", "relu,broken,hangs,nan,silent", "--metric", "accuracy", "--seeds", "2", "--limit", "2"]
    assert run(*options, "--jobs", "3", "--out", str(tmp_path / "a"), "--", *words(train)) == 0
    study = actlab.open(tmp_path / "a")
    ended = {name: {str(trial.reason) for trial in study.of(name)} for name in study.plan.names}
    assert ended == {
        "relu": {""},
        "broken": {"exit status 1: there is no activation broken"},
        "hangs": {"it had not ended after 2 s"},
        "nan": {"accuracy is nan"},
        "silent": {'it reported no number: its last line must be JSON, as in {"accuracy": 0.93}'},
    }
    (kept,) = {path.read_text() for path in (tmp_path / "a" / "runs").glob("hangs-*/stdout.txt")}
    assert kept == "about to sleep\n"


def test_what_is_not_clear_is_asked_once_and_the_first_run_is_kept(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    train, log, out = written(tmp_path), tmp_path / "log", tmp_path / "a"
    command = words(train, "--log", str(log))
    options = ["--activations", "relu,tanh", "--seeds", "2", "--out", str(out)]
    assert run(*options, "--", *command) == 2
    said = capsys.readouterr().err
    assert "several numbers are reported, accuracy, loss" in said
    assert f"--out {out}" in said
    assert run(*options, "--metric", "acuracy", "--", *command) == 2
    assert "Did you mean accuracy" in capsys.readouterr().err
    assert run(*options, "--metric", "accuracy", "--", *command) == 0
    assert len(log.read_text().splitlines()) == 4


def test_a_program_that_never_reports_ends_the_study_at_once(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    train, log = written(tmp_path), tmp_path / "log"
    options = ["--activations", "broken,silent", "--out", str(tmp_path / "a")]
    assert run(*options, "--", *words(train, "--log", str(log))) == 1
    assert "there is no activation broken" in capsys.readouterr().err
    assert len(log.read_text().splitlines()) == 2


@pytest.mark.parametrize(
    ("name", "line", "said"),
    [
        ("f1.sh", '{"wobble": 1}', "wobble: the name does not say which way is better"),
        ("f2.sh", '{"val_loss": 1}', "only numbers of validation data are reported"),
    ],
)
def test_what_nobody_can_know_is_asked(
    name: str, line: str, said: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    script = written(tmp_path, f"echo '{line}'", name)
    assert (
        run("--activations", "a,b", "--out", str(tmp_path / "a"), "--", "sh", str(script), "{activation}", "{seed}")
        == 2
    )
    assert said in capsys.readouterr().err


def test_rates_need_validation_data(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    script = written(tmp_path, 'echo "{\\"loss\\": 0.$2}"', "train.sh")
    command = ["sh", str(script), "{activation}", "{seed}", "{lr}"]
    assert run("--activations", "a,b", "--lrs", "1,2", "--out", str(tmp_path / "a"), "--", *command) == 2
    assert "report validation_loss beside loss" in capsys.readouterr().err


def test_words_behind_the_dashes_are_not_ours(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    script = written(tmp_path, 'echo "$@" >> said; echo "{\\"loss\\": 0.$2}"', "train.sh")
    command = ["sh", str(script), "{activation}", "{seed}", "--lang", "R", "--json", "-x*2", "--seeds=7"]
    before = os.getcwd()
    os.chdir(tmp_path)
    try:
        assert run("--activations", "a,b", "--seeds", "2", "--out", "s", "--", *command) == 0
    finally:
        os.chdir(before)
    lines = sorted((tmp_path / "said").read_text().splitlines())
    assert lines == [f"{name} {seed} --lang R --json -x*2 --seeds=7" for name in "ab" for seed in range(2)]
    assert "Traceback" not in capsys.readouterr().err


SLOW = """
import os, sys, time
name, seed, folder = sys.argv[1:]
with open(f"{folder}/began", "a") as file: file.write(f"{name} {seed}\\n")
print('{"step": 1, "accuracy": 0.5}', flush=True)
time.sleep(0.4)
print('{"accuracy": 0.%s}' % (9000 + 7 * int(seed) + len(name)))
"""


def started(tmp_path: Path) -> tuple[subprocess.Popen[bytes], Path]:
    slow, out = written(tmp_path, SLOW, "slow.py"), tmp_path / "study"
    command = [sys.executable, str(slow), "{activation}", "{seed}", str(tmp_path)]
    line = ["run", "--activations", "relu,tanh,elu", "--seeds", "3", "--jobs", "2", "--out", str(out), "--", *command]
    process = subprocess.Popen(
        [sys.executable, "-m", "actlab", *line], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    deadline = time.monotonic() + 120
    while len(begun(tmp_path)) < 4:
        assert process.poll() is None
        assert time.monotonic() < deadline
        time.sleep(0.02)
    return process, out


def begun(tmp_path: Path) -> list[str]:
    path = tmp_path / "began"
    return path.read_text().splitlines() if path.exists() else []


def alive(tmp_path: Path) -> list[str]:
    """Return the processes that run the slow program."""
    found = subprocess.run(["ps", "-eo", "args"], capture_output=True, text=True, check=True).stdout.splitlines()
    return [line for line in found if f"{tmp_path}/slow.py" in line and " -m actlab " not in line]


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGTERM, signal.SIGINT])
def test_after_a_death_nothing_is_lost_or_doubled_and_nothing_runs_on(how: int, tmp_path: Path) -> None:
    process, out = started(tmp_path)
    stored = 1  # the first run ended before the others began
    process.send_signal(how)
    process.wait(timeout=30)
    deadline = time.monotonic() + 30
    while alive(tmp_path):
        assert time.monotonic() < deadline
        time.sleep(0.1)
    known = len(actlab.open(out).trials) if (out / "study.sqlite").exists() else 0
    assert known >= stored
    before = Counter(begun(tmp_path))
    study = actlab.open(out).resume(progress=False, jobs=2)
    assert study.pairs == [0, 1, 2]
    again = Counter(begun(tmp_path)) - before
    assert len(study.trials) == 9
    assert sum(again.values()) == 9 - known
    assert [round(trial.test["accuracy"], 4) for trial in study.of("relu")] == [0.9004, 0.9011, 0.9018]


def test_two_that_begin_one_study_at_once_share_it(tmp_path: Path) -> None:
    slow, out = written(tmp_path, SLOW, "slow.py"), tmp_path / "study"
    command = [sys.executable, str(slow), "{activation}", "{seed}", str(tmp_path)]
    line = [sys.executable, "-m", "actlab", "run", "--activations", "relu,tanh", "--seeds", "4", "--out", str(out)]
    both = [
        subprocess.Popen([*line, "--", *command], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
        for _process in range(2)
    ]
    said = [process.communicate(timeout=120)[1] for process in both]
    assert [process.returncode for process in both] == [0, 0], said
    assert sorted(begun(tmp_path)) == sorted(f"{name} {seed}" for name in ("relu", "tanh") for seed in range(4))
    assert actlab.open(out).pairs == [0, 1, 2, 3]
    waits = "Another process begins this study; this one goes on once it has."
    assert sum(waits in words for words in said) <= 1


def test_shards_and_merging(tmp_path: Path) -> None:
    train, log, out = written(tmp_path), tmp_path / "log", tmp_path / "a"
    options = ["--activations", "relu,tanh", "--metric", "accuracy", "--seeds", "5", "--out", str(out)]
    for shard in ("1/2", "2/2"):
        assert run(*options, "--shard", shard, "--", *words(train, "--log", str(log))) == 0
    study = actlab.merge(out)
    assert study.pairs == [0, 1, 2, 3, 4]
    assert set(Counter(log.read_text().splitlines()).values()) == {1}
    assert len(log.read_text().splitlines()) == 10


def test_a_stored_study_is_judged_otherwise_and_exported(tmp_path: Path) -> None:
    train, out = written(tmp_path), tmp_path / "a"
    options = ["--activations", "relu,tanh", "--metric", "accuracy", "--seeds", "6", "--out", str(out)]
    assert run(*options, "--", *words(train)) == 0
    study = actlab.open(out)
    assert study.against("tanh").verdicts[0].verdict == "better"
    other = actlab.judge(out / "results.csv", metric="accuracy", control="relu")
    assert other.findings.comparisons[0].difference == pytest.approx(study.verdicts[0].difference)
    for name in ("results.parquet", "results.xlsx", "results.json", "results.tex", "events"):
        assert study.export(tmp_path / name)


def test_in_portuguese_every_word_is(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    train = written(tmp_path)
    options = ["--activations", "relu,tanh", "--metric", "accuracy", "--seeds", "6", "--lang", "pt"]
    assert run(*options, "--out", str(tmp_path / "a"), "--", *words(train)) == 0
    said = capsys.readouterr()
    for english in ("Training of", "Compared are", "runs:", "as reported", "The first run shows", "Better than"):
        assert english not in said.out + said.err
