"""What is compared is what was given, and its name is true and its own."""

import functools
import sys
from dataclasses import replace
from pathlib import Path

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from actlab.errors import InvalidInput
from actlab.functions.arms import Arm, arms, named
from actlab.functions.catalogue import CATALOGUE
from actlab.functions.find import find
from actlab.functions.limits import FunctionFault

SOFT = "import jax.numpy as jnp\n\n\ndef {name}(x):\n    return x / ({a} + jnp.abs(x))\n"


def relu(x: jax.Array) -> jax.Array:
    return jnp.where(x > 0, x, 0.25 * x)


class Scaled:
    """An object that can be called."""

    def __init__(self, by: float) -> None:
        self.by = by

    def __call__(self, x: jax.Array) -> jax.Array:
        return self.by * x


@jax.custom_jvp
def straight(x: jax.Array) -> jax.Array:
    return jnp.round(x)


straight.defjvp(lambda primals, tangents: (straight(*primals), tangents[0]))


@jax.custom_vjp
def gated(x: jax.Array) -> jax.Array:
    return jnp.where(x > 0, x, 0)


def _gated_backwards(kept: jax.Array, incoming: jax.Array) -> tuple[jax.Array]:
    return (jnp.where(kept > 0, incoming, 0.5 * incoming),)


gated.defvjp(lambda x: (gated(x), x), _gated_backwards)


def names(*specs: object) -> list[str]:
    return [arm.name for arm in arms(specs)]  # type: ignore[arg-type]


def in_a_cell(code: str, name: str) -> object:
    """Return a function that has no file, as one from a notebook's cell."""
    cell: dict[str, object] = {"__name__": "__main__"}
    exec(compile(code, "<ipython-input-1>", "exec"), cell)
    return cell[name]


def test_a_function_that_is_called_relu_is_not_the_catalogue_s() -> None:
    mine, theirs = arms([find(relu), "relu"])
    assert (mine.name, theirs.name) == ("relu (yours)", "relu")
    assert mine.activation(np.array([-1.0])).tolist() == [-0.25]
    assert names(find(relu, name="nimbus"), "relu") == ["nimbus", "relu"]


def test_named_activations_can_all_be_used() -> None:
    assert list(named([lambda x: x, lambda x: jnp.tanh(2 * x), "mine=x*tanh(x)"])) == ["lambda", "lambda 2", "mine"]
    with pytest.raises(InvalidInput, match="another shape"):
        named(["relu", lambda x: x.sum()])


@pytest.mark.parametrize(
    ("function", "name"),
    [
        (lambda x: x + 1, "lambda"),
        (Scaled(2.0), "Scaled"),
        (straight, "straight"),
        (functools.partial(lambda a, x: a * x, 2.0), "partial"),
        (jax.jit(relu), "relu (yours)"),
        (in_a_cell("import jax.numpy as jnp\ndef cell(x):\n    return jnp.tanh(x) + x", "cell"), "cell"),
    ],
)
def test_whatever_can_be_called_is_an_arm(function: object, name: str) -> None:
    (arm,) = arms([function])  # type: ignore[list-item]
    assert arm.name == name
    assert np.isfinite(arm.activation(np.array([0.5]))).all()
    assert arm.activation.digest == arms([function])[0].activation.digest  # type: ignore[list-item]


def test_a_custom_vjp_is_used() -> None:
    (arm,) = arms([gated])
    assert arm.name == "gated"
    assert arm.activation.derivative(np.array([-1.0, 1.0])).tolist() == [0.5, 1.0]
    assert float(jax.grad(arm.activation.function)(-1.0)) == 0.5
    assert float(jax.grad(jax.grad(arm.activation.function))(-1.0)) == 0


def test_two_lambdas_are_two_arms() -> None:
    assert names(lambda x: x, lambda x: 2 * x) == ["lambda", "lambda 2"]


def test_names_that_are_given_win() -> None:
    assert names("nimbus=x*tanh(x)", find(relu, name="cloud")) == ["nimbus", "cloud"]
    with pytest.raises(InvalidInput, match="stands for two") as refusal:
        arms(["mine=elu", "mine=relu"])
    assert refusal.value.field == "activations"


@pytest.mark.parametrize("spec", ["relu=tanh", "relu=x*tanh(x)", "elu=elu(alpha=0.5)", "swish=gelu"])
def test_a_name_of_the_catalogue_s_is_given_to_nothing_else(spec: str) -> None:
    name, _equals, words = spec.partition("=")
    for give in (lambda: arms([spec]), lambda: find(words, name=name), lambda: find(find(words), name=name)):
        with pytest.raises(InvalidInput, match=f"the name {name} is taken.*my_{name}=") as refusal:
            give()
        assert refusal.value.field == "activations"
    assert names("relu=relu", "swish=silu", "elu=elu(1)") == ["relu", "swish", "elu"]


