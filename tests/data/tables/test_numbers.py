"""What people write for numbers, and what is none."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from actlab.data.tables.numbers import Number, number, why_not


@pytest.mark.parametrize(
    ("cell", "value", "percent", "spread"),
    [
        ("93.11", 93.11, False, None),
        ("1e308", 1e308, False, None),
        ("1.5E-3", 0.0015, False, None),
        ("+0.93", 0.93, False, None),
        (" 93.1 ", 93.1, False, None),
        (".5", 0.5, False, None),
        ("5.", 5.0, False, None),
        ("-0", -0.0, False, None),
        ("\N{MINUS SIGN}0.5", -0.5, False, None),
        ("93.11%", 93.11, True, None),
        ("93.11 %", 93.11, True, None),
        ("93.11\N{NO-BREAK SPACE}%", 93.11, True, None),
        ("93.2±0.2", 93.2, False, 0.2),
        ("93.2 ± 0.2", 93.2, False, 0.2),
        ("93.2+-0.2", 93.2, False, 0.2),
        ("93.2 +/- 0.2", 93.2, False, 0.2),
        (r"$93.2 \pm 0.2$", 93.2, False, 0.2),
        ("93.2±0.2%", 93.2, True, 0.2),
        ("93.2%±0.2%", 93.2, True, 0.2),
        ("93.2 (0.2)", 93.2, False, 0.2),
        ("-1e-3±2e-4", -0.001, False, 0.0002),
        ("inf", math.inf, False, None),
        ("-Infinity", -math.inf, False, None),
    ],
)
def test_numbers(cell: str, value: float, percent: bool, spread: float | None) -> None:
    assert number(cell) == Number(value, percent, spread)


@pytest.mark.parametrize("cell", ["nan", "NaN", "-nan", "nan%"])
def test_a_written_nan_is_one(cell: str) -> None:
    found = number(cell)
    assert found is not None
    assert math.isnan(found.value)


@pytest.mark.parametrize(
    "cell",
    [
        "",
        "relu",
        "93,11",
        "93,11%",
        "1,234.5",
        "1.234,5",
        "1 234",
        "1\N{NO-BREAK SPACE}234",
        "1'234",
        "1_000",
        "0x10",
        "0b1",
        "1e",
        "1d-3",
        "1e999",
        "-1e999",
        "1e999±1",
        "1±1e999",
        "９３",
        "٣",
        "²",
        "ınf",
        "93.2%±0.2",
        "93.2±-0.2",
        "93.2±nan",
        "93.2±0.2±0.1",
        "93.2 (3)",
        "93.2(2)",
        "(93.2)",
        "93.2-94.1",
        "1/3",
        "12:30",
        "2026-01-01",
        "#DIV/0!",
        "1.2.3",
        "--1",
        "93.1*",
        "True",
        "infinite",
        "\x1b[31m1",
        "1\n2",
    ],
)
def test_what_is_no_number(cell: str) -> None:
    assert number(cell) is None


@given(st.floats(allow_nan=False))
def test_what_python_writes_is_read(value: float) -> None:
    assert number(repr(value)) == Number(value)
    assert number(f"{value!r}%") == (Number(value, True))


@given(st.text(max_size=12) | st.from_regex(r"[-+0-9.,eE%±() _]{1,12}", fullmatch=True))
def test_a_number_is_one_for_python_too(cell: str) -> None:
    """Whatever is read without a sign behind it is what float() makes of it; nothing raises."""
    found = number(cell)
    if found is not None and not found.percent and found.spread is None:
        assert repr(float(cell.strip().strip("$").replace("\N{MINUS SIGN}", "-"))) == repr(found.value)


@pytest.mark.parametrize("cell", ["1,234", "1,234.5", "93,11%", "1 234", "1_000", "1'234"])
def test_why_a_separated_number_is_none(cell: str) -> None:
    assert "decimal point" in why_not(cell)


@pytest.mark.parametrize("cell", ["fast", "0x10", "２", "a, b", "1e999"])
def test_why_words_are_none(cell: str) -> None:
    assert why_not(cell) == "which is not a number"
