"""Tables with an arm in each row, and what says yes or no of the end of a run."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from actlab.errors import InvalidInput
from tests.studies.judging.conftest import Judge
from tests.studies.judging.tables import DIFFERENCE, GELU, RELU, long


def turned(columns: Sequence[str], heading: str = "activation", arms: Sequence[str] = ("relu", "gelu")) -> str:
    """Return a row for each arm, with ten numbers."""
    rows = [f"{arm},{','.join(map(str, row))}" for arm, row in zip(arms, (RELU, GELU), strict=True)]
    return "\n".join([f"{heading},{','.join(columns)}", *rows]) + "\n"


@pytest.mark.parametrize("columns", [[f"seed {n}" for n in range(10)], [f"run{n}" for n in range(10)], "0123456789"])
def test_columns_called_like_runs_are_runs(judged: Judge, columns: Sequence[str]) -> None:
    found = judged(turned(columns), metric="accuracy")
    one = found.findings.comparisons[0]
    assert (one.arm, one.control, one.verdict, one.n) == ("gelu", "relu", "better", 10)
    assert one.difference == pytest.approx(DIFFERENCE)
    assert "are taken for its runs" in " ".join(found.remarks)


def test_runs_in_columns_within_data_sets(judged: Judge) -> None:
    first, *rows = turned([f"seed{n}" for n in range(10)]).splitlines()
    content = "\n".join([f"dataset,{first}", *(f"{name},{row}" for name in "ab" for row in rows)])
    found = judged(content, metric="accuracy").findings
    assert {name: [one.n for one in family] for name, family in found.within.items()} == {"a": [10], "b": [10]}


NAMES = [f"{name} data" for name in "abcdefghij"]


@pytest.mark.parametrize(
    ("content", "choices"),
    [
        (turned(NAMES, "Method"), {}),
        (turned(NAMES, "Method", ("ours", "theirs")), {"arm": "Method", "control": "ours"}),
    ],
)
def test_other_columns_are_data_sets(judged: Judge, content: str, choices: dict[str, str]) -> None:
    found = judged(content, metric="accuracy", **choices)
    one = found.findings.comparisons[0]
    assert (one.n, one.test, one.verdict) == (10, "signed-rank", "better")
    assert "are taken for data sets" in " ".join(found.remarks)


def test_either_may_be_compared(judged: Judge) -> None:
    content = turned(NAMES, "Method", ("ours", "theirs"))
    with pytest.raises(InvalidInput, match="either the rows, by their Method, or the columns a data"):
        judged(content, metric="accuracy")
    columns = judged(content, metric="accuracy", dataset="Method", control="a data").arms
    assert len(columns) == 10


@pytest.mark.parametrize(
    ("heading", "yes", "no"), [("diverged", "True", "False"), ("has_failed", "1", "0"), ("Divergiu", "sim", "não")]
)
def test_a_column_that_says_yes_to_failure(judged: Judge, heading: str, yes: str, no: str) -> None:
    content = long(f"activation,seed,test_accuracy,{heading}", f"{{arm}},{{seed}},{{value}},{no}")
    found = judged(content.replace(f"gelu,3,93.66,{no}", f"gelu,3,93.66,{yes}"), chance="10")
    failures = found.findings.comparisons[0].failures
    assert (failures.arm, failures.control, found.columns.status) == (1, 0, heading)
    assert f"{heading} says of each run how it ended." in found.remarks


def test_a_flag_beside_a_status(judged: Judge) -> None:
    content = long("activation,seed,acc,state,diverged", "{arm},{seed},{value},finished,False")
    content = content.replace("gelu,3,93.66,finished,False", "gelu,3,93.66,finished,True")
    content = content.replace("gelu,4,93.4,finished", "gelu,4,93.4,crashed")
    assert judged(content).findings.comparisons[0].failures.arm == 2


def test_a_flag_that_is_asked_for_is_a_metric(judged: Judge) -> None:
    content = long("activation,seed,diverged", "{arm},{seed},0").replace("gelu,3,0", "gelu,3,1")
    assert judged(content, metric="diverged", lower_is_better=True).findings.comparisons[0].n == 10
