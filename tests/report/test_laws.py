"""Laws of what is said: headline, tables, sentences, records and the claimed order never contradict the verdicts."""

import json
import math
import re
from dataclasses import replace

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from actlab.findings.findings import Findings, find
from actlab.findings.order import FAILS, HOLDS, TOO_FEW, UNSETTLED
from actlab.findings.results import Measure, Results
from actlab.findings.results import Table as Numbers
from actlab.report.document.agreement import agreement, otherwise
from actlab.report.document.claim import claim
from actlab.report.document.comparison import comparison
from actlab.report.document.comparison_record import comparison_record
from actlab.report.document.headline import headline
from actlab.report.document.judgement import judgement
from actlab.report.document.judgement_record import JUDGEMENT, judgement_record
from actlab.report.document.methods import methods
from actlab.report.document.parts import Document, Table
from actlab.report.document.sentences import sentence
from actlab.report.document.unit import unit_of
from actlab.report.render import nothing
from actlab.report.render.json import dumps
from actlab.statistics import verdict as notes
from actlab.statistics.verdict import BETTER, EQUIVALENT, UNDECIDED, WORSE, Comparison
from actlab.studies.columns import Columns
from actlab.studies.judgement import Judgement
from actlab.words import said
from tests.report import made

ARMS = ("ctl", "aaa", "bbb", "ccc")
STARTS = {BETTER: "Better than ctl:", WORSE: "Worse than ctl:", EQUIVALENT: "Equivalent to ctl", UNDECIDED: "Undecided"}
SAYS = {BETTER: "is better than", WORSE: "is worse than", EQUIVALENT: "equivalent"}
FAR, NEAR, NONE = 0.2, 0.002, 0.0


@st.composite
def results(draw: st.DrawFn) -> Results:
    """Return results of every kind: failures of some, all or none, ties, data sets, unknown levels, skew, looks."""
    sets, seeds = draw(st.sampled_from([(1, 3), (1, 8), (1, 12), (7, 1), (8, 6)]))
    arms = ARMS[: draw(st.integers(2, 4))]
    generator = np.random.default_rng(draw(st.integers(0, 10**6)))
    shift = {arm: draw(st.sampled_from([-FAR, -NEAR, NONE, NEAR, FAR])) for arm in arms}
    rate = {arm: draw(st.sampled_from([0.0, 0.0, 0.2, 0.7, 1.0])) for arm in arms}
    digits, noise = draw(st.sampled_from([1, 2, 12])), draw(st.sampled_from([0.0, 0.0005, 0.02]))
    skewed, higher = draw(st.booleans()), draw(st.booleans())
    level = draw(st.none() | st.just(0.1 if higher else 1.5))  # no network that finished is as bad

    def score(arm: str, base: float) -> float:
        by = generator.lognormal(0, 1.5) * noise if skewed else generator.normal(0, noise)
        return math.nan if generator.random() < rate[arm] else round(base + shift[arm] + by, digits)

    def table(name: str) -> Numbers:
        base = generator.normal(0.6, 0.02, seeds)
        return Numbers(name, {arm: {str(n): score(arm, base[n]) for n in range(seeds)} for arm in arms}, level)

    tables = tuple(table(f"d{n}" if sets > 1 else "") for n in range(sets))
    return Results(
        measure=Measure("score", higher, draw(st.booleans())),
        arms=arms,
        control="ctl",
        tables=tables,
        margin=draw(st.sampled_from([None, 0.001, 0.05])),
        sequential=sets == 1 and draw(st.booleans()),
        claim=tuple(draw(st.permutations(ARMS))),
        all_pairs=draw(st.booleans()),
        folds=draw(st.sampled_from([None, None, 5])),
    )


def judged(found: Findings) -> Judgement:
    columns = Columns("score", found.measure.higher_is_better, "arm", (), "seed", None, None, None)
    return Judgement("t.csv", 1, columns, found.results.arms, False, found, (), ())


def groups(text: str) -> dict[str, str]:
    """Cut a headline where each verdict's part begins."""
    places = sorted((text.index(start), verdict) for verdict, start in STARTS.items() if start in text)
    ends = [place for place, _verdict in places[1:]] + [len(text)]
    return {verdict: text[place:end] for (place, verdict), end in zip(places, ends, strict=True)}


