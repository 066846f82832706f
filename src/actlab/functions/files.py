"""``file.py:function``: a user's file is run once in a process for each content that it, with its imports, has had."""

from __future__ import annotations

import hashlib
import importlib
import inspect
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, TypeAlias

from actlab.errors import InvalidInput
from actlab.functions.identity import identity
from actlab.functions.limits import FunctionFault, limited
from actlab.functions.modules import Contents, add_imports, digest_of, is_users
from actlab.words import _

if TYPE_CHECKING:
    import jax

PATIENCE = 60.0  # seconds for a file to be run in a process that it was sent to

Function: TypeAlias = "Callable[..., jax.Array]"


@dataclass(frozen=True)
class _Outcome:
    """What came of a file, and the files that this depended on."""

    module: ModuleType | FunctionFault
    contents: Contents

    @property
    def digest(self) -> str:
        """The digest of all these files; where they lie is not in it."""
        parts = sorted((name, digest) for name, (_file, digest) in self.contents.items())
        return hashlib.sha256(repr(parts).encode()).hexdigest()

    @property
    def current(self) -> bool:
        """Whether the files are still what they were."""
        return all(digest_of(file) == digest for file, digest in self.contents.values())


_running = threading.Lock()
_outcomes: dict[str, _Outcome] = {}  # by path: the latest
_functions: dict[tuple[str, str], Function] = {}  # by path and digest: all that have been
_digests: dict[tuple[str, str, str], str] = {}  # by path, digest of the files and name
_imported: dict[str, ModuleType] = {}  # what lay beside a file that was run, and was imported by it


@dataclass(frozen=True)
class FromFile:
    """A function of a user's file, as the file was when it was read; it can be sent to another process."""

    path: str
    name: str
    digest: str  # of the file's bytes and of those that it imports; then the name, and what the function is

    @property
    def __wrapped__(self) -> Function:
        """The function itself, for whoever asks where it stands."""
        if (self.path, self.digest) not in _functions:  # in another process
            again = open_file(self.path, self.name, PATIENCE)
            if again.digest.partition(":")[0] != self.digest.partition(":")[0]:
                raise FunctionFault(
                    _("{path}, or what it imports, has changed since it was read").format(path=self.path)
                )
            _functions[self.path, self.digest] = _functions[again.path, again.digest]
        return _functions[self.path, self.digest]

    def __call__(self, *arguments: jax.Array) -> jax.Array:
        return self.__wrapped__(*arguments)


def open_file(path: str, name: str, seconds: float) -> FromFile:
    """Return a function of a file, which is run unless it has been, for at most ``seconds``.

    Raises InvalidInput where there is no such file, or no such function in it, FunctionFault where the file cannot
    be run.
    """
    full = resolved(path)
    with _running:
        outcome = _outcome(full, seconds)
        if isinstance(outcome.module, FunctionFault):
            raise outcome.module
        function = getattr(outcome.module, name, None)
        if not callable(function):
            known = [key for key, value in vars(outcome.module).items() if inspect.isfunction(value)]
            message = _("{path} has no function {name}; it has {names}.")
            raise InvalidInput(message.format(path=path, name=name, names=", ".join(known) or _("none")))
        key = (full, outcome.digest, name)
        if key not in _digests:  # before it is called for the first time, which may change what it holds
            _digests[key] = f"{outcome.digest}:{name}:{identity(function)}"
        _functions[full, _digests[key]] = function
        return FromFile(full, name, _digests[key])


def files_digest(path: str, name: str) -> str:
    """Return the digest of a function whose file could not be run, by its files alone."""
    return f"{_outcomes[resolved(path)].digest}:{name}"


def resolved(path: str) -> str:
    """Return the path of a file in full.

    Raises InvalidInput where there is none.
    """
    if not Path(path).is_file():
        raise InvalidInput(_("{path}: there is no such file. Write file.py:function.").format(path=path))
    return str(Path(path).resolve())


def _outcome(path: str, seconds: float) -> _Outcome:
    """Run a file, unless it has been; what went wrong is kept as well, lest it goes wrong again."""
    if path in _outcomes and _outcomes[path].current:
        return _outcomes[path]
    for name, imported in _imported.items():  # read anew: it may have changed, or lie beside another file
        if sys.modules.get(name) is imported:
            del sys.modules[name]
    _imported.clear()
    contents: Contents = {"": (path, digest_of(path))}
    with _beside(Path(path).parent):
        try:
            module: ModuleType | FunctionFault = limited(lambda: _run(path, contents[""][1]), seconds)
        except FunctionFault as fault:
            module = fault
    add_imports(contents, Path(path), "", Path(path).parent)
    _outcomes[path] = _Outcome(module, contents)
    return _outcomes[path]


@contextmanager
def _beside(folder: Path) -> Iterator[None]:
    """Let a file import what lies beside it, as Python lets a script; nothing is written there."""
    before, silent = set(sys.modules), sys.dont_write_bytecode
    sys.path.insert(0, str(folder))
    sys.dont_write_bytecode = True
    importlib.invalidate_caches()  # a file may be younger than Python's list of the folder
    try:
        yield
    finally:
        sys.dont_write_bytecode = silent
        sys.path.remove(str(folder))
        for name in set(sys.modules) - before:
            found = sys.modules[name]
            if is_users(found) and folder in Path(str(found.__file__)).parents:
                _imported[name] = found


def _run(path: str, digest: str) -> ModuleType:
    module = ModuleType(f"actlab_file_{digest[:16]}")
    module.__file__ = path
    code = compile(Path(path).read_bytes(), path, "exec")
    sys.modules[module.__name__] = module  # dataclasses look for their module there
    try:
        exec(code, vars(module))
    except BaseException:
        del sys.modules[module.__name__]
        raise
    return module
