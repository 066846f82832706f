"""Bytes -> text: which encoding a file of text has."""

from __future__ import annotations

import codecs

from actlab.errors import InvalidInput
from actlab.words import Text, _

# The longer mark first: that of UTF-32 begins like that of UTF-16
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig", "UTF-8"),
    (codecs.BOM_UTF32_LE, "utf-32", "UTF-32"),
    (codecs.BOM_UTF32_BE, "utf-32", "UTF-32"),
    (codecs.BOM_UTF16_LE, "utf-16", "UTF-16"),
    (codecs.BOM_UTF16_BE, "utf-16", "UTF-16"),
)
_SAMPLE = 2**16
_CONTROLS = frozenset(range(32)) - frozenset(b"\t\n\r\f\x1b")


def text_of(data: bytes) -> tuple[str, list[Text]]:
    """Return a file's text, and a remark where its encoding is none that everybody uses.

    Raises InvalidInput where the bytes are no text.

    >>> text_of("a,b".encode("utf-16"))
    ('a,b', ['The encoding is UTF-16.'])
    """
    for mark, codec, name in _MARKS:
        if data.startswith(mark):
            return _decoded(data, codec, name)
    if codec := _sixteen(data):
        return _decoded(data, codec, "UTF-16")
    if _is_binary(data):
        raise InvalidInput(_("it is no text; write the table as CSV, JSON, Parquet or XLSX."))
    try:
        return data.decode("utf-8"), []
    except UnicodeDecodeError:
        return _decoded(data, "cp1252", "Windows-1252")


def _decoded(data: bytes, codec: str, name: str) -> tuple[str, list[Text]]:
    remark = [] if name == "UTF-8" else [_("The encoding is {name}.").format(name=name)]
    try:
        return data.decode(codec), remark
    except UnicodeDecodeError as error:
        if codec == "cp1252":  # it has no character for five of the bytes; Latin-1 has one for each
            return _decoded(data, "latin-1", "Latin-1")
        message = _("it is no valid {name} (byte {place}); write it again in UTF-8.")
        raise InvalidInput(message.format(name=name, place=error.start + 1)) from None


def _sixteen(data: bytes) -> str:
    """Return the codec of UTF-16 without its mark: of plain letters every other byte is zero."""
    sample = data[:_SAMPLE]
    if len(sample) < 4 or len(data) % 2:
        return ""
    zeros = sample[::2].count(0), sample[1::2].count(0)
    most, least = max(zeros), min(zeros)
    if most <= 0.4 * len(sample) / 2 or least > 0.1 * most:
        return ""
    return "utf-16-be" if zeros[0] == most else "utf-16-le"


def _is_binary(data: bytes) -> bool:
    sample = data[:_SAMPLE]
    controls = sum(sample.count(byte) for byte in _CONTROLS)
    return controls > 10 and controls > 0.05 * len(sample)
