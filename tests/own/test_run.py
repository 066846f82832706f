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
    listen = "import signal; signal.signal(signal.SIGINT, signal.default_int_handler)"
    code = f"{listen}; import sys; sys.argv = ['actlab', *{line!r}]; from actlab.cli import main; main()"
    process = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
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
    return [line for line in found if f"{tmp_path}/slow.py" in line and " -c " not in line]


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


def of_shell(tmp_path: Path, code: str, *more: str) -> list[str]:
    """Return the command of a program in the shell, whose words are an activation and a seed."""
    return ["sh", str(written(tmp_path, code, "train.sh")), "{activation}", "{seed}", *more]


REPORT = 'echo "{\\"accuracy\\": 0.9$2}"\n'


@pytest.mark.parametrize(("chatter", "end"), [("I am still here\\n", "\\n"), ("", "")])
def test_what_a_program_leaves_behind_holds_nobody_up(chatter: str, end: str, tmp_path: Path) -> None:
    code = """
import os, sys, time
if os.fork() == 0:
    os.setsid()
    with open(sys.argv[2], "w") as file: file.write(str(os.getpid()))
    for _ in range(1200):
        os.write(1, b"CHATTER")
        time.sleep(0.05)
    os._exit(0)
while not os.path.exists(sys.argv[2]) or not os.path.getsize(sys.argv[2]): time.sleep(0.01)
sys.stdout.write('{"accuracy": 0.9}END')
"""
    code = code.replace("CHATTER", chatter).replace("END", end)
    command = [sys.executable, str(written(tmp_path, code)), "{activation}", str(tmp_path / "left-{seed}")]
    assert run("--activations", "relu", "--seeds", "1", "--out", str(tmp_path / "a"), "--", *command) == 0
    (trial,) = actlab.open(tmp_path / "a").trials
    assert dict(trial.test or {}) == {"accuracy": 0.9}
    os.kill(int((tmp_path / "left-0").read_text()), signal.SIGKILL)  # it is there still


@pytest.mark.parametrize(("number", "name"), [(signal.SIGSEGV, "SIGSEGV"), (signal.SIGRTMIN + 3, "37")])
def test_a_signal_is_named_where_it_has_a_name(number: int, name: str, tmp_path: Path) -> None:
    code = f"import os, sys\nif sys.argv[1] == 'tanh': os.kill(os.getpid(), {int(number)})\nprint('{{\"loss\": 1}}')"
    command = [sys.executable, str(written(tmp_path, code)), "{activation}", "{seed}"]
    assert run("--activations", "relu,tanh", "--seeds", "1", "--out", str(tmp_path / "a"), "--", *command) == 0
    (trial,) = actlab.open(tmp_path / "a").of("tanh")
    assert str(trial.reason) == f"ended by signal {name}"


def test_last_words_are_those_that_a_terminal_would_show_last(tmp_path: Path) -> None:
    code = 'if [ $1 = tanh ]; then printf " 1 %%\\r99 %%\\r\\033[31mbad\\a \\342\\200\\256news\\n\\n" >&2; exit 3; fi\n'
    options = ["--activations", "relu,tanh", "--seeds", "1", "--out", str(tmp_path / "a")]
    assert run(*options, "--", *of_shell(tmp_path, code + REPORT)) == 0
    (trial,) = actlab.open(tmp_path / "a").of("tanh")
    assert str(trial.reason) == "exit status 3: bad news"


def test_what_a_first_run_told_before_it_failed_is_not_what_is_judged(tmp_path: Path) -> None:
    code = 'echo "{\\"step\\": 1, \\"loss\\": 2}"\nif [ $1$2 = relu0 ]; then exit 1; fi\n' + REPORT
    options = ["--activations", "relu,tanh", "--seeds", "2", "--out", str(tmp_path / "a")]
    assert run(*options, "--", *of_shell(tmp_path, code)) == 0
    study = actlab.open(tmp_path / "a")
    assert study.metric.name == "accuracy"
    assert [str(trial.status) for trial in study.trials] == ["failed", "finished", "finished", "finished"]


def test_where_nothing_can_be_started_nothing_is_stored_as_failed(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    place, out = tmp_path / "place", tmp_path / "a"
    place.mkdir()
    program = written(place, "#!/bin/sh\n" + REPORT, "train")
    program.chmod(0o755)
    options = ["--activations", "relu,tanh", "--seeds", "2", "--out", str(out)]
    assert run(*options, "--", str(program), "{activation}", "{seed}") == 0
    program.write_text(program.read_text().replace("/bin/sh", "/no/such/sh"))
    fresh = [*options[:-1], str(tmp_path / "b")]
    assert run(*fresh, "--", str(program), "{activation}", "{seed}") == 1
    said = capsys.readouterr().err
    assert f"{program} could not be started (there is no such file or folder)" in said
    assert not (tmp_path / "b" / "study.sqlite").exists()


def test_a_program_for_each_activation_fails_where_there_is_none(tmp_path: Path) -> None:
    program = written(tmp_path, "#!/bin/sh\necho '{\"accuracy\": 0.9}'", "relu.run")
    program.chmod(0o755)
    out = tmp_path / "a"
    options = ["--activations", "relu,tanh", "--seeds", "2", "--out", str(out)]
    assert run(*options, "--", str(tmp_path / "{activation}.run"), "{seed}") == 0
    study = actlab.open(out)
    assert {str(trial.status) for trial in study.of("relu")} == {"finished"}
    assert {str(trial.reason) for trial in study.of("tanh")} == {
        f"{tmp_path}/tanh.run could not be started (there is no such file or folder)"
    }


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
