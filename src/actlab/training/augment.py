"""Images changed at random while training: THE table of ways. A seed's changes are the same for every activation."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import jax
import jax.numpy as jnp
from jax import Array
from jaxtyping import Num

from actlab.errors import unknown
from actlab.words import _

BORDER = 8  # a crop moves an image by up to a part of this size


def _flipped(key: Array, images: Num[Array, "n h w c"]) -> Num[Array, "n h w c"]:
    turned = jax.random.bernoulli(key, 0.5, (len(images), 1, 1, 1))
    return jnp.where(turned, images[:, :, ::-1], images)


def _cropped(key: Array, images: Num[Array, "n h w c"]) -> Num[Array, "n h w c"]:
    n, *size, channels = images.shape
    border = max(1, max(size) // BORDER)
    wide = jnp.pad(images, [(0, 0), (border, border), (border, border), (0, 0)])
    corners = jax.random.randint(key, (n, 2), 0, 2 * border + 1)

    def cut(image: Array, corner: Array) -> Array:
        return jax.lax.dynamic_slice(image, (corner[0], corner[1], jnp.int32(0)), (*size, channels))

    return jax.vmap(cut)(wide, corners)


# Name -> what is done to images [n, height, width, channels].
#   flip  every other image, at random, from left to right
#   crop  each moved by up to an eighth of its size, zeros beside it       He, Zhang, Ren, Sun (2016), section 4.2
AUGMENTATIONS: dict[str, Callable[[Array, Array], Array]] = {"flip": _flipped, "crop": _cropped}


def chosen(words: str | Sequence[str]) -> tuple[str, ...]:
    """Return the names in the table's order: of a list, or of words with commas; ``none`` is none.

    Raises InvalidInput for a name that is not in the table.

    >>> chosen("crop,flip")
    ('flip', 'crop')
    """
    names = [word.strip() for word in words.split(",")] if isinstance(words, str) else list(words)
    if names == ["none"]:
        return ()
    for name in names:
        if name not in AUGMENTATIONS:
            raise unknown(_("augmentation"), name, [*AUGMENTATIONS, "none"])
    return tuple(name for name in AUGMENTATIONS if name in names)
