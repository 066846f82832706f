"""Imports go one way through the house: a file knows its own folder and those above it."""

import ast
from pathlib import Path

import pytest

SOURCE = Path(__file__).parent.parent / "src" / "actlab"
FILES = sorted(SOURCE.rglob("*.py"))
ORDER = [
    "words",
    "errors",
    "calls",
    "functions",
    "analysis",
    "data",
    "networks",
    "training",
    "measure",
    "statistics",
    "studies",
    "findings",
    "report",
    "claims",
    "demos",
    "cli",
    "__main__",
]
# What a user expects on the object itself; imported inside the function that is named
EXCEPTIONS = {
    ("functions/activation.py", "profile"): "analysis",
    ("functions/activation.py", "_repr_html_"): "report",
    ("studies/study.py", "table"): "report",
    ("studies/study.py", "plot"): "report",
    ("studies/study.py", "plot_probes"): "report",
    ("studies/study.py", "methods"): "report",
    ("studies/study.py", "_draw_tuning"): "report",
    ("studies/compare.py", "_listener"): "report",
}


def imports(path: Path) -> list[tuple[str, str]]:
    """Return (the function it stands in, the layer) for each import from the package."""
    found = []

    def visit(node: ast.AST, function: str) -> None:
        for child in ast.iter_child_nodes(node):
            if isinstance(child, ast.If) and ast.unparse(child.test) == "TYPE_CHECKING":  # names of types only
                continue
            name = child.name if isinstance(child, ast.FunctionDef) else function
            if isinstance(child, ast.ImportFrom) and (child.module or "").startswith("actlab"):
                below = (child.module or "").split(".")[1:]
                found.extend((function, layer) for layer in (below[:1] or [alias.name for alias in child.names]))
            visit(child, name)

    visit(ast.parse(path.read_text(encoding="utf-8")), "")
    return found


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(SOURCE)))
def test_imports_come_from_above(path: Path) -> None:
    place = path.relative_to(SOURCE)
    own = place.parts[0].removesuffix(".py")
    for function, layer in imports(path):
        if EXCEPTIONS.get((str(place), function)) == layer:
            continue
        assert ORDER.index(layer) <= ORDER.index(own), f"{place} imports {layer}, which lies below {own}"
        if own == "statistics":
            assert layer == "statistics", f"{place}: statistics know nothing of {layer}"


def test_every_exception_is_needed() -> None:
    used = {(str(path.relative_to(SOURCE)), function): layer for path in FILES for function, layer in imports(path)}
    assert all(used.get(place) == layer for place, layer in EXCEPTIONS.items())


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(SOURCE)))
def test_files_are_short(path: Path) -> None:
    if path.name == "catalogue.py":  # a table: one record after another
        return
    assert len(path.read_text(encoding="utf-8").splitlines()) <= 300
