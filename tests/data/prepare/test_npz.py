"""Archives of NumPy: what is in them is what was saved, the split included."""

from pathlib import Path

import numpy as np
import pytest

from actlab.data.prepare.asked import Asked
from actlab.data.prepare.given import given
from actlab.data.prepare.npz import archive
from actlab.data.prepare.people import dataset


@pytest.mark.parametrize("kind", ["<f4", ">f8", "<i2", "|u1", "|b1", "<f2"])
@pytest.mark.parametrize("order", ["C", "F"])
def test_arrays_are_those_that_were_saved(kind: str, order: str, tmp_path: Path) -> None:
    x = np.asarray(np.random.default_rng(0).integers(0, 2, (30, 3, 2)), kind, order=order)  # type: ignore[call-overload]
    y = np.array([b"p", b"q"] * 15)
    np.savez_compressed(tmp_path / "x.npz", x=x, y=y)
    found = archive(tmp_path / "x.npz", "x.npz")
    np.testing.assert_array_equal(found.x, x)
    assert found.y.tolist() == ["p", "q"] * 15
    assert found.parts is None


@pytest.mark.parametrize("names", [("train", "validation", "test"), (0, 1, 2), ("train", "val", "test")])
def test_a_split_that_is_given_is_kept(names: tuple[object, ...], tmp_path: Path) -> None:
    x = np.random.default_rng(0).normal(size=(40, 2))
    split = np.array([names[0]] * 25 + [names[2]] * 10 + [names[1]] * 5)
    np.savez(tmp_path / "x.npz", x=x, y=np.arange(40) % 2, split=split)
    found = dataset(given(tmp_path / "x.npz"), Asked())
    assert [len(one) for one in found.splits] == [25, 5, 10]
    assert found.again is None
    assert "as the archive says" in "\n".join(map(str, found.decisions))


def test_more_than_an_array_says_is_not_read(tmp_path: Path) -> None:
    from tests.data.prepare.test_bad_inputs import header, members, saved

    (tmp_path / "x.npz").write_bytes(members(x=header("(50, 2)") + bytes(2**20), y=saved(np.arange(50) % 2)))
    assert archive(tmp_path / "x.npz", "x.npz").x.shape == (50, 2)
