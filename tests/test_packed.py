"""What is kept of the catalogue is what would be computed; what differs in any field is computed."""

import json
import math
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import asdict, fields, replace
from pathlib import Path

import pytest
from tools import pack

from actlab.analysis.breaks import breaks
from actlab.analysis.breaks import computed as computed_breaks
from actlab.analysis.lint import lint
from actlab.analysis.linting import computed as linted
from actlab.analysis.profile import profile
from actlab.analysis.profiling import computed
from actlab.analysis.relating import computed as related
from actlab.analysis.relatives import relatives
from actlab.functions.catalogue import CATALOGUE
from actlab.functions.export import export, written
from actlab.functions.find import find
from actlab.functions.packed import TABLE, mark, packed
from actlab.functions.record import Activation
from actlab.functions.records import Kink, Parameter, Reference
from actlab.words import said

NEAR = 1e-9  # other processors round other last digits
KEPT = json.loads((pack.HERE / TABLE).read_text(encoding="utf-8"))
AGAIN = "run: python tools/pack.py"
HEAVY = ["jax", "matplotlib", "scipy", "sympy"]


def same(a: object, b: object) -> bool:
    """Return whether two answers are equal but for rounding, and of the same kinds."""
    if isinstance(a, float) and isinstance(b, float):
        return a == b or (math.isnan(a) and math.isnan(b)) or math.isclose(a, b, rel_tol=NEAR, abs_tol=NEAR)
    if isinstance(a, Mapping) and isinstance(b, Mapping):
        return a.keys() == b.keys() and all(same(a[key], b[key]) for key in a)
    if isinstance(a, Sequence) and not isinstance(a, str):
        return type(a) is type(b) and len(a) == len(b) and all(map(same, a, b))
    return type(a) is type(b) and a == b


@pytest.mark.parametrize("name", CATALOGUE)
def test_every_answer_is_the_computed_one(name: str) -> None:
    record, kept = CATALOGUE[name], KEPT[name]
    asked = json.loads(json.dumps({"mark": mark(record), **pack.answers(record)}))
    assert asked.keys() == kept.keys(), AGAIN
    for question, answer in asked.items():
        assert same(kept[question], answer), f"{question}: {AGAIN}"


def test_the_table_has_the_catalogue_in_its_order() -> None:
    assert list(KEPT) == list(CATALOGUE), AGAIN
    assert len({row["mark"] for row in KEPT.values()}) == len(KEPT)


@pytest.mark.parametrize("name", CATALOGUE)
def test_what_is_read_has_the_kinds_of_what_is_computed(name: str) -> None:
    record = CATALOGUE[name]
    known = computed(record)
    assert same(asdict(profile(record)), asdict(known))
    assert lint(record, known) == linted(record, known)
    assert [said(line, "pt") for line in lint(record, known)] == [said(line, "pt") for line in linted(record, known)]
    assert same(asdict(relatives(record)), asdict(related(record)))
    assert [breaks(record, order) for order in range(4)] == [computed_breaks(record, order) for order in range(4)]


OTHER = {
    "name": "mine",
    "formula": "x",
    "reference": Reference("N. N.", 2026, "T.", "id"),
    "parameters": (Parameter("alpha", 0.5, default=1.0),),
    "declared_kinks": (Kink("0", "0.5"),),
    "family": "other",
    "aliases": ("other",),
    "note": "other",
    "computed_as": "x + 0",
    "bound": 99,
    "source": abs,
    "parsed": ("x", None),
    "gate": True,
}


@pytest.mark.parametrize("field", [field.name for field in fields(Activation)])
def test_a_record_with_another_field_has_another_mark(field: str) -> None:
    record = CATALOGUE["elu"]
    assert packed(record, "torch") is not None
    changed = replace(record, **{field: OTHER[field]})
    assert mark(changed) != mark(record)
    assert packed(changed, "torch") is None


def test_another_value_is_computed() -> None:
    at_half = find("elu(alpha=0.5)")
    assert profile(at_half).low == computed(at_half).low == -0.5
    assert "0.5" in export(at_half, "torch")
    assert export(at_half, "numpy") == written(at_half, "numpy") != export(find("elu"), "numpy")


def test_the_file_is_what_the_script_writes(tmp_path: Path) -> None:
    """But for the last digits, which the other tests look at: its lines and their order."""
    lines = (pack.HERE / TABLE).read_text(encoding="utf-8").splitlines()
    assert [line.split('"')[1] for line in lines if line.startswith(' "')] == list(CATALOGUE)
    assert len(lines) == 2 + sum(len(row) + 2 for row in KEPT.values())


@pytest.mark.parametrize(
    "command",
    [
        "show relu",
        "show selu --derivatives 3",
        "list",
        "list --family self-gated",
        "export elu --to torch",
        "export gelu --to latex",
    ],
)
def test_what_is_kept_needs_none_of_what_computes_it(command: str) -> None:
    code = (
        "import sys; from actlab.cli import run_command; status = run_command(sys.argv[1].split()); "
        f"print(sorted(set({HEAVY}) & sys.modules.keys())); sys.exit(status)"
    )
    done = subprocess.run([sys.executable, "-c", code, command], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines()[-1] == "[]"


@pytest.mark.parametrize("formula", ["x*tanh(softplus(x))", "x/(1+abs(x))", "elu(alpha=0.3)"])
def test_a_formula_is_shown_without_jax(formula: str) -> None:
    code = "import sys; from actlab.cli import run_command; run_command(sys.argv[1:]); print('jax' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code, "show", formula], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "False"
