"""What people and programs read of a study, from numbers made by hand."""

import json
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from actlab.findings import findings
from actlab.report.document.comparison import comparison, reading, study_headline
from actlab.report.document.comparison_record import FORMAT, comparison_record
from actlab.report.document.headline import headline
from actlab.report.document.methods import study_methods
from actlab.report.document.parts import Lead, Paragraph
from actlab.report.render import nothing, terminal
from actlab.report.render.json import dumps
from actlab.report.render.matplotlib import draw
from actlab.studies.study import Study
from actlab.words import said
from tests.report import made
from tests.report.conftest import SYMBOLS

FIVE = {"sigmoid": -0.14, "tanh": -0.13, "relu": 0.0, "leaky_relu": 0.0002, "elu": 0.005}


@pytest.fixture(scope="module")
def full() -> Study:
    return made.full()


@pytest.fixture(scope="module")
def five() -> Study:
    return made.study(made.draws(FIVE))


def text(study: Study, language: str = "en") -> str:
    return " ".join(terminal.render(comparison(study), language, width=80).split())


def interrupted(study: Study, networks: int) -> Study:
    order = sorted(study.trials, key=lambda trial: trial.key.seed)
    return replace(study, trials=tuple(order[:networks]), interrupted=True)


class TestWords:
    def test_the_headline_comes_first(self, five: Study) -> None:
        first = comparison(five).parts[0]
        assert isinstance(first, Lead)
        assert first.words == (
            "Better than relu: elu by 0.60 points (95 % interval [+0.47, +0.73], p = 0.031). Worse than relu: tanh by "
            "12.95 points (95 % interval [-13.04, -12.87], p = 0.031); sigmoid by 14.06 points (95 % interval "
            "[-14.14, -13.98], p = 0.031). Equivalent to relu within ±0.20 points: leaky_relu."
        )

    def test_the_table_and_the_verdicts(self, five: Study) -> None:
        shown = text(five)
        assert "Test accuracy % on 400 examples after 100 steps, 8 seeds" in shown
        assert "Difference from relu, pair by pair (points)" in shown
        assert "elu better 8 +0.60 [+0.47, +0.73] 0.031 0.29 8" in shown
        assert "Intervals are 95 % Student t over seeds, one by one" in shown
        assert "Equivalent means within ±0.20 points." in shown
        assert (
            "The tutorial's order elu > leaky_relu > relu >> tanh > sigmoid is not settled here: chance has not"
            in shown
        )
        assert "for leaky_relu - relu = +0.08 points [-0.05, +0.20]." in shown

    def test_the_protocol_and_the_two_answers(self, full: Study) -> None:
        shown = text(full)
        assert f"Protocol fair, plan {full.plan.digest[:12]}" in shown
        assert "A seed fixes initial weights and batch order" in shown
        assert "compared are the seeds 3 to 10" in shown
        assert "chosen by validation over the seeds 0 to 2" in shown
        assert (
            "The two answers disagree, so that the initialisation is part of the result: elu is better with its own"
            in shown
        )
        assert "mlp(8,8) foi treinada em digits" in said(study_methods(full), "pt")
        assert "over 3 seeds, which were not used again" in study_methods(full)

    def test_what_did_not_finish_is_named_with_its_reason(self, full: Study) -> None:
        shown = text(full)
        assert "mine.py:f failed in 1 of 8: ZeroDivisionError: division by zero (mine.py:3)" in shown
        assert "Did not finish: 1 of 8 with mine.py:f (failed), 1 of 8 with relu (diverged);" in shown
        assert "Networks that diverged or failed (2) counted in the tests" in study_methods(full)

    def test_both_ways_of_not_finishing(self) -> None:
        scores = {"relu": [0.9] * 6, "f": [made.DIVERGED, made.FAILED, 0.9, 0.9, 0.91, 0.92]}
        assert "2 of 6 with f (1 diverged, 1 failed)" in text(made.study(scores))

    def test_nothing_finished(self) -> None:
        shown = text(made.study({"relu": [0.9 + 0.01 * n for n in range(8)], "f": [made.FAILED] * 8}))
        assert "Worse than relu: f (one of the two never finished; p = 0.016)." in shown
        assert "f - - - 8 of 8" in shown

    def test_a_verdict_that_rests_on_what_diverged_does_not_name_the_other_difference(self) -> None:
        control = [0.90 + 0.001 * n for n in range(9)]
        study = made.study({"relu": control, "f": [0.9005, 0.9015, *[made.DIVERGED] * 7]})
        shown = text(study)
        assert study.verdicts[0].verdict == "worse"
        assert "Worse than relu: f (because of networks that did not finish; p = " in shown
        assert "f is worse than relu because of networks that did not finish" in shown

    def test_seeds_until_decided(self) -> None:
        plan = made.plan(["relu", "elu"])
        until = replace(plan, seeds=replace(plan.seeds, until_decided=True))
        study = made.study(made.draws({"relu": 0.0, "elu": 0.0}, noise=0.02), until)
        shown = text(study)
        assert "anytime p" in shown
        assert "hold however often one looks" in reading(study)
        assert "tutorial's order" not in shown
        assert "--until-decided" not in headline(study.findings, study=True)
        fixed = made.study(made.draws({"relu": 0.0, "elu": 0.002}, noise=0.01, seed=3))
        assert "--until-decided" in headline(fixed.findings, study=True)

    def test_an_interruption(self, full: Study) -> None:
        kept = text(interrupted(full, 7))
        assert "Interrupted. Finished pairs are kept: seeds 3, 4 (2 of 8)." in kept
        assert "Undecided against relu: elu, mine.py:f. About so many seeds in all would be needed: elu" in kept
        nothing_yet = comparison(interrupted(full, 2))
        assert [part.words[:18] for part in nothing_yet.parts if isinstance(part, Paragraph)] == ["Interrupted before"]
        assert nothing_yet.charts == ()

    def test_one_seed(self) -> None:
        shown = text(made.study(made.draws(FIVE, seeds=1)))
        assert "One seed has no spread" in shown
        assert "cannot be judged by 1 seed; at least" in shown

    def test_one_activation_is_compared_with_nobody(self) -> None:
        shown = text(made.study(made.draws({"relu": 0.0})))
        assert shown.startswith("Protocol tutorial")
        assert study_methods(made.study(made.draws({"relu": 0.0}))) == ""

    def test_an_error_is_better_low(self) -> None:
        study = made.regression({"relu": [1.0 + 0.01 * n for n in range(8)], "f": [1.5 + 0.011 * n for n in range(8)]})
        assert "Worse than relu: f by 0.5035 (95 % interval" in text(study)
        assert "Test squared error on 400 examples" in text(study)
        assert "Difference from relu, pair by pair (squared error)" in text(study)

    def test_portuguese_has_decimal_commas_where_it_had(self, full: Study) -> None:
        assert "dentro de ±0,002" in said(study_methods(full), "pt")
        assert "erro da família de 0,05" in said(study_methods(full), "pt")


