"""The data are all there, are the right ones, and are split as the tutorial's loader did."""

import dataclasses
import gzip
import hashlib
import lzma
from pathlib import Path

import numpy as np
import pytest

from actlab.data.constant import chance
from actlab.data.dataset import Split, Splits
from actlab.data.sources import SOURCES, load, names, source
from actlab.data.sources.idx import EMBEDDED, read_idx
from actlab.data.sources.source import Source
from actlab.data.tasks import CLASSIFICATION, REGRESSION
from actlab.errors import InvalidInput


def test_mnist_is_complete_and_split_as_in_the_tutorial() -> None:
    data = load("mnist")
    assert [split.inputs.shape for split in data.splits] == [(55_000, 784), (5_000, 784), (10_000, 784)]
    assert (data.shape, data.outputs, data.unit) == ((784,), 10, 255)
    raw = lzma.decompress((EMBEDDED / "mnist" / "train-images-idx3-ubyte.xz").read_bytes())[16:]
    images = np.frombuffer(raw, np.uint8).reshape(60_000, 784)
    np.testing.assert_array_equal(data.splits.validation.inputs, images[:5_000])
    np.testing.assert_array_equal(data.splits.train.inputs, images[5_000:])
    assert data.splits.train.inputs.dtype == np.uint8
    assert sum(len(split) for split in data.splits) == 70_000
    assert set(np.unique(data.splits.test.targets)) == set(range(10))


def test_embedded_data_stay_below_ten_megabytes() -> None:
    assert sum(path.stat().st_size for path in EMBEDDED.rglob("*.xz")) < 10e6


@pytest.mark.parametrize("folder", ["mnist", "digits"])
def test_the_licence_stands_beside_the_data(folder: str) -> None:
    assert SOURCES[folder].licence in (EMBEDDED / folder / "NOTICE.md").read_text(encoding="utf-8")


def test_splits_do_not_overlap() -> None:
    digits = load("digits")
    assert sum(len(split) for split in digits.splits) == 1_797
    assert digits.splits.train.inputs.max() == digits.unit


@pytest.mark.parametrize("name", ["mnist", "digits"])
def test_inputs_and_targets_go_together(name: str) -> None:
    assert all(len(split.inputs) == len(split.targets) > 0 for split in load(name).splits)


def test_a_missing_file_is_named_with_the_places_to_put_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ACTLAB_DATA", str(tmp_path))
    monkeypatch.setattr("actlab.data.sources.kept.SYSTEM", tmp_path / "system")
    with pytest.raises(InvalidInput, match=r"^train-images-idx3-ubyte.gz, .* were not found\. Put them ") as refusal:
        load("fashion-mnist")
    assert str(tmp_path / "fashion-mnist") in str(refusal.value)


def test_the_users_folder_comes_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ACTLAB_DATA", str(tmp_path))
    (tmp_path / "fashion-mnist").mkdir()
    (tmp_path / "fashion-mnist" / "train-images-idx3-ubyte").write_bytes(b"not it")
    with pytest.raises(InvalidInput, match="damaged or another file"):
        load("fashion-mnist")


def test_one_changed_bit_is_noticed(tmp_path: Path) -> None:
    raw = bytearray(b"\x00\x00\x08\x01\x00\x00\x00\x03" + bytes([1, 2, 3]))
    digest = hashlib.sha256(raw).hexdigest()
    path = tmp_path / "three.gz"
    path.write_bytes(gzip.compress(bytes(raw)))
    assert read_idx(path, digest).tolist() == [1, 2, 3]
    raw[-1] ^= 1
    path.write_bytes(gzip.compress(bytes(raw)))
    with pytest.raises(InvalidInput, match="damaged or another file"):
        read_idx(path, digest)
    path.write_bytes(b"no gzip")
    with pytest.raises(InvalidInput, match="cannot be decompressed"):
        read_idx(path, digest)


def test_unknown_name() -> None:
    with pytest.raises(
        InvalidInput, match=r"unknown data set 'nowhere.csv'. Allowed: cifar-10, circles, digits, emnist-balanced"
    ):
        load("nowhere.csv")


def small() -> Source:
    def read() -> Splits:
        return Splits(*(Split(np.full((n, 2, 3), n, np.float32), np.zeros(n, np.float32)) for n in (4, 2, 3)))

    return Source("small", "small", "none", REGRESSION, 1.0, read)


def test_inputs_have_any_shape() -> None:
    data = small().dataset()
    assert (data.shape, data.outputs) == ((2, 3), 1)
    assert data.splits.named("test").part(1, 3).inputs.shape == (2, 2, 3)


def test_what_has_been_read_cannot_be_changed() -> None:
    with pytest.raises(ValueError, match="read-only"):
        np.asarray(load("digits").splits.train.inputs)[0, 0] = 1


def test_the_digest_is_that_of_the_content() -> None:
    data = small().dataset()
    assert data.digest == small().dataset().digest
    assert data.digest == dataclasses.replace(data, name="other", title="other").digest
    train = data.splits.train
    changed = [
        dataclasses.replace(data, unit=2.0),
        dataclasses.replace(data, task=CLASSIFICATION),
        dataclasses.replace(data, splits=data.splits._replace(train=Split(train.inputs + 1, train.targets))),
        dataclasses.replace(data, splits=data.splits._replace(train=Split(train.inputs.reshape(4, 6), train.targets))),
        dataclasses.replace(data, splits=data.splits._replace(validation=data.splits.test)),
    ]
    assert len({data.digest, *(one.digest for one in changed)}) == 6


class _Entry:
    """What an installed package says of its data set."""

    def __init__(self, found: object) -> None:
        self.found, self.names = found, ["small"]

    def load(self) -> object:
        return self.found

    def __iter__(self) -> object:
        return iter([self])


def test_other_packages_add_data_sets(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("actlab.data.sources.entry_points", lambda **_: _Entry(small()))
    assert names()[-1] == "small"
    assert source("small").dataset().splits.train.inputs.shape == (4, 2, 3)
    monkeypatch.setattr("actlab.data.sources.entry_points", lambda **_: _Entry("nothing"))
    with pytest.raises(InvalidInput, match="the data set small of another package is no Source but str"):
        source("small")


def test_a_class_that_is_not_among_the_examples_drawn_is_still_one() -> None:
    """Else the tests' examples of it would have no output, and every network's loss on them no value."""
    for name in ("digits", "pydoc"):
        whole = load(name)
        drawn = (whole.fewer(n) for n in range(1, 20))
        few = next(one for one in drawn if np.asarray(one.splits.train.targets).max() < whole.outputs - 1)
        assert few.outputs == few.form.outputs == whole.outputs
        assert all(np.isfinite(score) for score in chance(few, "test").scores.values())
