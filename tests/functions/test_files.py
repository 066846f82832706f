"""A user's file counts with all that it imports, and what has changed is seen or refused."""

import importlib
import pickle
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from actlab.errors import InvalidInput
from actlab.functions.arms import arms
from actlab.functions.find import find
from actlab.functions.identity import identity
from actlab.functions.record import Activation

MINE = "import jax.numpy as jnp\n{how}\n\n\ndef soft(x):\n    return jnp.tanh(x) * {slope}\n"
WAYS = {
    "a module": ("import fun_helper", "fun_helper.SLOPE"),
    "a value": ("from fun_helper import SLOPE", "SLOPE"),
    "a function": ("from fun_helper import slope", "slope()"),
    "through another": ("import fun_middle", "fun_middle.fun_helper.SLOPE"),
}


def written(folder: Path, way: str, slope: float) -> Path:
    how, used = WAYS[way]
    (folder / "mine.py").write_text(MINE.format(how=how, slope=used))
    (folder / "fun_middle.py").write_text("import fun_helper\n")
    (folder / "fun_helper.py").write_text(f"SLOPE = {slope}\n\n\ndef slope():\n    return SLOPE\n")
    return folder / "mine.py"


def at_one(found: Activation) -> float:
    return float(found(np.ones(1))[0] / np.tanh(1.0))


@pytest.mark.parametrize("way", WAYS)
def test_what_lies_beside_a_file_is_part_of_it(way: str, tmp_path: Path) -> None:
    path = sys.path.copy()
    spec = f"{written(tmp_path, way, 2.0)}:soft"
    before = find(spec)
    assert at_one(before) == pytest.approx(2.0)
    assert find(spec) == before
    written(tmp_path, way, 3.0)
    after = find(spec)
    assert after != before
    assert (at_one(before), at_one(after)) == (pytest.approx(2.0), pytest.approx(3.0))
    assert sys.path == path


def test_two_folders_may_use_one_name(tmp_path: Path) -> None:
    found = []
    for slope in (2.0, 3.0):
        folder = tmp_path / str(slope)
        folder.mkdir()
        found.append(find(f"{written(folder, 'a module', slope)}:soft"))
    assert [at_one(one) for one in found] == [pytest.approx(2.0), pytest.approx(3.0)]


def test_a_helper_that_was_mended_is_read_again(tmp_path: Path) -> None:
    spec = f"{written(tmp_path, 'a module', 2.0)}:soft"
    (tmp_path / "fun_helper.py").write_text("SLOPE = \n")
    with pytest.raises(InvalidInput, match="SyntaxError"):
        find(spec)
    (broken,) = arms([spec])
    written(tmp_path, "a module", 2.0)
    assert at_one(find(spec)) == pytest.approx(2.0)
    assert broken.activation != find(spec)


@pytest.mark.parametrize("change", ["", "fun_helper", "mine"])
def test_another_process_reads_the_same(change: str, tmp_path: Path) -> None:
    file = written(tmp_path, "a module", 2.0)
    sent = pickle.dumps(find(f"{file}:soft"))
    if change:
        with (tmp_path / f"{change}.py").open("a") as more:
            more.write("\nMORE = 1\n")
    code = f"import pickle, numpy as np; print(pickle.loads({sent!r})(np.zeros(1))[0])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert done.stdout.strip() == ("" if change else "0.0")
    assert ("has changed since it was read" in done.stderr) == bool(change)


def test_a_module_that_has_changed_is_refused_until_it_is_reloaded(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    file = tmp_path / "fun_session.py"
    file.write_text("SLOPE = 2.0\n")
    module = importlib.import_module("fun_session")

    def scaled(x: float) -> float:
        return module.SLOPE * x  # type: ignore[no-any-return]

    before = identity(scaled)
    file.write_text("SLOPE = 3.0\n")
    with pytest.raises(InvalidInput, match=r"fun_session\.py has changed since it was read"):
        identity(scaled)
    importlib.reload(module)
    assert identity(scaled) != before
    del sys.modules["fun_session"]
