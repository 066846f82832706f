"""A study of arms that have several activations: stored in full, gone on with, grown, taken from, told of."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import jax.numpy as jnp
import numpy as np
import pytest

import actlab
from actlab import InvalidInput, compare
from actlab.cli import run_command
from actlab.functions.arms import arms
from actlab.functions.find import find
from actlab.functions.layered import Layered
from actlab.report.document.again import from_nothing
from actlab.report.document.cards import cards
from actlab.report.document.live import in_the_page
from actlab.report.document.parts import Card, Facts, Formula, flat
from actlab.studies.arm_records import ArmRecord, LayeredRecord
from actlab.studies.plan import from_json
from actlab.studies.planning import arm_record, make_plan
from actlab.training.trial import Status

from .test_resume import CHANGES, Witness, made, rows_of

pytestmark = pytest.mark.usefixtures("undrawn", "hasty")

DEEP: dict[str, Any] = {**CHANGES, "network": "mlp(8,6)"}
ARMS = ["relu", "layers(relu, tanh)", "mine=layers(prelu, x*tanh(b*x); b=0.5 per unit)"]


def deep(out: Path, chosen: list[Any] = ARMS, seeds: int = 2, **changes: Any) -> tuple[actlab.Study, Witness]:
    return made(out, arms=chosen, seeds=seeds, network="mlp(8,6)", **changes)


def test_a_plan_writes_each_in_full_and_reads_it_again() -> None:
    plan = make_plan("tutorial", arms([*ARMS, "layers(tanh, output=sigmoid)"]))
    assert from_json(plan.to_json()) == plan
    assert from_json(plan.to_json()).digest == plan.digest
    relu, two, mine, out = plan.arms
    assert isinstance(relu, ArmRecord)
    assert isinstance(two, LayeredRecord)
    assert isinstance(mine, LayeredRecord)
    assert isinstance(out, LayeredRecord)
    assert two.hidden == (relu, arm_record(arms(["tanh"])[0]))
    assert (two.name, two.output) == ("layers(relu, tanh)", None)
    assert [(p.name, p.value, p.learn) for p in mine.hidden[1].parameters] == [("b", 0.5, "unit")]
    assert (mine.name, [one.name for one in mine.parts]) == ("mine", ["prelu", "x * tanh(b * x); b=0.5 per unit"])
    assert out.output == arm_record(arms(["sigmoid"])[0])


def test_other_arms_are_written_as_ever() -> None:
    """What a plan's digest is made of."""
    assert asdict(arm_record(arms(["relu"])[0])) == {
        "name": "relu",
        "formula": "max(x, 0)",
        "computed_as": "",
        "parameters": (),
        "kinks": ({"at": "0", "derivative": "0"},),
        "digest": find("relu").digest,
        "gate": False,
    }
    plan = make_plan("tutorial", arms(["relu", "elu(alpha=0.5)", "glu(silu)"]), {"seeds": 3})
    assert plan.digest == "681be7db35c24b2693cda1b6e2df93a4b4206c396ff82ab780d0bcdf459f07ed"


def test_what_is_cut_short_goes_on_and_ends_as_a_whole_does(tmp_path: Path) -> None:
    whole, _ = deep(tmp_path / "whole")
    cut, _ = deep(tmp_path / "cut", progress=Witness(stop_after=3))
    assert cut.interrupted
    again = actlab.open(tmp_path / "cut").resume(progress=False)
    assert again.judged == 0  # it is the same plan, to the letter
    assert again.plan == whole.plan
    for name in ("results.csv", "curves.csv", "correct.csv", "plan.json"):
        assert (tmp_path / "cut" / name).read_bytes() == (tmp_path / "whole" / name).read_bytes(), name
    _, nothing = deep(tmp_path / "cut")
    assert nothing.trained == []
    assert {row["activation"] for row in rows_of(tmp_path / "cut")} == {"relu", "layers(relu, tanh)", "mine"}


