"""From what people hand over to a data set: files, frames, arrays; the same numbers whatever they are written with."""

import json
import pickle
from collections.abc import Callable
from pathlib import Path

import duckdb
import numpy as np
import pandas as pd
import polars
import pytest

import actlab
from actlab.data.dataset import Dataset
from actlab.data.prepare.asked import Asked
from actlab.data.prepare.given import given, stem
from actlab.data.prepare.people import dataset
from actlab.errors import InvalidInput
from actlab.studies.plan import from_json
from actlab.words import said

pytestmark = pytest.mark.usefixtures("hasty")

N = 80
SMALL = {"network": "mlp(4)", "steps": 20, "seeds": 2, "batch": 8, "lr": 0.01, "progress": False}


def columns(seed: int = 0) -> dict[str, list[object]]:
    """Return a table with a column of each kind, gaps in each, and a target of two classes."""
    draw = np.random.default_rng(seed)
    size = draw.normal(size=N).round(5)
    found: dict[str, list[object]] = {
        "size": size.tolist(),
        "city": draw.choice(["north", "south", "west"], N).tolist(),
        "day": [f"2024-{month:02d}-{day:02d}" for month, day in zip(*draw.integers(1, 13, (2, N)), strict=True)],
        "sold": draw.choice(["true", "false"], N).tolist(),
    }
    for name, values in found.items():
        for place in draw.choice(N, 6, replace=False):
            found[name][place] = None
        assert len(values) == N
    return found | {"kind": ["small" if one < 0 else "large" for one in size]}


def csv(path: Path, separator: str = ",", **held: list[object]) -> Path:
    rows = [list(held), *zip(*held.values(), strict=True)]
    path.write_text("".join(separator.join("" if c is None else str(c) for c in row) + "\n" for row in rows))
    return path


def read(data: object, **asked: object) -> Dataset:
    return dataset(given(data), Asked(**{"target": "kind", **asked}))  # type: ignore[arg-type]


def words(found: Dataset) -> str:
    return "\n".join(said(one, "en") for one in found.decisions)


def as_tsv(folder: Path) -> Path:
    return csv(folder / "x.tsv", "\t", **columns())


def as_semicolons(folder: Path) -> Path:
    held = columns()
    held["size"] = [None if one is None else str(one).replace(".", ",") for one in held["size"]]
    return csv(folder / "x.csv", ";", **held)


def as_lines(folder: Path) -> Path:
    rows = [dict(zip(columns(), row, strict=True)) for row in zip(*columns().values(), strict=True)]
    path = folder / "x.jsonl"
    path.write_text("\n".join(map(json.dumps, rows)) + "\n")
    return path


def as_parquet(folder: Path) -> Path:
    csv(folder / "first.csv", **columns())
    query = "COPY (SELECT * FROM read_csv(?)) TO '{}' (FORMAT parquet)".format(folder / "x.parquet")
    duckdb.execute(query, [str(folder / "first.csv")])
    return folder / "x.parquet"


def as_sheet(folder: Path) -> Path:
    pd.DataFrame(columns()).to_excel(folder / "x.xlsx", index=False)
    return folder / "x.xlsx"


@pytest.mark.parametrize("write", [as_tsv, as_semicolons, as_lines, as_parquet, as_sheet])
def test_whatever_a_table_is_written_with_the_numbers_are_the_same(
    write: Callable[[Path], Path], tmp_path: Path
) -> None:
    assert read(write(tmp_path)).digest == read(csv(tmp_path / "plain.csv", **columns())).digest


def test_frames_give_the_numbers_of_files(tmp_path: Path) -> None:
    expected = read(csv(tmp_path / "x.csv", **columns())).digest
    frame = pd.DataFrame(columns())
    assert read(frame).digest == expected
    assert read(columns()).digest == expected
    typed = frame.assign(day=pd.to_datetime(frame["day"]), city=frame["city"].astype("category"))
    assert read(typed).digest == expected
    assert read((frame.drop(columns="kind"), frame["kind"]), target="").digest == expected