def tables(document: Document, start: str) -> list[Table]:
    return [part for part in document.parts if isinstance(part, Table) and part.title.startswith(start)]


def right_side(one: Comparison, found: Findings) -> bool:
    """Whether a claimed difference has the side that the claim says."""
    sign = 1 if found.measure.higher_is_better == (one.verdict == BETTER) else -1
    return one.difference is not None and sign * one.difference > 0


@settings(max_examples=120, deadline=None)
@given(results())
def test_headline_and_sentences_are_the_verdicts(given: Results) -> None:
    found = find(given)
    text, unit = headline(found, study=True), unit_of(found)
    parts = groups(text)
    assert set(parts) == {one.verdict for one in found.comparisons}
    assert ("Nothing is shown" in text) == (BETTER not in parts)
    for one in found.comparisons:
        assert [verdict for verdict, part in parts.items() if re.search(rf"\b{one.arm}\b", part)] == [one.verdict]
        words = sentence(one, unit, found.counted)
        claimed = [verdict for verdict, phrase in SAYS.items() if phrase in words]
        assert claimed == [one.verdict] * (one.verdict != UNDECIDED), words
        assert ("undecided" in words or "identical" in words or "nothing" in words) == (one.verdict == UNDECIDED) or (
            "identical" in words
        )
        check_claim(one, found, words, parts[one.verdict])
        check_failures(one, words, parts[one.verdict])
    for words in (text, *(sentence(one, unit, found.counted) for one in found.comparisons), claim(found)):
        assert not re.search(r"\b(nan|None|inf)\b", words), words
    assert said(text, "pt") != text


def check_claim(one: Comparison, found: Findings, words: str, part: str) -> None:
    if one.verdict in (BETTER, WORSE):
        assert right_side(one, found)
        size = re.search(r"\bby (\S+)", words)
        assert size is not None
        assert float(size[1]) > 0, words
        p = re.findall(r"p [=<] (\d\.\d+)", words.split(";")[1])[-1 if one.comparisons == 1 else 1]
        assert float(p) <= 0.05, words
    if one.verdict in (BETTER, WORSE) and one.interval and one.interval[0] <= 0 <= one.interval[1]:
        assert "The interval includes zero all the same" in words
        assert "which includes zero" in part
    if one.verdict == EQUIVALENT and "identical" not in words:
        assert unit_of(found).interval(one.simultaneous_interval) in words
    if notes.TOO_FEW in one.notes:
        assert one.verdict == UNDECIDED


def check_failures(one: Comparison, words: str, part: str) -> None:
    seen = one.failures
    failed = bool(seen.arm or seen.control)
    both = seen.n > 0 and seen.arm == seen.control == seen.n
    assert ("Failed" in words or (both and "failed" in words)) == failed, words
    assert (f"failed: {seen.arm} of {seen.n}, ctl {seen.control} of {seen.n}" in part) or not (
        failed and one.verdict != UNDECIDED
    )
    if "identical" in words:
        assert seen.only_arm == seen.only_control == 0
        assert not any(one.differences)
    if notes.LEVEL_UNKNOWN in one.notes:
        assert not (seen.arm and one.verdict in (BETTER, EQUIVALENT))
        assert not (seen.control and one.verdict in (WORSE, EQUIVALENT))
        assert "What chance gives is not known" in words
    if "without them" in words:
        rest = one.without_failures
        assert rest is None or rest.mean * (one.difference or 0.0) <= 0


@settings(max_examples=60, deadline=None)
@given(results())
def test_tables_and_records_are_the_verdicts(given: Results) -> None:
    found = find(given)
    document = judgement(judged(found))
    shown = nothing.render(document, "en")
    (table,) = tables(document, "Difference from")
    assert [(row[0], str(row[1])) for row in table.rows] == [(one.arm, one.verdict) for one in found.comparisons]
    pairs = [(row[0], row[1], str(row[2])) for each in tables(document, "Every pair") for row in each.rows]
    several = found.pairs if len(found.pairs) > 1 else ()  # one is the comparison with the control
    assert pairs == [(one.arm, one.control, one.verdict) for one in several]
    check_failures_are_on_the_screen(found, document, shown)
    for name, comparisons in found.within.items():
        (inside,) = tables(document, f"{name}: difference")
        assert [str(row[1]) for row in inside.rows] == [o.verdict for o in comparisons if o.control == "ctl"]
    content = json.loads(dumps(judgement_record(judged(found)), JUDGEMENT))
    assert [(one["arm"], one["verdict"]) for one in content["comparisons"]] == [row[:2] for row in table.rows]
    for verdict in STARTS:
        assert content["headline"][verdict] == list(getattr(found.headline, verdict))
        assert set(content["headline"][verdict]) == {one.arm for one in found.comparisons if one.verdict == verdict}
    assert not re.search(r"\b(nan|None|inf)\b", shown)
    counted = re.search(r"failed \((\d+)\)", methods(found))
    assert (counted is None) == all(notes.FAILED not in one.notes for one in found.comparisons)


