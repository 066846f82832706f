"""Published means: which choices have a meaning for them, and what follows."""

from __future__ import annotations

import pytest

from actlab.errors import InvalidInput
from actlab.studies.judging.asked import asked
from actlab.studies.summaries import SummaryJudgement, judge_summaries

TWO = ["gelu 93.32 0.19 3", "mish 92.75 0.2 3"]


def judged(*texts: str, **choices: object) -> SummaryJudgement:
    return judge_summaries(texts or TWO, asked(**choices))  # type: ignore[arg-type]


def test_the_direction_gives_a_verdict() -> None:
    assert judged().others[0].verdict == "differs"
    assert judged(metric="accuracy").others[0].verdict == "worse"
    assert judged(metric="test_loss").others[0].verdict == "better"
    assert judged(lower_is_better=True).others[0].verdict == "better"
    assert judged(metric="accuracy", control="Mish").others[0].verdict == "better"
    assert judged("a 1 0.5 3", "b 1.1 0.5 3", metric="accuracy").others[0].verdict == "undecided"


def test_the_margin_needs_the_simultaneous_interval_within_it() -> None:
    many = ["relu 93.0 0.2 50", "gelu 93.02 0.2 50", "elu 93.05 0.2 50"]
    found = judged(*many, metric="accuracy", margin=0.2)
    assert [row.verdict for row in found.others] == ["equivalent", "equivalent"]
    for row in found.others:
        assert row.simultaneous is not None
        assert row.against is not None
        assert row.against.interval is not None
        assert row.simultaneous[0] < row.against.interval[0] < row.against.interval[1] < row.simultaneous[1]
    ends = found.others[1].simultaneous
    assert ends is not None
    assert judged(*many, margin=ends[1] - 1e-6).others[1].verdict == "undecided"


@pytest.mark.parametrize(
    ("choice", "value"),
    [
        ("arm", "a"),
        ("seed", "s"),
        ("dataset", "d"),
        ("where", "a=b"),
        ("at", "last"),
        ("chance", 0.1),
        ("all_pairs", True),
    ],
)
def test_what_is_asked_of_tables_is_refused(choice: str, value: object) -> None:
    with pytest.raises(InvalidInput, match=f"{choice} has no meaning for published means"):
        judged(**{choice: value})


@pytest.mark.parametrize(
    "texts",
    [["a 1 1"], ["a 1 1 1", "b 1 1 2"], ["a x 1 3", "b 1 1 3"], ["a nan 1 3", "b 1 1 3"], ["a 1 -1 3", "b 1 1 3"],
     ["a 1e308 1 3", "b -1e308 1 3"], ["a 1 1e308 3", "b 1 1 3"], ["a 1 1 3", "a 1 1 3"], ["a 1 1 3"], [3, 4], [], 3],
)  # fmt: skip
def test_other_texts_are_refused(texts: list[str] | int) -> None:
    with pytest.raises(InvalidInput):
        judge_summaries(texts)  # type: ignore[arg-type]


def test_large_numbers() -> None:
    found = judged("a 1e69 1e68 5", "b 2e69 1e68 5", metric="accuracy")
    assert found.others[0].verdict == "better"
    assert judged("a 1 0 3", "b 1 0 3").others[0].verdict == "undecided"
    assert judged("a 93±0.2 3".replace("±", " ± "), "b 93 0.2 3").others[0].verdict == "undecided"
