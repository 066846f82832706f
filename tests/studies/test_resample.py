"""Seeds that divide the data anew: each has its own split, the same for every activation; verdicts allow for it."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import pytest
from scipy.stats import t

from actlab.errors import InvalidInput
from actlab.report.document.comparison import reading
from actlab.statistics.inference import SignFlips
from actlab.statistics.sample import Sample
from actlab.studies.compare import compare
from actlab.studies.resume import resume
from actlab.studies.study import Study

pytestmark = pytest.mark.usefixtures("undrawn")

SMALL = {"network": "mlp(8)", "steps": 40, "lr": 0.01, "batch": 16}


def rows(n: int = 120) -> tuple[np.ndarray, np.ndarray]:
    draw = np.random.Generator(np.random.PCG64(1))
    x = draw.normal(size=(n, 3))
    return x, x[:, 0] * 2 + 0.5 * draw.normal(size=n)


def study(**changes: object) -> Study:
    return compare(["relu", "tanh"], choices={"data": rows(), "resample": "split", "seeds": 8, **SMALL, **changes})


@pytest.fixture(scope="module")
def split() -> Study:
    return study()


def test_seeds_see_other_examples_and_activations_the_same(split: Study) -> None:
    plain = study(resample=None)
    test = {(trial.key.arm, trial.key.seed): trial.test for trial in split.trials}
    assert len({str(scores) for scores in test.values()}) == 16
    assert split.plan.seeds.resamples != plain.plan.seeds.resamples
    assert {trial.key.recipe for trial in split.trials}.isdisjoint(trial.key.recipe for trial in plain.trials)
    # there are no test examples that all have in common
    assert all((trial.correct, trial.contributions) == (None, None) for trial in split.trials)
    assert all(one.examples_interval is None for one in split.verdicts)
    assert all(one.examples_interval for one in plain.verdicts)


def test_the_same_seed_gives_the_same_bits_alone(split: Study) -> None:
    again = study(seeds=3)
    known = {(one.key.arm, one.key.seed): one.test for one in split.trials}
    assert all(known[one.key.arm, one.key.seed] == one.test for one in again.trials)


def test_the_variance_is_that_of_nadeau_and_bengio(split: Study) -> None:
    (one,) = split.verdicts
    assert one.test == "resampled-t"
    assert split.numbers.splits == pytest.approx(24 / 72)
    values = np.array([a - b for a, b in zip(*_values(split), strict=True)])
    student = t.ppf(0.975, 7) * values.std(ddof=1) * math.sqrt(1 / 8 + 1 / 3)
    assert one.interval is not None
    assert one.interval[0] <= values.mean() - student * (1 - 1e-9)  # the hull of Student's, so corrected, and Hall's
    assert one.interval[1] >= values.mean() + student * (1 - 1e-9)
    sample = Sample.of(values)
    assert SignFlips(splits=1 / 3).p([sample])[0] > SignFlips().p([sample])[0]


def _values(split: Study) -> tuple[list[float], list[float]]:
    of = {name: [trial.test[split.metric.name] for trial in split.of(name) if trial.test] for name in ("tanh", "relu")}
    return of["tanh"], of["relu"]


def test_splits_and_folds_of_the_same_size_are_the_same_correction() -> None:
    sample = Sample.of(np.array([1.0, 2.0, 0.5, 1.5, 0.7]))
    folds, splits = SignFlips(folds=5), SignFlips(splits=1 / 4)
    assert folds.interval(sample, 0.05) == splits.interval(sample, 0.05)
    assert folds.p([sample]) == splits.p([sample])


def test_what_is_said_of_it(split: Study) -> None:
    words = str(reading(split))
    assert "They speak of samples of such data, this network and learning rate only." in words
    assert "(Nadeau, Bengio)" in words
    assert "take fresh ones" not in words


def test_it_cannot_be_looked_at_twice(tmp_path: Path) -> None:
    with pytest.raises(InvalidInput, match="until_decided: not with resample"):
        study(until_decided=True)
    table = tmp_path / "t.csv"
    x, y = rows()
    lines = [",".join(map(str, (*row, target))) for row, target in zip(x, y, strict=True)]
    table.write_text("\n".join(["a,b,c,y", *lines]), encoding="utf-8")
    changes = {"data": str(table), "target": "y", "resample": "split", "seeds": 2, **SMALL}
    compare(["relu", "tanh"], out=tmp_path / "s", choices=changes)
    with pytest.raises(InvalidInput, match="no test allows for looking"):
        resume(tmp_path / "s", seeds=3)


def test_a_split_that_is_given_stays() -> None:
    with pytest.raises(InvalidInput, match="resample: the split of digits is given with the data"):
        compare(["relu"], choices={"data": "digits", "resample": "split", **SMALL})
