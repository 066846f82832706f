"""Whatever the results, failures and ties and several data sets included: nothing that is said disagrees."""

import math

from hypothesis import given, settings
from hypothesis import strategies as st

from actlab.findings.findings import find
from actlab.findings.order import FAILS, HOLDS, TOO_FEW
from actlab.findings.results import Results, Table
from actlab.statistics.verdict import BETTER, EQUIVALENT, EXCLUDES_ZERO, INCLUDES_ZERO, UNDECIDED, WORSE
from tests.findings.made import ACCURACY

ARMS = ("relu", "elu", "tanh", "gelu")
numbers = st.sampled_from([0.1, 0.9, 0.91, 0.95, math.nan]) | st.floats(0.85, 0.95)
rows = st.dictionaries(st.sampled_from([str(k) for k in range(12)]), numbers, min_size=1, max_size=12)


@st.composite
def any_results(draw):
    count = draw(st.sampled_from([1, 1, 2, 7]))
    arms = ARMS[: draw(st.integers(2, 4))]
    tables = tuple(
        Table(str(k), {arm: draw(rows) for arm in arms}, draw(st.sampled_from([None, 0.1]))) for k in range(count)
    )
    return Results(
        ACCURACY,
        arms,
        "relu",
        tables,
        margin=draw(st.sampled_from([None, 0.002, 0.05])),
        sequential=draw(st.booleans()),
        claim=draw(st.permutations(arms)),
        all_pairs=draw(st.booleans()),
        folds=draw(st.sampled_from([None, 5])),
        step=draw(st.sampled_from([None, 0.0025])),
    )


@settings(max_examples=150, deadline=None)
@given(any_results())
def test_headline_comparisons_and_order_agree(results):
    found = find(results)
    said = {BETTER: found.headline.better, WORSE: found.headline.worse}
    said |= {EQUIVALENT: found.headline.equivalent, UNDECIDED: found.headline.undecided}
    for one in found.comparisons:
        assert [verdict for verdict, arms in said.items() if one.arm in arms] == [one.verdict]
    assert found.decided == (not found.headline.undecided)
    everything = [*found.comparisons, *found.pairs, *(one for row in found.within.values() for one in row)]
    for one in [*everything, *(found.order.steps if found.order else ())]:
        holds(one)
    if found.order:
        verdicts = {step.verdict for step in found.order.steps}
        assert (found.order.outcome == HOLDS) == (verdicts == {BETTER})
        if found.order.outcome == FAILS:
            assert found.order.against
        if found.order.outcome == TOO_FEW:
            assert UNDECIDED in verdicts


def holds(one):
    """Check that a comparison contradicts neither itself nor its failures."""
    failed = one.failures
    assert (one.difference is None) == (one.n == 0)
    if one.verdict in (BETTER, WORSE):
        assert (one.difference > 0) == (one.verdict == BETTER)
        assert one.p_holm <= 0.05
        assert INCLUDES_ZERO in one.notes or not one.interval[0] <= 0 <= one.interval[1]
    if one.verdict == EQUIVALENT:
        assert max(map(abs, one.simultaneous_interval)) < one.margin
        assert one.p_equivalence <= 0.05
    if one.interval and not one.interval[0] <= 0 <= one.interval[1] and one.verdict not in (BETTER, WORSE):
        assert EXCLUDES_ZERO in one.notes
    if "level unknown" in one.notes:
        assert not (failed.arm and not failed.control and one.verdict in (BETTER, EQUIVALENT))
        assert not (failed.control and not failed.arm and one.verdict in (WORSE, EQUIVALENT))
    assert failed.only_arm <= failed.arm <= failed.n
    assert ("failed" in one.notes) == bool(failed.arm + failed.control)
