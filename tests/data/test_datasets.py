"""The data are all there, are the right ones, and are split as the tutorial's loader did."""

import gzip
import hashlib
import lzma
from pathlib import Path

import numpy as np
import pytest

from actlab.data.datasets import DATASETS, EMBEDDED, load
from actlab.data.readers import read_idx
from actlab.errors import InvalidInput


def test_mnist_is_complete_and_split_as_in_the_tutorial() -> None:
    data = load("mnist")
    assert [split.inputs.shape for split in data.splits] == [(55_000, 784), (5_000, 784), (10_000, 784)]
    assert (data.features, data.outputs, data.record.unit) == (784, 10, 255)
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
    assert DATASETS[folder].licence in (EMBEDDED / folder / "NOTICE.md").read_text(encoding="utf-8")


def test_splits_do_not_overlap() -> None:
    digits = load("digits")
    assert sum(len(split) for split in digits.splits) == 1_797
    assert digits.splits.train.inputs.max() == digits.record.unit


@pytest.mark.parametrize("name", ["mnist", "digits"])
def test_inputs_and_targets_go_together(name: str) -> None:
    assert all(len(split.inputs) == len(split.targets) > 0 for split in load(name).splits)


def test_a_missing_file_is_named_with_the_places_to_put_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ACTLAB_DATA", str(tmp_path))
    monkeypatch.setattr("actlab.data.datasets.SYSTEM", tmp_path / "system")
    with pytest.raises(
        InvalidInput, match=r"train-images-idx3-ubyte was not found\. Put it .* into one of: "
    ) as refusal:
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
    with pytest.raises(InvalidInput, match=r"unknown data set 'nowhere.csv'. Allowed: digits, fashion-mnist"):
        load("nowhere.csv")
