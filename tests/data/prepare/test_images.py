"""Folders of images: classes by folder, sizes by a stated rule, what is transparent on white."""

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from actlab.data.prepare.asked import Asked
from actlab.data.prepare.given import given
from actlab.data.prepare.images import images
from actlab.data.prepare.people import dataset
from actlab.words import said


def paint(folder: Path, name: str, pixels: np.ndarray, mode: str | None = None) -> None:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    found = Image.fromarray(pixels)
    (found.convert(mode) if mode else found).save(path)


def grey(value: int, height: int = 6, width: int = 5) -> np.ndarray:
    return np.full((height, width), value, np.uint8)


def test_small_images_of_one_size_stay_as_they_are(tmp_path: Path) -> None:
    draw = np.random.default_rng(0)
    pixels = draw.integers(0, 256, (4, 6, 5), np.uint8)
    for place, name in enumerate(["b/1.png", "b/0.png", "a/9.png", "a/10.PNG"]):
        paint(tmp_path, name, pixels[place])
    found = images(tmp_path, "photos/")
    assert found.classes == ["a", "a", "b", "b"]
    np.testing.assert_array_equal(found.pixels[..., 0], pixels[[3, 2, 1, 0]])


def test_images_of_other_sizes_become_32_x_32(tmp_path: Path) -> None:
    wide = np.repeat(np.array([0, 100, 200, 100, 0], np.uint8), 20)[None].repeat(60, axis=0)  # 60 x 100
    paint(tmp_path, "a/0.png", wide)
    paint(tmp_path, "b/0.png", grey(7, 90, 70))
    found = images(tmp_path, "photos/")
    assert found.pixels.shape == (2, 32, 32, 1)
    assert found.pixels[0, :, 16].min() == 200  # the middle is still there, the edges are cut off
    assert found.pixels[0].min() >= 80
    assert (found.pixels[1] == 7).all()
    assert "2 sizes" in said(found.sheet.remarks[0], "en")


def test_colours_transparency_and_depth(tmp_path: Path) -> None:
    colour = np.zeros((4, 4, 3), np.uint8)
    colour[..., 0] = 200
    paint(tmp_path, "a/colour.png", colour)
    clear = np.zeros((4, 4, 4), np.uint8)
    clear[:2, :, 3] = 255  # the upper half is black, the lower cannot be seen
    paint(tmp_path, "b/clear.png", clear)
    paint(tmp_path, "b/deep.png", np.full((4, 4), 30_000, np.uint16))
    paint(tmp_path, "b/palette.png", colour, "P")
    found = images(tmp_path, "photos/").pixels
    assert found.shape == (4, 4, 4, 3)
    np.testing.assert_array_equal(found[0], colour)
    assert (found[1, :2] == 0).all()
    assert (found[1, 2:] == 255).all()
    assert (found[2] == round(30_000 / 257)).all()
    assert (np.abs(found[3].astype(int) - colour) <= 25).all()  # of the palette the nearest colour


def test_other_files_are_named_and_left_out(tmp_path: Path) -> None:
    for place in range(2):
        paint(tmp_path, f"c{place}/0.png", grey(place))
    (tmp_path / "c0" / "notes.txt").write_text("x")
    (tmp_path / "labels.csv").write_text("x")
    (tmp_path / "empty").mkdir()
    found = images(tmp_path, "photos/")
    assert len(found.classes) == 2
    assert "3 others are left out (empty, labels.csv, notes.txt)" in "\n".join(map(str, found.sheet.remarks))


@pytest.mark.parametrize("ending", ["png", "jpg", "jpeg"])
def test_sixty_images_in_three_classes_are_a_data_set(ending: str, tmp_path: Path) -> None:
    for one in range(3):
        for place in range(20):
            paint(tmp_path, f"c{one}/{place}.{ending}", grey(80 * one + place))
    found = dataset(given(tmp_path), Asked())
    assert [len(split) for split in found.splits] == [36, 12, 12]
    assert (found.shape, found.image, found.outputs) == ((6, 5, 1), (6, 5, 1), 3)
    # what a network sees of the training images has mean 0 and variance 1; they are stored as bytes
    assert found.splits.train.inputs.dtype == np.uint8
    seen = np.asarray(found.splits.train.inputs, np.float64) / found.unit - found.centre
    assert (float(seen.mean()), float(seen.std())) == pytest.approx((0.0, 1.0), abs=1e-12)
    for split in found.splits:
        pixels, labels = np.asarray(split.inputs), np.asarray(split.targets)
        assert ((pixels.mean(axis=(1, 2, 3)) + 2) // 80 == labels).mean() > 0.9
