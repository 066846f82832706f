"""What is kept on the disk from one process to the next because it takes long to make: compiled programs.

A file is whole or it is nothing: it takes its place under its name once it is written, and carries the digest of its
content, so that processes share the folder without locks, and what is damaged is made anew. What cannot be written, in
a folder that is full or that nobody may write, is made again next time. Files that others own are never read: a
compiled program is code.
"""

from __future__ import annotations

import hashlib
import os
import tempfile
from contextlib import suppress
from pathlib import Path

VARIABLE, OFF = "ACTLAB_CACHE", "off"  # a folder of the user's, or this word
LIMIT = 256 * 2**20  # bytes; the oldest go where there are more
KEPT = 0.75  # of these bytes stay then, so that the next file does not call for a search again
_DIGEST = hashlib.sha256().digest_size


def home() -> Path | None:
    """Return the user's folder for what can be made again: that of ACTLAB_CACHE, else one in the home folder.

    None where ACTLAB_CACHE is ``off``. Source of the latter: the XDG base directory specification.
    """
    own = os.environ.get(VARIABLE)
    if own == OFF:
        return None
    kept = os.environ.get("XDG_CACHE_HOME") or os.path.join("~", ".cache")
    return Path(os.path.expanduser(own or os.path.join(kept, "actlab")))


class Cache:
    """A folder of contents by names, at most so many bytes in all; those that were asked for last stay longest.

    >>> with tempfile.TemporaryDirectory() as folder:
    ...     cache = Cache(Path(folder) / "programs")
    ...     cache.put("a" * 64, b"content")
    ...     cache.get("a" * 64), cache.get("b" * 64)
    (b'content', None)
    """

    def __init__(self, folder: Path, limit: int = LIMIT) -> None:
        self.folder, self.limit = folder, limit
        self._size: int | None = None  # bytes, as far as this process knows

    def get(self, name: str) -> bytes | None:
        """Return a content; None where there is none, or it is damaged, or somebody else's."""
        path = self.folder / name
        try:
            with path.open("rb") as file:
                if not _own(os.fstat(file.fileno())):
                    return None
                data = file.read()
        except OSError:
            return None
        digest, content = data[:_DIGEST], data[_DIGEST:]
        if hashlib.sha256(content).digest() != digest:
            return None
        with suppress(OSError):
            os.utime(path)  # asked for just now
        return content

    def put(self, name: str, content: bytes) -> None:
        """Keep a content, also in place of another; whatever the system refuses, nothing is kept."""
        with suppress(OSError):
            self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            handle, temporary = tempfile.mkstemp(prefix=".", dir=self.folder)
            try:
                with os.fdopen(handle, "wb") as file:
                    file.write(hashlib.sha256(content).digest() + content)
                os.replace(temporary, self.folder / name)
            except BaseException:
                os.unlink(temporary)
                raise
            self._bound(_DIGEST + len(content))

    def _bound(self, added: int) -> None:
        """Take away the files that nobody has asked for longest, where there are too many bytes."""
        if self._size is not None and self._size + added <= self.limit:
            self._size += added
            return
        found = []
        for entry in os.scandir(self.folder):
            with suppress(FileNotFoundError):  # another process took it away
                found.append((entry.stat().st_mtime, entry.stat().st_size, entry.path))
        self._size = sum(size for _time, size, _path in found)
        if self._size <= self.limit:
            return
        for _time, size, path in sorted(found):
            with suppress(FileNotFoundError):
                os.unlink(path)
            self._size -= size
            if self._size <= KEPT * self.limit:
                break


def _own(status: os.stat_result) -> bool:
    """Return whether a file is this user's."""
    return not hasattr(os, "getuid") or status.st_uid == os.getuid()
