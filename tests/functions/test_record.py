"""A record is what it computes: equal by content, found once, sent to other processes, safe after a fork."""

import copy
import os
import pickle
import subprocess
import sys
import textwrap
from collections.abc import Iterator
from dataclasses import FrozenInstanceError, replace
from importlib.metadata import EntryPoint, EntryPoints
from pathlib import Path

import jax
import jax.monitoring
import numpy as np
import pytest

import actlab
from actlab.errors import ActlabWarning, InvalidInput
from actlab.functions import engine
from actlab.functions.catalogue import ALIASES, CATALOGUE, plugins
from actlab.functions.find import find
from actlab.functions.record import Activation
from actlab.functions.records import Parameter


def test_equal_is_what_computes_the_same() -> None:
    silu = find("silu")
    assert silu == replace(silu, name="mine", note="", family="yours", reference=None)
    assert len({silu, find("swish"), replace(silu, name="mine")}) == 1
    different = [
        find("silu(2)"),
        find("silu; beta=1 per unit"),
        replace(silu, formula="x * tanh(x)"),
        replace(silu, computed_as="x * sigmoid(beta * x) + 0"),
        replace(silu, declared_kinks=None),
    ]
    assert silu not in different
    assert len(set(different)) == 5
    assert silu != "silu"


def test_a_record_is_closed() -> None:
    with pytest.raises(FrozenInstanceError):
        find("relu").name = "elu"  # type: ignore[misc]


def test_the_catalogue_s_records_are_all_different() -> None:
    assert len({record.digest for record in CATALOGUE.values()}) == len(CATALOGUE)


@pytest.mark.parametrize("spec", ["elu(alpha=0.5)", "0.5*swish(x) + x", "x*tanh(b*x); b=0.5 per unit", "prelu"])
def test_a_used_record_can_be_sent(spec: str) -> None:
    used, x = find(spec), np.linspace(-2, 2, 5)
    y, kinks = used(x), used.kinks
    assert used.digest
    for sent in (pickle.loads(pickle.dumps(used)), copy.deepcopy(used)):
        assert vars(sent).keys() == set(Activation.__dataclass_fields__)
        assert (sent, str(sent), sent.kinks) == (used, str(used), kinks)
        np.testing.assert_array_equal(sent(x), y)


def test_a_file_s_function_can_be_sent(tmp_path: Path) -> None:
    file = tmp_path / "mine.py"
    file.write_text("import jax.numpy as jnp\n\n\ndef soft(x):\n    return x / (1 + jnp.abs(x))\n")
    used = find(f"{file}:soft")
    code = f"import pickle, numpy as np; a = pickle.loads({pickle.dumps(used)!r}); print(a(np.ones(1))[0], a.digest)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["0.5", used.digest]


def test_a_tree_of_another_formula_is_not_used() -> None:
    mixed = replace(find("0.5*swish(x)"), formula="x + 1")
    assert mixed(np.ones(1)).tolist() == [2.0]


def test_a_default_that_is_no_catalogue_s_is_spelled_out() -> None:
    mine = Activation("mine", "a * x", parameters=(Parameter("a", 2.0),))
    assert str(mine) == "mine; a=2"


def test_the_same_words_are_compiled_once(compilations: list[str]) -> None:
    x = np.linspace(-1, 1, 7)
    words = "x*tanh(x) + 0.123*x"
    first = find(words)(x)
    assert find(words) is find(words)
    compilations.clear()
    np.testing.assert_array_equal(find(words)(x), first)
    assert compilations == []


def test_a_name_of_one_s_own() -> None:
    named = find("elu", name="nimbus", alpha=0.5)
    assert (named.name, named) == ("nimbus", find("elu(0.5)"))
    assert named is find("elu", name="nimbus", alpha=0.5)


def run(code: str, **environment: str) -> str:
    """Run code in a fresh interpreter with JAX's own settings."""
    plain = {key: value for key, value in os.environ.items() if key != engine.VARIABLE}
    done = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(code)],
        capture_output=True,
        text=True,
        env=plain | environment,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


FORMULA_FIRST = """
from actlab.functions.find import find
import sys
find("x*tanh(softplus(x))")
assert "jax" not in sys.modules
from actlab.training.devices import choose_devices
print(len(choose_devices()))
"""


def test_a_formula_leaves_every_core_to_the_study() -> None:
    assert run(FORMULA_FIRST) == str(engine.cores())
    assert run(FORMULA_FIRST, JAX_NUM_CPU_DEVICES="3") == "3"


FIRST = {
    "a comparison": "actlab.compare(['relu', 'tanh'], quick=True, steps=2, seeds=1, network='mlp(2)', progress=False)",
    "the devices": "from actlab.training.devices import choose_devices; choose_devices()",
    "a data set": "from actlab.data.sources import load; from actlab.data.constant import chance; "
    "chance(load('digits'), 'test')",
    "a number": "actlab.activation('relu')(1.0)",
    "a function in Python": "actlab.activation(lambda x: 2 * x)",
    "depth": "actlab.explain(['relu'], width=20, depth=3, draws=2)",
    "a demonstration": "actlab.demo('output-layer', quick=True)",
    "another demonstration": "actlab.demo('linear-collapse', quick=True)",
}
LEFT = """
import actlab
{first}
import jax
print(len(jax.devices()), jax.config.jax_default_matmul_precision)
"""


