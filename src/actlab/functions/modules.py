"""A user's modules: which of them a module imports, and what stood in their files when they were read."""

from __future__ import annotations

import ast
import hashlib
import sys
import sysconfig
from functools import lru_cache
from importlib.util import resolve_name
from pathlib import Path
from types import ModuleType

from actlab.errors import InvalidInput
from actlab.words import _

_INSTALLED = tuple(str(Path(sysconfig.get_path(name)).resolve()) for name in ("stdlib", "purelib", "platlib"))
_OWN = str(Path(__file__).resolve().parent.parent)  # wherever this program is installed

Contents = dict[str, tuple[str, str]]  # a module's name -> its file, and the digest of that

_read: dict[str, tuple[object, str]] = {}  # a module's name -> what tells a reloaded one, and the digest of its file


def installed(file: str) -> bool:
    """Return whether a file belongs to Python, to an installed package or to this program, not to the user."""
    return file.startswith("<frozen") or str(Path(file).resolve()).startswith((*_INSTALLED, _OWN))


def is_users(module: ModuleType | None) -> bool:
    """Return whether a module is a file of the user's.

    >>> is_users(sys.modules["ast"]), is_users(None)
    (False, False)
    """
    file: str | None = getattr(module, "__file__", None)
    return file is not None and not installed(file) and Path(file).is_file()


def contents(module: ModuleType) -> Contents:
    """Return the files of a user's module and of all the user's modules that it imports, wherever it does.

    Raises InvalidInput where one of them has changed since it was read: what runs is then not what stands there.
    """
    found: Contents = {module.__name__: (str(module.__file__), _as_read(module))}
    add_imports(found, Path(str(module.__file__)), module.__package__ or "")
    return found


def add_imports(found: Contents, file: Path, package: str, beside: Path | None = None) -> None:
    """Add what a file imports; where that could not be loaded, the file ``beside`` that would have been."""
    for name in _imports(file.read_bytes(), package) if file.suffix == ".py" else ():
        module = sys.modules.get(name)
        if name in found:
            continue
        if module is not None and is_users(module):
            found[name] = (str(module.__file__), _as_read(module))
            add_imports(found, Path(str(module.__file__)), module.__package__ or "", beside)
        elif module is None and beside and (path := beside / f"{name.replace('.', '/')}.py").is_file():
            found[name] = (str(path), digest_of(path))
            add_imports(found, path, name.rpartition(".")[0], beside)


def digest_of(file: str | Path) -> str:
    """Return the digest of a file's bytes, nothing where it is gone."""
    path = Path(file)
    return hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else ""


def _as_read(module: ModuleType) -> str:
    """Return the digest of a module's file; importlib.reload reads it anew, and gives it another specification."""
    digest, mark = digest_of(str(module.__file__)), module.__spec__ or module
    before = _read.get(module.__name__)
    if before and before[0] is mark and before[1] != digest:
        message = _("{path} has changed since it was read. Start Python again, or reload it (importlib.reload).")
        raise InvalidInput(message.format(path=module.__file__))
    _read[module.__name__] = (mark, digest)
    return digest


@lru_cache(maxsize=256)
def _imports(source: bytes, package: str) -> tuple[str, ...]:
    """Return the names of all modules that may be meant by the imports of a source text.

    >>> _imports(b"import a.b; from . import c", "p")
    ('a', 'a.b', 'p', 'p.c')
    """
    names: set[str] = set()
    try:
        tree = ast.parse(source)
    except (SyntaxError, ValueError):  # such a module cannot be loaded, which is said elsewhere
        return ()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and (package or not node.level):
            base = resolve_name("." * node.level + (node.module or ""), package)
            names.update(f"{base}.{alias.name}" for alias in node.names)
    parents = {name.rsplit(".", n)[0] for name in names for n in range(name.count(".") + 1)}
    return tuple(sorted(parents))
