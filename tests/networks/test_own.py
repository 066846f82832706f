"""The user's own network: what is read of its file, what is refused in one line; it is trained as others are."""

from __future__ import annotations

import pickle
import subprocess
import sys
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from actlab.data.dataset import Form
from actlab.data.sources import load
from actlab.errors import InvalidInput
from actlab.functions.find import find
from actlab.networks import own
from actlab.networks.network import fitting, network
from actlab.training.executors.threads import Threads
from actlab.training.member import Program
from actlab.training.probes import PROBES
from actlab.training.recipe import Recipe
from actlab.training.steps import train
from actlab.training.trainer import Member
from actlab.training.trial import Status
from tests.hasty import OPTIONS

pytestmark = pytest.mark.usefixtures("hasty")

FORM = Form((4,), 3)
HEAD = "import jax, jax.numpy as jnp, numpy as np\n"
SHAPES = "def net_parameters(shape, outputs):\n    return "
MLP = (
    SHAPES
    + """{"1/weight": (*shape, 24), "1/bias": (24,), "2/weight": (24, 16), "2/bias": (16,),
            "output/weight": (16, outputs), "output/bias": (outputs,)}

def net(weights, x, activate):
    for site in "12":
        x = activate(site, x @ weights[f"{site}/weight"] + weights[f"{site}/bias"])
    return x @ weights["output/weight"] + weights["output/bias"]
"""
)
FLAT = MLP.replace("(*shape, 24)", "(64, 24)").replace("    for site", "    x = x.reshape(len(x), 64)\n    for site")
CONVOLUTION = (
    SHAPES
    + """{"kernel": (3, 3, shape[-1], 4), "two/kernel": (3, 3, 4, 6), "norm": (6,), "out": ((6, outputs), 24, outputs)}

def conv(x, w):
    return jax.lax.conv_general_dilated(x, w, (1, 1), "SAME", dimension_numbers=("NHWC", "HWIO", "NHWC"))

def net(weights, x, activate):
    x = activate("first", conv(x, weights["kernel"]))
    z = conv(x, weights["two/kernel"]) * (1 + weights["norm"])
    return activate("second", z).mean(axis=(1, 2)) @ weights["out"]
"""
)


@pytest.fixture(autouse=True)
def _as_users_have_it() -> Iterator[None]:
    """Shapes and dtypes are made to fit, as JAX does by default: in every thread."""
    before = jax.config.jax_numpy_rank_promotion, jax.config.jax_numpy_dtype_promotion  # type: ignore[attr-defined]
    jax.config.update("jax_numpy_rank_promotion", "allow")
    jax.config.update("jax_numpy_dtype_promotion", "standard")
    yield
    jax.config.update("jax_numpy_rank_promotion", before[0])
    jax.config.update("jax_numpy_dtype_promotion", before[1])


def written(folder: Path, text: str, name: str = "mine.py") -> str:
    (folder / name).write_text(HEAD + text)
    return f"{folder / name}:net"


def recipe(spec: str, **changes: object) -> Recipe:
    chosen: dict = {"initialisation": "matched", "optimizer": "sgd", "batch": 32, "steps": 40, "evaluate_every": 20}
    return Recipe(load("digits"), network(spec), curve_examples=50, **chosen | changes)


def trained(one: Recipe, devices: int = 1) -> list:
    members = [Member(find(name), 0.1, 3) for name in ("tanh", "relu")]
    return [event.trial for event in Threads(jax.devices()[:devices]).run(one, members) if event.trial]


def test_a_perceptron_of_ones_own_is_that_of_the_house(tmp_path: Path) -> None:
    spec = written(tmp_path, FLAT)
    mine, house = recipe(spec), recipe("mlp(24,16)")
    declared = [Program(one, find("elu")).declared for one in (mine, house)]
    assert {name: weight.feeds for name, weight in declared[0].items()} == {
        name: weight.feeds for name, weight in declared[1].items()
    }
    drawn = [name for name, weight in declared[0].items() if weight.role != "bias"]
    assert [declared[0][name].follows for name in drawn] == ["", "1", "2"]
    starts = [Program(one, find("elu")).start(3).weights for one in (mine, house)]
    assert list(declared[0]) == list(declared[1])
    for name in declared[0]:
        np.testing.assert_array_equal(starts[0][name], starts[1][name])
    ours, theirs = (
        jax.jit(partial(train, Program(one, find("elu"))), compiler_options=OPTIONS) for one in (mine, house)
    )
    data = tuple(map(jnp.asarray, mine.data.splits.train))
    ends = [run(start_of(one), np.float32(0.1), one.rows(3), *data) for run, one in ((ours, mine), (theirs, house))]
    np.testing.assert_allclose(ends[0][1], ends[1][1], rtol=1e-4)


