"""Characters as tokens: windows that lie side by side, parts that do not reach into each other."""

import builtins
import sys
from collections import Counter

import numpy as np
import pytest

from actlab.data.sources import load, source
from actlab.data.sources.text import KNOWN, VOCABULARY, WINDOW, alphabet, pydoc, tokens, topics, windows
from actlab.errors import InvalidInput


def test_the_text_can_be_read_off_the_tokens_again() -> None:
    text, data = topics(), load("pydoc")
    letters = alphabet(text[: int(0.9 * len(text))])
    assert len(letters) == KNOWN
    begins = (0, int(0.9 * len(text)), int(0.95 * len(text)))
    for begin, split in zip(begins, data.splits, strict=True):
        for array, shift in ((split.inputs, 0), (split.targets, 1)):
            codes = np.asarray(array).ravel()
            read = text[begin + shift : begin + shift + len(codes)]
            spelt = "".join(letters[code] if code < KNOWN else "\0" for code in codes)
            assert spelt == "".join(letter if letter in letters else "\0" for letter in read)


def test_no_window_reaches_into_another_part() -> None:
    text, splits = topics(), pydoc()
    sizes = np.diff([0, int(0.9 * len(text)), int(0.95 * len(text)), len(text)])
    for size, split in zip(sizes, splits, strict=True):
        assert split.inputs.shape == split.targets.shape == ((size - 1) // WINDOW, WINDOW)
        assert len(split) * WINDOW + 1 <= size < (len(split) + 1) * WINDOW + 1


def test_the_training_part_alone_chooses_the_characters() -> None:
    text = topics()
    first = Counter(text[: int(0.9 * len(text))])
    letters = alphabet(text[: int(0.9 * len(text))])
    least = min(first[letter] for letter in letters)
    assert all(first[letter] <= least for letter in set(text) - set(letters))
    assert max(int(np.max(split.inputs)) for split in pydoc()) == KNOWN == VOCABULARY - 1
    data = load("pydoc")
    assert (data.vocabulary, data.outputs, data.task.everywhere) == (VOCABULARY, VOCABULARY, True)
    assert data.splits.train.inputs.dtype == np.int32


@pytest.mark.skipif(sys.version_info[:2] != (3, 11), reason="the text of another Python")
def test_the_text_of_python_3_11() -> None:
    assert 460_000 < len(topics()) < 470_000
    assert [len(split) for split in pydoc()] == [6539, 363, 363]


def test_each_next_token_follows() -> None:
    split = windows(tokens("abcdefgh" * 40, "abcdefgh"))
    np.testing.assert_array_equal(split.targets, (split.inputs + 1) % 8)


def test_a_python_without_the_text_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    real = builtins.__import__

    def without(name: str, *more: object) -> object:
        if name.startswith("pydoc_data"):
            raise ImportError(name)
        return real(name, *more)  # type: ignore[arg-type]

    monkeypatch.setattr(builtins, "__import__", without)
    with pytest.raises(InvalidInput, match="this Python has no text of help"):
        source("pydoc").dataset()
