"""Programs that do not do as they should: what they leave behind, how they end, what they say last."""

import os
import signal
import sys
from pathlib import Path

import pytest

import actlab
from actlab.cli.main import run_command
from tests.own.programs import REPORT, of_shell, written

NAMED = [(signal.SIGSEGV, "SIGSEGV")]
if hasattr(signal, "SIGRTMIN"):  # not everywhere
    NAMED += [(signal.SIGRTMIN + 3, str(signal.SIGRTMIN + 3))]


def run(*arguments: str) -> int:
    return run_command(["run", *arguments])


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


@pytest.mark.parametrize(("number", "name"), NAMED)
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