def test_a_frame_of_polars_gives_the_numbers_of_files(tmp_path: Path) -> None:
    frame = polars.DataFrame(columns()).with_columns(polars.col("day").str.to_date())
    assert read(frame).digest == read(csv(tmp_path / "x.csv", **columns())).digest


def test_arrays_of_two_dimensions_are_tables() -> None:
    x = np.random.default_rng(0).normal(size=(50, 3))
    y = np.arange(50) % 2
    table = {"x1": x[:, 0], "x2": x[:, 1], "x3": x[:, 2], "kind": y}
    assert read((x, y), target="").digest == read(table).digest
    assert read([x.tolist(), y.tolist()], target="").digest == read(table).digest
    assert read((x, y[:, None]), target="").digest == read(table).digest


def test_images_in_arrays_and_other_arrays_are_standardised() -> None:
    draw = np.random.default_rng(0)
    y = np.arange(60) % 3
    pixels = draw.integers(0, 256, (60, 5, 4), np.uint8)
    found = read((pixels, y), target="", task="classification")
    assert (found.shape, found.image) == ((5, 4, 1), (5, 4, 1))
    seen = np.asarray(found.splits.train.inputs, np.float64) / found.unit - found.centre
    assert (float(seen.mean()), float(seen.std())) == pytest.approx((0.0, 1.0), abs=1e-12)
    waves = draw.normal(3, 2, size=(60, 7, 2))
    train = np.asarray(read((waves, y), target="", task="classification").splits.train.inputs)
    assert train.mean() == pytest.approx(0, abs=1e-6)
    assert train.std() == pytest.approx(1, abs=1e-6)


@pytest.mark.parametrize(
    ("data", "text"),
    [
        (pd.DataFrame([[1, 2, 3]] * 30, columns=["a", "a", "kind"]), "'a' occurs twice"),
        ({"a": [1, 2], "kind": [1]}, "of the same length"),
        (np.zeros((30, 2)), "data: .* is not allowed"),
        (7, "data: 7 is not allowed"),
        ({"a": [[1, 2], [3]] * 15, "kind": [0, 1] * 15}, "no array|types list"),
    ],
)
def test_what_is_no_table_in_memory_is_refused(data: object, text: str) -> None:
    with pytest.raises(InvalidInput, match=text):
        read(data)


def test_columns_in_memory_are_called_without_control_characters() -> None:
    held = columns()
    with pytest.raises(InvalidInput, match=r"there is no column 'price'.*; it has ab, c d") as caught:
        read({"a\x85b": held["size"], "c d": held["city"], "\x1b[31mkind\x1b[0m": held["kind"]}, target="price")
    assert str(caught.value).isprintable()


def test_columns_have_roles(tmp_path: Path) -> None:
    held = columns() | {"who": [f"p{n % 9}" for n in range(N)], "w": [1.0 + n % 3 for n in range(N)]}
    found = read(csv(tmp_path / "x.csv", **held), group="who", weights="w", drop=("day", "sold"))
    targets = np.asarray(found.splits.train.targets)
    assert targets.shape[1] == 2
    assert targets[:, 1].mean() == pytest.approx(1)
    assert "day, sold: left out as asked." in words(found)
    assert "by group, 9 groups of who" in words(found)
    assert "w says how much a row counts" in words(found)
    plain = read(csv(tmp_path / "y.csv", **columns()), drop=("day", "sold"))
    assert found.shape == plain.shape  # neither group nor weights are inputs


def test_an_index_without_heading_is_left_out(tmp_path: Path) -> None:
    pd.DataFrame(columns()).to_csv(tmp_path / "x.csv")
    found = read(tmp_path / "x.csv")
    assert "without a heading is an index" in words(found)
    assert found.digest == read(csv(tmp_path / "y.csv", **columns())).digest


def test_constants_and_rows_that_are_in_two_parts_are_named_with_their_counts() -> None:
    held = columns() | {"same": ["p"] * N}
    twice = {name: values * 2 for name, values in held.items()}
    found = words(read(twice))
    assert "same" in found
    assert "left out: the same in all training rows" in found
    assert "of the 32 rows for test are the same as training rows" in found


