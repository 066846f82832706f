"""The public names are there, and `import actlab` and `actlab --help` stay quick."""

import ast
import inspect
import pickle
import subprocess
import sys
from pathlib import Path

import pytest

import actlab

HEAVY = ("jax", "scipy", "matplotlib", "sympy")


def loaded_by(code: str) -> set[str]:
    """Run code in a fresh interpreter and return the top-level modules that it loaded."""
    script = f"import sys\ntry:\n    {code}\nexcept SystemExit:\n    pass\nprint(*sys.modules, file=sys.stderr)"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    return {name.split(".")[0] for name in done.stderr.split()}


def test_help_loads_nothing_heavy() -> None:
    loaded = loaded_by("from actlab.cli import run_command; run_command(['--help'])")
    assert "cyclopts" in loaded
    assert not loaded & set(HEAVY)


def test_help_of_compare_loads_nothing_heavy() -> None:
    assert not loaded_by("from actlab.cli import run_command; run_command(['compare', '--help'])") & set(HEAVY)


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


def test_every_public_name_is_documented_and_typed() -> None:
    for name in set(actlab.__all__) - {"CATALOGUE", "DATASETS", "__version__"}:
        thing = getattr(actlab, name)
        assert len(thing.__doc__ or "") > 40, name
        if inspect.isfunction(thing):
            hints = thing.__annotations__
            assert "return" in hints, name
            assert "Any" not in str(hints), name


def test_help_on_compare_lists_every_choice(capsys: pytest.CaptureFixture[str]) -> None:
    help(actlab.compare)
    shown = capsys.readouterr().out
    assert "seeds: Networks per activation; pairs share a seed. For example seeds=8." in shown
    assert "until_decided: bool | None = None" in shown


def test_a_notebook_can_choose_the_language_and_see_a_page() -> None:
    page = actlab.explain(["relu"], init="matched", width=20, depth=3, draws=2)
    english = str(page)
    try:
        assert actlab.language("pt") == "pt"
        assert str(page) != english
        assert "ativação" in str(page)
    finally:
        actlab.language("en")
    assert page.markdown().startswith("**Before any training")
    assert "<svg" in actlab.activation("elu")._repr_html_()


def test_records_keep_what_they_are_through_pickle_and_promotion() -> None:
    elu = actlab.activation("elu", alpha=0.5)
    elu([-1.0])
    again = pickle.loads(pickle.dumps(elu))
    assert again == elu
    assert type(again) is type(elu)
    assert again.derivative([-1.0]) == elu.derivative([-1.0])
    assert actlab.activation("gelu") is actlab.activation("gelu")
    assert actlab.CATALOGUE["gelu"] == actlab.activation("gelu")
