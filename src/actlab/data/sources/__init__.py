"""The table of data sets: one record each; other packages add theirs by entry points of the group ``actlab.data``.

Such an entry point has the data set's name, and leads to a Source.
"""

from __future__ import annotations

from functools import lru_cache

from actlab.data.dataset import Dataset
from actlab.data.sources.cifar import CIFAR
from actlab.data.sources.images import IMAGES
from actlab.data.sources.made import MADE
from actlab.data.sources.mnist1d import MNIST1D
from actlab.data.sources.modular import MODULAR
from actlab.data.sources.poisson import POISSON
from actlab.data.sources.sine import SINE
from actlab.data.sources.source import Source
from actlab.data.sources.text import PYDOC
from actlab.data.sources.toys import TOYS
from actlab.errors import InvalidInput, unknown
from actlab.installed import entry_points
from actlab.words import _

GROUP = "actlab.data"

SOURCES = {source.name: source for source in (*IMAGES, CIFAR, *MADE, *TOYS, SINE, POISSON, MNIST1D, PYDOC, MODULAR)}


def names() -> tuple[str, ...]:
    """Return the names of all data sets: ours, then those of other packages.

    >>> names()[:2]
    ('mnist', 'digits')
    """
    return tuple(dict.fromkeys([*SOURCES, *entry_points(group=GROUP).names]))


def source(name: str) -> Source:
    """Return the record of a data set, which is not read.

    Raises InvalidInput for an unknown name, or one whose package gives no Source.
    """
    if name in SOURCES:
        return SOURCES[name]
    if name not in names():
        raise unknown(_("data set"), name, names())
    found = next(iter(entry_points(group=GROUP, name=name))).load()
    if not isinstance(found, Source):
        message = _("the data set {name} of another package is no Source but {kind}.")
        raise InvalidInput(message.format(name=name, kind=type(found).__name__))
    return found


@lru_cache(maxsize=4)
def load(name: str) -> Dataset:
    """Read a data set of the table, once.

    Raises InvalidInput for an unknown name, a missing file or a damaged one.

    >>> [len(split) for split in load("digits").splits]
    [1197, 200, 400]
    """
    return source(name).dataset()
