"""Every text has its Portuguese, with the same places to fill; numbers for programs never change."""

import json
import re
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pytest
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

import actlab
from actlab import language
from actlab.cli import run_command
from actlab.errors import unknown

SOURCE = Path(actlab.__file__).parent
KEYWORDS = {"_": None, "marked": None, "plural": (1, 2)}


@pytest.fixture
def portuguese() -> Iterator[None]:
    language.use("pt")
    yield
    language.use("en")


def messages() -> list[tuple[str, ...]]:
    found = extract_from_dir(SOURCE, keywords=KEYWORDS)
    return [message if isinstance(message, tuple) else (message,) for _file, _line, message, *_rest in found]


def test_every_text_is_translated_with_the_same_fields() -> None:
    catalogue = read_po(BytesIO((SOURCE / "locale/pt_BR/LC_MESSAGES/actlab.po").read_bytes()))
    every = messages()
    assert len(every) > 50
    for message in every:
        entry = catalogue.get(message[0])
        assert entry is not None, message
        strings = (entry.string,) if isinstance(entry.string, str) else entry.string
        assert all(strings), message
        for given, translated in zip(message, strings, strict=True):
            fields = [sorted(re.findall(r"\{[^}]*\}", text)) for text in (given, translated)]
            assert fields[0] == fields[1], message
    assert len(catalogue) == len({message[0] for message in every}), "a translation without a text"


@pytest.mark.usefixtures("portuguese")
def test_errors_speak_portuguese() -> None:
    assert str(unknown("x", "rellu", ["relu"])) == "x 'rellu' não existe. Você quis dizer relu? Opções: relu."


@pytest.mark.usefixtures("portuguese")
def test_figures_and_tables_speak_portuguese() -> None:
    study = actlab.compare(["relu", "tanh"], quick=True, seeds=2, steps=40, network="mlp(8)", progress=False)
    assert "Diferença em relação a relu, par a par (pontos)" in study.table()
    axes = study.plot().axes[0]
    assert axes.get_xlabel() == "passos de treino (lotes de 64)"
    assert axes.get_ylabel() == "acurácia nos primeiros 400 exemplos de teste (%)"


@pytest.mark.usefixtures("portuguese")
def test_json_does_not_change_with_the_language(capsys: pytest.CaptureFixture[str]) -> None:
    run_command(["show", "elu", "--json"])
    there = json.loads(capsys.readouterr().out)
    language.use("en")
    run_command(["show", "elu", "--json"])
    assert there == json.loads(capsys.readouterr().out)


def test_an_unknown_language_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    assert run_command(["show", "elu", "--lang", "xx"]) == 2
    assert "--lang" in capsys.readouterr().err
