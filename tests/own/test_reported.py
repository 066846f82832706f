"""What programs tell: lines, files and tables, whole or broken; nothing else is taken for a number."""

import json
import math
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from actlab.training.own.outcome import Judged, Outcome, trial
from actlab.training.own.reported import LONGEST_LINE, Lines, NothingReported, Reported, divided
from actlab.training.trial import CurvePoint, Key, Status

NUMBERS = st.dictionaries(
    st.text(min_size=1).filter(lambda name: name not in ("step", "epoch") and name.strip()),
    st.floats(allow_nan=False),
    min_size=1,
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


@pytest.mark.parametrize(
    "line", ['{"a": true}', '{"a": "0.5"}', '{"a": null}', "{}", '{"step": 3}', "[1]", "0.5", '{"": 1}']
)
def test_what_is_no_number_by_name_is_none(line: str) -> None:
    heard = Reported()
    heard.hear(line)
    assert (dict(heard.scores), heard.curve) == ({}, [])


def test_steps_that_do_not_grow_are_no_points_of_the_curve() -> None:
    heard = Reported()
    for step in (1, 2, 2, 1, 2.5, 3):
        heard.hear(json.dumps({"epoch": step, "loss": float(step)}))
    assert [point.step for point in heard.curve] == [1, 2, 3]


@given(st.lists(st.text(st.characters(codec="utf-8")), min_size=1), st.integers(1, 9))
def test_lines_are_the_same_in_whatever_pieces_they_arrive(said: list[str], size: int) -> None:
    whole = "\n".join(said).encode()
    lines, found = Lines(), list[str]()
    for at in range(0, len(whole), size):
        found += lines.more(whole[at : at + size])
    assert [*found, lines.rest()] == whole.decode().replace("\r", "\n").split("\n")


def test_a_line_without_an_end_is_dropped_and_not_kept_in_memory() -> None:
    lines, piece = Lines(), b'{"a": 1}' * 2**13
    for _ in range(3 * LONGEST_LINE // len(piece)):
        assert lines.more(piece) == []
    assert len(lines.rest()) <= LONGEST_LINE
    heard = Reported()
    for line in [*lines.more(b'}\n{"b": 2}\n'), lines.rest()]:
        heard.hear(line)
    assert heard.scores == {"b": 2.0}


def test_what_follows_a_progress_bar_is_heard() -> None:
    lines, heard = Lines(), Reported()
    for line in [*lines.more(b"\r 50 %\r100 %\r"), *lines.more(b'{"accuracy": 0.9}'), lines.rest()]:
        heard.hear(line)
    assert heard.scores == {"accuracy": 0.9}


@pytest.mark.parametrize("step", ["-1", "-1e300", "1e300", "1" + "0" * 400, "NaN", "Infinity", "9007199254740993"])
def test_what_counts_no_steps_is_no_point_of_the_curve(step: str) -> None:
    heard = Reported()
    heard.hear(f'{{"step": {step}, "loss": 0.5}}')
    assert (heard.scores, heard.curve) == ({"loss": 0.5}, [])


def test_a_whole_number_beyond_all_bounds_is_infinite() -> None:
    heard = Reported()
    heard.hear('{"loss": 1' + "0" * 400 + ', "gain": -1' + "0" * 400 + "}")
    assert heard.scores == {"loss": math.inf, "gain": -math.inf}


def test_a_name_that_is_no_text_can_be_written_all_the_same() -> None:
    heard = Reported()
    heard.hear('{"loss\\ud800": 1}')
    assert heard.scores == {"loss?": 1.0}


def test_tables_of_pandas_and_of_spreadsheets_are_read(tmp_path: Path) -> None:
    (tmp_path / "metrics.csv").write_text("\ufeff,step,accuracy\n0,1,0.2\n1,2,0.3\n")
    heard = Reported()
    heard.look(tmp_path)
    assert (heard.scores, [point.step for point in heard.curve]) == ({"accuracy": 0.3}, [1, 2])
    (tmp_path / "metrics.json").write_text('\ufeff{"accuracy": 0.9}')
    heard.look(tmp_path)
    assert heard.scores == {"accuracy": 0.9}


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


@pytest.mark.parametrize("between", "_/.-")
@pytest.mark.parametrize("start", ["val", "valid", "validation", "dev"])
def test_validation_data_have_the_names_that_loggers_give_them(start: str, between: str) -> None:
    name, judged = f"{start}{between}acc", f"test{between}acc"
    assert divided({name: 0.8, "acc": 0.9}) == ({"acc": 0.9}, {"acc": 0.8})
    assert divided({name: 0.8, judged: 0.9}, judged) == ({judged: 0.9}, {judged: 0.8})
    assert divided({name: 0.8, judged: 0.9, "f1": 1}, "f1") == ({judged: 0.9, "f1": 1}, {"acc": 0.8})
    assert divided({f"{start}loss": 0.8, "test": 1.0, "val": 2.0}, "test")[1] == {}


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
