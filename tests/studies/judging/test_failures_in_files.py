"""Networks that failed, in somebody's table: by a status, by nan as it is written, or by what chance gives."""

from __future__ import annotations

import math

import pytest

from actlab.errors import InvalidInput
from actlab.studies.judging.statuses import FAILED, FINISHED, UNFINISHED, meaning
from tests.studies.judging.conftest import Judge
from tests.studies.judging.tables import DIFFERENCE, long

STATUS = long("activation,seed,status,accuracy", "{arm},{seed},finished,{value}")


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("finished FINISHED COMPLETE ok success done TrialState.COMPLETE", FINISHED),
        ("failed FAIL diverged crashed killed collapsed nan Timeout OOM error", FAILED),
        ("running PRUNED scheduled queued waiting", UNFINISHED),
        ("blue 3 v2", None),
    ],
)
def test_words_of_a_status(words: str, expected: str | None) -> None:
    assert {meaning(word) for word in words.split()} == {expected}


@pytest.mark.parametrize("word", ["failed", "CRASHED", "diverged", "collapsed", "killed"])
def test_a_status_fails_a_network_whatever_its_number(judged: Judge, word: str) -> None:
    for value in ("93.66", "", "12"):
        found = judged(STATUS.replace("gelu,3,finished,93.66", f"gelu,3,{word},{value}"))
        assert found.columns.status == "status"
        assert found.findings.comparisons[0].failures.arm == 1
        assert math.isnan(found.findings.results.tables[0].values["gelu"]["3"])


@pytest.mark.parametrize("written", ["nan", "NaN", "inf", "-inf"])
def test_what_is_written_as_not_finite_has_failed(judged: Judge, written: str) -> None:
    found = judged(long().replace("gelu,3,93.66", f"gelu,3,{written}"))
    one = found.findings.comparisons[0]
    assert (one.n, one.failures.arm, one.verdict) == (10, 1, "undecided")
    assert "failed: gelu 3. What predicting the commonest class gives is not known" in " ".join(found.warnings)


def test_runs_that_have_not_ended_are_left_out_aloud(judged: Judge) -> None:
    found = judged(STATUS.replace("gelu,3,finished", "gelu,3,RUNNING").replace("relu,5,finished", "relu,5,pruned"))
    assert (found.findings.comparisons[0].n, found.findings.comparisons[0].failures.arm) == (8, 0)
    assert "left out, as they have not ended: 2 rows (RUNNING, pruned)" in " ".join(found.warnings)


def test_a_word_of_which_nobody_knows_the_meaning_is_asked_for(judged: Judge) -> None:
    with pytest.raises(InvalidInput, match=r"whether 'good' means finished or failed.*where='status=good'"):
        judged(STATUS.replace("gelu,3,finished", "gelu,3,good"))
    other = judged(long("activation,seed,status,accuracy", "{arm},{seed},v2,{value}"))
    assert (other.columns.status, other.columns.left_out) == (None, ("status",))


class TestChance:
    LOW = long().replace("gelu,3,93.66", "gelu,3,9.8")

    def test_failures_count_as_that(self, judged: Judge) -> None:
        for content in (self.LOW, long().replace("gelu,3,93.66", "gelu,3,nan")):
            one = judged(content, chance=10).findings.comparisons[0]
            assert (one.n, one.failures.arm) == (10, 1)
            assert one.difference == pytest.approx(DIFFERENCE - (93.66 - 10) / 10)
        assert judged(self.LOW).findings.comparisons[0].failures.arm == 0

    def test_in_the_unit_of_the_numbers(self, judged: Judge) -> None:
        percent = long(row="{arm},{seed},{value}%").replace("gelu,3,93.66%", "gelu,3,nan")
        assert judged(percent, chance="10%").findings.results.tables[0].chance == 10
        share = "activation,seed,acc\n" + "".join(f"{a},{s},0.9{s}\n" for a in ("relu", "elu") for s in range(8))
        assert judged(share, chance="10%").findings.results.tables[0].chance == pytest.approx(0.1)
        assert judged(share, chance=0.1).findings.results.tables[0].chance == 0.1
        assert "Failures count as 0.1; the numbers lie between 0.9 and 0.97" in " ".join(
            judged(share, chance=0.1).remarks
        )
        with pytest.raises(InvalidInput, match=r"no number is better than that; they lie between 0\.9 and 0\.97"):
            judged(share, chance=10)

    def test_of_a_loss_is_at_its_upper_end(self, judged: Judge) -> None:
        loss = "activation,seed,loss\n" + "".join(
            f"{a},{s},{0.1 + s / 100}\n" for a in ("relu", "elu") for s in range(8)
        )
        found = judged(loss + "relu,8,0.2\nelu,8,2.31\n", chance=2.3)
        assert found.findings.comparisons[0].failures.arm == 1

    def test_by_data_set(self, judged: Judge) -> None:
        rows = "".join(f"{d},{a},{s},0.9{s}\n" for d in ("mnist", "Wine") for a in ("relu", "elu") for s in range(8))
        content = "dataset,activation,seed,accuracy\n" + rows
        tables = judged(content, chance=["mnist=0.1", "wine=0.4"]).findings.results.tables
        assert {table.dataset: table.chance for table in tables} == {"mnist": 0.1, "Wine": 0.4}
        tables = judged(content, chance=["0.2", "wine=0.4"]).findings.results.tables
        assert {table.dataset: table.chance for table in tables} == {"mnist": 0.2, "Wine": 0.4}
        with pytest.raises(InvalidInput, match="unknown data set 'iris'"):
            judged(content, chance="iris=0.3")
        with pytest.raises(InvalidInput, match="names no data set"):
            judged(long(), chance="iris=0.3")
