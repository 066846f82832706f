"""What a heading or a name says once case, spaces, units and the prefixes of exports are put aside."""

from __future__ import annotations

import re
import unicodedata
from functools import cache

# Headings of exports say first what kind of thing a column is
_PREFIX = re.compile(
    r"^(?:params?[._]|metrics[._]|tags[._]|config[./]|summary[./]|h(?:yper)?params[./])", re.IGNORECASE
)
_UNIT = re.compile(r"[(\[][^)\]]*[)\]]|%")
_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
_BETWEEN = re.compile(r"[\W_]+")


@cache
def plain(heading: str) -> str:
    """Return a heading in lower case with underscores, without unit and prefix.

    >>> [plain(heading) for heading in ("Test Accuracy (%)", "params.activation", "valLoss", "Taxa de erro")]
    ['test_accuracy', 'activation', 'val_loss', 'taxa_de_erro']
    """
    inner = _PREFIX.sub("", heading.strip()) or heading
    words = _CAMEL.sub("_", _ascii(_UNIT.sub(" ", inner)))
    return _BETWEEN.sub("_", words).strip("_").lower()


@cache
def folded(name: str) -> str:
    """Return a name without case, and without what stands between its words.

    >>> folded("Leaky ReLU") == folded("leaky_relu"), folded("C4.5") == folded("C4.5+m")
    (True, False)
    """
    return re.sub(r"[\s_-]+", " ", name.strip()).casefold()


def unitless(name: str) -> str:
    """Return a name as ``folded`` does, without a percent sign.

    >>> unitless("ReLU (%)"), unitless("ReLU (6)")
    ('relu', 'relu (6)')
    """
    return folded(re.sub(r"[(\[]\s*%\s*[)\]]|%", " ", name))


def same(cell: str, value: str) -> bool:
    """Return whether a cell holds a value as people type it: 0 and 0.0 are the same.

    >>> same("ReLU", "relu"), same("0.10", "0.1"), same("mlp", "cnn")
    (True, True, False)
    """
    return folded(cell) == folded(value) or canonical(cell) == canonical(value)


@cache
def canonical(cell: str) -> str:
    """Return a whole number in one spelling, whatever else as it is.

    >>> canonical("0.0"), canonical("007"), canonical("s1")
    ('0', '7', 's1')
    """
    if re.fullmatch(r"[+-]?[0-9]+", cell):
        return str(int(cell)) if len(cell) < 20 else cell
    if re.fullmatch(r"[+-]?[0-9]*\.?[0-9]+(?:[eE][+-]?[0-9]+)?|[+-]?[0-9]+\.", cell):
        value = float(cell)
        return str(int(value)) if value.is_integer() and abs(value) < 2**53 else repr(value)
    return cell


def _ascii(text: str) -> str:
    """Return letters without their accents."""
    return unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode() or text
