"""From results to verdicts: families, levels of failures, what is counted."""

import csv
import math
from io import StringIO

import numpy as np
import pytest

from actlab.findings.findings import DATASETS, SEEDS, find
from actlab.findings.levels import level, over_datasets
from actlab.findings.results import Examples, Measure, Results, Table
from actlab.statistics.verdict import BETTER, EQUIVALENT, LEVEL_UNKNOWN, UNDECIDED, WORSE
from tests.findings.made import ACCURACY, drawn, results, table

NAN = math.nan
WRONG_WAY = """dataset,relu,gelu
d0,0.900,0.8990
d1,0.900,0.8980
d2,0.900,0.8970
d3,0.900,0.8960
d4,0.900,0.8950
d5,0.900,0.8940
d6,0.900,0.8930
d7,0.900,0.8920
d8,0.900,0.8910
d9,0.900,0.8900
d10,0.900,0.8890
d11,0.1,0.9
"""


def test_signed_ranks_decide_their_own_direction():
    rows = list(csv.DictReader(StringIO(WRONG_WAY)))
    tables = tuple(table({arm: [float(row[arm])] for arm in ("relu", "gelu")}, row["dataset"], None) for row in rows)
    found = find(Results(ACCURACY, ("relu", "gelu"), "relu", tables))
    (one,) = found.comparisons
    assert (found.counted, one.verdict, one.p) == (DATASETS, WORSE, 0.0341796875)
    assert one.difference < 0 < one.mean
    assert one.interval[1] < 0
    assert found.headline.worse == ("gelu",)


class TestLevels:
    def test_chance_where_it_is_known(self):
        assert level(table({"relu": [0.9, NAN]}, chance=0.1), True) == (0.1, True)

    @pytest.mark.parametrize("chance", [None, NAN])
    def test_else_the_worst_that_any_arm_has_seen(self, chance):
        rows = {"relu": [0.9, NAN], "elu": [0.8, 0.95]}
        assert level(table(rows, chance=chance), True) == (0.8, False)
        assert level(table(rows, chance=chance), False) == (0.95, False)

    def test_nothing_was_seen(self):
        assert level(table({"relu": [NAN]}, chance=None), True) == (0.0, False)

    def test_a_failed_seed_enters_its_data_set(self):
        tables = [
            table({"relu": [0.9, 0.8], "elu": [0.95, NAN]}, "a", 0.1),
            table({"relu": [0.7, 0.9], "elu": [0.7, 0.9]}, "b", 0.5),
        ]
        found = over_datasets(Results(ACCURACY, ("relu", "elu"), "relu", tuple(tables)), "elu", "relu")
        assert found.arm == pytest.approx((0.525, 0.8))
        assert found.control == pytest.approx((0.85, 0.8))
        assert found.arm_failed == (False, True, False, False)
        assert found.finished == (pytest.approx((0.95, 0.9)), pytest.approx((0.8, 0.8)))

    def test_failures_over_data_sets_count_networks(self):
        tables = tuple(
            table({"relu": [0.9, 0.9, 0.9], "elu": [0.91, 0.91, NAN]}, str(k), None if k else 0.1) for k in range(6)
        )
        (one,) = find(Results(ACCURACY, ("relu", "elu"), "relu", tables)).comparisons
        assert (one.n, one.failures.n, one.failures.arm, one.failures.only_arm) == (6, 18, 6, 6)
        assert LEVEL_UNKNOWN in one.notes
        assert one.verdict in (UNDECIDED, WORSE)

    def test_lower_is_better(self):
        rows = {"relu": [0.3] * 8, "elu": [0.2 + 0.001 * k for k in range(7)] + [NAN]}
        found = find(Results(Measure("loss", False), ("relu", "elu"), "relu", (table(rows, chance=2.3),)))
        assert found.comparisons[0].difference > 0
        assert found.comparisons[0].verdict == UNDECIDED


class TestFamilies:
    def test_those_within_data_sets_are_one(self):
        tables = tuple(table(drawn(k, relu=0, elu=0.01, gelu=0), str(k)) for k in range(3))
        found = find(Results(ACCURACY, ("relu", "elu", "gelu"), "relu", tables))
        assert {one.comparisons for row in found.within.values() for one in row} == {6}
        assert list(found.within) == ["0", "1", "2"]

    def test_all_pairs_are_one(self):
        rows = drawn(1, n=9, relu=0, elu=0.01, gelu=-0.02, tanh=0)
        found = find(results(rows, all_pairs=True))
        assert [(one.arm, one.control) for one in found.pairs] == [
            ("elu", "relu"),
            ("gelu", "relu"),
            ("tanh", "relu"),
            ("elu", "gelu"),
            ("elu", "tanh"),
            ("gelu", "tanh"),
        ]
        assert found.pairs[:3] == found.comparisons
        assert {one.comparisons for one in found.pairs} == {6}
        assert {one.smallest_n for one in found.pairs} == {8}
        assert find(results(rows)).pairs == ()

    def test_folds_and_looking_have_their_own_test(self):
        rows = drawn(1, n=10, relu=0, elu=0.01)
        assert find(results(rows, folds=10)).comparisons[0].test == "corrected-t"
        assert find(results(rows, sequential=True)).comparisons[0].test == "e-process"
        assert find(results(rows)).counted == SEEDS


