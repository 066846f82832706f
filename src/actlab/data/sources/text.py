"""A text that every Python brings along, as characters: each is to be foretold from those before it."""

from __future__ import annotations

from collections import Counter

import numpy as np

from actlab.data.dataset import Split, Splits
from actlab.data.sources.source import Source
from actlab.data.tasks import SEQUENCE
from actlab.errors import InvalidInput
from actlab.words import _

WINDOW = 64  # characters that a network sees at once
KNOWN = 95  # characters that have tokens of their own
VOCABULARY = KNOWN + 1
_PARTS = (0.90, 0.95)  # where validation and test begin


def topics() -> str:
    """Return the topics of Python's own help, one after another, from ``pydoc_data.topics``.

    Other versions of Python have other texts: 3.11 has one of 465,048 characters.
    Raises InvalidInput where a Python has none.

    >>> len(topics()) > 400_000
    True
    """
    try:
        from pydoc_data.topics import topics as found  # 0.8 MB, only where it is read
    except ImportError:
        message = _("this Python has no text of help (its module pydoc_data). Install Python's whole library.")
        raise InvalidInput(message) from None
    return "\n".join(found.values())


def alphabet(text: str) -> str:
    """Return the commonest characters of a text, at most 95, in the order of their code points.

    >>> alphabet("banana")
    'abn'
    """
    counts = Counter(text)
    common = sorted(counts, key=lambda letter: (-counts[letter], letter))[:KNOWN]
    return "".join(sorted(common))


def tokens(text: str, letters: str) -> np.ndarray:
    """Return the place [n] of each character among ``letters``, 95 for one that is not there.

    >>> tokens("bad", "ab").tolist()
    [1, 0, 95]
    """
    known = {letter: place for place, letter in enumerate(letters)}
    return np.array([known.get(letter, KNOWN) for letter in text], np.int32)


def windows(codes: np.ndarray) -> Split:
    """Return tokens in windows [n, 64] side by side, and of each token the one that follows [n, 64].

    >>> split = windows(np.arange(200))
    >>> split.inputs.shape, split.inputs[1, 0], split.targets[1, 0]
    ((3, 64), np.int64(64), np.int64(65))
    """
    count = (len(codes) - 1) // WINDOW
    inputs, following = codes[: count * WINDOW], codes[1 : count * WINDOW + 1]
    return Split(inputs.reshape(count, WINDOW), following.reshape(count, WINDOW))


def pydoc() -> Splits:
    """Return the windows of the text: its first 90 % to learn from, then 5 % for validation and 5 % for the test.

    The characters that have tokens are chosen by the first part alone; no window reaches from one part into another.

    >>> [part.inputs.shape[1] for part in pydoc()]
    [64, 64, 64]
    """
    text = topics()
    first, second = (int(share * len(text)) for share in _PARTS)
    letters = alphabet(text[:first])
    return Splits(*(windows(tokens(part, letters)) for part in (text[:first], text[first:second], text[second:])))


PYDOC = Source(
    "pydoc",
    _("the help of Python itself, about 465,000 characters (Python Software Foundation; other in other versions)"),
    "PSF-2.0",
    SEQUENCE,
    unit=1.0,
    read=pydoc,
    decisions=(
        _("the text is that of the Python that runs; other versions have other texts, and other digests"),
        _("the first 90 % of the text are for training, then 5 % for validation, the last 5 % for the test"),
        _("the 95 commonest characters of the training part are tokens, all others are one"),
    ),
    shape=(WINDOW,),
    vocabulary=VOCABULARY,
)
