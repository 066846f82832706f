"""The progress of a download: a bar in a terminal, else a line for each file."""

from __future__ import annotations

from rich.console import Console
from rich.progress import BarColumn, DownloadColumn, Progress, TaskID, TextColumn, TransferSpeedColumn

from actlab.data.sources.kept import DataFile
from actlab.words import _, said


class Fetching:
    """Shows how much of each file is there."""

    def __init__(self, language: str, console: Console | None = None) -> None:
        self._language = language
        self._console = console or Console(stderr=True, highlight=False)
        columns = (TextColumn("{task.description}"), BarColumn(), DownloadColumn(), TransferSpeedColumn())
        self._progress = Progress(*columns, console=self._console, transient=True)
        self._bars: dict[str, TaskID] = {}

    def __enter__(self) -> Fetching:
        if self._console.is_terminal:
            self._progress.start()
        return self

    def __exit__(self, *_error: object) -> None:
        if self._console.is_terminal:
            self._progress.stop()

    def __call__(self, file: DataFile, done: int) -> None:
        """Take in that so many bytes of a file are there."""
        if file.name not in self._bars:
            self._bars[file.name] = self._progress.add_task(file.name, total=file.size)
            if not self._console.is_terminal:
                text = _("Fetching {url}, {size:,} bytes").format(url=file.url, size=file.size)
                self._console.print(said(text, self._language), soft_wrap=True, markup=False)
        self._progress.update(self._bars[file.name], completed=done)