def start_of(one: Recipe) -> object:
    return Program(one, find("elu")).start(3)


def test_images_have_their_shape_and_a_convolution_is_seen(tmp_path: Path) -> None:
    found = network(written(tmp_path, CONVOLUTION))
    form = Form((64,), 3, image=(8, 8, 1))
    assert found.sites(form) == {"first": (8, 8, 4), "second": (8, 8, 6)}
    assert found.convolves(form)
    declared = found.parameters(form)
    assert [(w.fan_in, w.fan_out, w.follows, w.feeds, w.uses) for w in declared.values()] == [
        (9, 36, "", "first", 64),
        (36, 54, "first", "second", 64),
        (1, 6, "", "", 1),
        (24, 3, "second", "", 1),
    ]
    assert not network(written(tmp_path, MLP, "plain.py")).convolves(FORM)


def test_tokens_are_zeros_and_ones(tmp_path: Path) -> None:
    text = (
        SHAPES
        + """{"in": (shape[1], 8), "out": (8, outputs)}

def net(weights, x, activate):
    return activate("here", x @ weights["in"]) @ weights["out"]
"""
    )
    found, form = network(written(tmp_path, text)), Form((5,), 7, vocabulary=7, everywhere=True)
    assert fitting(found, form, "text") == form
    assert {name: weight.uses for name, weight in found.parameters(form).items()} == {"in": 5, "out": 5}


@pytest.mark.parametrize("text", [FLAT, CONVOLUTION])
def test_it_is_trained_probed_and_the_same_beside_others(tmp_path: Path, text: str) -> None:
    one = recipe(written(tmp_path, text), probes=tuple(PROBES))
    first, second = trained(one), trained(one, devices=2)
    assert {trial.status for trial in first} <= {Status.FINISHED, Status.COLLAPSED}
    assert {trial.key.arm: trial.curve for trial in first} == {trial.key.arm: trial.curve for trial in second}
    for trial in first:
        assert {len(values) for values in (trial.curve[0].probes or {}).values()} == {2}


