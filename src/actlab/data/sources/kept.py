"""Data sets whose files do not come with the package: which files they are, and where they are looked for."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

VARIABLE = "ACTLAB_DATA"  # a folder of the user's, searched before the system's
SYSTEM = Path("/usr/share/datasets")  # where Debian's package dataset-fashion-mnist puts its files
COMPRESSED = ("", ".gz", ".xz")


@dataclass(frozen=True)
class DataFile:
    """A file as it is published: its name, size in bytes, checksum (``md5:`` or ``sha256:`` and digits), and address.

    ``content`` is the SHA-256 of its decompressed bytes where that is known: then it is recognised under .gz, .xz or
    as it is, whoever compressed it.
    """

    name: str
    size: int
    checksum: str
    url: str = ""
    content: str = ""

    @property
    def names(self) -> tuple[str, ...]:
        """The names under which it is looked for.

        >>> DataFile("a.gz", 1, "md5:0").names, DataFile("a.gz", 1, "md5:0", content="0").names
        (('a.gz',), ('a.gz', 'a', 'a.xz'))
        """
        if not self.content:
            return (self.name,)
        stem = self.name.removesuffix(".gz")
        return tuple(dict.fromkeys((self.name, *(stem + suffix for suffix in COMPRESSED))))


@dataclass(frozen=True)
class Kept:
    """The files of a data set, all of which it needs, and the folder for them.

    ``archive`` is one file that has them all, in its folder ``inside``; it does as well, and is not unpacked. ``page``
    is where people read about the data.
    """

    folder: str
    files: tuple[DataFile, ...]
    page: str
    archive: DataFile | None = None
    inside: str = ""

    @property
    def published(self) -> tuple[DataFile, ...]:
        """What is fetched: the archive, or the files where there is none."""
        return (self.archive,) if self.archive else self.files

    @property
    def folders(self) -> tuple[Path, ...]:
        """Where the files are looked for, in this order; the first is where they are put."""
        return home() / self.folder, SYSTEM / self.folder

    @property
    def found(self) -> tuple[Path, ...]:
        """The paths of all files, in their order; empty where one is not here."""
        paths = [path for file in self.files if (path := self.path(file))]
        return tuple(paths) if len(paths) == len(self.files) else ()

    @property
    def found_archive(self) -> Path | None:
        """The path of the archive, if it is here."""
        return self.path(self.archive) if self.archive else None

    @property
    def missing(self) -> tuple[DataFile, ...]:
        """What has to be put into the folder; empty where all is here."""
        if self.found or self.found_archive:
            return ()
        return tuple(file for file in self.published if not self.path(file))

    def path(self, file: DataFile) -> Path | None:
        """Return where a file is, None where it is not."""
        places = (folder / part for folder in self.folders for part in dict.fromkeys(("", self.inside)))
        paths = (place / name for place in places for name in file.names)
        return next((path for path in paths if path.is_file()), None)


def home() -> Path:
    """Return the user's folder for data: that of the environment's ACTLAB_DATA, else one in the home folder.

    Source of the latter: the XDG base directory specification.
    """
    own = os.environ.get(VARIABLE)
    data = os.environ.get("XDG_DATA_HOME") or os.path.join("~", ".local", "share")
    return Path(os.path.expanduser(own or os.path.join(data, "actlab")))
