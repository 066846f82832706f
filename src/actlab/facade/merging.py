"""``actlab.merge``: the parts of a study, joined."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from actlab.facade.study import Study
from actlab.studies import merging
from actlab.studies.shards import Shard


def merge(paths: str | Path | Sequence[str | Path], out: str | Path | None = None) -> Study:
    """Join the parts of a study that shards have trained into one, write its tables, figures and report, and return it.

    ``paths`` is the folder in which the shards are, or several folders of studies with the same plan; ``out`` is where
    the whole is kept, by default in the one folder that is given. Merging twice changes nothing; what is still missing
    ``resume`` trains. The data are not needed. Raises InvalidInput for parts of different studies, and
    ActlabError where one network is stored with different results.
    """
    return merged(paths, out)[0]


def merged(
    paths: str | Path | Sequence[str | Path], out: str | Path | None = None
) -> tuple[Study, tuple[Shard, ...], tuple[Path, ...]]:
    """Return a study that was put together, the shards that should be there and are not, and the files written."""
    found = merging.merge([paths] if isinstance(paths, str | Path) else paths, out)
    study = Study.over(found.study)
    return study, found.absent, study.write()
