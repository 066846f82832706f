"""What people and programs read of a study, from numbers made by hand."""

import json
import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from actlab.findings import comparisons
from actlab.report.document.answers import _steps
from actlab.report.document.comparison import comparison, reading, study_headline
from actlab.report.document.comparison_record import FORMAT, comparison_record
from actlab.report.document.headline import headline
from actlab.report.document.methods import study_methods
from actlab.report.document.parts import Lead, Paragraph
from actlab.report.render import nothing, terminal
from actlab.report.render.json import dumps
from actlab.report.render.matplotlib import draw
from actlab.studies.protocols import PROTOCOLS
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
            "Nothing is shown to be better than relu. Worse than relu: tanh by 12.95 points (95 % interval [-13.07, "
            "-12.87], p = 0.031); sigmoid by 14.06 points (95 % interval [-14.14, -13.97], p = 0.031). Equivalent to "
            "relu within ±0.20 points: leaky_relu. Undecided against relu: elu. A difference as large as the margin "
            "takes about so many fresh seeds: elu 10-22. To add seeds until all is decided: --until-decided."
        )

    def test_the_table_and_the_verdicts(self, five: Study) -> None:
        shown = text(five)
        assert "Test accuracy % on 400 examples after 100 steps, 8 seeds" in shown
        assert "Difference from relu, pair by pair (points)" in shown
        assert "elu undecided 8 +0.60 [+0.05, +0.73] 0.066 0.39 10-22" in shown
        assert "No network failed: of each activation 0 of 8, which leaves up to 37 %." in shown
        assert "Intervals are at 95 % over seeds, one by one" in shown
        assert "Equivalent means that the interval for all comparisons together lies within ±0.20 points." in shown
        assert "The margin is smaller than one test example (0.25 points)." in shown
        assert "take fresh ones, or add them by a test that allows for looking" in shown
        assert "takes about 10 to 22 fresh seeds" in shown
        assert (
            "The tutorial's order elu > leaky_relu > relu >> tanh > sigmoid does not hold here: leaky_relu - "
            "relu = +0.08 points [-0.02, +0.16], equivalent, p = 0.102."
        ) in shown

    def test_the_protocol_and_the_two_answers(self, full: Study) -> None:
        shown = text(full)
        assert f"Protocol fair, plan {full.plan.digest[:12]}" in shown
        assert "A seed fixes initial weights and batch order" in shown
        assert "compared are the seeds 7 to 14" in shown
        assert "by 1 seed, then each activation's best" in shown
        assert "For elu, mine.py:f no difference between the two answers is shown" in shown
        assert "That the verdicts on elu are not the same in both may be chance." in shown
        assert "mlp(8,8) foi treinada em digits" in said(study_methods(full), "pt")
        assert "None of these seeds was used again." in study_methods(full)

    def test_the_initialisation_matters_where_the_test_says_so(self) -> None:
        shift = {"relu": 0.0, "tanh": 0.0, "elu": 0.0}
        first = made.study(made.draws(shift), made.plan(list(shift)))
        he = replace(first.plan, network=replace(first.plan.network, initialisation="he"), same_initialisation="")
        both = replace(first, same=made.study(made.draws(shift | {"tanh": -0.05}, seed=1), he))
        shown = text(both)
        own = first.plan.network.initialisation
        start = "The initialisation matters to the difference from relu: against relu, tanh does better with "
        assert start + f"initialisations of their own ({own})" in shown
        assert re.search(r"than with he for all, by [45]\.\d\d points \(95 % interval", shown)
        assert "For elu no difference between the two answers is shown" in shown
        assert "another one for tanh." in study_headline(both)

    def test_what_did_not_finish_is_named_with_its_reason(self, full: Study) -> None:
        shown = text(full)
        assert "mine.py:f failed in 1 of 8: ZeroDivisionError: division by zero (mine.py:3)" in shown
        assert "1 of 8 with mine.py:f (with an error), 1 of 8 with relu (diverged)." in shown
        assert "Networks that failed, which count as chance (10.00 %)" in shown
        assert "mine.py:f 1 of 8 [0, 53] % 1 of 8 [0, 53] % 1.000" in shown
        assert "ended no better than chance failed (2); in every number they counted as chance (10.00 %)" in (
            study_methods(full)
        )

    def test_both_ways_of_not_finishing(self) -> None:
        scores = {"relu": [0.9] * 6, "f": [made.DIVERGED, made.FAILED, 0.9, 0.9, 0.91, 0.92]}
        assert "2 of 6 with f (1 diverged, 1 with an error)" in text(made.study(scores))

    def test_nothing_finished(self) -> None:
        shown = text(made.study({"relu": [0.9 + 0.01 * n for n in range(8)], "f": [made.FAILED] * 8}))
        assert "Worse than relu: f by 83.50 points (95 % interval [-85.55, -81.45], p = 0.008, failed: 8 of 8" in shown
        assert "f 10.00 0.00 [10.00, 10.00] 8 of 8" in shown
        assert "f 8 of 8 [63, 100] % 0 of 8 [0, 37] % 0.008" in shown

    def test_a_verdict_that_rests_on_failures_says_so(self) -> None:
        control = [0.90 + 0.001 * n for n in range(12)]
        study = made.study({"relu": control, "f": [0.9005, 0.9015, 0.9025, 0.9035, *[made.DIVERGED] * 8]})
        shown = text(study)
        assert study.verdicts[0].verdict == "worse"
        assert "f is worse than relu: by 53." in shown
        assert "The verdict rests on them: without them the mean difference is +0.05 points" in shown
        assert "f fails more often than relu: McNemar's test of its own says p = 0.008." in shown

    def test_two_arms_that_always_failed_are_not_praised_as_identical(self) -> None:
        shown = text(made.study({"relu": [made.DIVERGED] * 8, "f": [made.FAILED] * 8}))
        assert "Every network of f and of relu failed; there is nothing to compare." in shown
        assert "identical" not in shown

    @pytest.mark.parametrize(
        ("protocol", "ending", "advice"),
        [
            ("tutorial", made.DIVERGED, "The protocol standard searches the rate"),
            ("standard", made.DIVERGED, "another initialisation, other learning rates or more steps may suit"),
            ("tutorial", made.FAILED, ""),  # an error has a reason of its own
        ],
    )
    def test_where_no_network_learns_the_choices_are_at_fault(self, protocol: str, ending: float, advice: str) -> None:
        scores = {"relu": [made.DIVERGED] * 8, "f": [made.DIVERGED] * 7 + [ending]}
        study = made.study(scores, made.plan(list(scores), name=protocol))
        first = said(study_headline(study), "en")
        assert first.startswith("No network learnt anything") == bool(advice)
        assert first.endswith("Nothing is shown to be better than relu. Undecided against relu: f.")
        assert advice in first
        one_learnt = made.study({**scores, "f": [0.9] + [made.DIVERGED] * 7}, made.plan(list(scores), name=protocol))
        assert "learnt" not in said(study_headline(one_learnt), "en")

    def test_seeds_until_decided(self) -> None:
        plan = made.plan(["relu", "elu"])
        until = replace(plan, seeds=replace(plan.seeds, until_decided=True))
        study = made.study(made.draws({"relu": 0.0, "elu": 0.0}, noise=0.02), until)
        shown = text(study)
        assert "anytime p" in shown
        assert "hold however often one looks" in reading(study)
        assert "tutorial's order elu > relu" in shown
        assert "--until-decided" not in headline(study.findings, study=True)
        fixed = made.study(made.draws({"relu": 0.0, "elu": 0.002}, noise=0.01, seed=3))
        assert "--until-decided" in headline(fixed.findings, study=True)

    def test_what_settles_the_rest_is_said_once(self) -> None:
        open_ = made.study(made.draws({"relu": 0.0, "elu": 0.002}, noise=0.01, seed=3))
        assert text(open_).count("--until-decided") == 1  # in the headline: where would it go on?
        stored = replace(open_, folder=Path("a study"))
        line = "actlab resume 'a study' --until-decided"
        assert text(stored).count("--until-decided") == text(stored).count(line) == 1
        assert comparison_record(stored).next.startswith(line)
        assert comparison_record(open_).next == ""

    def test_an_interruption(self, full: Study) -> None:
        kept = text(interrupted(full, 7))
        assert "Interrupted. Finished pairs are kept: seeds 7, 8 (2 of 8)." in kept
        assert "Undecided against relu: elu, mine.py:f. At least 7 seeds are needed to claim anything." in kept
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
    original = comparisons.compare

    def counting(*args: object, **choices: object) -> object:
        calls.append(1)
        return original(*args, **choices)  # type: ignore[arg-type]

    monkeypatch.setattr(comparisons, "compare", counting)
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
    assert len(counted) == 2  # the comparisons with the control, and the steps of the claimed order


