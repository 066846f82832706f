"""Imports go one way, room by room and file by file; those inside functions count, and there are no exceptions."""

import ast
from collections.abc import Iterator
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

SOURCE = Path(__file__).parent.parent / "src" / "actlab"
FILES = sorted(SOURCE.rglob("*.py"))
ORDER = [
    "words",
    "errors",
    "calls",
    "installed",
    "leaving",
    "quiet",
    "functions",
    "analysis",
    "data",
    "networks",
    "training",
    "measure",
    "statistics",
    "findings",
    "studies",
    "findings",
    "report",
    "play",
    "claims",
    "demos",
    "facade",
    "torch",
    "cli",
    "__main__",
]


def name_of(path: Path) -> str:
    """Return the module's name below the package, such as ``functions.record``."""
    parts = path.relative_to(SOURCE).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


MODULES = {name_of(path): path for path in FILES}


def imports(path: Path) -> Iterator[str]:
    """Yield the modules of the package that a file imports anywhere, but for names of types only."""
    pending: list[ast.AST] = [ast.parse(path.read_text(encoding="utf-8"))]
    while pending:
        node = pending.pop()
        if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING":
            pending += node.orelse
            continue
        pending += ast.iter_child_nodes(node)
        if isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: relative import"
            if (node.module or "").split(".")[0] == "actlab":
                assert path.name == "__init__.py" or node.module != "actlab", f"{path}: imports the façade's names"
                base = ".".join((node.module or "").split(".")[1:])
                for alias in node.names:
                    inner = f"{base}.{alias.name}".strip(".")
                    yield inner if inner in MODULES else base
        elif isinstance(node, ast.Import):
            for alias in node.names:
                assert alias.name.split(".")[0] != "actlab", f"{path}: write from actlab.room.file import name"
        elif isinstance(node, ast.Call) and ast.unparse(node.func) in ("import_module", "importlib.import_module"):
            raise AssertionError(f"{path}: an import that nobody can follow")


GRAPH = {name: set(imports(path)) - {name} for name, path in MODULES.items()}


def room(module: str) -> str:
    return module.split(".")[0]


@pytest.mark.parametrize("module", sorted(GRAPH))
def test_a_room_knows_only_rooms_above_it(module: str) -> None:
    for other in GRAPH[module]:
        assert other in MODULES, f"{module} imports {other}, which is not there"
        if not module:  # the package itself, which holds no code
            continue
        assert ORDER.index(room(other)) <= ORDER.index(room(module)), f"{module} imports {other}, which lies below it"
        if room(module) == "statistics":
            assert room(other) == "statistics", f"{module}: statistics know nothing of {other}"


def test_no_file_imports_itself_over_others() -> None:
    try:
        TopologicalSorter(GRAPH).prepare()
    except CycleError as error:
        pytest.fail(" -> ".join(error.args[1]))


def test_the_test_sees_an_import_in_a_function(tmp_path: Path) -> None:
    hidden = tmp_path / "hidden.py"
    hidden.write_text("def f():\n    from actlab.functions.formula import parse\n")
    assert list(imports(hidden)) == ["functions.formula"]


@pytest.mark.parametrize("line", ["from actlab import compare", "import actlab.facade", "from .errors import unknown"])
def test_nobody_reaches_the_house_by_another_door(tmp_path: Path, line: str) -> None:
    (tmp_path / "hidden.py").write_text(f"def f():\n    {line}\n")
    with pytest.raises(AssertionError):
        list(imports(tmp_path / "hidden.py"))


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(SOURCE)))
def test_files_are_short(path: Path) -> None:
    if path.parent.name == "catalogue":  # tables: one record after another
        return
    assert len(path.read_text(encoding="utf-8").splitlines()) <= 300
