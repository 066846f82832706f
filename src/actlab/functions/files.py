"""``file.py:function``: a user's file is run once in a process for each content that it has had."""

from __future__ import annotations

import hashlib
import inspect
import sys
import threading
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType

import jax

from actlab.errors import InvalidInput
from actlab.functions.limits import FunctionFault, limited
from actlab.words import _

_running = threading.Lock()
_outcomes: dict[tuple[str, str], ModuleType | FunctionFault] = {}  # by path and content


@dataclass(frozen=True)
class FromFile:
    """A function of a user's file, as the file was when it was read; it can be sent to another process."""

    path: str
    name: str
    digest: str  # of the file's bytes and the function's name

    @property
    def __wrapped__(self) -> Callable[..., jax.Array]:
        """The function itself, for whoever asks where it stands."""
        function: Callable[..., jax.Array] = getattr(_module(self.path, self.digest.partition(":")[0]), self.name)
        return function

    def __call__(self, *arguments: jax.Array) -> jax.Array:
        return self.__wrapped__(*arguments)

    @staticmethod
    def digest_of(path: str, name: str) -> str:
        """Return the digest that a function has now.

        Raises InvalidInput where there is no such file.
        """
        if not Path(path).is_file():
            raise InvalidInput(_("{path}: there is no such file. Write file.py:function.").format(path=path))
        return f"{hashlib.sha256(Path(path).read_bytes()).hexdigest()}:{name}"


def open_file(path: str, name: str, seconds: float) -> FromFile:
    """Return a function of a file, which is run unless it has been, for at most ``seconds``.

    Raises InvalidInput where there is no such file, or no such function in it, FunctionFault where the file cannot
    be run.
    """
    digest = FromFile.digest_of(path, name)
    full = str(Path(path).resolve())
    module = _outcome(full, digest.partition(":")[0], seconds)
    if isinstance(module, FunctionFault):
        raise module
    if not callable(getattr(module, name, None)):
        known = [key for key, value in vars(module).items() if inspect.isfunction(value)]
        message = _("{path} has no function {name}; it has {names}.")
        raise InvalidInput(message.format(path=path, name=name, names=", ".join(known) or _("none")))
    return FromFile(full, name, digest)


def _module(path: str, digest: str) -> ModuleType:
    """Return a file as a module; in another process it is run there.

    Raises FunctionFault where it has changed since, or cannot be run.
    """
    name = _name(digest)
    if name not in sys.modules and FromFile.digest_of(path, "").partition(":")[0] != digest:
        raise FunctionFault(_("{path} has changed since it was read").format(path=path))
    found = sys.modules.get(name) or _run(path, digest)
    return found


def _outcome(path: str, digest: str, seconds: float) -> ModuleType | FunctionFault:
    """Run a file, once; what went wrong is kept as well, lest it goes wrong again."""
    with _running:
        if (path, digest) not in _outcomes:
            try:
                _outcomes[path, digest] = limited(lambda: _run(path, digest), seconds)
            except FunctionFault as fault:
                _outcomes[path, digest] = fault
        return _outcomes[path, digest]


def _run(path: str, digest: str) -> ModuleType:
    module = ModuleType(_name(digest))
    module.__file__ = path
    code = compile(Path(path).read_bytes(), path, "exec")
    sys.modules[module.__name__] = module  # dataclasses look for their module there
    try:
        exec(code, vars(module))
    except BaseException:
        del sys.modules[module.__name__]
        raise
    return module


def _name(digest: str) -> str:
    return f"actlab_file_{digest[:16]}"
