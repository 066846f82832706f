"""The pages and lists of activations, for people and for programs."""

import json
from pathlib import Path

import pytest
from rich.console import Console

from actlab import CATALOGUE, InvalidInput, activation
from actlab.cli import BAD_INPUT, run_command
from actlab.cli.options import OK
from actlab.report.activation_figure import overlay
from actlab.report.listing import chosen
from actlab.report.notebook import card
from actlab.report.page import page


def text(renderable: object) -> str:
    console = Console(width=200, no_color=True)
    with console.capture() as captured:
        console.print(renderable)
    return captured.get()


def test_show_json_has_its_keys(capsys: pytest.CaptureFixture[str]) -> None:
    assert run_command(["show", "x*sigmoid(1.702*x)", "--json"]) == OK
    found = json.loads(capsys.readouterr().out)
    keys = "name formula parameters derivative kinks reference gain chi_1 mean lipschitz monotone lint relatives"
    assert set(keys.split()) <= set(found)
    assert found["relatives"]["identical"] == ["silu(beta=1.702)"]
    assert found["high"] == "inf"


def test_list_json_is_a_list_of_records(capsys: pytest.CaptureFixture[str]) -> None:
    assert run_command(["list", "--json"]) == OK
    found = json.loads(capsys.readouterr().out)
    assert [record["name"] for record in found] == list(CATALOGUE)
    assert all(record["reference"] for record in found)
    assert {"name", "formula", "parameters", "aliases", "family", "reference"} <= set(found[0])


def test_the_page_says_what_people_ask() -> None:
    shown = text(page(activation("relu")))
    for words in ("max(x, 0)", "the derivative used there is 0", "some texts take 1", "torch.nn.ReLU", "Nair"):
        assert words in shown


def test_several_stand_side_by_side_in_one_figure(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    names = ["relu", "elu", "gelu"]
    left, right = overlay([activation(name) for name in names]).axes
    assert [line.get_label() for line in left.lines] == [line.get_label() for line in right.lines] == names
    assert run_command(["show", *names, "--svg", str(tmp_path / "three.svg")]) == OK
    assert (tmp_path / "three.svg").stat().st_size > 1000
    assert "gelu" in capsys.readouterr().out


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
    assert run_command(["show", "x*tan(x)"]) == BAD_INPUT
    first, shown, caret = capsys.readouterr().err.rstrip("\n").split("\n")
    assert "did you mean tanh" in first
    assert shown == "  x*tan(x)"
    assert caret == "    ^"


def test_a_notebook_shows_formula_curve_and_properties() -> None:
    shown = card(activation("elu"))
    assert "<svg" in shown
    assert "where(x &gt; 0, x, alpha * (exp(x) - 1))" in shown
    assert "1.2452" in shown
