"""Whose function is trained, and under which name: content decides, and two things never share a name."""

import csv
from collections.abc import Callable
from pathlib import Path
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from actlab import Study, activation, compare

pytestmark = pytest.mark.usefixtures("hasty")

SMALL: dict[str, Any] = {
    "quick": True,
    "steps": 40,
    "network": "mlp(8)",
    "init": "lecun",
    "lr": 0.1,
    "seeds": 2,
    "progress": False,
}


def scores(study: Study, name: str) -> list[float]:
    return [trial.test["accuracy"] for trial in study.of(name) if trial.test]


def loss(study: Study, name: str) -> list[float]:
    return [trial.test["loss"] for trial in study.of(name) if trial.test]


def relu(x: jax.Array) -> jax.Array:
    """Somebody's own function, which happens to have a known name."""
    return x * jax.nn.sigmoid(1.702 * x)


def test_a_users_function_called_relu_is_the_users() -> None:
    study = compare([activation(relu), "relu", "x*sigmoid(1.702*x)"], **SMALL)
    mine, catalogues, same = study.plan.names
    assert catalogues == "relu"
    assert len({mine, catalogues, same}) == 3
    assert loss(study, mine) == pytest.approx(loss(study, same), rel=1e-4)
    assert loss(study, mine) != pytest.approx(loss(study, "relu"), rel=1e-3)


@jax.custom_vjp
def straight_through(x: jax.Array) -> jax.Array:
    return jnp.tanh(x)


straight_through.defvjp(lambda x: (jnp.tanh(x), None), lambda _kept, g: (g,))


class Scaled:
    """An object that is called."""

    def __init__(self, factor: float) -> None:
        self.factor = factor

    def __call__(self, x: jax.Array) -> jax.Array:
        return jnp.tanh(self.factor * x)


def from_a_cell() -> Callable[[jax.Array], jax.Array]:
    """Return a function without a source file, as a notebook's cell defines one."""
    names: dict[str, Any] = {}
    exec("import jax.numpy as jnp\ndef celled(x):\n    return jnp.arctan(x)\n", names)
    function: Callable[[jax.Array], jax.Array] = names["celled"]
    return function


def test_every_kind_of_function_is_compared(tmp_path: Path) -> None:
    out = tmp_path / "study"
    study = compare(
        [
            lambda x: jnp.sin(x),
            Scaled(0.5),
            Scaled(2.0),
            straight_through,
            from_a_cell(),
            activation(lambda x: jnp.cos(x), name="nimbus"),
            "cirrus=x*tanh(x)",
            "relu",
        ],
        out=out,
        **SMALL,
    )
    names = study.plan.names
    assert len(set(names)) == 8
    assert names[5:] == ("nimbus", "cirrus", "relu")
    assert all(len(scores(study, name)) == 2 for name in names)
    with open(out / "results.csv", encoding="utf-8") as file:
        assert {row["activation"] for row in csv.DictReader(file)} == set(names)
    legend = [text.get_text() for text in study.plot().axes[0].get_legend().get_texts()]
    table = study.table()
    for name in names:
        assert name in table
        assert name in legend
        assert name in (out / "plan.json").read_text(encoding="utf-8")


def test_an_edited_file_is_another_plan(tmp_path: Path) -> None:
    file = tmp_path / "mine.py"
    digests, results = [], []
    for slope in ("0.1", "0.3"):
        file.write_text(f"import jax.numpy as jnp\n\n\ndef leak(x):\n    return jnp.where(x > 0, x, {slope} * x)\n")
        study = compare([f"{file}:leak", "relu"], **SMALL)
        digests.append(study.plan.digest)
        results.append(loss(study, study.plan.names[0]))
        assert study.plan.names[0].endswith("mine.py:leak")
    assert digests[0] != digests[1]
    assert results[0] != results[1]


def test_a_file_runs_once(tmp_path: Path) -> None:
    file, log = tmp_path / "counted.py", tmp_path / "log"
    file.write_text(
        f"import jax.numpy as jnp\nwith open({str(log)!r}, 'a') as file:\n    file.write('x')\n\n\n"
        "def f(x):\n    return jnp.tanh(x)\n"
    )
    compare([f"{file}:f", "relu"], **SMALL)
    assert log.read_text() == "x"


def test_an_edited_record_says_so() -> None:
    from dataclasses import replace

    edited = replace(activation("elu"), formula="where(x > 0, x, 2 * (exp(x) - 1))")
    study = compare([edited, "elu", "relu"], **SMALL)
    assert study.plan.names == ("elu (edited)", "elu", "relu")
    assert loss(study, "elu (edited)") != loss(study, "elu")


def test_a_name_is_one_things_only() -> None:
    from actlab import InvalidInput

    with pytest.raises(InvalidInput, match="twin"):
        compare(["twin=tanh", "twin=relu"], **SMALL)
    with pytest.raises(InvalidInput, match="relu and other are the same function"):
        compare(["relu", "other=relu"], **SMALL)


def test_names_change_no_bit() -> None:
    plain, named = compare(["tanh", "relu"], **SMALL), compare(["wave=tanh", "relu"], **SMALL)
    assert loss(plain, "tanh") == loss(named, "wave")
    assert np.isfinite(loss(plain, "tanh")).all()
