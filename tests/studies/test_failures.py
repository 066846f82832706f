"""What cannot be trained fails alone, with its reason; the others go on bit for bit."""

import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from actlab import InvalidInput, compare
from actlab.functions import callables
from actlab.training.trial import Status

SMALL: dict[str, Any] = {
    "quick": True,
    "steps": 40,
    "network": "mlp(8)",
    "init": "lecun",
    "lr": 0.1,
    "seeds": 2,
    "progress": False,
}
BAD = """
import sys
import jax.numpy as jnp

def raises(x):
    raise KeyError("no such thing")

def loops(x):
    while True:
        pass

def leaves(x):
    sys.exit(3)

def hoards(x):
    return x + jnp.ones((10**6, 10**6)).sum()

def talks(x):
    print("hello from inside")
    return jnp.tanh(x)

def late(x):
    if x.shape == (64, 8):  # a batch of the training
        raise RuntimeError("enough")
    return jnp.tanh(x)
"""


@pytest.fixture
def bad(tmp_path: Path) -> Path:
    file = tmp_path / "bad.py"
    file.write_text(BAD)
    return file


def test_four_arms_of_which_three_fail(bad: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(callables, "PATIENCE", 3.0)
    begin = time.monotonic()
    study = compare([f"{bad}:raises", f"{bad}:loops", f"{bad}:leaves", "relu"], out=tmp_path / "s", **SMALL)
    assert time.monotonic() - begin < 60
    alone = compare(["relu"], **SMALL)
    assert [(t.test, t.curve) for t in study.of("relu")] == [(t.test, t.curve) for t in alone.of("relu")]
    reasons = {arm.activation.rpartition(":")[2]: arm.reasons[Status.FAILED] for arm in study.arms if arm.failed}
    assert set(reasons) == {"raises", "loops", "leaves"}
    assert "KeyError" in reasons["raises"]
    assert "3 s" in reasons["loops"]
    assert "bad.py:" in reasons["raises"]
    assert all("\n" not in reason for reason in reasons.values())
    assert {trial.status for trial in study.trials} == {Status.FAILED, Status.FINISHED}
    table = " ".join(study.table(width=1000).split())
    for reason in reasons.values():
        assert reason in table
    written = (tmp_path / "s" / "failures.csv").read_text(encoding="utf-8")
    assert all(reason in written for reason in reasons.values())
    assert "failed" in (tmp_path / "s" / "results.csv").read_text(encoding="utf-8")


def test_what_fails_only_in_training_fails_alone(bad: Path, tmp_path: Path) -> None:
    study = compare([f"{bad}:late", "relu"], out=tmp_path / "s", **SMALL)
    late, relu = study.arms
    assert (late.failed, late.sound, relu.failed) == (2, None, 0)
    reason = late.reasons[Status.FAILED]
    assert "RuntimeError: enough" in reason
    assert "bad.py:" in reason
    assert next(point.step for trial in study.of(late.activation) for point in trial.curve) == 0  # it had begun
    alone = compare(["relu"], **SMALL)
    assert [(t.test, t.curve) for t in study.of("relu")] == [(t.test, t.curve) for t in alone.of("relu")]
    assert (tmp_path / "s" / "failures.csv").read_text(encoding="utf-8").count(reason) == 2


def test_a_learnt_parameter_that_never_moves_is_remarked() -> None:
    study = compare(["where(x > t, x, 0); t=0 per layer", "where(x > 0, x, a*x); a=0.25 per unit", "relu"], **SMALL)
    threshold, leaky, _relu = study.arms
    assert (threshold.unmoved, leaky.unmoved) == (("t",), ())
    assert all(trial.unmoved == ("t",) for trial in study.of(threshold.activation))
    line = f"The learnt parameter t of {threshold.activation} ended where it began in every network, to the last bit."
    page = " ".join(str(part) for part in study.document.parts)
    assert line in page
    assert page.count("ended where it began") == 1


def test_a_terabyte_is_not_given(bad: Path) -> None:
    study = compare([f"{bad}:hoards", "relu"], **SMALL)
    assert [arm.failed for arm in study.arms] == [2, 0]


def test_what_a_function_prints_never_reaches_standard_output(bad: Path, capsys: pytest.CaptureFixture[str]) -> None:
    study = compare([f"{bad}:talks", "relu"], **SMALL)
    assert "hello" not in capsys.readouterr().out
    assert [arm.failed for arm in study.arms] == [0, 0]


def test_the_command_line_ends_well_with_a_failed_arm(bad: Path, tmp_path: Path) -> None:
    command = [sys.executable, "-m", "actlab", "compare", f"{bad}:leaves", "relu", "--quick", "--steps", "40"]
    done = subprocess.run(
        [*command, "--network", "mlp(8)", "--seeds", "2"], cwd=tmp_path, capture_output=True, text=True, timeout=120
    )
    assert done.returncode == 0, done.stderr
    assert "it calls exit" in " ".join(done.stdout.split())
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    ("choices", "words"),
    [
        ({"steps": 10**9}, ["steps", "GB"]),
        ({"network": "mlp(100000,100000)"}, ["network", "GB"]),
        ({"seeds": 10**9}, ["seeds", "TB"]),
        ({"devices": -1}, ["devices: -1"]),
        ({"devices": 0}, ["devices: 0"]),
    ],
)
def test_what_cannot_fit_is_refused_at_once(choices: dict[str, Any], words: list[str]) -> None:
    begin = time.monotonic()
    with pytest.raises(InvalidInput) as refusal:
        compare(["relu"], **{**SMALL, **choices})
    assert time.monotonic() - begin < 20
    for word in words:
        assert word in str(refusal.value)
