"""The command line as a user meets it: processes, exit statuses, what stands on which stream."""

import json
import os
import re
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import duckdb
import pytest

from actlab.cli import BAD_INPUT, run_command

QUICK = ["compare", "--quick", "--network", "mlp(16)", "--steps", "100", "--seeds", "2"]


def actlab(*arguments: str, cwd: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "actlab", *arguments]
    return subprocess.run(
        command, cwd=cwd, capture_output=True, text=True, env={**os.environ, "COLUMNS": "100", **environment}
    )


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["compare", "rellu"], ["unknown activation 'rellu'", "Did you mean relu", "Allowed:"]),
        (["compare", "--seeds", "0"], ["seeds: 0", "at least 1", "--seeds 8"]),
        (["compare", "--lr", "-1"], ["lr: -1", "above 0", "--lr 0.01"]),
        (["compare", "--lr", "abc"], ["lr: abc", "a number above 0", "--lr 0.01"]),
        (["compare", "--data", "nowhere.csv"], ["unknown data set 'nowhere.csv'", "no such file", "digits"]),
        (["compare", "--network", "mlp(0)"], ["whole numbers from 1", "mlp(512,512)"]),
        (["compare", "--network", "mlp("], ["cannot read the network 'mlp('", "mlp(512,512)"]),
        (["compare", "--out", "/proc/actlab/study"], ["cannot be written", "--out my-study"]),
        (["compare", "--batch", "100000"], ["100000 is more than the 55000 training examples", "--batch 64"]),
        (["compare", "--sedes", "3"], ["unknown option '--sedes'", "Did you mean --seeds"]),
        (["compare", "--devices", "two"], ["--devices: two is not allowed; it must be a whole number"]),
        (["compare", "--lang", "xx"], ["--lang: xx is not allowed; it must be en or pt"]),
        (["demo", "leak", "b"], ["too many words: b"]),
        (["judge", "a.csv", "b"], ["a.csv: there is no such file"]),
        (["compare", "--seeds", "3", "--seeds", "4"], ["--seeds is given more than once"]),
        (["cmpare"], ["unknown command 'cmpare'", "Did you mean compare", "judge"]),
        (["show"], ["ACTIVATION is missing its value", "actlab show --help"]),
        (["show", "elu", "--png", "/proc/actlab/elu.png"], ["/proc/actlab/elu.png cannot be written"]),
        (["show", "elu", "--png", "elu.gif"], ["elu.gif", ".png, .svg, .pdf"]),
        (["explain", "relu", "--width", "0"], ["width: 0", "between 2 and 4000"]),
        (["explain", "relu", "--init", "foo"], ["unknown initialisation 'foo'", "matched"]),
        (["cost", "rellu"], ["unknown activation 'rellu'", "Did you mean relu"]),
        (["demo", "leek"], ["unknown demonstration 'leek'", "Did you mean leak", "dead-units"]),
        (["demo", "output-layer", "--quick", "--out", "/proc/x"], ["/proc/x cannot be written", "my-figures"]),
    ],
)
def test_bad_input_is_one_line_and_status_two(
    arguments: list[str],
    words: list[str],
    capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(tmp_path)
    assert run_command(arguments) == BAD_INPUT
    captured = capsys.readouterr()
    assert captured.out == ""
    assert captured.err.startswith("actlab: ")
    assert captured.err.count("\n") == 1
    for word in words:
        assert word in captured.err
    assert list(tmp_path.iterdir()) == []


def test_a_quick_comparison_from_another_folder(tmp_path: Path) -> None:
    done = actlab(*QUICK, "relu", "tanh", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert re.search(r"relu +\d\d\.\d\d", done.stdout)
    assert "The tutorial's order relu >> tanh" in done.stdout
    assert "4 networks of 100 steps" in done.stderr
    paths = [Path(line.strip()) for line in done.stdout.partition("Written:")[2].splitlines() if line.strip()]
    assert {path.name for path in paths} == {
        "plan.json", "results.csv", "curves.csv", "failures.csv", "correct.csv", "curves.png", "curves.svg", "zoom.png",
        "zoom.svg", "differences.png", "differences.svg", "pairs.png", "pairs.svg", "report.html",
    }  # fmt: skip
    assert all((tmp_path / path).stat().st_size for path in paths)


def test_json_alone_stands_on_standard_output(tmp_path: Path) -> None:
    done = actlab(*QUICK, "relu", "tanh", "--json", "--out", "here", cwd=tmp_path)
    content = json.loads(done.stdout)
    assert (content["format"], content["version"]) == ("actlab/comparison", 3)
    assert [arm["name"] for arm in content["plan"]["arms"]] == ["relu", "tanh"]
    assert set(content["headline"]) == {"text", "better", "worse", "equivalent", "undecided"}
    assert content["table"][0]["test"]["n"] == 2
    assert content["comparisons"][0]["control"] == "relu"
    assert content["folder"] == "here"


def stored(store: Path) -> int:
    """Return how many networks a store has while another process writes it."""
    with closing(sqlite3.connect(store)) as connection:
        (count,) = connection.execute("SELECT count(*) FROM trial").fetchone()
    return int(count)


def test_ctrl_c_keeps_what_has_finished(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "actlab", *QUICK[:-2], "--seeds", "500", "relu", "tanh", "--out", "i"]
    process = subprocess.Popen(command, cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    store, deadline = tmp_path / "i" / "study.sqlite", time.monotonic() + 300
    while not (store.exists() and stored(store) > 8):
        assert time.monotonic() < deadline
        time.sleep(0.2)
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=60)
    assert process.returncode == 130
    assert "Traceback" not in out + err
    assert "Interrupted. Finished pairs are kept: seeds 0" in out
    assert {path.name for path in (tmp_path / "i").iterdir()} >= {
        "results.csv",
        "curves.csv",
        "plan.json",
        "curves.png",
    }


def test_show_in_a_terminal_and_as_files(tmp_path: Path) -> None:
    done = actlab("show", "leaky_relu(alpha=0.2)", "--png", "l.png", "--svg", "l.svg", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    for text in ("leaky_relu(alpha=0.2)", "where(x > 0, x, alpha * x)", "where(x > 0, 1, alpha)", "Maas", "⠤⠤ f(x)"):
        assert text in done.stdout
    assert (tmp_path / "l.png").read_bytes().startswith(b"\x89PNG")
    assert "<svg" in (tmp_path / "l.svg").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("words", "formula"),
    [
        (["-relu(-x)"], "-relu(-x)"),
        (["-x"], "-x"),
        (["--json", "-0.5*x*tanh(x)"], "-0.5 * x * tanh(x)"),
        (["-a*x**2; a=2"], "-a * x ** 2"),
        (["mine=-x**2"], "-x ** 2"),
    ],
)
def test_a_formula_may_start_with_a_minus(words: list[str], formula: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run_command(["show", *words, *([] if "--json" in words else ["--json"])]) == 0
    assert json.loads(capsys.readouterr().out)["formula"] == formula
    assert run_command(["export", words[-1].removeprefix("mine="), "--to", "numpy"]) == 0
    assert "def activation(x" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("formula", "line"),
    [("-2x", "-2*x"), ("leaky_relu(alpha=0,2)", "leaky_relu(alpha=0.2)"), ("x*sin(x", "x*sin(x)"), ("2x", "2*x")],
)
def test_the_corrected_line_stands_at_the_end(formula: str, line: str, capsys: pytest.CaptureFixture[str]) -> None:
    for arguments in (["show", formula], ["export", formula, "--to", "jax"], ["compare", formula, "--quick"]):
        assert run_command(arguments) == BAD_INPUT
        assert capsys.readouterr().err.endswith(f"\nWrite: {line}\n")


def test_a_reader_that_has_seen_enough_is_no_error(tmp_path: Path) -> None:
    for arguments in (["list"], ["show", "relu"], ["list", "--json"]):
        reader, writer = os.pipe()
        os.close(reader)
        command = [sys.executable, "-m", "actlab", *arguments]
        done = subprocess.run(command, cwd=tmp_path, stdout=writer, stderr=subprocess.PIPE, text=True)
        os.close(writer)
        assert (done.returncode, done.stderr) == (0, "")


def test_show_as_json(tmp_path: Path) -> None:
    facts = json.loads(actlab("show", "sigmoid", "--json", cwd=tmp_path).stdout)
    assert facts["formula"] == "1 / (1 + exp(-x))"
    assert facts["derivative"] == "(1 - sigmoid(x))*sigmoid(x)"
    assert facts["gain"] == pytest.approx(1.8462, abs=1e-4)
    assert {"name", "parameters", "kinks", "reference"} <= set(facts)


def test_explain_says_the_same_to_people_and_programs(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    asked = ["explain", "gelu", "--init", "matched", "--width", "30", "--depth", "4", "--draws", "3"]
    assert run_command([*asked, "--json", "--out", str(tmp_path)]) == 0
    content = json.loads(capsys.readouterr().out)
    found = content["explanations"][0]
    assert found["chi_1"] == pytest.approx(1.072, abs=1e-3)
    assert not found["stable"]
    assert len(found["measured"]["signal"]) == 4
    assert sorted(Path(path).name for path in content["files"]) == ["depth.png", "depth.svg"]
    assert run_command(asked) == 0
    shown = capsys.readouterr().out
    assert "1.5335" in shown
    assert "1.144 unstable" in shown


def test_cost_as_a_table_and_as_json(capsys: pytest.CaptureFixture[str]) -> None:
    assert run_command(["cost", "relu", "tanh"]) == 0
    shown = capsys.readouterr().out
    assert re.search(r"relu +float32 +\d", shown)
    assert re.search(r"tanh +bfloat16 +\d", shown)
    assert run_command(["cost", "relu", "tanh", "--json"]) == 0
    costs = json.loads(capsys.readouterr().out)["costs"]
    assert {(c["activation"], c["dtype"], c["pass"]) for c in costs} == {
        (name, dtype, which)
        for name in ("relu", "tanh")
        for dtype in ("float32", "bfloat16")
        for which in ("forward", "backward")
    }


def test_a_demonstration_says_its_sentence_and_numbers(capsys: pytest.CaptureFixture[str]) -> None:
    assert run_command(["demo", "output-layer", "--quick"]) == 0
    assert capsys.readouterr().out.startswith("The tutorial says: ")
    assert run_command(["demo", "output-layer", "--quick", "--json"]) == 0
    content = json.loads(capsys.readouterr().out)
    assert (content["format"], content["demo"]) == ("actlab/demo", "output-layer")
    assert content["gradient"]
    assert content["files"] == []


def test_help_names_every_option_of_the_api(capsys: pytest.CaptureFixture[str]) -> None:
    import inspect

    from actlab import compare
    from actlab.cli.options import as_option

    run_command(["compare", "--help"])
    shown = capsys.readouterr().out
    for name in inspect.signature(compare).parameters:
        if name not in ("activations", "write", "progress"):
            assert as_option(name, "True") in shown


def test_a_result_in_another_form_stands_alone_on_standard_output(tmp_path: Path) -> None:
    done = actlab(*QUICK, "relu", "tanh", "--format", "markdown", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("**")
    assert "| activation | mean |" in done.stdout
    assert "Written:" not in done.stdout
    assert "Written:" in done.stderr
    (tmp_path / "empty").mkdir()
    refused = actlab(*QUICK, "relu", "--format", "papyrus", cwd=tmp_path / "empty")
    assert "unknown renderer 'papyrus'" in refused.stderr
    assert list((tmp_path / "empty").iterdir()) == []


def test_ctrl_c_while_a_library_is_loaded_is_ctrl_c(monkeypatch: pytest.MonkeyPatch) -> None:
    """Compiled code that is interrupted while it is loaded says so by an ImportError."""

    def raising(cause: BaseException) -> Callable[[str], Callable[[list[str]], int]]:
        def command(_arguments: list[str]) -> int:
            raise ImportError("initialization failed") from cause

        return lambda _language: command

    module = sys.modules["actlab.cli.main"]  # whose name the package gives to its function
    monkeypatch.setattr(module, "build", raising(KeyboardInterrupt()))
    assert run_command(["list"]) == 130
    monkeypatch.setattr(module, "build", raising(OSError()))
    with pytest.raises(ImportError):
        run_command(["list"])


def test_a_parquet_file_leaves_nothing_to_be_said_at_the_end(tmp_path: Path) -> None:
    path = tmp_path / "runs.parquet"
    rows = ", ".join(f"('{arm}', {seed}, {0.5 + seed / 100})" for arm in ("relu", "elu") for seed in range(8))
    duckdb.sql(f"COPY (SELECT * FROM (VALUES {rows}) t(activation, seed, accuracy)) TO '{path}' (FORMAT parquet)")
    done = actlab("judge", str(path), cwd=tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
