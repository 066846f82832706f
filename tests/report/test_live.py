"""The numbers that the page's script draws: those of the charts, each row once, with as many digits as are promised."""

import json
import math
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from actlab.report.document.charts import Chart, Line, Numbers, Panel
from actlab.report.document.comparison import charts
from actlab.report.document.palette import styles
from actlab.report.exports import page
from actlab.report.render.live import Live, live, thinning
from actlab.report.render.packed import Packed, packed
from actlab.report.render.svg_marks import DASHES
from tests.report import made
from tests.report.pages import read


def unpacked(row: Packed) -> list[float | None]:
    """Return the numbers of a row, as the page's script reads them."""
    if isinstance(row, list):
        return row
    found: list[float | None] = []
    now = 0
    for step in row["steps"]:
        now += step or 0
        found.append(None if step is None else now / 10 ** row["by"])
    return found


@given(st.lists(st.floats(allow_infinity=True, allow_nan=True), max_size=30), st.sampled_from([4, 5]))
def test_a_row_comes_back_to_its_digits(values: list[float], digits: int) -> None:
    found = unpacked(json.loads(json.dumps(packed(values, digits), allow_nan=False)))
    largest = max((abs(value) for value in values if math.isfinite(value)), default=0.0)
    assert len(found) == len(values)
    for value, seen in zip(values, found, strict=True):
        assert (seen is None) == (not math.isfinite(value))
        if seen is not None:
            assert seen == pytest.approx(value, rel=10.0 ** (1 - digits), abs=largest * 10.0 ** (1 - digits))


@given(st.lists(st.floats(0.1, 100), min_size=1, max_size=30))
def test_percents_keep_two_decimals(values: list[float]) -> None:
    found = unpacked(packed([*values, 94.48], 4))
    assert all(seen == pytest.approx(value, abs=0.00501) for seen, value in zip(found, [*values, 94.48], strict=True))


def lines(chart: Chart) -> Iterator[Line]:
    for row in chart.panels:
        for panel in row:
            yield from (mark for mark in panel.marks if isinstance(mark, Line))


def same(found: Live, place: int, values: Numbers) -> None:
    seen = unpacked(found["pool"][place]) if place >= 0 else []
    largest = max((abs(value) for value in values if math.isfinite(value)), default=0.0)
    for one, value in zip(seen, values, strict=True):
        assert one is None if math.isnan(value) else one == pytest.approx(value, rel=1e-3, abs=1e-3 * largest)


def test_every_line_of_a_study_is_there_as_it_is_drawn() -> None:
    drawn = {named.name: named.chart for named in charts(made.full()) if isinstance(named.chart, Chart)}
    found = live(list(drawn.items()))
    assert list(found["charts"]) == ["curves", "zoom", "probes", "sensitivity", "expected"]
    for name, shown in found["charts"].items():
        wanted = list(lines(drawn[name]))
        seen = [line for panel in shown["panels"] for line in panel["lines"]]
        for line, one in zip(wanted, seen, strict=True):
            assert (one["arm"], one["colour"], one["layer"]) == (line.arm, line.colour, line.layer)
            assert " ".join(map(str, one["dash"])) == DASHES.get(line.dash, "")
            for field in ("x", "y", "low", "high"):
                same(found, one[field], getattr(line, field))  # type: ignore[literal-required]
            for place, single in zip(one["singles"], line.singles, strict=True):
                same(found, place, single)
    places = [
        {place for line in found["charts"][name]["panels"][0]["lines"] for place in (line["y"], *line["singles"])}
        for name in ("curves", "zoom")
    ]
    assert places[1] <= places[0]  # the same numbers stand in the page once


def test_single_seeds_are_those_that_finished() -> None:
    study = made.full()
    found = live([(named.name, named.chart) for named in charts(study)])
    for line in found["charts"]["curves"]["panels"][0]["lines"]:
        ended = [trial for trial in study.of(line["arm"]) if trial.test]
        assert 0 < len(ended) == len(line["singles"])
    assert any(len(line["singles"]) < made.SEEDS for line in found["charts"]["curves"]["panels"][0]["lines"])


def test_of_very_many_numbers_of_single_seeds_some_are_kept_and_the_page_says_so() -> None:
    x = tuple(float(place) for place in range(300))
    singles = tuple(tuple(at + seed / 1000 for at in x) for seed in range(1000))
    chart = Chart("", ((Panel((Line(x, x, "a", arm="a", singles=singles),)),),), (1.0, 1.0))
    every = thinning([chart])
    assert every == 3
    found = live([("a", chart)])
    line = found["charts"]["a"]["panels"][0]["lines"][0]
    kept = unpacked(found["pool"][line["across"]])
    assert kept[:2] == [0, 3]
    assert kept[-1] == 299
    same(found, line["singles"][0], tuple(float(at or 0) for at in kept))
    assert all(len(unpacked(found["pool"][place])) == len(kept) for place in line["singles"])


def test_small_panels_are_one_chart_in_which_the_best_have_colours() -> None:
    arms = {"relu": 0.0} | {f"a{place}": place / 500 for place in range(1, 20)}
    study = made.study(made.draws(arms, seeds=8))
    found = live([(named.name, named.chart) for named in charts(study)])
    shown = found["charts"]["curves"]
    assert found["many"]
    assert (shown["merged"], len(shown["panels"])) == (True, 1)
    assert [line["arm"] for line in shown["panels"][0]["lines"]].count("") == 1  # the control, once, behind them all
    assert {line["arm"] for line in shown["panels"][0]["lines"]} == {*arms, ""}
    picked = [arm["name"] for arm in found["arms"] if arm["picked"]]
    assert picked == [f"a{place}" for place in range(19, 12, -1)]
    looks = {name: (style.colour, style.dash) for name, style in styles(picked).items()}
    assert len(set(looks.values())) == 7
    assert all(arm["colour"] == looks[arm["name"]][0] for arm in found["arms"] if arm["picked"])


def test_the_page_holds_them() -> None:
    study = made.full()
    stored = json.loads(read(page.text(study, "en").decode()).one("script", id="actlab-data").text)
    wanted = live([(f"chart-{named.name}", named.chart) for named in charts(study)])
    assert stored["live"] == json.loads(json.dumps(wanted))
