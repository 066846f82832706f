"""How much memory is free here, and how bytes are written for people."""

from __future__ import annotations

import os
from pathlib import Path

import jax

from actlab.words import decimal, joined


def available_bytes() -> int | None:
    """Return how many bytes are free where networks live: on a GPU, or here; None where nobody says."""
    device = jax.devices()[0]
    if device.platform != "cpu":
        told = device.memory_stats() or {}
        return int(told["bytes_limit"]) - int(told.get("bytes_in_use", 0)) if "bytes_limit" in told else None
    return free_bytes()


def free_bytes() -> int | None:
    """Return how many bytes of this machine's own memory are free; None where nobody says."""
    known = [size for size in (_free_of_machine(), _free_of_group()) if size is not None]
    return min(known, default=None)


def _free_of_machine() -> int | None:
    try:
        for line in Path("/proc/meminfo").read_text().splitlines():
            if line.startswith("MemAvailable:"):
                return 1024 * int(line.split()[1])
        return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    except (OSError, ValueError, AttributeError):
        return None


def _free_of_group(folder: Path = Path("/sys/fs/cgroup")) -> int | None:
    """Return what a container may still take."""
    try:
        return int((folder / "memory.max").read_text()) - int((folder / "memory.current").read_text())
    except (OSError, ValueError):  # no limit is written as "max"
        return None


def in_words(count: int) -> str:
    """Write bytes for people.

    >>> in_words(256_000_000_000)
    '256 GB'
    """
    for unit, size in (("TB", 10**12), ("GB", 10**9), ("MB", 10**6)):
        if count >= size:
            return joined([decimal(f"{count / size:.3g}"), unit])
    return f"{count} B"
