"""Laws that hold whatever the numbers."""

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from actlab.statistics.compare import Contrast, Rules, compare
from actlab.statistics.inference import E_PROCESS, SIGN_FLIP, SIGNED_RANK, SignFlips
from actlab.statistics.pairs import pairs
from actlab.statistics.verdict import (
    BETTER,
    EQUIVALENT,
    EXCLUDES_ZERO,
    INCLUDES_ZERO,
    UNDECIDED,
    WORSE,
)

NAN = math.nan
values = st.floats(0, 1).map(lambda value: round(value, 3)) | st.just(NAN) | st.sampled_from([0.5, 0.501])
tables = st.integers(1, 12).flatmap(
    lambda n: st.lists(st.lists(values, min_size=n, max_size=n), min_size=2, max_size=4)
)
ways = st.sampled_from([SIGN_FLIP, SIGNED_RANK, E_PROCESS, SignFlips(5)])
unordered = st.sampled_from([SIGN_FLIP, SIGNED_RANK, SignFlips(5)])
quick = settings(max_examples=60, deadline=None)


def compared(table, *, known=True, **rules):
    family = [Contrast(str(k), "control", pairs(row, table[0], 0.1, known=known)) for k, row in enumerate(table[1:])]
    return {found.arm: found for found in compare(family, Rules(**{"margin": 0.1, **rules}))}


def without_order(found):
    return {arm: (one.verdict, one.p, one.interval, one.difference, one.notes) for arm, one in found.items()}


@quick
@given(tables, unordered, st.randoms(use_true_random=False))
def test_no_order_of_pairs_changes_anything(table, way, random):
    order = random.sample(range(len(table[0])), len(table[0]))
    mixed = compared([[row[i] for i in order] for row in table], way=way)
    assert without_order(compared(table, way=way)) == without_order(mixed)


@quick
@given(tables, ways)
def test_the_sign_of_the_metric_turns_better_and_worse_about(table, way):
    turned = {BETTER: WORSE, WORSE: BETTER, EQUIVALENT: EQUIVALENT, UNDECIDED: UNDECIDED}
    there, back = compared(table, way=way), compared(table, way=way, higher_is_better=False)
    for arm, found in there.items():
        assert (back[arm].verdict, back[arm].p) == (turned[found.verdict], found.p)
        assert (back[arm].difference, back[arm].interval) == (found.difference, found.interval)


@quick
@given(tables, ways, st.sampled_from([2.0**-990, 2.0**-40, 2.0**900]))
def test_the_unit_changes_no_verdict(table, way, unit):
    there = compared(table, way=way)
    family = [
        Contrast(str(k), "c", pairs([v * unit for v in row], [v * unit for v in table[0]], 0.1 * unit))
        for k, row in enumerate(table[1:])
    ]
    for found in compare(family, Rules(margin=0.1 * unit, way=way)):
        same = there[found.arm]
        assert (found.verdict, found.p, found.p_equivalence, found.notes) == (
            same.verdict,
            same.p,
            same.p_equivalence,
            same.notes,
        )
        assert found.difference == same.difference * unit


@quick
@given(tables, ways, st.booleans())
def test_a_record_agrees_with_itself(table, way, known):
    for one in compared(table, way=way, known=known).values():
        assert 0 <= one.p <= one.p_holm <= 1
        assert one.p_equivalence is None or 0 <= one.p_equivalence <= 1
        for interval in (one.interval, one.simultaneous_interval):
            assert interval is None or interval[0] <= one.difference <= interval[1]
        if one.simultaneous_interval and one.interval:
            assert one.simultaneous_interval[0] <= one.interval[0] <= one.interval[1] <= one.simultaneous_interval[1]
        failed, enough = one.failures, one.n >= one.smallest_n
        if one.verdict in (BETTER, WORSE):
            assert enough
            assert one.p_holm <= 0.05
            assert (one.difference > 0) == (one.verdict == BETTER)
        if one.verdict == EQUIVALENT:
            assert enough
            assert max(map(abs, one.simultaneous_interval)) < 0.1
        if not known:
            assert not (failed.arm and one.verdict in (BETTER, EQUIVALENT))
            assert not (failed.control and one.verdict in (WORSE, EQUIVALENT))
        zero = one.interval is None or one.interval[0] <= 0 <= one.interval[1]
        assert (INCLUDES_ZERO in one.notes) == (one.verdict in (BETTER, WORSE) and zero and one.interval is not None)
        assert (EXCLUDES_ZERO in one.notes) == (one.verdict in (UNDECIDED, EQUIVALENT) and not zero)


@quick
@given(tables, ways)
def test_a_larger_family_claims_no_more(table, way):
    together = compared(table, way=way)
    for k, row in enumerate(table[1:]):
        alone = compared([table[0], row], way=way)["0"]
        if alone.verdict == UNDECIDED:
            assert together[str(k)].verdict == UNDECIDED


@pytest.mark.parametrize("way", [SIGN_FLIP, SIGNED_RANK, E_PROCESS])
@pytest.mark.parametrize("unit", [1e-300, 1e300, 1e308])
def test_numbers_of_any_size_have_a_verdict(way, unit):
    control = [0.1, 0.2, 0.3, 0.1, 0.25, 0.15, 0.2, 0.3, 0.1, 0.2, 0.15, 0.3]
    arm = [value + 0.5 + 0.01 * place for place, value in enumerate(control)]
    family = [Contrast("a", "c", pairs([v * unit for v in arm], [v * unit for v in control], 0.0))]
    found = compare(family, Rules(margin=0.1 * unit, way=way))[0]
    assert found.verdict == BETTER
    assert found.difference == pytest.approx(0.555 * unit, rel=0.02)
