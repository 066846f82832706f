"""Several files, one of each run: arm and seed are read from their names."""

from __future__ import annotations

import re
from collections import Counter

from actlab.studies.judging.parts import has_arms
from actlab.studies.judging.sheet import Sheet
from actlab.words import Text, _, joined

ARM, SEED = "arm (file)", "seed (file)"
_NAME = re.compile(r"(.*?[^\W\d_])[\W_]*(?:seed|run|rep|trial|s|r)?[\W_]*([0-9]+)", re.IGNORECASE)


def by_file_names(sheet: Sheet) -> tuple[Sheet, list[Text]]:
    """Return a table of several files with an arm and a seed for each, where no column has them and all names tell.

    >>> sheet = Sheet({"file": ["relu_seed0.csv", "relu_seed1.csv", "gelu-0.csv"], "acc": ["1", "2", "3"]}, [1, 1, 1])
    >>> list(zip(*(by_file_names(sheet)[0].columns[name] for name in (ARM, SEED))))
    [('relu', '0'), ('relu', '1'), ('gelu', '0')]
    """
    files = sheet.columns.get("file")
    if files is None or has_arms(sheet):
        return sheet, []
    stems = {file: re.sub(r"(?:\.[a-z]+)+$", "", file.rpartition("/")[2]) for file in files if file is not None}
    hits = {file: _NAME.fullmatch(stem) for file, stem in stems.items()}
    found = {file: (hit[1], hit[2]) for file, hit in hits.items() if hit}
    runs = Counter(arm for arm, _seed in found.values())
    if len(found) < len(stems) or len(set(found.values())) < len(found) or len(runs) < 2 or max(runs.values()) < 2:
        return sheet, []
    arms, seeds = ([found[file or ""][part] for file in files] for part in (0, 1))
    columns = {name: cells for name, cells in sheet.columns.items() if name != "file"}
    message = _("Each file is a run, and its name says which: {examples}.")
    examples = joined([f"{file} = {arm}, {seed}" for file, (arm, seed) in list(found.items())[:2]], "; ")
    return Sheet({ARM: arms, SEED: seeds, **columns}, sheet.lines), [message.format(examples=examples)]
