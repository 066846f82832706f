"""Every rule of preprocessing against scikit-learn's transformers, fitted on the same training rows."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.impute import MissingIndicator, SimpleImputer
from sklearn.preprocessing import OneHotEncoder, RobustScaler

from actlab.data.prepare import dates, levels, numbers
from actlab.data.prepare.columns import Column, Kind
from actlab.data.prepare.inputs import applied, fitted, inputs

CLOSE = 1e-12


def column(values: np.ndarray, missing: np.ndarray, kind: Kind = "number") -> Column:
    return Column("c", kind, values, missing)


def clipped(scaled: np.ndarray) -> np.ndarray:
    """Return RealMLP's smooth clip as its paper writes it."""
    return scaled / np.sqrt(1 + (scaled / 3) ** 2)


def drawn(seed: int, n: int = 500, missing: float = 0.1) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return numbers with gaps, where they are missing, and which rows are learnt from."""
    draw = np.random.default_rng(seed)
    values = draw.standard_t(2, n) * 10.0 ** draw.integers(-6, 7) + draw.normal()
    values[draw.random(n) < missing] = np.nan
    return values, np.isnan(values), draw.permutation(n)[: n // 2]


@pytest.mark.parametrize("seed", range(20))
def test_numbers_are_scaled_as_scikit_learn_scales_them(seed: int) -> None:
    values, missing, train = drawn(seed)
    imputed = SimpleImputer(strategy="median").fit(values[train, None]).transform(values[:, None])
    scaled = RobustScaler().fit(values[train, None]).transform(imputed)[:, 0]  # quartiles of what is there
    expected = np.stack([clipped(scaled), missing], axis=1)
    learnt = fitted(column(values, missing).take(train))
    found = applied(learnt, column(values, missing))
    assert found.dtype == np.float64
    np.testing.assert_allclose(found, expected, rtol=CLOSE, atol=CLOSE)
    flags = MissingIndicator().fit(values[train, None]).transform(values[:, None])[:, 0]
    np.testing.assert_array_equal(found[:, 1], flags)


def test_where_the_quartiles_are_equal_the_extremes_scale() -> None:
    values = np.array([0.0] * 10 + [5.0, -1.0])
    scale = numbers.fitted(values)
    assert scale == (0.0, 2 / 6)
    np.testing.assert_allclose(numbers.applied(scale, values), clipped(values / 3), rtol=CLOSE)


@pytest.mark.parametrize("seed", range(20))
def test_the_commonest_32_levels_have_inputs_and_the_rest_one(seed: int) -> None:
    draw = np.random.default_rng(seed)
    names = np.array([f"level{n:02d}" for n in range(45)], object)
    known = draw.permutation(np.repeat(names, draw.permutation(np.arange(1, 46))))  # no two are equally common
    values = np.concatenate([known, draw.choice(names, 500), ["never seen"] * 5])
    train = np.arange(len(known))
    encoder = OneHotEncoder(max_categories=33, handle_unknown="infrequent_if_exist", sparse_output=False)
    expected = encoder.fit(values[train, None]).transform(values[:, None])
    missing = np.zeros(len(values), bool)
    learnt = fitted(column(values, missing, "text").take(train))
    found = applied(learnt, column(values, missing, "text"))
    np.testing.assert_array_equal(found, expected)
    assert found[-5:, -1].all()  # what was never seen is other
    assert learnt.inputs[-1] == "c=other"


@pytest.mark.parametrize("seed", range(10))
def test_few_levels_and_missing_ones_are_those_of_scikit_learn(seed: int) -> None:
    draw = np.random.default_rng(seed)
    values = draw.choice(np.array(["p", "q", "r", "~missing"], object), 300)
    train = draw.permutation(300)[:200]
    values[[n for n in range(300) if n not in train][:3]] = "new"
    encoder = OneHotEncoder(handle_unknown="ignore", sparse_output=False)
    expected = encoder.fit(values[train, None]).transform(values[:, None])
    missing = values == "~missing"
    learnt = fitted(column(values, missing, "text").take(train))
    np.testing.assert_array_equal(applied(learnt, column(values, missing, "text")), expected)


def test_of_levels_that_are_equally_common_the_first_by_name_has_an_input() -> None:
    values = np.array([f"k{n:02d}" for n in reversed(range(40))], object)
    found = levels.fitted(values, np.zeros(40, bool))
    assert found.names == tuple(f"k{n:02d}" for n in range(32))
    assert found.other


@pytest.mark.parametrize("seed", range(10))
def test_truth_values_take_the_commoner_where_they_are_missing(seed: int) -> None:
    draw = np.random.default_rng(seed)
    values = (draw.random(201) < 0.6).astype(float)
    missing = draw.random(201) < 0.2
    train = np.arange(100)
    gaps = np.where(missing, np.nan, values)[:, None]
    imputer = SimpleImputer(strategy="most_frequent", add_indicator=True)
    expected = imputer.fit(gaps[train]).transform(gaps)
    learnt = fitted(column(values, missing, "boolean").take(train))
    np.testing.assert_array_equal(applied(learnt, column(values, missing, "boolean")), expected)


def test_dates_are_what_the_calendar_says() -> None:
    from datetime import datetime

    texts = ["1999-12-31T23:00:00", "2000-02-29T00:00:00", "1969-07-20T20:17:40", "2024-03-01T12:30:00"]
    moments = np.array(texts, "datetime64[us]")
    found = dates.parts(moments, np.zeros(4, bool), moments.min())
    first = datetime.fromisoformat(min(texts))
    for row, text in zip(found, texts, strict=True):
        one = datetime.fromisoformat(text)
        days = (one - first).total_seconds() / 86400
        np.testing.assert_allclose(row, [one.year, one.month, one.weekday(), days], rtol=CLOSE)


def test_dates_are_scaled_part_by_part_as_numbers_are() -> None:
    draw = np.random.default_rng(0)
    moments = np.datetime64("2020-01-01", "us") + draw.integers(0, 10**6, 300) * np.timedelta64(1, "h")
    missing = draw.random(300) < 0.1
    train = np.arange(150)
    learnt = fitted(column(moments, missing, "date").take(train))
    parts = dates.parts(moments, missing, moments[train][~missing[train]].min())
    scaled = RobustScaler().fit(parts[train]).transform(parts)
    filled = SimpleImputer(strategy="median").fit(scaled[train]).transform(scaled)
    expected = np.concatenate([clipped(filled), missing[:, None]], axis=1)
    np.testing.assert_allclose(applied(learnt, column(moments, missing, "date")), expected, rtol=CLOSE, atol=CLOSE)


KINDS: list[Kind] = ["number", "boolean", "date", "text"]


def columns_of(seed: int, n: int = 120) -> list[Column]:
    """Return a column of each kind, with gaps."""
    draw = np.random.default_rng(seed)
    values = {
        "number": draw.normal(size=n),
        "boolean": (draw.random(n) < 0.5).astype(float),
        "date": np.datetime64("2020-01-01", "us") + draw.integers(0, 10**6, n) * np.timedelta64(1, "h"),
        "text": draw.choice(np.array(["p", "q", "r"], object), n),
    }
    return [Column(kind, kind, values[kind], draw.random(n) < 0.1) for kind in KINDS]


@pytest.mark.parametrize("seed", range(5))
def test_changing_rows_that_are_not_learnt_from_changes_no_fitted_number(seed: int) -> None:
    columns = columns_of(seed)
    train = np.random.default_rng(seed).permutation(120)[:70]
    others = np.setdiff1d(np.arange(120), train)
    foreign = {"number": 1e9, "boolean": 1.0, "date": np.datetime64("1875-01-01", "us"), "text": "foreign"}
    changed = []
    for one in columns:
        values, missing = one.values.copy(), one.missing.copy()
        values[others] = foreign[one.kind]
        missing[others[::2]] = True
        changed.append(Column(one.name, one.kind, values, missing))
    before, after = inputs(columns, train), inputs(changed, train)
    assert before.learnt == after.learnt
    assert before.names == after.names
    np.testing.assert_array_equal(before.values[train], after.values[train])
    assert not np.array_equal(before.values[others], after.values[others])


def test_a_gap_that_no_training_row_has_gets_no_input() -> None:
    values = np.arange(10.0)
    missing = np.zeros(10, bool)
    missing[9] = True
    found = inputs([column(values, missing)], np.arange(8))
    assert found.names == ("c",)
    assert found.values[9, 0] == 0.0  # the median


def test_what_does_not_vary_in_training_rows_is_no_input() -> None:
    constant = Column("k", "text", np.array(["p"] * 8 + ["q"] * 2, object), np.zeros(10, bool))
    number = Column("x", "number", np.arange(10.0), np.zeros(10, bool))
    found = inputs([constant, number], np.arange(8))
    assert (found.names, found.kept) == (("x",), (0, 1))


def test_a_constant_with_gaps_says_where_they_are() -> None:
    values, missing = np.full(10, 4.0), np.arange(10) % 3 == 0
    assert inputs([column(values, missing)], np.arange(8)).names == ("c=missing",)


FREE = st.lists(st.floats(-1e100, 1e100) | st.none(), min_size=4, max_size=60)


@settings(max_examples=150, deadline=None)
@given(FREE)
def test_inputs_of_any_numbers_are_finite_and_at_most_three(free: list[float | None]) -> None:
    values = np.array([np.nan if one is None else one for one in free])
    missing = np.isnan(values)
    found = inputs([column(values, missing)], np.arange(len(values) // 2))
    assert np.isfinite(found.values).all()
    assert (np.abs(found.values) <= 3).all()
