"""How rows are divided: every row once, each class in its share, groups together, the latest as the test."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from actlab.data.prepare.columns import Column, Sheet
from actlab.data.prepare.split import Parts, by_group, by_time, stratified
from actlab.data.prepare.target import Target, classified
from actlab.errors import InvalidInput

SHEET = Sheet("x.csv", (), range(1, 10_000))


def column(values: np.ndarray) -> Column:
    kind = "text" if values.dtype == object else "number"
    return Column("c", kind, values, np.zeros(len(values), bool))  # type: ignore[arg-type]


def assert_whole(parts: Parts, n: int) -> None:
    assert sorted(np.concatenate(parts.rows).tolist()) == list(range(n))


@settings(max_examples=100, deadline=None)
@given(st.lists(st.integers(5, 80), min_size=2, max_size=6), st.integers(0, 99))
def test_every_class_has_its_share_of_each_part(counts: list[int], seed: int) -> None:
    names = [f"k{one}" for one, count in enumerate(counts) for _row in range(count)]
    found = classified(names, "y")
    parts = stratified(found, seed)
    assert_whole(parts, len(names))
    for one, count in enumerate(counts):
        held = [int(np.sum(found.values[rows] == one)) for rows in parts.rows]
        assert held[1] == held[2] == max(1, round(0.2 * count))
        assert held[0] >= 3


def test_amounts_are_divided_60_20_20_and_the_same_for_the_same_seed() -> None:
    goal = Target("regression", np.arange(1000.0))
    first, again, other = (stratified(goal, seed) for seed in (0, 0, 1))
    assert [len(rows) for rows in first.rows] == [600, 200, 200]
    for mine, same, another in zip(first.rows, again.rows, other.rows, strict=True):
        np.testing.assert_array_equal(mine, same)
        assert set(mine.tolist()) != set(another.tolist())


@settings(max_examples=100, deadline=None)
@given(st.lists(st.integers(1, 30), min_size=3, max_size=40), st.integers(0, 99))
def test_groups_stay_together(sizes: list[int], seed: int) -> None:
    labels = np.array([f"g{one}" for one, size in enumerate(sizes) for _row in range(size)], object)
    parts = by_group(column(labels), seed, SHEET)
    assert_whole(parts, len(labels))
    assert all(len(rows) for rows in parts.rows)
    held = [one for rows in parts.rows for one in set(labels[rows])]
    assert len(held) == len(set(held))


def test_many_groups_come_near_the_shares() -> None:
    labels = np.repeat(np.arange(200.0), 5)
    parts = by_group(column(labels), 0, SHEET)
    assert [round(len(rows) / 1000, 2) for rows in parts.rows] == pytest.approx([0.6, 0.2, 0.2], abs=0.02)


@settings(max_examples=100, deadline=None)
@given(st.lists(st.integers(0, 30), min_size=20, max_size=100))
def test_the_latest_are_the_test(moments: list[int]) -> None:
    values = np.array(moments, float)
    try:
        parts = by_time(column(values), SHEET)
    except InvalidInput:
        assert len(set(moments)) < 20
        return
    assert_whole(parts, len(values))
    assert values[parts.train].max() < values[parts.validation].min()
    assert values[parts.validation].max() < values[parts.test].min()


def test_different_moments_are_divided_60_20_20() -> None:
    parts = by_time(column(np.arange(50.0)[::-1].copy()), SHEET)
    assert [len(rows) for rows in parts.rows] == [30, 10, 10]
    assert set(parts.test.tolist()) == set(range(10))  # the rows come latest first
