"""Two classes of points in the plane, made from a seed: what one can see a network do.

Each has 1,600 points, as many of one class as of the other. The noise is normal, of the deviation given, in both
coordinates; then both are standardised by the training points.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import numpy as np

from actlab.data.dataset import Splits
from actlab.data.sources.rows import ROWS, divided, drawing, standardised
from actlab.data.sources.source import Source
from actlab.data.tasks import CLASSIFICATION
from actlab.words import Text, _

Draw = Callable[[np.random.Generator, np.ndarray], np.ndarray]  # classes [n], 0 or 1 -> points [n, 2] without noise


def circles(generator: np.random.Generator, classes: np.ndarray) -> np.ndarray:
    """Return points [n, 2] on the unit circle (class 0) and on the circle of radius 0.5 (class 1), at any angle.

    Source: scikit-learn's ``make_circles(factor=0.5)``, which has equal angles where these are drawn.

    >>> np.hypot(*circles(drawing(0), np.array([0, 1])).T).round(6).tolist()
    [1.0, 0.5]
    """
    angle = generator.uniform(0, 2 * np.pi, len(classes))
    radius = np.where(classes == 0, 1.0, 0.5)
    return np.stack([radius * np.cos(angle), radius * np.sin(angle)], axis=1)


def moons(generator: np.random.Generator, classes: np.ndarray) -> np.ndarray:
    """Return points [n, 2] on (cos t, sin t), class 0, and on (1 - cos t, 0.5 - sin t), class 1; t from 0 to pi.

    Source: scikit-learn's ``make_moons``, which has equal steps of t where these are drawn.

    >>> points = moons(drawing(0), np.array([0, 1]))
    >>> bool(points[0, 1] > 0), bool(points[1, 1] < 0.5)
    (True, True)
    """
    t = generator.uniform(0, np.pi, len(classes))
    outer = np.stack([np.cos(t), np.sin(t)], axis=1)
    return np.where(classes[:, None] == 0, outer, [1.0, 0.5] - outer)


def spiral(generator: np.random.Generator, classes: np.ndarray) -> np.ndarray:
    """Return points [n, 2] on two spirals of three turns: (r sin a, r cos a), class 0, and that reflected, class 1.

    a = i pi / 16 and r = 6.5 (104 - i) / 104 with i from 0 to 96; the 97 published points of a class have whole i,
    these any. Source: Lang, Witbrock (1988), Learning to tell two spirals apart.

    >>> bool(np.hypot(*spiral(drawing(0), np.array([0, 1])).T).min() >= 0.5)
    True
    """
    i = generator.uniform(0, 96, len(classes))
    angle, radius = i * np.pi / 16, 6.5 * (104 - i) / 104
    first = np.stack([radius * np.sin(angle), radius * np.cos(angle)], axis=1)
    return np.where(classes[:, None] == 0, first, -first)


def xor(generator: np.random.Generator, classes: np.ndarray) -> np.ndarray:
    """Return points [n, 2], uniform on [-1, 1]^2, whose coordinates differ in sign (class 1) or not (class 0).

    Source: the exclusive or of Minsky, Papert (1969), Perceptrons, spread over the plane.

    >>> points = xor(drawing(0), np.array([0, 1]))
    >>> (points.prod(axis=1) < 0).tolist()
    [False, True]
    """
    points = generator.uniform(-1, 1, (len(classes), 2))
    wrong = (points.prod(axis=1) < 0) != (classes == 1)
    points[wrong, 0] *= -1
    return points


def made(draw: Draw, noise: float, seed: int = 0) -> Splits:
    """Return points [n, 2] with noise, in a random order, and their classes [n]; half of all are of either class.

    >>> splits = made(moons, 0.2)
    >>> splits.train.inputs.shape, sum(int(part.targets.sum()) for part in splits)
    ((1000, 2), 800)
    """
    generator = drawing(seed)
    classes = generator.permutation(np.arange(sum(ROWS)) % 2)
    points = draw(generator, classes)
    points += noise * generator.standard_normal(points.shape)
    return divided(standardised(points), classes.astype(np.int32))


def _toy(name: str, title: Text, draw: Draw, noise: float) -> Source:
    read = partial(made, draw, noise)
    return Source(name, title, "CC0 1.0", CLASSIFICATION, unit=1.0, read=read, shape=(2,), rows=ROWS)


TOYS = (
    _toy("circles", _("two circles in the plane, 1,600 points, noise 0.1 (after scikit-learn)"), circles, 0.1),
    _toy("moons", _("two half moons in the plane, 1,600 points, noise 0.2 (after scikit-learn)"), moons, 0.2),
    _toy("spiral", _("two spirals in the plane, 1,600 points, noise 0.1 (Lang, Witbrock 1988)"), spiral, 0.1),
    _toy("xor", _("exclusive or in the plane, 1,600 points, noise 0.1 (after Minsky, Papert 1969)"), xor, 0.1),
)
