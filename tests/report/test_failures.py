"""What is said and drawn of failures, of every pair of arms and of numbers of any size."""

import json
import math
from dataclasses import replace
from pathlib import Path

import pytest

from actlab.findings.findings import Findings, find
from actlab.findings.results import Measure, Results, Table
from actlab.report.document.charts import Chart, Intervals, Note, Points
from actlab.report.document.comparison import comparison, sentences
from actlab.report.document.comparison_record import FORMAT, comparison_record
from actlab.report.document.differences import differences
from actlab.report.document.failures import failures
from actlab.report.document.forest import forest
from actlab.report.document.headline import headline
from actlab.report.document.judgement import judgement
from actlab.report.document.methods import methods, study_methods
from actlab.report.document.remarks import disagreeing
from actlab.report.document.sentences import sentence
from actlab.report.document.unit import unit_of
from actlab.report.document.verdicts import needed_text, p_text
from actlab.report.render import nothing, terminal
from actlab.report.render.json import dumps
from actlab.report.render.matplotlib import draw
from actlab.studies.columns import Columns
from actlab.studies.judgement import Judgement, judge
from tests.report import made

FIELD = [-0.001 * n for n in range(1, 12)]  # of twelve data sets, eleven are a little worse, and one far better


def found(values: dict[str, list[float]], chance: float | None = None, margin: float | None = None) -> Findings:
    table = Table("", {arm: {str(n): value for n, value in enumerate(row)} for arm, row in values.items()}, chance)
    return find(Results(Measure("accuracy", True), tuple(values), "relu", (table,), margin))


def only(findings: Findings) -> str:
    return sentence(findings.comparisons[0], unit_of(findings), findings.counted)


def test_direction_and_size_are_those_of_the_test_made() -> None:
    rows = [(0.9, 0.9 + by) for by in [*FIELD, 0.8]]
    tables = tuple(Table(f"d{n}", {"relu": {"": a}, "gelu": {"": b}}) for n, (a, b) in enumerate(rows))
    several = find(Results(Measure("accuracy", True), ("relu", "gelu"), "relu", tables))
    words = only(several)
    assert words.startswith("gelu is worse than relu: by 0.00")
    assert "in the middle (pseudo-median, 95 % interval [-0.0" in words
    assert "better in 8 % of 12 data sets" in words
    assert "The mean difference, +0.06" in words
    assert "has the other sign: it hangs on a few large ones." in words


def test_without_a_level_nothing_is_claimed_for_who_failed() -> None:
    control = [0.9 + 0.001 * n for n in range(12)]
    arm = [math.nan if n in (2, 7) else value + 0.01 for n, value in enumerate(control)]
    unknown = found({"relu": control, "gelu": arm})
    assert unknown.comparisons[0].verdict == "undecided"
    assert "nothing is claimed in favour of a variant that has some: tell the level, such as chance 0.1." in only(
        unknown
    )
    assert "Failed: 2 of 12 with gelu, 0 of 12 with relu." in only(unknown)
    assert "Without them the mean difference is +0.01" in only(unknown)
    known = only(found({"relu": control, "gelu": arm}, chance=0.1))
    assert "Failed, and counted as chance: 2 of 12 with gelu" in known
    assert "tell the level" not in known


def test_the_chart_of_pairs_has_every_difference_and_marks_what_failed() -> None:
    study = made.full()
    unit = unit_of(study.findings)
    chart = differences(study.findings, unit)
    marks = chart.panels[0][0].marks
    dots = [mark for mark in marks if isinstance(mark, Points)]
    rows = next(mark for mark in marks if isinstance(mark, Intervals)).rows
    for place, (one, row) in enumerate(zip(study.verdicts, rows, strict=True)):
        level = len(rows) - 1 - place
        own = [p for p in dots if all(abs(y - level) < 0.5 for y in p.y)]
        assert sorted(x for p in own for x in p.x) == pytest.approx(sorted(100 * gap for gap in one.differences))
        crosses = [len(p.x) for p in own if p.marker == "x"]
        assert crosses == [one.failures.only_arm + one.failures.only_control]
        assert row.at == 100 * (one.difference or 0)
    assert "crosses: a network failed" in chart.title
    for language in ("en", "pt"):
        assert draw(chart, language).axes


def test_every_pair_is_shown_where_it_was_asked_for() -> None:
    plan = made.plan(["relu", "elu", "tanh"])
    plan = replace(plan, judgement=replace(plan.judgement, all_pairs=True))
    study = made.study(made.draws({"relu": 0.0, "elu": 0.02, "tanh": -0.02}, seeds=10), replace(plan, seeds=plan.seeds))
    shown = " ".join(terminal.render(comparison(study), "en", width=80).split())
    assert "Every pair of activations (points), adjusted for all 3" in shown
    assert "elu tanh better" in shown
    assert len(sentences(study)) == 2
    assert "The comparisons are adjusted as part of all 3 pairs, each" in study_methods(study)
    content = json.loads(dumps(comparison_record(study), FORMAT))
    assert [(one["arm"], one["control"]) for one in content["all_pairs"]] == [
        ("elu", "relu"), ("tanh", "relu"), ("elu", "tanh"),
    ]  # fmt: skip


