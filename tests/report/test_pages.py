"""The pages and lists of activations, for people and for programs."""

import json
from pathlib import Path

import jax
import pytest

from actlab import CATALOGUE, InvalidInput, activation, explain
from actlab.analysis.selection import chosen
from actlab.cli import BAD_INPUT, run_command
from actlab.cli.options import OK
from actlab.report.document.activation import page
from actlab.report.render.terminal import render


def test_show_json_has_its_keys(capsys: pytest.CaptureFixture[str]) -> None:
    assert run_command(["show", "x*sigmoid(1.702*x)", "--json"]) == OK
    found = json.loads(capsys.readouterr().out)
    keys = "name formula parameters derivative kinks reference gain chi_1 mean lipschitz monotone lint relatives"
    assert set(keys.split()) <= set(found)
    assert (found["format"], found["version"]) == ("actlab/activation", 2)
    assert found["relatives"]["identical"] == ["silu(beta=1.702)"]
    assert found["high"] == "inf"


def test_list_json_is_a_list_of_records(capsys: pytest.CaptureFixture[str]) -> None:
    assert run_command(["list", "--json"]) == OK
    found = json.loads(capsys.readouterr().out)
    assert [record["name"] for record in found] == list(CATALOGUE)
    assert all(record["reference"] for record in found)
    assert {"name", "formula", "parameters", "aliases", "family", "reference"} <= set(found[0])


def test_the_page_says_what_people_ask() -> None:
    shown = render(page(activation("relu")), "en", width=200)
    for words in ("max(x, 0)", "the derivative used there is 0", "some texts take 1", "torch.nn.ReLU", "Nair"):
        assert words in shown


def test_several_stand_side_by_side_in_one_figure(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    names = ["relu", "elu", "gelu"]
    assert run_command(["show", *names, "--svg", str(tmp_path / "three.svg")]) == OK
    assert (tmp_path / "three.svg").stat().st_size > 1000
    assert "gelu" in capsys.readouterr().out
    assert run_command(["show", *names, "--json"]) == OK
    content = json.loads(capsys.readouterr().out)
    assert content["format"] == "actlab/activations"
    assert [one["name"] for one in content["activations"]] == names


def test_functions_of_one_name_are_several() -> None:
    shown = explain([lambda x: x, lambda x: jax.numpy.tanh(2 * x), "mine=x*tanh(x)"], width=20, depth=3, draws=2)
    assert [one.activation for one in shown.record.explanations][:3] == ["lambda", "lambda 2", "mine"]
    with pytest.raises(InvalidInput, match="another shape"):
        explain([lambda x: x.sum()], width=20, depth=3, draws=2)


def test_a_name_of_one_s_own_is_shown(capsys: pytest.CaptureFixture[str]) -> None:
    assert run_command(["show", "nimbus=x*tanh(x)", "--json"]) == OK
    assert json.loads(capsys.readouterr().out)["name"] == "nimbus"
    sizes = ["--width", "20", "--depth", "3", "--draws", "2", "--init", "matched"]
    assert run_command(["explain", "nimbus=x*tanh(x)", "relu", *sizes, "--json"]) == OK
    shown = json.loads(capsys.readouterr().out)
    assert [one["activation"] for one in shown["explanations"]] == ["nimbus", "relu"]


def test_filters() -> None:
    sigmoidal = [record.name for record in chosen("sigmoidal")]
    assert "tanh" in sigmoidal
    assert "relu" not in sigmoidal
    assert [r.name for r in chosen("sigmoidal", "odd and (kinks or not smooth)")] == []
    assert "penalized_tanh" in [r.name for r in chosen("sigmoidal", "kinks")]


@pytest.mark.parametrize(
    ("where", "words"), [("smoth", "Did you mean smooth"), ("smooth or", "cannot read"), ("f(x)", "brackets")]
)
def test_bad_filters_are_refused(where: str, words: str) -> None:
    with pytest.raises(InvalidInput, match=words):
        chosen(None, where)


def test_export_and_its_refusals(capsys: pytest.CaptureFixture[str]) -> None:
    assert run_command(["export", "gelu", "--to", "numpy"]) == OK
    assert "def gelu(x):" in capsys.readouterr().out
    assert run_command(["export", "gelu", "--to", "cuda"]) == BAD_INPUT
    assert "Allowed: jax, keras, latex, numpy, torch" in capsys.readouterr().err


def test_a_bad_formula_shows_its_place(capsys: pytest.CaptureFixture[str]) -> None:
    assert run_command(["show", "x*tnh(x)"]) == BAD_INPUT
    first, shown, caret, corrected = capsys.readouterr().err.rstrip("\n").split("\n")
    assert "did you mean tanh" in first
    assert shown == "  x*tnh(x)"
    assert corrected == "Write: x*tanh(x)"
    assert caret == "    ^"