def test_the_record_has_the_promised_keys(full: Study) -> None:
    study = replace(full, folder=Path("s"), files=(Path("s/plan.json"),))
    content = json.loads(dumps(comparison_record(study), FORMAT))
    assert (content["format"], content["version"]) == ("actlab/comparison", 3)
    keys = {
        "plan", "interrupted", "pairs", "metric", "table", "plan_sha256", "comparisons", "tuning",
        "same_initialisation", "agreement", "methods", "all_pairs", "probes", "claim", "folder", "files", "headline",
        "next",
    }  # fmt: skip
    assert keys | {"format", "version"} == set(content)
    assert content["headline"]["undecided"] == ["elu", "mine.py:f"]
    assert content["headline"]["text"] == study_headline(study)
    assert [row["statuses"] for row in content["table"]] == [
        {"finished": 8, "collapsed": 0, "diverged": 0, "failed": 0},
        {"finished": 7, "collapsed": 0, "diverged": 1, "failed": 0},
        {"finished": 7, "collapsed": 0, "diverged": 0, "failed": 1},
    ]
    assert content["table"][2]["reasons"]["failed"].endswith("(mine.py:3)")
    one = content["comparisons"][0]
    assert (one["arm"], one["verdict"], one["p"]) == ("elu", "undecided", study.verdicts[0].p)
    assert (one["failures"]["arm"], one["failures"]["control"]) == (0, 1)
    assert one["without_failures"]["mean"] == pytest.approx(0.0089, abs=1e-4)
    assert one["examples_interval"] == list(study.verdicts[0].examples_interval or ())
    assert one["line"].startswith("elu - relu: +10.94 points 95% [-12.82, +75.81] simultaneous [")
    assert content["agreement"]["matters"] == []
    assert [case["test"]["arm"] for case in content["agreement"]["cases"]] == ["elu", "mine.py:f"]
    assert content["tuning"]["chosen"] == {"elu": 0.1, "relu": 0.1, "mine.py:f": 0.1}
    assert content["tuning"]["around"]["relu"][2]["failed"] == 1
    assert content["same_initialisation"]["plan"]["network"]["initialisation"] == "he"
    assert content["probes"]["gradient"]["relu"][0] == pytest.approx([0.5, 0.05])
    assert content["probes"]["gradient"]["relu"][-1] == [None, None]
    assert set(content["methods"]) == {"en", "pt"}
    assert content["claim"]["steps"][0]["control"] == "relu"
    assert content["claim"]["outcome"] == "unsettled"
    assert content["files"] == ["s/plan.json"]