@pytest.mark.parametrize("first", FIRST)
def test_whatever_comes_first_every_core_is_a_device_and_products_keep_single_precision(first: str) -> None:
    assert run(LEFT.format(first=FIRST[first])) == f"{engine.cores()} {engine.SINGLE}"


FORK = """
import os, sys, warnings
import jax, jax.numpy as jnp, numpy as np
from actlab.errors import ActlabError
from actlab.functions.find import find
warnings.simplefilter("ignore")
gelu, x = find("gelu"), np.linspace(-3, 3, 7, dtype=np.float32)
before, slope, mine = gelu(x), gelu.derivative(x), find(lambda x: 2 * x)
child = os.fork()
if child == 0:
    same = np.allclose(gelu(x), before, rtol=1e-6) and gelu(x).dtype == np.float32
    def refused(call):
        try:
            call()
        except ActlabError as error:
            return "fork" in str(error)
    found = find("x*tanh(0.7*x)")(x).shape == x.shape
    found = found and np.allclose(gelu.derivative(x), slope, rtol=1e-6)
    refusals = [refused(lambda: mine(x)), refused(lambda: find(lambda x: x))]
    os._exit(0 if same and found and all(refusals) else 1)
print(os.waitpid(child, 0)[1])
"""


def test_a_forked_child_computes_on_the_host() -> None:
    assert run(FORK) == "0"


CALLS = {
    "compare's": "engine.require()",
    "explain": "actlab.explain(['relu'], init='matched', width=20, depth=3, draws=2)",
    "demo": "actlab.demo('leak', quick=True)",
    "cost": "costs({'relu': gelu}, 'relu', gelu)",
    "step cost": "step_costs(tutorial(), {'relu': gelu}, 'relu')",
    "a function in JAX": "gelu.function(x)",
}
FORKED_CALLS = f"""
import os, signal, warnings
import numpy as np
import actlab
from actlab.functions import engine
from actlab.functions.find import find
from actlab.measure.step_cost import costs, step_costs, tutorial
warnings.simplefilter("ignore")
gelu, x = find("gelu"), np.ones(3, np.float32)
gelu(x), gelu.derivative(x), gelu.function(x)
for call in {list(CALLS.values())!r}:
    child = os.fork()
    if child == 0:
        signal.alarm(20)
        try:
            eval(call)
        except actlab.ActlabError as error:
            os._exit(0 if "forked" in str(error) else 2)
        os._exit(1)
    print(os.waitpid(child, 0)[1])
"""


@pytest.fixture(scope="module")
def forked() -> dict[str, str]:
    """Return how the child of each call ended: all are forked from one process."""
    return dict(zip(CALLS, run(FORKED_CALLS).split(), strict=True))


@pytest.mark.parametrize("call", CALLS)
def test_a_forked_child_is_told_that_it_cannot_use_jax(call: str, forked: dict[str, str]) -> None:
    assert forked[call] == "0"


def test_the_catalogue_is_read_only() -> None:
    for table in (CATALOGUE, ALIASES, actlab.CATALOGUE):
        with pytest.raises(TypeError):
            table["relu"] = find("tanh")  # type: ignore[index]


def test_a_child_forked_before_jax_starts_may_use_it() -> None:
    code = FORK.replace("before, slope, mine = gelu(x), gelu.derivative(x), find(lambda x: 2 * x)", "").split(
        "    same ="
    )[0]
    code += "    os._exit(0 if np.isfinite(gelu.derivative(x)).all() else 1)\nprint(os.waitpid(child, 0)[1])"
    assert run(code) == "0"


@pytest.fixture
def plugged(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[EntryPoint]]:
    points: list[EntryPoint] = []
    monkeypatch.setattr(plugins, "entry_points", lambda group: EntryPoints(p for p in points if p.group == group))
    plugins.plugged.cache_clear()
    yield points
    plugins.plugged.cache_clear()


BENT = Activation("bent", "a * x + |x|", parameters=(Parameter("a", 2.0),), declared_kinks=None)


def tripled(x: jax.Array) -> jax.Array:
    return 3 * x


def test_installed_packages_bring_activations(plugged: list[EntryPoint]) -> None:
    here = __name__
    plugged += [
        EntryPoint("plug_bent", f"{here}:BENT", plugins.GROUP),
        EntryPoint("plug3", f"{here}:tripled", plugins.GROUP),
    ]
    assert str(find("plug_bent")) == "plug_bent"
    assert str(find("plug_bent(a=3)")) == "plug_bent(a=3)"
    assert find("plug3")(np.ones(1)).tolist() == [3.0]
    assert find("2*plug_bent(x)")(np.ones(1)).tolist() == [6.0]


@pytest.mark.parametrize(
    ("name", "value", "reason"),
    [("gone", "no_such_module:f", "ModuleNotFoundError"), ("relu", "x:y", "already"), ("number", "math:pi", "neither")],
)
def test_a_broken_plug_in_is_a_warning(plugged: list[EntryPoint], name: str, value: str, reason: str) -> None:
    plugged.append(EntryPoint(name, value, plugins.GROUP))
    with pytest.warns(ActlabWarning, match=f"{name}.*{reason}"):
        plugins.plugged()
    if name != "relu":
        with pytest.raises(InvalidInput):
            find(name)