@pytest.mark.parametrize("size", [1e308, 1e-300])
def test_numbers_of_any_size_are_told(size: float, tmp_path: Path) -> None:
    rows = [
        f"{arm},{seed},{sign * size * (1 - seed / 50)}" for seed in range(8) for arm, sign in (("relu", 1), ("f", -1))
    ]
    path = tmp_path / "results.csv"
    path.write_text("\n".join(["activation,seed,accuracy", *rows]) + "\n")
    document = judgement(judge(path, margin=0.1 * size))
    shown = terminal.render(document, "en", width=80)
    assert max(map(len, shown.splitlines())) <= 80
    assert "e+308" in shown or "e-300" in shown
    assert not any(word in nothing.render(document, "pt").split() for word in ("inf", "nan", "None"))
    for named in document.charts:
        assert isinstance(named.chart, Chart)
        assert isinstance(named.chart.panels[0][0].marks[0], Note) == (size > 1)
        assert draw(named.chart, "en").axes


def test_a_p_value_never_reads_as_a_claim_that_was_not_made() -> None:
    assert (p_text(0.05), p_text(0.0499999), p_text(0.05000001), p_text(0.0504)) == (
        "0.050",
        "0.050",
        "0.0501",
        "0.0504",
    )


def test_an_interval_with_zero_beside_a_claim_is_never_without_a_word() -> None:
    control = [0.9 + 0.001 * n for n in range(8)]
    claimed = found({"relu": control, "f": [value + 0.01 + 0.0001 * n for n, value in enumerate(control)]})
    one = replace(claimed.comparisons[0], interval=(-0.001, 0.021), notes=("includes zero",))
    assert one.verdict == "better"
    assert "The interval includes zero all the same" in sentence(one, unit_of(claimed), claimed.counted)
    assert "[-0.001, +0.021], which includes zero, p = 0.008)" in headline(replace(claimed, comparisons=(one,)))
    others = replace(claimed.comparisons[0], examples_interval=(-0.002, 0.022))
    words = sentence(others, unit_of(claimed), claimed.counted)
    assert "over other test examples as well [-0.002" in words
    assert "Over other test examples the interval includes zero" in words


def test_what_is_needed_is_a_range() -> None:
    control = [0.9 + 0.01 * n for n in range(8)]
    waves = [value + 0.004 * (-1) ** n + 0.001 for n, value in enumerate(control)]
    one = found({"relu": control, "f": waves}, margin=0.004).comparisons[0]
    assert needed_text(one) == "{}-{}".format(*(one.needed or ()))
    assert needed_text(replace(one, needed=None)) == "-"
    assert needed_text(replace(one, needed=(10_000, None))) == "> 10,000"
    assert needed_text(replace(one, needed=(900, None))) == "≥ 900"


def test_the_forest_keeps_its_rows() -> None:
    findings = found({"relu": [0.9, 0.91] * 4, "f": [0.8, 0.82] * 4})
    assert forest(findings.comparisons, unit_of(findings), "accuracy").panels[0][0].marks


def test_a_claim_of_any_pair_or_step_has_the_failures_beside_it() -> None:
    scores = made.draws({"relu": 0.0, "elu": 0.003, "tanh": -0.003}, seeds=9, noise=0.0022, seed=3)
    table = Table("", {arm: {str(n): value for n, value in enumerate(row)} for arm, row in scores.items()}, 0.1)
    plain = Results(Measure("accuracy", True), tuple(scores), "relu", (table,))
    for more in ({"all_pairs": True}, {"claim": ("elu", "tanh")}):
        claims = find(replace(plain, **more))  # type: ignore[arg-type]  # fields of results
        assert {one.verdict for one in claims.comparisons} == {"undecided"}
        assert "better" in {one.verdict for one in (*claims.pairs, *(claims.order.steps if claims.order else ()))}
        (line,) = failures(claims, unit_of(claims))
        assert "of each variant 0 of 9" in getattr(line, "words", "")
    assert failures(find(plain), unit_of(find(plain))) == []


def test_a_verdict_that_stands_without_the_failures_does_not_rest_on_them() -> None:
    rows = [([0.9, 0.9], [0.9 + by, 0.9 + by]) for by in [*FIELD, 0.8]]
    rows[3][1][0] = math.nan
    tables = tuple(
        Table(f"d{n}", {"relu": dict(enumerate_(a)), "gelu": dict(enumerate_(b))}, 0.1) for n, (a, b) in enumerate(rows)
    )
    several = find(Results(Measure("accuracy", True), ("relu", "gelu"), "relu", tables))
    assert several.comparisons[0].verdict == "worse"
    assert "Without them the mean difference is" in only(several)
    assert "rests" not in only(several)
    assert "rests" not in headline(several)


def enumerate_(row: list[float]) -> list[tuple[str, float]]:
    return [(str(n), value) for n, value in enumerate(row)]


