"""The headline says what the verdicts are, and what would settle the rest."""

from actlab.findings.findings import Findings, find
from actlab.findings.results import Measure, Results, Table
from actlab.report.document.headline import headline

CONTROL = [0.9 + 0.01 * n for n in range(8)]
WAVES = [value + 0.004 * (-1) ** n + 0.001 for n, value in enumerate(CONTROL)]


def made(numbers: dict[str, list[float]], margin: float | None = 0.002, *, sequential: bool = False) -> Findings:
    table = {arm: {str(n): value for n, value in enumerate(row)} for arm, row in numbers.items()}
    measure = Measure("accuracy", True, True)
    return find(Results(measure, tuple(numbers), "ctl", (Table("", table, 0.1),), margin, sequential))


def test_few_seeds_are_told_how_many_it_takes() -> None:
    few = headline(made({"ctl": CONTROL[:3], "aaa": WAVES[:3]}))
    assert "At least 6 seeds are needed to claim anything." in few
    assert "At least 6 seeds" in headline(made({"ctl": CONTROL[:1], "aaa": WAVES[:1]}))


def test_what_is_undecided_comes_with_a_range_for_the_margin_and_fresh_seeds() -> None:
    found = made({"ctl": CONTROL, "aaa": WAVES})
    low, high = found.comparisons[0].needed or (0, 0)
    assert low < (high or 0)
    planned = f"A difference as large as the margin takes about so many fresh seeds: aaa {low}-{high}."
    assert headline(found).endswith(planned)
    most = found.headline.to_decide
    assert headline(found, study=True).endswith(f"To add seeds until all is decided: --until-decided --seeds {most}.")


def test_without_a_margin_no_number_is_made_up() -> None:
    text = headline(made({"ctl": CONTROL, "aaa": WAVES}, margin=None), study=True)
    assert text == "Nothing is shown to be better than ctl. Undecided against ctl: aaa."


def test_where_seeds_are_added_they_can_go_on_being_added() -> None:
    text = headline(made({"ctl": CONTROL, "aaa": WAVES}, sequential=True), study=True)
    assert "in all, which can be added: aaa" in text
    assert "--until-decided" not in text


def test_nothing_that_differs_needs_no_more_seeds() -> None:
    same = headline(made({"ctl": CONTROL, "aaa": CONTROL}, margin=None))
    assert same.endswith("Undecided against ctl: aaa. Where no pair differs, more seeds would not help.")


def test_failures_stand_beside_a_claim() -> None:
    nan = float("nan")
    text = headline(made({"ctl": [*[nan] * 4, *CONTROL[4:]], "aaa": [value + 0.001 for value in CONTROL]}))
    assert "aaa" in text
    beaten = made({"ctl": CONTROL, "aaa": [nan] * 8})
    assert headline(beaten).startswith("Nothing is shown to be better than ctl. Worse than ctl: aaa by 83.50 points (")
    assert "failed: 8 of 8, ctl 0 of 8, on which this rests)" in headline(beaten)
