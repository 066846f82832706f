"""The public names are there, and `import actlab` and `actlab --help` stay quick."""

import ast
import subprocess
import sys
from pathlib import Path

import actlab

HEAVY = ("jax", "scipy", "matplotlib", "sympy")


def loaded_by(code: str) -> set[str]:
    """Run code in a fresh interpreter and return the top-level modules that it loaded."""
    script = f"import sys\ntry:\n    {code}\nexcept SystemExit:\n    pass\nprint(*sys.modules, file=sys.stderr)"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    return {name.split(".")[0] for name in done.stderr.split()}


def test_help_loads_nothing_heavy() -> None:
    loaded = loaded_by("from actlab.cli import app; app(['--help'])")
    assert "cyclopts" in loaded
    assert not loaded & set(HEAVY)


def test_help_of_compare_loads_nothing_heavy() -> None:
    assert not loaded_by("from actlab.cli import app; app(['compare', '--help'])") & set(HEAVY)


def test_import_loads_nothing_heavy() -> None:
    assert not loaded_by("import actlab") & set(HEAVY)


def test_every_public_name_exists() -> None:
    stub = ast.parse((Path(actlab.__file__).parent / "__init__.pyi").read_text(encoding="utf-8"))
    names = [alias.asname for node in stub.body if isinstance(node, ast.ImportFrom) for alias in node.names]
    assert names
    assert sorted(names) == sorted(set(names))
    for name in names:
        assert getattr(actlab, str(name)) is not None
    assert sorted(actlab.__all__) == sorted(str(name) for name in names)