def test_a_difference_of_differences_is_not_said_to_be_the_arms_own_doing() -> None:
    """The control alone is worse with its own initialisation: the arm is as good with either."""
    first = made.study(made.draws({"relu": -0.05, "elu": 0.0}, seeds=10))
    he = replace(first.plan, network=replace(first.plan.network, initialisation="he"), same_initialisation="")
    study = replace(first, same=made.study(made.draws({"relu": 0.0, "elu": 0.0}, seeds=10, seed=4), he))
    shown = text(study)
    assert (
        ": against relu, elu does better with initialisations of their own (tutorial) than with he for all, by" in shown
    )
    assert "With he for all: No network failed" not in shown  # there nothing is better or equivalent


def test_failures_of_pairs_stand_beside_what_the_initialisation_is_said_to_do() -> None:
    scores = made.draws({"relu": 0.0, "elu": 0.01, "tanh": 0.0}, seeds=10)
    first = made.study({**scores, "elu": [made.DIVERGED] * 10})
    he = replace(first.plan, network=replace(first.plan.network, initialisation="he"), same_initialisation="")
    shown = text(replace(first, same=made.study(scores, he)))
    assert "pairs with a failed network: 10 and 0 of 10" in shown
    assert "With he for all: No network failed: of each activation 0 of 10" in shown


def test_one_seed_is_one() -> None:
    assert "; seed 0 is the only one." in text(made.study(made.draws({"relu": 0.0, "elu": 0.0}, seeds=1)))


def test_how_clearly_rates_were_chosen_is_told(full: Study) -> None:
    assert full.tuning is not None
    clear = full.tuning.clearness("relu")
    assert f"0.1: 90.04 ({100 * clear[0.1]:.0f} %)" in text(full)


@pytest.mark.parametrize(
    ("name", "words"), [("tutorial", "takes 1000 steps"), ("aula", "Training takes 1000 steps"), ("fair", "")]
)
def test_the_steps_of_the_author_s_script_are_told_where_the_tutorial_is_rerun(name: str, words: str) -> None:
    plan = PROTOCOLS[name].plan
    told = _steps(plan)
    assert words in told if words else told == ""
    assert _steps(replace(plan, training=replace(plan.training, steps=77))) == ""  # a user's own