def test_every_word_can_be_said_in_another_language(
    full: Study, letterless: Callable[[Sequence[str]], set[str]]
) -> None:
    words = [*nothing.words(comparison(full)), *nothing.words(comparison(interrupted(full, 7))), made.REASON]
    words += [study_methods(full), comparison_record(full).comparisons[0].line]
    names = {
        "elu",
        "relu",
        "mine",
        "py",
        "f",
        "digits",
        "mlp",
        "sgd",
        "matched",
        "he",
        "fair",
        "until",
        "decided",
        "seeds",
    }
    assert letterless(words) <= names | SYMBOLS


@pytest.fixture
def counted(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    calls: list[int] = []
    original = findings.compare_with_control

    def counting(*args: object, **choices: object) -> object:
        calls.append(1)
        return original(*args, **choices)  # type: ignore[arg-type]

    monkeypatch.setattr(findings, "compare_with_control", counting)
    return calls


def test_verdicts_are_computed_once_whatever_is_rendered(counted: list[int]) -> None:
    study = replace(made.full(), same=None)
    for language in ("en", "pt"):
        document = comparison(study)
        terminal.render(document, language)
        nothing.render(document, language)
        for named in document.charts:
            draw(named.chart, language)
        dumps(comparison_record(study), FORMAT)
        said(study_methods(study), language)
    assert len(counted) == 1


def test_the_record_has_the_promised_keys(full: Study) -> None:
    study = replace(full, folder=Path("s"), files=(Path("s/plan.json"),))
    content = json.loads(dumps(comparison_record(study), FORMAT))
    assert (content["format"], content["version"]) == ("actlab/comparison", 2)
    keys = {
        "plan", "interrupted", "pairs", "metric", "table", "plan_sha256", "comparisons", "tuning",
        "same_initialisation", "agreement", "methods", "differences", "probes", "claim", "folder", "files", "headline",
    }  # fmt: skip
    assert keys | {"format", "version"} == set(content)
    assert content["headline"]["better"] == ["elu"]
    assert content["headline"]["text"] == study_headline(study)
    assert [row["statuses"] for row in content["table"]] == [
        {"finished": 8, "diverged": 0, "failed": 0},
        {"finished": 7, "diverged": 1, "failed": 0},
        {"finished": 7, "diverged": 0, "failed": 1},
    ]
    assert content["table"][2]["reason"].endswith("(mine.py:3)")
    one = content["comparisons"][0]
    assert (one["arm"], one["verdict"], one["p"]) == ("elu", "better", study.verdicts[0].p)
    assert one["line"].startswith("elu - relu: +0.89 points 95% [+0.83, +0.95] simultaneous [")
    assert content["tuning"]["chosen"] == {"elu": 0.1, "relu": 0.1, "mine.py:f": 0.1}
    assert content["tuning"]["means"]["relu"][2] is None
    assert content["same_initialisation"]["plan"]["network"]["initialisation"] == "he"
    assert content["probes"]["gradient"]["relu"][0] == pytest.approx([0.5, 0.05])
    assert content["probes"]["gradient"]["relu"][-1] == [None, None]
    assert set(content["methods"]) == {"en", "pt"}
    assert content["claim"]["steps"][0]["control"] == "relu"
    assert content["files"] == ["s/plan.json"]