FAULTS = {
    "raise ValueError('no')": (
        MLP.replace("    for site", "    raise ValueError('no')\n    for site"),
        "ValueError: no",
    ),
    "exit": (MLP.replace("    for site", "    raise SystemExit(3)\n    for site"), "it calls exit"),
    "no parameters": ("def net(weights, x, activate):\n    return x\n", "no function net_parameters"),
    "no net": (MLP.replace("def net(", "def other("), "no function net; it has"),
    "syntax": ("def net(:\n", "SyntaxError"),
    "import": ("import no_such_module\n" + MLP, "no_such_module"),
    "exit at once": ("raise SystemExit\n", "it calls exit"),
    "a list": (SHAPES + "[(4, 3)]\ndef net(w, x, activate):\n    return x\n", "by name, such as"),
    "nothing": (SHAPES + "{}\ndef net(w, x, activate):\n    return x\n", "by name, such as"),
    "a width of zero": (MLP.replace("(24,)", "(0,)"), "by name, such as"),
    "a width of 2.5": (MLP.replace("(24,)", "(2.5,)"), "by name, such as"),
    "more than a machine holds": (MLP.replace('"1/bias": (24,)', '"1/bias": (10**13,)'), "by name, such as"),
    "another shape": (MLP.replace("(24, 16)", "(16, 24)"), "TypeError"),
    "outputs too many": (
        MLP.replace("(16, outputs)", "(16, outputs + 1)").replace("(outputs,)", "(outputs + 1,)"),
        r"\(n, 3\), and returns \(n, 4\)",
    ),
    "outputs of one": (MLP.replace("return x @", "return x.sum(axis=1) + 0 * x[:, 0] #"), r"returns \(n,?\)"),
    "no site": (MLP.replace("activate(site, ", "jnp.tanh("), "never calls activate"),
    "one site twice": (MLP.replace("activate(site,", "activate('1',"), "at the site 1 twice"),
    "a site of no name": (MLP.replace("activate(site,", "activate(3,"), "the name of a site"),
    "a site with a point": (MLP.replace("activate(site,", "activate('a.b' + site,"), "the name of a site"),
    "within jit": (MLP.replace("activate(site, ", "jax.jit(lambda z: activate(site, z))("), "within jax.jit, vmap"),
    "within vmap": (
        MLP.replace("activate(site, ", "jax.vmap(lambda z: activate(site, z[None])[0])("),
        "must have the shape|within jax.jit",
    ),
    "within a loop": (
        MLP.replace(
            "    return x @", "    x = jax.lax.fori_loop(0, 2, lambda i, x: activate('3', x), x)\n    return x @"
        ),
        "within jax.jit, vmap",
    ),
    "within grad": (
        MLP.replace("return x @", "return jax.grad(lambda x: activate('3', x).sum())(x) @"),
        "within jax.jit, vmap",
    ),
    "NaN": (MLP.replace("return x @", "return jnp.nan * x @"), "not finite"),
    "a slope that is not finite": (
        MLP.replace("return x @", "return jnp.sqrt(0 * x[:, :1]) + x @"),
        "slopes are not finite",
    ),
    "chance": (MLP.replace("return x @", "return np.random.random() * x @"), "other outputs each time"),
    "the batch": (MLP.replace("    for site", "    x = x - x.mean(axis=0)\n    for site"), "depend on the others"),
    "NumPy": (MLP.replace("return x @", "return np.asarray(x) @"), "use jax.numpy"),
    "if": (MLP.replace("    for site", "    if x.sum() > 0: x = -x\n    for site"), "use jax.numpy"),
    "a missing weight": (MLP.replace('weights["output/bias"]', 'weights["bias"]'), "KeyError"),
    "half precision": (MLP.replace("return x @", "return x.astype(jnp.float16) #"), "float32"),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_faults_are_one_line(tmp_path: Path, fault: str) -> None:
    text, said = FAULTS[fault]
    with pytest.raises(InvalidInput, match=said) as refusal:
        fitting(network(written(tmp_path, text)), FORM, "data")
    line = str(refusal.value)
    assert "\n" not in line
    assert line.startswith("network: ")
    assert refusal.value.field == "network"


@pytest.mark.parametrize("where", ["file", "net", "net_parameters"])
def test_what_never_ends_is_stopped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, where: str) -> None:
    monkeypatch.setattr(own, "PATIENCE", 1.0)
    endless = "while True: pass\n"
    text = {
        "file": endless + MLP,
        "net": MLP.replace("    for site", f"    {endless}    for site"),
        "net_parameters": MLP.replace("    return {", f"    {endless}    return {{"),
    }[where]
    with pytest.raises(InvalidInput, match=r"not answered within 1 s \(.*mine\.py:\d+\)"):
        fitting(network(written(tmp_path, text)), FORM, "data")


def test_no_such_file(tmp_path: Path) -> None:
    with pytest.raises(InvalidInput, match=r"network: .*gone\.py: there is no such file"):
        network(f"{tmp_path}/gone.py:net")


def test_an_edited_file_is_another_network(tmp_path: Path) -> None:
    spec = written(tmp_path, "from own_helper import WIDE\n" + MLP.replace("16", "WIDE"))
    (tmp_path / "own_helper.py").write_text("WIDE = 8\n")
    first = network(spec)
    assert network(spec) is network(first.spec) is first
    assert first.sites(FORM)["2"] == (8,)
    (tmp_path / "own_helper.py").write_text("WIDE = 12\n")
    second = network(spec)
    assert second.spec != first.spec
    assert second.sites(FORM)["2"] == (12,)
    assert recipe(second.spec).digest != recipe("mlp(3)").digest
    assert network(first.spec) is first  # this process still has it
    (tmp_path / "own_helper.py").write_text("WIDE = 8\n")
    assert network(spec).spec == first.spec


@pytest.mark.parametrize("edited", [False, True])
def test_another_process_has_the_same(tmp_path: Path, edited: bool) -> None:
    spec = written(tmp_path, MLP)
    sent = pickle.dumps(network(spec))
    if edited:
        written(tmp_path, MLP + "# edited\n")
    code = f"import pickle; print(pickle.loads({sent!r}).spec)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert done.stdout.strip() == ("" if edited else network(spec).spec)
    assert ("has changed" in done.stderr) == edited