def test_it_grows_by_seeds_and_by_layers(tmp_path: Path) -> None:
    deep(tmp_path / "s")
    witness = Witness()
    more = actlab.open(tmp_path / "s").resume(seeds=3, add=["layers(tanh, relu)"], progress=witness)
    assert len(more.plan.arms) == 4
    assert len(witness.trained) == 3 + 3
    assert more.judged == 2
    opened = actlab.open(tmp_path / "s")
    assert opened.table() == more.table()
    with pytest.raises(InvalidInput, match=r"names 3 activations for hidden layers, and mlp\(8,6\) has 2 places"):
        opened.resume(add=["layers(tanh, relu, tanh)"], progress=False)
    with pytest.raises(InvalidInput, match="relu and layers\\(relu, relu\\) are the same function"):
        opened.resume(add=["layers(relu, relu)"], progress=False)


def test_the_same_in_every_layer_is_the_network_of_that_activation(tmp_path: Path) -> None:
    first, _ = deep(tmp_path / "old", ["relu", "elu"])
    second, witness = deep(tmp_path / "new", ["layers(relu, relu)", "layers(relu, tanh)"], with_=tmp_path / "old")
    assert {name for name, _rate, _seed in witness.trained} == {"layers(relu, tanh)"}
    assert second.arms[0].test == first.arms[0].test
    assert second.plan.judgement.control == "layers(relu, relu)"


FILE = "import jax.numpy as jnp\n\n\ndef f(x):\n    return jnp.sin(x) + {a} * x\n\n\ndef g(x):\n    return x.sum()\n"


