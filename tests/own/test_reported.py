"""What programs tell: lines, files and tables, whole or broken; nothing else is taken for a number."""

import json
import math
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from actlab.training.own.outcome import Judged, Outcome, trial
from actlab.training.own.reported import NothingReported, Reported, divided
from actlab.training.trial import CurvePoint, Key, Status

NUMBERS = st.dictionaries(
    st.text(min_size=1).filter(lambda name: name not in ("step", "epoch")), st.floats(allow_nan=False), min_size=1
)
KEY = Key("a", "b", 0.1, 0, "program", "")


@given(st.text())
def test_a_line_that_is_none_of_json_says_nothing_and_harms_nobody(line: str) -> None:
    heard = Reported()
    heard.hear(line)
    assert heard.curve == []


@given(NUMBERS, st.lists(st.integers(0, 10**6), unique=True).map(sorted))
def test_the_last_line_is_the_result_and_those_with_a_step_the_curve(last: dict[str, float], steps: list[int]) -> None:
    heard = Reported()
    for step in steps:
        heard.hear(json.dumps({"step": step, "loss": 0.5}))
    heard.hear("  " + json.dumps(last) + " \r")
    heard.hear("Training took 3 s {not json}")
    assert heard.scores == last
    assert [point.step for point in heard.curve] == steps


@pytest.mark.parametrize("line", ['{"a": true}', '{"a": "0.5"}', '{"a": null}', "{}", '{"step": 3}', "[1]", "0.5"])
def test_what_is_no_number_by_name_is_none(line: str) -> None:
    heard = Reported()
    heard.hear(line)
    assert (dict(heard.scores), heard.curve) == ({}, [])


def test_steps_that_do_not_grow_are_no_points_of_the_curve() -> None:
    heard = Reported()
    for step in (1, 2, 2, 1, 2.5, 3):
        heard.hear(json.dumps({"epoch": step, "loss": float(step)}))
    assert [point.step for point in heard.curve] == [1, 2, 3]


def test_files_count_more_than_what_was_printed(tmp_path: Path) -> None:
    heard = Reported()
    heard.hear('{"accuracy": 0.1}')
    (tmp_path / "metrics.csv").write_text("step,accuracy,note\n1,0.2,a\n2,0.3,b\n")
    heard.look(tmp_path)
    assert (heard.scores, [point.step for point in heard.curve]) == ({"accuracy": 0.3}, [1, 2])
    (tmp_path / "metrics.json").write_text('{"accuracy": 0.9, "host": "a"}')
    heard.look(tmp_path)
    assert heard.scores == {"accuracy": 0.9}


@pytest.mark.parametrize("content", [b"", b"{", b"[0.5]", b'{"a": "b"}', b"\xff\xfe", b"[" * 100_000])
def test_a_file_that_says_nothing_is_named(content: bytes, tmp_path: Path) -> None:
    (tmp_path / "metrics.json").write_bytes(content)
    with pytest.raises(NothingReported) as found:
        Reported().look(tmp_path)
    assert "metrics.json" in str(found.value.args[0])


@given(st.dictionaries(st.sampled_from(["a", "val_a", "validation_a", "val_", "b", "dev_b"]), st.floats(0, 1)))
def test_numbers_of_validation_data_are_never_judged(scores: dict[str, float]) -> None:
    test, validation = divided(scores)
    assert not [name for name in test if name.startswith(("val_a", "validation_", "dev_"))]
    assert set(validation) <= {"a", "b"}
    assert set(test) <= {"a", "b", "val_"}


@given(st.floats(), st.booleans(), st.none() | st.floats(0, 1))
def test_a_status_follows_from_the_number_alone(value: float, higher: bool, chance: float | None) -> None:
    found = trial(KEY, Outcome({"m": value}, (), 1.0), Judged("m", higher, chance=chance))
    useless = chance is not None and (value <= chance if higher else value >= chance)
    expected = Status.DIVERGED if not math.isfinite(value) else Status.COLLAPSED if useless else Status.FINISHED
    assert found.status == expected
    assert (found.test is None) == (expected is Status.DIVERGED)
    assert bool(found.reason) == (expected is not Status.FINISHED)


def test_a_run_that_failed_has_no_score_whatever_it_told() -> None:
    found = trial(KEY, Outcome({"m": 0.9}, (CurvePoint(1, {"m": 0.5}),), 1.0, "exit status 1"), Judged("m", True))
    assert (found.status, found.test, found.reason, len(found.curve)) == (Status.FAILED, None, "exit status 1", 1)


def test_a_run_without_the_metric_failed_and_says_what_it_told() -> None:
    found = trial(KEY, Outcome({"loss": 0.9}, (), 1.0), Judged("accuracy", True))
    assert (found.status, str(found.reason)) == (Status.FAILED, "it reported loss, and nothing else")