def test_a_file_s_function_does_not_pass_for_the_catalogue_s(tmp_path: Path) -> None:
    file = tmp_path / "mine.py"
    file.write_text(SOFT.format(name="soft", a=1))
    with pytest.raises(InvalidInput, match="the name relu is taken"):
        arms([f"relu={file}:soft"])
    assert names(find(relu, name="relu"), find(f"{file}:soft", name="elu")) == ["relu (yours)", "elu (yours)"]


@pytest.mark.parametrize("given", [3, None, ["relu"], 2.5, {"relu": 1}])
def test_what_can_be_no_activation_is_refused(given: object) -> None:
    for call in (find, lambda spec: arms([spec])):
        with pytest.raises(InvalidInput, match="is no activation: give") as refusal:
            call(given)  # type: ignore[operator]
        assert refusal.value.field == "activations"


@pytest.mark.parametrize("given", ["relu", 3, None, len])
def test_what_is_no_list_of_activations_is_refused(given: object) -> None:
    with pytest.raises(InvalidInput, match="is no list of activations"):
        arms(given)  # type: ignore[arg-type]


def test_an_edited_record_says_so() -> None:
    edited = replace(CATALOGUE["relu"], formula="max(x, 0.1*x)", declared_kinks=None)
    assert names(edited, "relu", CATALOGUE["elu"].with_parameters(alpha=0.5)) == [
        "relu (edited)",
        "relu",
        "elu(alpha=0.5)",
    ]


@pytest.mark.parametrize("twice", [("relu", "relu"), ("elu(1)", "elu(alpha=1.0)"), ("swish", "silu"), (relu, relu)])
def test_the_same_twice_is_refused(twice: tuple[object, object]) -> None:
    with pytest.raises(InvalidInput) as refusal:
        arms(twice)  # type: ignore[arg-type]
    assert refusal.value.field == "activations"


def test_arms_stay_arms() -> None:
    given = arms(["relu", "mine=x*tanh(x)"])
    assert arms(given) == given
    assert given[1] == Arm("mine", find("x*tanh(x)", name="mine"), "x*tanh(x)")


def test_an_edited_file_is_another_activation(tmp_path: Path) -> None:
    file = tmp_path / "mine.py"
    file.write_text(SOFT.format(name="soft", a=1))
    (before,) = arms([f"{file}:soft"])
    assert before.name == f"{file}:soft"
    assert arms([f"nimbus={file}:soft"])[0].name == "nimbus"
    assert arms([f"{file}:soft"])[0].activation == before.activation
    file.write_text(SOFT.format(name="soft", a=2))
    (after,) = arms([f"{file}:soft"])
    assert after.activation != before.activation
    assert (before.activation(np.ones(1)), after.activation(np.ones(1))) == (0.5, pytest.approx(1 / 3))


def test_a_file_is_run_once(tmp_path: Path) -> None:
    file, log = tmp_path / "mine.py", tmp_path / "log"
    file.write_text(f"with open({str(log)!r}, 'a') as log:\n    log.write('run ')\n" + SOFT.format(name="relu", a=1))
    for _time in range(3):
        find(f"{file}:relu")
        (arm, _theirs) = arms([f"{file}:relu", "relu"])
    assert arm.name == f"{file}:relu"
    assert log.read_text() == "run "


def test_what_a_function_closes_over_is_part_of_it() -> None:
    def scaled(by: float) -> object:
        return lambda x: by * x

    same = [find(scaled(2.0)), find(scaled(2.0)), find(scaled(3.0))]  # type: ignore[arg-type]
    assert same[0] == same[1] != same[2]


def test_defaults_and_globals_are_part_of_a_function() -> None:
    code = "a = {a}\n\ndef helper(x):\n    return {b} * x\n\ndef f(x, c={c}):\n    return a * helper(x) + c"
    made = [
        find(in_a_cell(code.format(a=a, b=b, c=c), "f"))  # type: ignore[arg-type]
        for a, b, c in [(1.0, 1.0, 1.0), (1.0, 1.0, 1.0), (2.0, 1.0, 1.0), (1.0, 2.0, 1.0), (1.0, 1.0, 2.0)]
    ]
    assert made[0] == made[1]
    assert len(set(made)) == 4


