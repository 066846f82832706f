"""A command of the user's: where activation, seed, learning rate and folder stand in it, and what its code is."""

from __future__ import annotations

import difflib
import hashlib
import re
import shlex
import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from actlab.errors import InvalidInput
from actlab.words import _

ACTIVATION, SEED, LR, OUT = PLACES = ("activation", "seed", "lr", "out")
_PLACE = re.compile(r"\{(activation|seed|lr|out)\}")
_BRACED = re.compile(r"\{([A-Za-z_]+)\}")
_EXAMPLE = "python train.py --act {activation} --seed {seed}"
_CODE = {
    ".py", ".ipynb", ".r", ".jl", ".m", ".lua", ".js", ".ts", ".pl", ".rb", ".sh", ".bash", ".zsh", ".c", ".cc", ".cpp",
    ".rs", ".go", ".java", ".scala", ".yaml", ".yml", ".toml", ".json", ".ini", ".cfg", ".conf", ".gin", ".jsonnet",
}  # fmt: skip  # endings of code and settings


@dataclass(frozen=True)
class Command:
    """The words of a command; ``{activation}``, ``{seed}``, ``{lr}`` and ``{out}`` in them are filled in for each run.

    >>> Command(("train", "--act={activation}", "{seed}")).filled("elu", 3, 0.1, Path("runs/1"))
    ['train', '--act=elu', '3']
    """

    words: tuple[str, ...]

    def __str__(self) -> str:
        """Return what is typed in a shell."""
        return " ".join(word if _BRACED.fullmatch(word) else shlex.quote(word) for word in self.words)

    def has(self, place: str) -> bool:
        """Return whether one of PLACES stands somewhere in it."""
        return any("{" + place + "}" in word for word in self.words)

    def filled(self, activation: str, seed: int, learning_rate: float, out: Path) -> list[str]:
        """Return the words of one run; no shell reads them."""
        values = {ACTIVATION: activation, SEED: str(seed), LR: repr(float(learning_rate)), OUT: str(out)}
        return [_PLACE.sub(lambda found: values[found[1]], word) for word in self.words]

    def files(self, folder: Path) -> tuple[str, ...]:
        """Return the files of code or settings that are named, seen from a folder; the others may be written to."""
        program, *others = self.words
        named = [word.partition("=")[2] if word.startswith("-") and "=" in word else word for word in others]
        code = [word for word in named if not _PLACE.search(word) and Path(word).suffix.lower() in _CODE]
        return (*([program] if _is_script(folder / program) else []), *(w for w in code if (folder / w).is_file()))


def code_of(files: Sequence[str], folder: Path) -> str:
    """Return the digest of the contents of files, seen from a folder; one that is gone is another than one that is not.

    >>> code_of(["no such file"], Path()) == code_of([], Path())
    False
    """
    whole = hashlib.sha256()
    for name in files:
        try:
            with open(folder / name, "rb") as file:
                whole.update(hashlib.file_digest(file, "sha256").digest())
        except OSError:
            whole.update(b"gone")
    return whole.hexdigest()


def command(words: Sequence[str], *, rates: bool, folder: Path) -> Command:
    """Return a user's command, checked; ``rates`` says that learning rates are given.

    Raises InvalidInput where there is none, a place is missing or misspelt, or the program is not to be found.
    """
    if not words:
        raise InvalidInput(_("no command was given; it stands after --, as in: -- {example}").format(example=_EXAMPLE))
    found = Command(tuple(words))
    _check_spelling(found)
    for place in (ACTIVATION, SEED):
        if not found.has(place):
            text = _("{place} is missing in the command, so that every run would be the same: -- {example}")
            raise InvalidInput(text.format(place="{" + place + "}", example=_EXAMPLE))
    if rates and not found.has(LR):
        text = _("learning rates are given, but {place} stands nowhere in the command.")
        raise InvalidInput(text.format(place="{lr}"))
    if found.has(LR) and not rates:
        text = _("{place} stands in the command, but no learning rate is given.")
        raise InvalidInput(text.format(place="{lr}"), "lrs", "0.1,0.01,0.001")
    _check_program(found.words[0], folder)
    return found


def _check_spelling(found: Command) -> None:
    for word in found.words:
        for name in _BRACED.findall(word):
            near = difflib.get_close_matches(name.lower(), PLACES, n=1, cutoff=0.7)
            if name not in PLACES and near:
                text = _("{given} in the command is none of {places}. Did you mean {near}?")
                places = ", ".join("{" + place + "}" for place in PLACES)
                raise InvalidInput(text.format(given="{" + name + "}", places=places, near="{" + near[0] + "}"))


def _check_program(program: str, folder: Path) -> None:
    path = str(folder / program) if "/" in program else program
    if _PLACE.search(program) is None and shutil.which(path) is None:
        text = _("{program} is no program that can be run here.")
        raise InvalidInput(text.format(program=program))


def _is_script(path: Path) -> bool:
    """Return whether a program is a text that another program reads, and not one such as Python itself."""
    if not path.is_file():
        return False
    with open(path, "rb") as file:
        return file.read(2) == b"#!"