def check_failures_are_on_the_screen(found: Findings, document: Document, shown: str) -> None:
    rows = {row[0]: row for each in tables(document, "Networks that failed") for row in each.rows}
    for one in found.comparisons:
        seen = one.failures
        if seen.arm or seen.control:
            assert str(rows[one.arm][1]) == f"{seen.arm} of {seen.n}"
            assert str(rows[one.arm][3]) == f"{seen.control} of {seen.n}"
        elif one.verdict in (BETTER, EQUIVALENT):
            assert one.arm in rows or re.search(r"No (network|result) failed: of each variant 0 of", shown)


@settings(max_examples=80, deadline=None)
@given(results())
def test_the_claimed_order_is_its_steps(given: Results) -> None:
    found = find(given)
    order, words = found.order, claim(find(given))
    if order is None:
        assert not words
        return
    outcomes = {HOLDS: "holds here", FAILS: "does not hold", UNSETTLED: "is not settled", TOO_FEW: "cannot be judged"}
    assert [outcome for outcome, phrase in outcomes.items() if phrase in words] == [order.outcome]
    if order.outcome == HOLDS:
        assert all(step.verdict == BETTER for step in order.steps)
    told = {HOLDS: order.steps, FAILS: order.against, UNSETTLED: order.open, TOO_FEW: ()}[order.outcome]
    assert re.findall(r"(\w+) - (\w+) = [^;]*?, (\w+), p", words) == [(s.arm, s.control, s.verdict) for s in told]
    for step in order.steps:
        for one in found.comparisons:
            if (step.arm, step.control, step.p_holm) == (one.arm, one.control, one.p_holm):
                assert step.verdict == one.verdict or step.comparisons != one.comparisons
        if order.outcome == TOO_FEW:
            assert step.n >= order.pairs


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 10**6), st.sampled_from([3, 8, 12]), st.sampled_from([0.0, 0.0, 0.3]))
def test_two_answers_are_told_by_their_test(seed: int, seeds: int, rate: float) -> None:
    generator = np.random.default_rng(seed)

    def scores() -> dict[str, list[float]]:
        shift = {arm: generator.choice([0.0, 0.001, 0.02]) for arm in ARMS}
        drawn = made.draws(shift, seeds, noise=0.002, seed=int(generator.integers(10**6)))
        return {a: [made.DIVERGED if generator.random() < rate else v for v in row] for a, row in drawn.items()}

    first = made.study(scores(), made.plan(ARMS, seeds))
    he = replace(first.plan, network=replace(first.plan.network, initialisation="he"), same_initialisation="")
    study = replace(first, same=made.study(scores(), he))
    found, words = study.agreement, agreement(study)
    assert found is not None
    assert ("cannot be told" in words) == found.silent
    assert ("initialisation matters to" in words) == bool(found.matters)
    assert set(re.findall(r"(\w+) does (?:better|worse)", words)) == set(found.matters)
    assert [arm for arm in ARMS if re.search(rf"\b{arm}\b", otherwise(study).split(" for ")[-1])] == [
        arm for arm in ARMS if arm in found.matters
    ]
    record = comparison_record(study)
    assert record.agreement is not None
    assert record.agreement.matters == found.matters
    shown = nothing.render(comparison(study), "en")
    second = list(study.same.verdicts) if study.same else []
    if any(one.verdict in (BETTER, EQUIVALENT) or notes.FAILED in one.notes for one in second):
        assert "networks that failed" in shown or shown.count("No network failed") == 1 + any(
            one.verdict in (BETTER, EQUIVALENT) for one in study.verdicts
        )
