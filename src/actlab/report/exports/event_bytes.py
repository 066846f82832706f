"""The bytes of TensorBoard's event files: records with checksums (TFRecord), each an Event of Protocol Buffers.

Sources: tensorflow/core/lib/io/record_writer.h, tensorflow/core/util/event.proto, tensorflow/core/framework/
summary.proto; RFC 3720, appendix B.4, for CRC-32C.
"""

from __future__ import annotations

import struct
from collections.abc import Mapping

VERSION = b"brain.Event:2"  # what the first record of every file says
_POLYNOMIAL = 0x82F63B78  # of CRC-32C, its bits reversed
_DOUBLE, _LENGTH, _FLOAT = 1, 2, 5  # how a field of Protocol Buffers is written


def _row(byte: int) -> int:
    for _bit in range(8):
        byte = byte >> 1 ^ (_POLYNOMIAL if byte & 1 else 0)
    return byte


_TABLE = tuple(map(_row, range(256)))


def crc32c(content: bytes) -> int:
    """Return the CRC-32C (Castagnoli) of bytes.

    >>> hex(crc32c(b"123456789"))
    '0xe3069283'
    """
    crc = 0xFFFFFFFF
    for byte in content:
        crc = _TABLE[(crc ^ byte) & 0xFF] ^ crc >> 8
    return crc ^ 0xFFFFFFFF


def record(content: bytes) -> bytes:
    """Return a record: the length, its checksum, the content, its checksum."""
    length = struct.pack("<Q", len(content))
    return length + _checksum(length) + content + _checksum(content)


def head() -> bytes:
    """Return the record with which a file begins."""
    return record(_double(1, 0.0) + _bytes(3, VERSION))


def scalars(seconds: float, step: int, values: Mapping[str, float]) -> bytes:
    """Return the record of some numbers at a step; they are kept in single precision."""
    summary = b"".join(_bytes(1, _bytes(1, tag.encode()) + _float(2, value)) for tag, value in values.items())
    return record(_double(1, seconds) + _key(2, 0) + _varint(step) + _bytes(5, summary))


def _checksum(content: bytes) -> bytes:
    """Return the masked checksum, which differs from what stands in what is checked."""
    crc = crc32c(content)
    return struct.pack("<I", ((crc >> 15 | crc << 17) + 0xA282EAD8) & 0xFFFFFFFF)


def _key(field: int, kind: int) -> bytes:
    return bytes([field << 3 | kind])


def _varint(number: int) -> bytes:
    found = bytearray()
    while number > 0x7F:
        found.append(number & 0x7F | 0x80)
        number >>= 7
    return bytes([*found, number])


def _double(field: int, value: float) -> bytes:
    return _key(field, _DOUBLE) + struct.pack("<d", value)


def _float(field: int, value: float) -> bytes:
    try:
        return _key(field, _FLOAT) + struct.pack("<f", value)
    except OverflowError:  # beyond single precision
        return _key(field, _FLOAT) + struct.pack("<f", float("inf") if value > 0 else float("-inf"))


def _bytes(field: int, content: bytes) -> bytes:
    return _key(field, _LENGTH) + _varint(len(content)) + content