def test_a_rare_class_has_balanced_accuracy_judged() -> None:
    held = columns()
    held["kind"] = ["rare" if n % 8 == 0 else "common" for n in range(N)]
    found = read(held)
    assert found.task.metrics[0].name == "balanced_accuracy"
    assert "The rarest class has 12.5 % of the training rows: balanced accuracy is judged" in words(found)
    assert read(columns()).task.metrics[0].name == "accuracy"


def test_amounts_are_reported_in_their_own_unit() -> None:
    held = columns() | {"kind": [1000.0 + 7.5 * n for n in range(N)]}
    found = read(held)
    assert [metric.name for metric in found.task.metrics[:3]] == ["rmse", "mae", "r2"]
    assert np.asarray(found.splits.train.targets).std() == pytest.approx(1, abs=1e-6)


def test_the_same_data_under_another_split() -> None:
    found = read(columns())
    assert found.again is not None
    assert found.again(0).digest == found.digest
    other = found.again(1)
    assert other.digest != found.digest
    assert [len(one) for one in other.splits] == [len(one) for one in found.splits]
    sent = pickle.loads(pickle.dumps(found.again))
    assert sent(1).digest == other.digest


def test_by_time_there_is_no_other_split() -> None:
    held = columns()
    held["day"] = [f"2024-01-{n % 28 + 1:02d}" for n in range(N)]
    assert read(held, time="day").again is None


def test_nobody_writes_into_the_arrays() -> None:
    for split in read(columns()).splits:
        for array in map(np.asarray, split):
            assert not array.flags.writeable


def test_names_of_folders(tmp_path: Path) -> None:
    assert given(tmp_path).name == f"{tmp_path.name}/"
    assert stem("a b/../c.csv") == "a-b-c"


def test_a_study_of_a_file_goes_on_where_it_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    csv(tmp_path / "x.csv", **columns())
    monkeypatch.chdir(tmp_path)
    study = actlab.compare(["relu", "tanh"], data="x.csv", target="kind", drop=["day"], out="study", **SMALL)
    assert (study.plan.data.name, study.plan.data.target, study.plan.data.drop) == ("x.csv", "kind", ("day",))
    assert from_json(study.plan.to_json()) == study.plan
    decided = [said(one, "pt") for one in actlab.open("study").provenance.data_set.decisions]
    assert len(decided) == len(study.provenance.data_set.decisions)
    monkeypatch.chdir("/")
    assert len(actlab.open(tmp_path / "study").resume(seeds=3, progress=False).pairs) == 3
    (tmp_path / "x.csv").rename(tmp_path / "y.csv")
    with pytest.raises(InvalidInput, match="no such file or folder"):
        actlab.open(tmp_path / "study").resume(seeds=4, progress=False)
    resumed = actlab.open(tmp_path / "study").resume(seeds=4, progress=False, data=tmp_path / "y.csv")
    assert len(resumed.pairs) == 4
    csv(tmp_path / "y.csv", **columns(seed=1))
    with pytest.raises(InvalidInput, match="data digest"):
        actlab.open(tmp_path / "study").resume(seeds=5, progress=False, data=tmp_path / "y.csv")


def test_a_study_of_arrays_goes_on_with_them(tmp_path: Path) -> None:
    data = np.random.default_rng(0).normal(size=(60, 3)), np.arange(60) % 2
    study = actlab.compare(["relu", "tanh"], data=data, out=tmp_path / "study", **SMALL)
    assert study.plan.data.name == "arrays"
    with pytest.raises(InvalidInput, match=r"held in memory \(arrays\).*resume\(data=...\)"):
        study.resume(seeds=3, progress=False)
    assert len(study.resume(seeds=3, progress=False, data=data).pairs) == 3


def test_a_plan_without_roles_still_opens() -> None:
    study = actlab.compare(["relu", "tanh"], quick=True, **(SMALL | {"steps": 5}))
    content = json.loads(study.plan.to_json())
    content["data"] = {name: content["data"][name] for name in ("name", "digest")}
    assert from_json(json.dumps(content)) == study.plan