def test_an_object_s_state_is_part_of_it() -> None:
    assert find(Scaled(2.0)) == find(Scaled(2.0)) != find(Scaled(3.0))


def test_an_object_is_taken_as_it_was() -> None:
    one, x = Scaled(2.0), np.ones(1)
    found = [find(one), find(functools.partial(one)), find(one.__call__)]
    one.by = 5.0
    assert [record(x).tolist() for record in found] == [[2.0]] * 3
    assert found[0] == find(Scaled(2.0)) != find(one)
    assert find(one)(x).tolist() == [5.0]


class Closed(Scaled):
    """An object that cannot be copied."""

    def __deepcopy__(self, memo: object) -> "Closed":
        raise TypeError("no")


def test_what_cannot_be_copied_may_not_change() -> None:
    one = Closed(2.0)
    for change in (one, jax.jit(one), lambda x: one(x)):
        one.by = 2.0
        found = find(change)
        one.by = 5.0
        with pytest.raises(FunctionFault, match="has changed since it was read"):
            found(np.ones(1))
        one.by = 2.0
        assert found(np.ones(1)).tolist() == [2.0]


def test_a_function_s_attributes_are_part_of_it() -> None:
    def bent(x: jax.Array) -> jax.Array:
        return jnp.tanh(bent.k * x)  # type: ignore[attr-defined]

    found = []
    for k in (1.0, 2.0, 1.0):
        bent.k = k  # type: ignore[attr-defined]
        found.append(find(bent))
    assert found[0] == found[2] != found[1]


FAULTS = {
    "raises": ("raise ValueError('no')", "it raises ValueError: no"),
    "exits": ("import sys; sys.exit(3)", "it calls exit"),
    "quits": ("quit()", "it calls exit"),
    "interrupts": ("raise KeyboardInterrupt", "it raises KeyboardInterrupt"),
    "loops": ("while True: pass", "it has not answered within 1 s"),
    "stubborn": (
        "import time\n    while True:\n        try: time.sleep(0.01)\n        except Exception: pass",
        "not answered",
    ),
    "sleeps": ("import time; time.sleep(1e6)", "it has not answered within 1 s"),
    "greedy": ("import numpy; numpy.ones((10**6, 10**6))", "it asks for more memory than there is"),
    "greedy in JAX": ("return x + jnp.ones((10**7, 10**6)).sum()", "it asks for 4e+04 GB"),
    "deep": ("return f(x)", "it raises RecursionError"),
    "shape": ("return x.sum()", "another shape"),
    "neighbours": ("return x - x.mean()", "not elementwise"),
}


@pytest.mark.parametrize("fault", FAULTS)
@pytest.mark.parametrize("loaded", [False, True], ids=["called", "loaded"])
def test_a_fault_is_an_arm_of_its_own(
    fault: str, loaded: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("actlab.functions.callables.PATIENCE", 1.0)
    code, reason = FAULTS[fault]
    if loaded and "return" in code:
        pytest.skip("a file returns nothing")
    file = tmp_path / "bad.py"
    file.write_text(
        f"import jax.numpy as jnp\n\n\ndef f(x):\n    {code}\n" + ("\n\nf(jnp.ones(2))\n" if loaded else "")
    )
    broken, good = arms([f"{file}:f", "relu"])
    assert good.activation == CATALOGUE["relu"]
    with pytest.raises(FunctionFault) as met:
        broken.activation(np.ones(2))
    assert reason in str(met.value)
    assert f"{file}:" in str(met.value)
    assert "\n" not in str(met.value)
    with pytest.raises(InvalidInput, match=r"bad\.py"):
        find(f"{file}:f")


def test_what_is_printed_goes_to_standard_error(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "loud.py"
    file.write_text("print('loading')\n\n\ndef f(x):\n    print('called')\n    return 2 * x\n")
    find(f"{file}:f")
    shown = capsys.readouterr()
    assert shown.out == ""
    assert "loading" in shown.err
    assert "called" in shown.err
    print("mine again", file=sys.stdout)
    assert capsys.readouterr().out == "mine again\n"


@pytest.mark.parametrize("spec", ["rellu", "nowhere.py:f", "elu(beta=1)"])
def test_what_is_misspelt_stays_an_error(spec: str) -> None:
    with pytest.raises(InvalidInput):
        arms([spec, "relu"])


def test_a_missing_function_stays_an_error(tmp_path: Path) -> None:
    file = tmp_path / "mine.py"
    file.write_text(SOFT.format(name="soft", a=1))
    with pytest.raises(InvalidInput, match="no function hard; it has soft"):
        arms([f"{file}:hard"])
