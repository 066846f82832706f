"""A folder of images, one folder for each class -> bytes of one size; what is no image is named."""

from __future__ import annotations

import struct
import warnings
import zlib
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from jaxtyping import UInt8

from actlab.data.prepare.columns import Raw, Sheet
from actlab.data.tables.cells import clean, short
from actlab.errors import InvalidInput, reason_of
from actlab.words import Text, _, plural

if TYPE_CHECKING:
    from PIL.Image import Image

ENDINGS = (".png", ".jpg", ".jpeg")
SIDE = 32  # of images that are not small and of one size
SMALL = 64  # pixels of a side, up to which images of one size stay as they are
LARGEST = 50_000_000  # pixels of an image
LIMIT = 2**30  # bytes of all
_GREY = ("1", "L", "LA", "I;16", "I;16B", "I", "F")


class Images(NamedTuple):
    """Images [n, height, width, channels], their classes by name, and what they come from."""

    pixels: UInt8[np.ndarray, "n height width channels"]
    classes: list[str]
    sheet: Sheet


class _Header(NamedTuple):
    """What an image says of itself before it is decoded."""

    path: Path
    size: tuple[int, int]
    mode: str


def images(folder: Path, name: str) -> Images:
    """Read a folder whose folders hold the images of one class each, PNG or JPEG.

    Images of one size of at most 64 x 64 pixels stay as they are; all others are scaled so that the shorter side has 32
    pixels, and cut to the central 32 x 32. They are grey where all are, else of three colours; what is transparent
    is laid on white. Raises InvalidInput for a folder without such folders, a file that is no image, and images
    that are too large.
    """
    found = _found(folder, name)
    headers = [_header(path, folder) for paths in found.values() for path in paths]
    sizes = Counter(header.size for header in headers)
    size, same = next(iter(sizes)), len(sizes) == 1
    is_kept = same and max(size) <= SMALL
    target = size if is_kept else (SIDE, SIDE)
    mode = "L" if all(header.mode in _GREY for header in headers) else "RGB"
    if len(headers) * target[0] * target[1] * len(mode) > LIMIT:
        text = _("{folder} holds {n} images, more than {limit} MB; keep fewer of them.")
        raise InvalidInput(text.format(folder=name, n=len(headers), limit=LIMIT // 2**20))
    pixels = np.stack([_pixels(header, target, mode, folder) for header in headers])
    classes = [one for one, paths in found.items() for _path in paths]
    raw = Raw(_("the folder's name"), classes)
    remarks = (_sized(is_kept, size, sizes), _coloured(mode), *_left_out(folder, found))
    return Images(pixels, classes, Sheet(name, (raw,), range(1, len(headers) + 1), remarks))


def _found(folder: Path, name: str) -> dict[str, list[Path]]:
    """Return the images of each class, in order."""
    try:
        folders = sorted(one for one in folder.iterdir() if one.is_dir() and not one.name.startswith("."))
        found = {clean(one.name): sorted(path for path in one.iterdir() if _is_image(path)) for one in folders}
    except OSError as error:
        text = _("{folder} cannot be read ({reason}).")
        raise InvalidInput(text.format(folder=name, reason=reason_of(error))) from None
    full = {one: paths for one, paths in found.items() if paths}
    if len(full) < 2:
        text = _("{folder} holds {found}; a folder of images needs one folder for each class, with PNG or JPEG in it.")
        held = plural("{n} folder with images", "{n} folders with images", len(full)) if full else _("no images")
        raise InvalidInput(text.format(folder=name, found=held))
    return full


def _is_image(path: Path) -> bool:
    return path.suffix.lower() in ENDINGS and not path.name.startswith(".")


def _left_out(folder: Path, found: dict[str, list[Path]]) -> list[Text]:
    places = [folder, *(one for one in sorted(folder.iterdir()) if one.is_dir() and clean(one.name) in found)]
    others = [one for place in places for one in sorted(place.iterdir()) if not (_is_image(one) and place != folder)]
    kept = [one for one in others if not (one.parent == folder and clean(one.name) in found)]
    if not kept:
        return []
    names = short([one.name for one in kept])
    return [
        plural("{n} other file is left out ({names}).", "{n} others are left out ({names}).", len(kept), names=names)
    ]


def _header(path: Path, folder: Path) -> _Header:
    opened = _opened(path, folder)
    with opened:
        size, mode = opened.size, opened.mode
    if size[0] * size[1] > LARGEST:
        text = _("{path} has {width} x {height} pixels; at most {most} are read.")
        raise InvalidInput(text.format(path=_called(path, folder), width=size[0], height=size[1], most=LARGEST))
    return _Header(path, size, mode)


def _opened(path: Path, folder: Path) -> Image:
    from PIL import Image as pillow
    from PIL import UnidentifiedImageError

    if not path.is_file():  # a pipe, a folder, links in a circle
        text = _("{path} is no file; take it out of the folder.")
        raise InvalidInput(text.format(path=_called(path, folder)))
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            return pillow.open(path, formats=("PNG", "JPEG"))
    except (pillow.DecompressionBombError, pillow.DecompressionBombWarning):
        text = _("{path} has more than {most} pixels; make it smaller, or take it out.")
        raise InvalidInput(text.format(path=_called(path, folder), most=LARGEST)) from None
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, Warning, struct.error) as error:
        raise _no_image(path, folder, error) from None


def _pixels(header: _Header, target: tuple[int, int], mode: str, folder: Path) -> np.ndarray:
    """Return an image as bytes [height, width, channels]."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            with _opened(header.path, folder) as opened:
                found = _cut(_turned(opened, mode), target)
    except (OSError, SyntaxError, ValueError, EOFError, zlib.error, struct.error, MemoryError) as error:
        raise _no_image(header.path, folder, error) from None
    array = np.asarray(found, np.uint8)
    return array[..., None] if array.ndim == 2 else array


def _turned(opened: Image, mode: str) -> Image:
    """Return an image as its file says that it is to be seen: turned, on white, in the mode that all have."""
    from PIL import Image as pillow
    from PIL import ImageOps

    upright = ImageOps.exif_transpose(opened)
    if upright.mode.startswith("I"):  # of 16 bits
        upright = pillow.fromarray((np.asarray(upright, np.float64) / 257).round().clip(0, 255).astype(np.uint8))
    if upright.has_transparency_data:
        above = upright.convert("RGBA")
        upright = pillow.alpha_composite(pillow.new("RGBA", above.size, "white"), above)
    return upright.convert(mode)


def _cut(image: Image, target: tuple[int, int]) -> Image:
    from PIL import ImageOps
    from PIL.Image import Resampling

    return image if image.size == target else ImageOps.fit(image, target, Resampling.BILINEAR)


def _sized(is_kept: bool, size: tuple[int, int], sizes: Iterable[tuple[int, int]]) -> Text:
    if is_kept:
        return _("All images have {width} x {height} pixels, and stay as they are.").format(
            width=size[0], height=size[1]
        )
    text = _(
        "Images of {n} are scaled until the shorter side has {side} pixels, and cut to the central {side} x {side}."
    )
    count = len([*sizes])
    return text.format(n=plural("{n} size", "{n} sizes", count), side=SIDE)


def _coloured(mode: str) -> Text:
    return _("All are grey: one channel.") if mode == "L" else _("They have three channels: red, green and blue.")


def _no_image(path: Path, folder: Path, error: Exception) -> InvalidInput:
    text = _("{path} cannot be read as PNG or JPEG; take it out of the folder.")
    return InvalidInput(text.format(path=_called(path, folder)))


def _called(path: Path, folder: Path) -> str:
    return clean(str(path.relative_to(folder.parent)))
