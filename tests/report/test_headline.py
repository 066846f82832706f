"""The headline and the sentences never say what the verdicts do not."""

import math
import re

from hypothesis import given, settings
from hypothesis import strategies as st

from actlab.findings.findings import Findings, find
from actlab.findings.results import Measure, Results, Table
from actlab.report.document.headline import headline
from actlab.report.document.sentences import opposed, sentence
from actlab.report.document.unit import unit_of
from actlab.statistics.verdict import BETTER, EQUIVALENT, UNDECIDED, WORSE
from actlab.words import said

ARMS = ("ctl", "aaa", "bbb", "ccc")
STARTS = {BETTER: "Better than ctl:", WORSE: "Worse than ctl:", EQUIVALENT: "Equivalent to ctl", UNDECIDED: "Undecided"}
SAYS = {BETTER: "is better than", WORSE: "is worse than", EQUIVALENT: "equivalent"}

levels = st.floats(-0.2, 0.2)
noise = st.floats(-0.02, 0.02) | st.just(0.0)
values = st.lists(st.lists(noise | st.just(math.nan), min_size=10, max_size=10), min_size=4, max_size=4)


@st.composite
def results(draw: st.DrawFn) -> Results:
    seeds = draw(st.integers(1, 10))
    shifts = [0.0, *(draw(levels | st.just(0.0)) for _arm in ARMS[1:])]
    rows = zip(ARMS, shifts, draw(values), strict=True)
    table = {arm: {str(n): shift + by for n, by in enumerate(row[:seeds])} for arm, shift, row in rows}
    measure = Measure("score", draw(st.booleans()), draw(st.booleans()))
    margin = draw(st.none() | st.sampled_from([0.001, 0.05]))
    return Results(measure, ARMS, "ctl", (Table("", table),), margin, draw(st.booleans()))


def groups(found: Findings, text: str) -> dict[str, str]:
    """Cut a headline where each verdict's part begins."""
    places = sorted((text.index(start), verdict) for verdict, start in STARTS.items() if start in text)
    ends = [place for place, _verdict in places[1:]] + [len(text)]
    return {verdict: text[place:end] for (place, verdict), end in zip(places, ends, strict=True)}


@settings(max_examples=150, deadline=None)
@given(results())
def test_the_headline_is_the_verdicts(given: Results) -> None:
    found = find(given)
    text, unit = headline(found, study=True), unit_of(found)
    parts = groups(found, text)
    assert set(parts) == {one.verdict for one in found.comparisons}
    assert ("Nothing is shown" in text) == (BETTER not in parts)
    for one in found.comparisons:
        assert [verdict for verdict, part in parts.items() if one.arm in part] == [one.verdict]
        claimed = [verdict for verdict, words in SAYS.items() if words in sentence(one, unit, found.counted)]
        assert claimed == [one.verdict] * (one.verdict != UNDECIDED)
        if one.verdict in (BETTER, WORSE) and one.difference is not None and not opposed(one, unit):
            up = one.difference > 0
            assert (up == found.measure.higher_is_better) == (one.verdict == BETTER)
    assert "nan" not in text.lower()
    assert "None" not in text
    assert said(text, "pt") != text


def made(numbers: dict[str, list[float]]) -> Findings:
    table = {arm: {str(n): value for n, value in enumerate(row)} for arm, row in numbers.items()}
    return find(Results(Measure("accuracy", True, True), tuple(numbers), "ctl", (Table("", table),), 0.002))


def test_what_is_undecided_comes_with_what_would_settle_it() -> None:
    control = [0.9 + 0.01 * n for n in range(8)]
    waves = [value + 0.004 * (-1) ** n + 0.001 for n, value in enumerate(control)]
    few = made({"ctl": control[:3], "aaa": waves[:3]})
    assert "At least" in headline(few) or "About" in headline(few)
    more = headline(made({"ctl": control, "aaa": waves}), study=True)
    hint = re.search(r"aaa 68\. To add seeds until all is decided: --until-decided --seeds (\d+)\.$", more)
    assert hint, more
    assert int(hint[1]) > 68  # who looks while seeds are added needs more of them
    assert headline(made({"ctl": control, "aaa": waves})).endswith("would be needed: aaa 68.")
    same = find(
        Results(
            Measure("a", True),
            ("ctl", "aaa"),
            "ctl",
            (Table("", {a: {str(n): 1.0 for n in range(8)} for a in ("ctl", "aaa")}),),
        )
    )
    assert headline(same).endswith("Where no pair differs, more seeds would not help.")
