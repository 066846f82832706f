"""Odd files: each gives the right numbers, or a refusal in one line with the reason; never a traceback."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from actlab.data.tables.table import Table
from actlab.errors import InvalidInput
from actlab.studies.judgement import Judgement, judge
from actlab.studies.judging.asked import asked
from actlab.studies.judging.numbers import numbers
from actlab.studies.judging.reading import understand
from tests.studies.judging.conftest import Judge
from tests.studies.judging.tables import GELU, RELU, long, wide

RISING = [
    f"{arm},{{}},{seed},{90 + seed / 10 + place}" for place, arm in enumerate(("relu", "gelu")) for seed in range(8)
]


def made(heading: str, *columns: str) -> str:
    """Return eight seeds of two arms, gelu one point higher, with a column between whose cells are by arm."""
    rows = [row.format(columns[place // 8]) for place, row in enumerate(RISING)]
    return "\n".join([heading, *rows]) + "\n"


REFUSED = {
    "iris": ("a,b,species\n" + "5.1,3.5,setosa\n4.9,3.0,virginica\n" * 9, {}, "data to train on, not like results"),
    "iris by another name": ("a,b,kind\n" + "5.1,3.5,x\n4.9,3.0,y\n" * 9, {"metric": "accuracy"}, "column 'kind'"),
    "pixels": ("label,pixel0,pixel1\n1,0,255\n2,0,3\n", {}, "data to train on"),
    "housing": ("crim,nox,rm,age,medv\n0.1,0.5,6.1,65,24\n0.2,0.4,6.4,78,21\n", {}, "age, medv are taken"),
    "one arm": (long().partition("gelu")[0], {}, "there is only one variant, relu"),
    "no arm": ("seed,accuracy\n1,0.9\n2,0.8\n", {}, "no column names what is compared"),
    "arm of numbers": (long("width,seed,accuracy", arms=("16", "32")), {}, "arm='width'"),
    "seeds of their own": (long(row="{arm},{place},{value}"), {}, "no variant has a number for the same seed as relu"),
    "two values": (long() + "relu,0,93.12\n", {}, "relu, seed 0 stands in rows 1 and 21 with different values"),
    "no seed": (long("activation,test_accuracy", "{arm},{value}"), {}, "no column says which rows belong together"),
    "splits": (
        long("activation,seed,split,accuracy", "{arm},{seed},test,{value}\n{arm},{seed},train,99"),
        {},
        "where='split=test'",
    ),
    "data sets by another name": (long("activation,suite,acc", "{arm},d{seed},{value}"), {}, "dataset='suite'"),
    "fractions among percent": (long().replace("gelu,3,93.66", "gelu,3,0.9366"), {}, "as a fraction and as percent"),
    "percent signs on some": (long().replace("93.66", "93.66%"), {}, "some numbers have a percent sign"),
    "two names in one": (long(arms=("ReLU", "relu")), {}, "differ only in their spelling"),
    "two columns in one": (wide("seed,ReLU,relu"), {"metric": "accuracy"}, "differ only in their spelling"),
    "unclear metric": ("activation,seed,this,that\nrelu,0,1,2\ngelu,0,2,3\n", {}, "which column is the metric"),
    "training or test": (
        long("activation,seed,accuracy,val_accuracy", "{arm},{seed},{value},{value}"),
        {},
        "accuracy stands beside val_accuracy and may be of training",
    ),
    "too large for a number": (long().replace("93.66", "1e999"), {}, "row 14: test_accuracy is '1e999'"),
    "thousands": (long().replace("93.66", '"9,366"'), {}, "row 14: test_accuracy is '9,366', which"),
    "thousands everywhere": (long(row="{arm},{seed},1.{seed}31,50").replace(",", ";").replace(";50", ",50"), {},
                             "row 1: test_accuracy is '1.031,50', which may be meant"),
    "no numbers": ('activation,seed\nrelu,0\ngelu,0\n', {}, "no column holds numbers that may be results"),
    "text": (long() + "gelu,11,high\n", {}, "row 21: test_accuracy is 'high', which is not a number"),
    "blank seed": (long() + "elu,,93\n", {}, "row 21 has no seed"),
    "blank arm": (long() + ",0,93\n", {}, "row 21 has no activation"),
    "nothing finite": ("activation,seed,acc\nrelu,0,nan\nrelu,1,nan\ngelu,0,nan\n", {}, "no row has a finite number"),
    "nothing ended": (
        "activation,seed,state,acc\nrelu,0,running,1\ngelu,0,running,2\n",
        {},
        "no run has ended",
    ),
    "more cells than headings": ("activation,seed,accuracy\nrelu,0,97,30\ngelu,0,97,50\n", {}, "cells"),
    "only a heading": ("activation,seed,accuracy\n", {}, "no row below its heading"),
    "nothing": ("", {}, "empty"),
    "nothing there": (long(), {"where": "activation=elu"}, "activation is never 'elu'; its values are: relu, gelu"),
    "no such column": (long(), {"seed": "sead"}, "unknown column 'sead'. Did you mean seed"),
    "no such metric": (long(), {"metric": "accuracy"}, "unknown column 'accuracy'"),
    "no epochs": (long(), {"at": "best-validation"}, "no run has several rows"),
}  # fmt: skip


@pytest.mark.parametrize("name", REFUSED)
def test_refused_in_one_line_with_the_reason(judged: Judge, name: str) -> None:
    content, choices, words = REFUSED[name]
    with pytest.raises(InvalidInput) as raised:
        judged(content, **choices)
    assert words in str(raised.value)
    assert "\n" not in str(raised.value)


READ: Mapping[str, tuple[str, dict[str, object], str, str]] = {
    "another heading": (long("Nonlin,seed,accuracy"), {}, "better", "Nonlin, the only column of words, is taken for"),
    "booleans": (made("batchnorm,x,seed,accuracy", "1", "1").replace("gelu", "True").replace("relu", "False"),
                 {"control": "False"}, "better", "batchnorm"),
    "numbers as arms": (long("width,seed,accuracy", arms=("16", "32")), {"arm": "width"}, "better", ""),
    "spellings of one arm": (long().replace("relu,0,", "ReLU,0,").replace("relu,1,", "relu ,1,"), {}, "better",
                             "ReLU, relu are taken for one name, ReLU"),
    "another optimizer": (made("activation,optimizer,seed,accuracy", "adam", "sgd"), {}, "better",
                          "optimizer changes with what is compared (relu adam, gelu sgd)"),
    "the same everywhere": (made("activation,optimizer,seed,accuracy", "adam", "adam"), {}, "better",
                            "Left out: optimizer (the same in every row)"),
    "time beside arms": (wide("seed,relu,gelu,time", "{seed},{relu},{gelu},{seed}33"), {"metric": "accuracy"}, "better",
                         "Left out: time (bookkeeping)"),
    "time beside a metric": (long("activation,seed,acc,wall_time", "{arm},{seed},{value},{place}.5"), {}, "better",
                             "Left out: wall_time (bookkeeping)"),
    "loss beside accuracy": (long("activation,seed,loss,accuracy", "{arm},{seed},0.{place},{value}"), {}, "better",
                             "Judged is accuracy; loss could be judged as well"),
    "training only": (long("activation,seed,train_acc"), {}, "better", "says nothing of new data"),
    "the same row twice": (long() + "relu,0,93.11\n", {}, "better", "count once: relu, seed 0 (1, 21)"),
    "out of scale": (long().replace("93.66", "973"), {}, "undecided", "out of scale, and counted as it stands: gelu 3"),
    "ten times": ("activation,seed,reward\n" + "".join(f"{a},{s},{v}{s}\n" for a, v in (("relu", "9."), ("elu", "90."))
                  for s in range(8)), {"control": "relu"}, "better", "elu (90.35) and relu (9.35) differ much in size"),
    "huge": (long("activation,seed,reward").replace("93.66", "1e308").replace("93.3\n", "-1e308\n"), {}, "undecided",
             "relu 3 = -1e+308"),
    "all huge": (long("activation,seed,reward", "{arm},{seed},{value}e306"), {}, "better", ""),
    "all tiny": (long("activation,seed,reward", "{arm},{seed},{value}e-320"), {}, "better", ""),
    "Portuguese": (long("Ativação,Semente,Acurácia de teste (%)"), {}, "better", ""),
    "quoted names": (long(arms=('"relu, leaky"', '"gelu"')), {"control": "relu, leaky"}, "better", ""),
    "a heading with a comma": (long('"activation, used",seed,acc'), {"arm": "activation, used"}, "better", ""),
    "a model for each data set": (wide("model,relu,gelu", "net{seed},{relu},{gelu}"), {"metric": "accuracy"}, "better",
                                  "Taken for the data set: the column 'model'"),
    "folds": (long("activation,fold,accuracy"), {}, "better", "the test allows for 10 of them"),
    "a chosen rate": (
        long("activation,seed,lr,acc", "{arm},{seed},0.1,{value}\n{arm},{seed},0.2,1"), {}, "better",
        "chosen by acc itself",
    ),
    "units of percent": (wide("seed,ReLU (%),GELU (%)"), {"metric": "accuracy"}, "better", ""),
    "one fold": (
        long("activation,seed,fold,acc", "{arm},{seed},0,{value}\n{arm},{seed},1,{value}"), {"where": "fold=0"},
        "better", "Left out: fold (the same in every row)",
    ),
    "a spread beside means": (
        long("activation,dataset,acc_mean,acc_std,runs", "{arm},d{seed},{value},0.{place},{place}"), {}, "better",
        "Left out: acc_std, runs (plays no part)",
    ),
    "several values": (long(), {"where": ["seed=0", "seed=1.0", "seed=2"]}, "undecided", ""),
}  # fmt: skip


@pytest.mark.parametrize("name", READ)
def test_read_and_said(judged: Judge, name: str) -> None:
    content, choices, verdict, words = READ[name]
    found = judged(content, **choices)
    assert [one.verdict for one in found.findings.comparisons] == [verdict]
    assert words in " ".join([*found.remarks, *found.warnings])


@pytest.mark.parametrize(
    ("choices", "words"),
    [
        ({"margin": "x"}, "margin: x is not allowed; it must be a number above 0."),
        ({"margin": True}, "margin: True is not allowed"),
        ({"margin": float("inf")}, "margin: inf is not allowed"),
        ({"control": 3}, "control: 3 is not allowed; it must be a name."),
        ({"metric": 3}, "metric: 3 is not allowed"),
        ({"arm": 3}, "arm: 3 is not allowed; it must be a column's name, or several."),
        ({"seed": []}, "seed: [] is not allowed"),
        ({"dataset": [3]}, "dataset: [3] is not allowed"),
        ({"where": "x"}, "where: 'x' does not say which rows are meant; write COLUMN=VALUE."),
        ({"chance": "x"}, "chance: 'x' is not allowed"),
        ({"chance": True}, "chance: 'True' is not allowed"),
        ({"chance": "nan"}, "chance: 'nan' is not allowed"),
        ({"at": "first"}, "unknown at 'first'."),
        ({"lower_is_better": "yes"}, "lower_is_better: 'yes' is not allowed"),
        ({"all_pairs": 3}, "all_pairs: 3 is not allowed"),
        ({"control": "elu"}, "unknown control 'elu'."),
    ],
)
def test_nonsense_is_named(judged: Judge, choices: dict[str, object], words: str) -> None:
    with pytest.raises(InvalidInput) as raised:
        judged(long(), **choices)
    assert words in str(raised.value)


@pytest.mark.parametrize("paths", [(5,), (None,), (b"x",), ()])
def test_what_is_no_path(paths: tuple[object, ...]) -> None:
    with pytest.raises(InvalidInput):
        judge(*paths)  # type: ignore[arg-type]


def test_all_pairs(judged: Judge) -> None:
    assert len(judged(long(), all_pairs=True).findings.pairs) == 1


CELLS = st.one_of(
    st.none(),
    st.sampled_from(
        ["relu", "gelu", "0", "1", "2", "0.9", "93.1", "nan", "inf", "1e308", "93%", "failed", "mean", "x,y"]
    ),
    st.floats(allow_nan=False).map(str),
)
HEADINGS = st.lists(
    st.sampled_from(
        ["activation", "seed", "accuracy", "loss", "epoch", "dataset", "lr", "status", "", "relu", "gelu", "n"]
    ),
    min_size=1,
    max_size=5,
    unique=True,
)


@settings(max_examples=200, deadline=None)
@given(
    HEADINGS.flatmap(lambda names: st.tuples(st.just(names), st.lists(st.tuples(*[CELLS] * len(names)), min_size=1)))
)
def test_no_table_ends_in_a_traceback(table: tuple[list[str], list[tuple[str | None, ...]]]) -> None:
    names, rows = table
    read = Table("made", names, [list(row) for row in rows], list(range(1, len(rows) + 1)))
    with suppress(InvalidInput):
        choices = asked(metric=None, lower_is_better=False)
        numbers(understand(read, choices), choices, True)


def test_no_order_of_rows_changes_what_is_found(judged: Judge) -> None:
    def verdict(found: Judgement) -> tuple[object, ...]:
        one = found.findings.comparisons[0]
        return one.verdict, one.difference, one.p

    lines = long().splitlines()
    turned = "\n".join([lines[0], *reversed(lines[1:])]) + "\n"
    assert verdict(judged(turned)) == verdict(judged(long()))
    assert len(RELU) == len(GELU)


def test_numbers_near_the_largest_are_no_other_unit(judged: Judge) -> None:
    assert judged(long("activation,seed,reward", "{arm},{seed},1.0{place}e308")).warnings == ()