class TestToDecide:
    def test_is_for_the_margin(self):
        rows = drawn(1, relu=0, elu=0)
        assert find(results(rows)).headline.to_decide is None
        few, many = (find(results(rows, margin=margin)).headline.to_decide for margin in (0.003, 0.001))
        assert 8 < few < many


class TestExamples:
    def make(self, right):
        bits = {arm: {str(k): np.packbits(row).tobytes() for k, row in enumerate(rows)} for arm, rows in right.items()}
        rows = {arm: rows.mean(axis=1).tolist() for arm, rows in right.items()}
        return rows, Examples(400, bits)

    def test_is_wider_than_over_seeds_alone(self):
        g = np.random.default_rng(0)
        easy = g.random(400)
        right = {arm: (easy + g.normal(0, 0.05, 400) + g.normal(0, 0.05, (8, 400))) > 0.1 for arm in ("relu", "elu")}
        rows, correct = self.make(right)
        (one,) = find(results(rows, examples=correct)).comparisons
        assert np.ptp(one.examples_interval) > np.ptp(one.interval)
        assert one.examples_interval[0] <= one.interval[0] <= one.interval[1] <= one.examples_interval[1]

    def test_none_where_they_say_something_else_or_are_missing(self):
        g = np.random.default_rng(0)
        rows, correct = self.make({arm: g.random((8, 400)) > 0.1 for arm in ("relu", "elu")})
        errors = {arm: [0.5 + k / 100 for k in range(8)] for arm in rows}
        errors["elu"][0] = 0.7
        assert find(results(errors, examples=correct)).comparisons[0].examples_interval is None
        fewer = Examples(400, {**correct.kept, "elu": {"0": correct.kept["elu"]["0"]}})
        assert find(results(rows, examples=fewer)).comparisons[0].examples_interval is None


def test_huge_numbers_over_data_sets():
    tables = tuple(table({"relu": [1e308, 1.7e308], "elu": [-1e308, -1.7e308]}, str(k), None) for k in range(7))
    found = find(Results(ACCURACY, ("relu", "elu"), "relu", tables, margin=1.0))
    assert found.comparisons[0].verdict == WORSE
    assert found.across.ranking.mean_ranks == (1.0, 2.0)


def test_equivalent_and_better_stand_in_the_headline():
    found = find(results(drawn(1, n=24, relu=0, elu=0.03, gelu=0), margin=0.01))
    assert (found.by_arm["elu"].verdict, found.by_arm["gelu"].verdict) == (BETTER, EQUIVALENT)
    assert (found.headline.better, found.headline.equivalent, found.decided) == (("elu",), ("gelu",), True)


def test_a_table_without_names_is_one_data_set():
    assert find(Results(ACCURACY, ("relu", "elu"), "relu", (Table("", {}),))).comparisons[0].n == 0


def test_a_data_set_counts_once_for_who_fails_more_often():
    """Networks of one data set share its difficulty: ten failures in one of eight are one, and not ten."""
    rows = [{"relu": [0.9] * 10, "elu": [0.9] * 10} for _ in range(8)]
    rows[0]["elu"] = [NAN] * 10
    found = find(Results(ACCURACY, ("relu", "elu"), "relu", tuple(table(row, str(k)) for k, row in enumerate(rows))))
    seen = found.comparisons[0].failures
    assert (seen.n, seen.arm, seen.only_arm, seen.p) == (80, 10, 10, 1.0)
    for row in rows:
        row["elu"] = [NAN] + [0.9] * 9
    found = find(Results(ACCURACY, ("relu", "elu"), "relu", tuple(table(row, str(k)) for k, row in enumerate(rows))))
    assert found.comparisons[0].failures.p == 2 / 2**8
    assert found.within["0"][0].failures.p == 1.0
    rows[0]["relu"] = [NAN] * 10  # more failures in all, in one data set
    found = find(Results(ACCURACY, ("relu", "elu"), "relu", tuple(table(row, str(k)) for k, row in enumerate(rows))))
    assert found.comparisons[0].failures.p == 1.0


def test_no_probability_in_favour_of_failures_without_a_level():
    rows = [{"relu": [0.5], "elu": [0.9], "tanh": [0.5]} for _ in range(8)]
    rows[3]["elu"] = [NAN]
    tables = tuple(table(row, str(k), None) for k, row in enumerate(rows))
    found = find(Results(ACCURACY, ("relu", "elu", "tanh"), "relu", tables, margin=0.01))
    assert found.across is not None
    assert list(found.across.rope) == ["tanh"]
