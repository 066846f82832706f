"""What columns are taken for, whether they come as text or from memory."""

from datetime import datetime, timedelta, timezone
from decimal import Decimal

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from actlab.data.prepare.columns import Cells, Raw, Sheet
from actlab.data.prepare.kinds import understood
from actlab.data.prepare.target import target
from actlab.errors import InvalidInput

SHEET = Sheet("x.csv", (), range(1, 1000))


def read(cells: Cells) -> tuple[str, list[object]]:
    """Return what cells are taken for, and their values, None for those that are missing."""
    found = understood(Raw("c", cells), SHEET)
    values = [None if gone else one for one, gone in zip(found.values.tolist(), found.missing, strict=True)]
    return found.kind, values


def day(text: str) -> datetime:
    return datetime.fromisoformat(text)


@pytest.mark.parametrize(
    ("cells", "kind", "values"),
    [
        (["1", "-2.5e3", None, "nan", "?", "+.5"], "number", [1.0, -2500.0, None, None, None, 0.5]),
        (["93 %", "7%"], "number", [93.0, 7.0]),
        (["−3", "4"], "number", [-3.0, 4.0]),
        (["1_000", "2"], "text", ["1_000", "2"]),
        (["93.1 ± 0.2", "94"], "text", ["93.1 ± 0.2", "94"]),
        (["50%", "0.5"], "text", ["50%", "0.5"]),
        (["True", "false", None], "boolean", [1.0, 0.0, None]),
        (["yes", "NO"], "boolean", [1.0, 0.0]),
        (["sim", "Não"], "boolean", [1.0, 0.0]),
        (["yes", "true"], "text", ["yes", "true"]),
        (["0", "1"], "number", [0.0, 1.0]),
        (["red", None, "7"], "text", ["red", None, "7"]),
        (["2024-02-29", "2023-01-01 10:30"], "date", [day("2024-02-29"), day("2023-01-01 10:30")]),
        (["2024-02-29T00:30:00+02:00"], "date", [day("2024-02-28 22:30")]),
        (["2024-02-29", "soon"], "text", ["2024-02-29", "soon"]),
        ([None, None], "number", [None, None]),
        (np.array([True, False]), "boolean", [1.0, 0.0]),
        (np.array([1, 2], np.uint8), "number", [1.0, 2.0]),
        (np.array([1.5, np.nan], np.float32), "number", [1.5, None]),
        (np.array(["2024-01-05", "NaT"], "datetime64[ns]"), "date", [day("2024-01-05"), None]),
        (np.array(["a", None, "", float("nan")], object), "text", ["a", None, None, None]),
        (np.array(["1", "2"]), "number", [1.0, 2.0]),
        (np.array([Decimal("1.5"), 2, None], object), "number", [1.5, 2.0, None]),
        (np.array([True, None], object), "boolean", [1.0, None]),
        (
            np.array([datetime(2024, 1, 2, 3, tzinfo=timezone(timedelta(hours=1)))], object),
            "date",
            [day("2024-01-02 02:00")],
        ),
    ],
)
def test_a_column_is_taken_for_what_it_says(cells: Cells, kind: str, values: list[object]) -> None:
    assert read(cells) == (kind, values)


def test_what_pandas_and_polars_say_is_what_a_file_says() -> None:
    import pandas as pd

    assert read(pd.array([1, None, 3], dtype="Int64").to_numpy()) == ("number", [1.0, None, 3.0])
    assert read(pd.Series(["a", None], dtype="string").to_numpy()) == ("text", ["a", None])
    assert read(pd.Series(["a", None], dtype="category").to_numpy()) == ("text", ["a", None])
    zone = pd.Series(pd.to_datetime(["2024-01-02 03:00+01:00", None], utc=True))
    assert read(zone.to_numpy()) == ("date", [day("2024-01-02 02:00"), None])


@pytest.mark.parametrize(
    ("cells", "words"),
    [
        (np.array([{}, 1], object), "types dict, int"),
        (np.array([1, "a"], object), "types int, str"),
        (np.array([1 + 2j]), "complex"),
        (np.array([1.0, np.inf]), "infinite or beyond 1e100 in row 2"),
        ([*map(str, range(40)), "1,5"], "mixes numbers and words"),
        (["31.12.2024", "1.2.2024"], "day and month"),
    ],
)
def test_what_is_nothing_of_all_this_is_refused(cells: Cells, words: str) -> None:
    with pytest.raises(InvalidInput, match=words):
        read(cells)


@settings(max_examples=200, deadline=None)
@given(st.lists(st.floats(-1e100, 1e100), min_size=1, max_size=30))
def test_any_numbers_are_read_to_the_last_bit(values: list[float]) -> None:
    assert read([repr(one) for one in values]) == ("number", values)


@settings(max_examples=200, deadline=None)
@given(st.lists(st.text(max_size=8) | st.none(), min_size=1, max_size=40))
def test_any_texts_are_understood_or_refused_in_a_line(cells: list[str | None]) -> None:
    try:
        found = understood(Raw("c", cells), SHEET)
    except InvalidInput:
        return
    assert len(found) == len(cells)
    assert found.kind != "number" or np.isfinite(found.present.astype(float)).all()


def asked(cells: Cells, task: str = "") -> tuple[str, tuple[str, ...]]:
    found = target(understood(Raw("y", cells), SHEET), task, SHEET)
    return found.task, found.classes


@pytest.mark.parametrize(
    ("cells", "task", "expected"),
    [
        (["b", "a"] * 10, "", ("classification", ("a", "b"))),
        (["10", "9"] * 10, "", ("classification", ("9", "10"))),
        ([str(n) for n in range(20)] * 5, "classification", ("classification", tuple(map(str, range(20))))),
        ([str(n) for n in range(21)] * 5, "", ("regression", ())),
        (["1.5", "2"] * 10, "", ("regression", ())),
        (["1", "2", "3"] * 10, "regression", ("regression", ())),
        (["yes", "no"] * 10, "", ("classification", ("false", "true"))),
    ],
)
def test_a_target_asks_for_a_task(cells: Cells, task: str, expected: tuple[str, tuple[str, ...]]) -> None:
    assert asked(cells, task) == expected


@pytest.mark.parametrize("different", range(3, 21))
def test_whole_numbers_of_which_there_are_few_ask_for_the_task(different: int) -> None:
    with pytest.raises(InvalidInput, match=f"{different} different whole numbers") as caught:
        asked([str(n) for n in range(different)] * 10)
    assert caught.value.field == "task"