def test_a_significant_test_without_a_claim_is_explained() -> None:
    rows = [0.9] * 16 + [0.91 + 0.001 * n for n in range(6)]
    tables = tuple(Table(f"d{n}", {"relu": {"": 0.9}, "gelu": {"": value}}) for n, value in enumerate(rows))
    tied = find(Results(Measure("accuracy", True), ("relu", "gelu"), "relu", tables))
    assert (tied.comparisons[0].verdict, tied.comparisons[0].p) == ("undecided", 2 / 2**6)
    assert "The test alone says p = 0.031; the estimate is zero, so that nothing is claimed." in only(tied)


def test_an_interval_within_the_margin_beside_undecided_is_explained() -> None:
    arms = {"relu": 0.0, "a": 0.0, "b": 0.05, "c": -0.05, "d": 0.1}
    scores = made.draws(arms, seeds=12, noise=0.001, seed=1)
    apart = found(scores, 0.1)
    one = apart.comparisons[0]
    ends, wide = one.interval or (0.0, 0.0), one.simultaneous_interval or (0.0, 0.0)
    margin = (max(map(abs, ends)) + max(map(abs, wide))) / 2
    near = found(scores, 0.1, margin)
    assert near.comparisons[0].verdict == "undecided"
    assert "Its own interval lies within the margin, that for all 4 comparisons together, [" in only(near)
    assert "Its own interval" not in only(found(scores, 0.1, 0.5 * margin))


def test_rows_whose_interval_includes_zero_are_named() -> None:
    claimed = found({"relu": [0.9] * 8, "f": [0.91 + 0.001 * n for n in range(8)]}).comparisons[0]
    one = replace(claimed, notes=(*claimed.notes, "includes zero"))
    assert disagreeing([claimed]) == ""
    assert disagreeing([one]).startswith("The interval of f - relu includes zero all the same")


def test_methods_speak_of_what_was_done() -> None:
    control = [0.9 + 0.001 * n for n in range(12)]
    rows = {"relu": control, "gelu": [value + 0.01 for value in control]}
    alone = methods(found(rows, 0.1, 0.002))
    assert alone.startswith("1 comparison was made with the control (relu)")
    assert "A single comparison needs no adjustment; its level is 0.05." in alone
    assert "1 comparisons" not in alone
    rows["gelu"][0] = math.nan
    unknown = methods(found(rows))
    assert "ended no better than chance" not in unknown
    assert "nothing was concluded in favour of a variant that had some" in unknown
    folds = find(replace(found(rows, 0.1).results, folds=12))
    assert "paired by the folds of cross-validation (n = 12)." in methods(folds)


def test_a_small_p_of_ranks_is_an_equation(tmp_path: Path) -> None:
    path = tmp_path / "sets.csv"
    path.write_text("dataset,relu,gelu\n" + "".join(f"d{n},0.9,{0.8 - n / 100}\n" for n in range(12)))
    shown = nothing.render(judgement(judge(path, metric="accuracy")), "en")
    assert "(p < 0.001)" in shown
    assert "= <" not in shown


def test_fresh_ones_are_asked_for_where_anything_is_undecided() -> None:
    control = [0.9 + 0.01 * n for n in range(12)]
    waves = [value + 0.004 * (-1) ** n for n, value in enumerate(control)]
    seeds = found({"relu": control, "f": waves}, 0.1, 0.002)
    tables = tuple(
        Table(f"d{n}", {"relu": {"": a}, "f": {"": b}}) for n, (a, b) in enumerate(zip(control, waves, strict=True))
    )
    sets = find(replace(seeds.results, tables=tables))
    for findings, words, planned in (
        (seeds, "Seeds added to these and tested once more", "fresh seeds"),
        (sets, "Data sets added to these and tested once more", "fresh data sets"),
    ):
        columns = Columns("accuracy", True, "arm", (), "seed", None, None, None)
        document = judgement(Judgement("t.csv", 1, columns, ("relu", "f"), False, findings, (), ()))
        assert words in nothing.render(document, "en")
        assert planned in only(findings)
        assert planned in headline(findings)


def test_nothing_that_ties_is_asked_for_fresh_seeds() -> None:
    tied = found({"relu": [0.9, 0.8] * 4, "f": [0.9, 0.8] * 4})
    columns = Columns("accuracy", True, "arm", (), "seed", None, None, None)
    document = judgement(Judgement("t.csv", 1, columns, ("relu", "f"), False, tied, (), ()))
    shown = nothing.render(document, "en")
    assert "more seeds would not help" in shown
    assert "fresh" not in shown


def test_of_too_few_pairs_only_that_is_said() -> None:
    few = only(found({"relu": [0.9, 0.8, 0.7], "f": [0.91, 0.81, 0.71]}, 0.1, 0.002))
    assert few.startswith("f against relu is undecided: with 3 seeds nothing can be claimed, whatever the numbers;")
    assert not any(words in few for words in ("spread", "four times in five", "skewed", "same amount"))