def test_functions_of_a_file_are_read_again_as_long_as_they_are_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("mine.py").write_text(FILE.format(a=0.5))
    study, _ = deep(tmp_path / "s", ["relu", "layers(mine.py:f, relu)", "own=layers(relu, mine.py:f)"], seeds=1)
    assert study.plan.names[1:] == ("layers(mine.py:f, relu)", "own")
    line = [sys.executable, "-m", "actlab", "resume", str(tmp_path / "s"), "--seeds", "2"]
    done = subprocess.run(line, cwd="/", capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert len(rows_of(tmp_path / "s")) == 6
    witness = Witness()
    same = deep(tmp_path / "s", ["relu", "layers(mine.py:f, relu)", "own=layers(relu, ./mine.py:f)"], progress=witness)[
        0
    ]
    assert witness.trained == []
    assert same.judged == 1
    Path("mine.py").write_text(FILE.format(a=0.6))
    with pytest.raises(InvalidInput, match=r"mine\.py:f is not the function any more that was trained"):
        actlab.open(tmp_path / "s").resume(seeds=3, progress=False)


def test_the_same_file_by_another_path_is_the_same_study(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("mine.py").write_text(FILE.format(a=0.5))
    deep(tmp_path / "s", ["relu", "own=layers(relu, mine.py:f)"])
    study, witness = deep(tmp_path / "s", ["relu", "own=layers(relu, ./mine.py:f)"])
    assert (witness.trained, study.judged, study.sequential) == ([], 0, False)


def test_one_that_cannot_be_used_fails_alone(tmp_path: Path) -> None:
    (tmp_path / "mine.py").write_text(FILE.format(a=0.5))
    bad = f"bad=layers(relu, {tmp_path}/mine.py:g)"
    study, _ = deep(tmp_path / "s", ["relu", bad, "layers(relu, tanh)"], seeds=1)
    assert [(arm.activation, arm.failed) for arm in study.arms] == [("relu", 0), ("bad", 1), ("layers(relu, tanh)", 0)]
    assert "its output has another shape" in str(study.arms[1].reasons[Status.FAILED])


def test_in_python_by_objects_too(tmp_path: Path) -> None:
    two = actlab.layers("relu", lambda x: jnp.sin(2 * x))
    study = compare(["relu", two, actlab.layers("relu", "tanh")], seeds=2, **DEEP)
    assert study.plan.names == ("relu", "layers(relu, lambda)", "layers(relu, tanh)")
    by_words = compare(["relu", "layers(relu, tanh)"], seeds=2, **DEEP)
    assert by_words.arms[1].test == study.arms[2].test
    assert by_words.trials[-1].key == study.trials[-1].key
    with pytest.raises(InvalidInput, match="only such can be drawn"):
        compare([two], seeds=1, **DEEP).plot("functions")


def regression(output: str) -> actlab.Study:
    x = np.random.Generator(np.random.PCG64(4)).normal(size=(200, 3))
    data = x, 3 * x[:, 0] - x[:, 1] ** 2
    return compare(["relu", f"layers(relu, output={output})"], data=data, seeds=2, progress=False, steps=50, lr=0.01,
                   network="mlp(8,6)", init="he", quick=True)  # fmt: skip


def test_an_output_that_cannot_reach_the_targets_says_how_many_in_one_sentence() -> None:
    study = regression("tanh")
    (said,) = [str(one) for one in study.provenance.data_set.decisions if "cannot be reached" in one]
    train = int(study.provenance.data_set.examples["train"])
    assert said.startswith("layers(relu, output=tanh): the output lies between -1 and 1, which ")
    assert f" of the {train} training targets" in said
    assert said in (json.dumps([*study.provenance.data_set.decisions]))
    above = [str(one) for one in regression("softplus").provenance.data_set.decisions if "cannot be reached" in one]
    assert "lies between 0 and inf" in above[0]
    for output in ("2*x", "a*tanh(x); a=3 per layer"):  # without a bound, or with one that is learnt
        assert not [one for one in regression(output).provenance.data_set.decisions if "reached" in one]


def test_parameters_are_counted_layer_by_layer() -> None:
    study = compare(["relu", "layers(prelu, tanh)", "layers(tanh, a*x; a=1 per unit)"], seeds=1, **DEEP)
    sizes = [study.provenance.sizes[name].parameters for name in study.plan.names]
    per_unit = find("prelu").parameters[0].learn == "unit"
    assert [size - sizes[0] for size in sizes] == [0, 8 if per_unit else 1, 6]


def test_poisson_says_whose_second_derivative_is_zero_in_every_layer() -> None:
    names = ["tanh", "layers(relu, leaky_relu)", "layers(relu, tanh)"]
    study = compare(names, data="poisson", network="mlp(4,4)", seeds=1, steps=2, lr=0.01, progress=False)
    (said,) = [str(one) for one in study.provenance.data_set.decisions if "second derivative" in one]
    assert said.startswith("layers(relu, leaky_relu): ")


@pytest.fixture(scope="module")
def stored(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("layered") / "s"
    deep(folder, ["relu", "layers(relu, tanh)", "mine=layers(tanh, x*tanh(b*x); b=0.5)"])
    return folder


def test_the_report_has_a_card_that_says_which_stands_where(stored: Path) -> None:
    study = actlab.open(stored)
    document = cards(study)
    by_name = {str(part.name): part for part in document.parts if isinstance(part, Card)}
    assert list(by_name) == ["relu", "layers(relu, tanh)", "mine"]
    first, second = by_name["layers(relu, tanh)"], by_name["mine"]
    assert isinstance(first.parts[0], Facts)
    assert [tuple(map(str, row)) for row in first.parts[0].rows] == [
        ("hidden layer 1", "relu"),
        ("hidden layer 2", "tanh"),
    ]
    formulas = [[part.text for part in one.parts if isinstance(part, Formula)] for one in (first, second)]
    assert formulas == [["tanh(x)"], ["tanh(x)", "x * tanh(b * x)"]]  # relu has a card of its own
    rows = [row for part in flat(first.parts) if isinstance(part, Facts) for row in part.rows]
    assert any(str(name) == "reference" for name, _said in rows)
    assert len({chart.name for chart in document.charts}) == len(document.charts) == 4


def test_the_live_page_is_opened_with_what_it_can_race(stored: Path) -> None:
    study = actlab.open(stored)
    assert not in_the_page(study)  # relu alone
    both = replace(study, plan=make_plan("tutorial", arms(["relu", "x*cos(x)", "layers(relu, tanh)", "glu(silu)"])))
    assert in_the_page(both) == "actlab play relu 'x * cos(x)'"


def test_the_line_that_makes_it_anew(stored: Path) -> None:
    study = actlab.open(stored)
    line = from_nothing(study)
    assert "'layers(relu, tanh)' 'mine=layers(tanh, x * tanh(b * x); b=0.5)'" in line
    again = arms(["relu", "layers(relu, tanh)", "mine=layers(tanh, x * tanh(b * x); b=0.5)"])
    assert tuple(map(arm_record, again)) == study.plan.arms
    sure = replace(study, plan=replace(study.plan, arms=(arm_record(arms([actlab.layers("relu", lambda x: x)])[0]),)))
    assert not from_nothing(sure)


def test_figures_and_tables_know_it(stored: Path, tmp_path: Path) -> None:
    study = actlab.open(stored)
    for kind in ("curves", "differences", "pairs", "functions"):
        study.plot(kind, path=tmp_path / f"{kind}.png")
        assert (tmp_path / f"{kind}.png").stat().st_size > 1000
    assert "layers(relu, tanh)" in study.table()
    assert "layers(relu, tanh)" in (stored / "report.html").read_text(encoding="utf-8")


def test_the_control_may_be_layers_in_any_spelling() -> None:
    plan = make_plan("tutorial", arms(["relu", "layers(relu,tanh)"]), {"control": "layers( relu, tanh )"})
    assert plan.judgement.control == "layers(relu, tanh)"
    with pytest.raises(InvalidInput, match="unknown control"):
        make_plan("tutorial", arms(["relu", "layers(relu,tanh)"]), {"control": "layers(tanh, relu)"})


def test_from_the_command_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    line = [
        "compare",
        "relu",
        "layers(sigmoide, tanh)",
        "--quick",
        "--network",
        "mlp(8,6)",
        "--steps",
        "30",
        "--seeds",
        "2",
    ]
    assert run_command([*line, "--out", str(tmp_path / "s"), "--lang", "pt"]) == 0
    assert "layers(sigmoid, tanh)" in capsys.readouterr().out
    assert run_command(["report", str(tmp_path / "s")]) == 0
    for words, reason in {
        ("compare", "relu", "layers(relu, tanh, relu)", "--quick", "--network", "mlp(8,6)"): "has 2 places for one",
        ("compare", "relu", "layers(relu, output=tanh)", "--quick", "--network", "mlp(8,6)"): "Write relu.",
        ("show", "layers(relu, tanh)"): "ask for each of them: relu, tanh.",
        ("export", "layers(relu, tanh)", "--to", "torch"): "ask for each of them: relu, tanh.",
        ("explain", "layers(relu, tanh)"): "ask for each of them: relu, tanh.",
        ("cost", "layers(relu, tanh)"): "ask for each of them: relu, tanh.",
        ("play", "relu", "layers(relu, tanh)"): "ask for each of them: relu, tanh.",
    }.items():
        assert run_command([*words]) == 2
        error = capsys.readouterr().err
        assert reason in error
        assert error.count("\n") == 1


def test_a_layered_arm_is_handed_to_those_who_follow(tmp_path: Path) -> None:
    seen: list[object] = []

    class Follower(Witness):
        def update(self, event: Any) -> None:
            seen.append(event.member.activation)

    deep(tmp_path / "s", seeds=1, progress=Follower())
    assert any(isinstance(one, Layered) for one in seen)
