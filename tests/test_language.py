"""Every text has its Portuguese, with the same places to fill, and is said in any language when it is shown."""

import json
import pickle
import re
from io import BytesIO
from pathlib import Path

import pytest
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po
from hypothesis import given
from hypothesis import strategies as st

import actlab
from actlab.cli import build, run_command
from actlab.errors import unknown
from actlab.facade.study import Study
from actlab.report.render import nothing
from actlab.words import LANGUAGES, Text, _, joined, plural, said
from tests.report import made

SOURCE = Path(actlab.__file__).parent
KEYWORDS = {"_": None, "plural": (1, 2)}


def messages() -> list[tuple[str, ...]]:
    found = extract_from_dir(SOURCE, keywords=KEYWORDS)
    return [message if isinstance(message, tuple) else (message,) for _file, _line, message, *_rest in found]


def test_every_text_is_translated_with_the_same_fields() -> None:
    catalogue = read_po(BytesIO((SOURCE / "locale/pt_BR/LC_MESSAGES/actlab.po").read_bytes()))
    every = messages()
    assert len(every) > 50
    missing = [message for message in every if catalogue.get(message[0]) is None]
    assert not missing, missing
    for message in every:
        entry = catalogue.get(message[0])
        assert entry is not None
        strings = (entry.string,) if isinstance(entry.string, str) else entry.string
        assert all(strings), message
        for given_, translated in zip(message, strings, strict=True):
            fields = [sorted(re.findall(r"\{[^}]*\}", text)) for text in (given_, translated)]
            assert fields[0] == fields[1], message
    unused = {entry.id[0] if isinstance(entry.id, tuple) else entry.id for entry in catalogue if entry.id}
    unused -= {message[0] for message in every}
    assert not unused, f"translations without a text: {unused}"


def test_a_text_is_its_english_and_remembers_how_it_was_made() -> None:
    error = unknown(_("activation"), "rellu", ["relu"])
    assert str(error) == "unknown activation 'rellu'. Did you mean relu? Allowed: relu."
    assert said(error.text, "pt") == "ativação 'rellu' não existe. Você quis dizer relu? Opções: relu."


def test_both_languages_at_once() -> None:
    text = joined([plural("{n} seed", "{n} seeds", 3), _("better")], ", ")
    assert [said(text, language) for language in LANGUAGES] == ["3 seeds, better", "3 sementes, melhor"]


@given(st.lists(st.sampled_from(["{", "}", "{x}", "relu", "%s"]), max_size=4), st.booleans())
def test_what_is_filled_in_is_never_read_as_a_place_to_fill(parts: list[str], twice: bool) -> None:
    name = "".join(parts)
    text: Text = _("unknown {what} '{given}'.").format(what=_("activation"), given=name)
    whole = text + " " + text if twice else text
    assert said(whole, "pt").count(f"'{name}'") == 1 + twice
    assert pickle.loads(pickle.dumps(whole)) == whole
    assert said(pickle.loads(pickle.dumps(whole)), "pt") == said(whole, "pt")


def test_a_text_is_filled_once() -> None:
    with pytest.raises(ValueError, match="once"):
        _("{n} seeds").format(n=1).format(n=2)


def test_figures_and_tables_speak_portuguese() -> None:
    study = actlab.compare(["relu", "tanh"], quick=True, seeds=2, steps=40, network="mlp(8)", progress=False)
    english = study.table()
    try:
        actlab.language("pt")
        assert "Diferença em relação a relu, par a par (pontos)" in study.table()
        assert "Uma semente fixa pesos iniciais e ordem dos lotes" in " ".join(study.table().split())
        axes = study.plot().axes[0]
        assert axes.get_xlabel() == "passos de treino (lotes de 64)"
        assert axes.get_ylabel() == "acurácia nos primeiros 400 exemplos de teste (%)"
    finally:
        actlab.language("en")
    assert study.table() == english


def test_numbers_have_a_comma_in_portuguese_prose_and_tables_and_a_point_elsewhere() -> None:
    study = Study.over(made.full())
    names = re.compile(r"mine\.py:f|mine\.py:\d+|mlp\(8,8\)|10[.,]000")
    found = {language: names.sub("", nothing.render(study.document, language)) for language in LANGUAGES}
    assert re.findall(r"\d,\d", found["en"]) == []
    assert re.findall(r"\d\.\d", found["pt"]) == []
    points, commas = (re.findall(rf"\d+\{mark}\d+", found[name]) for name, mark in (("en", "."), ("pt", ",")))
    assert len(points) > 50
    assert points == [number.replace(",", ".") for number in commas]


def test_numbers_that_stand_in_a_message_follow_the_language_and_what_was_typed_does_not() -> None:
    text = _("f′({x:g}) = {slope:g} is used").format(x=-0.5, slope=1.25)
    assert said(text, "en") == "f′(-0.5) = 1.25 is used"
    assert "-0,5) = 1,25" in said(text, "pt")
    name = _("unknown {what} '{given}'.").format(what=_("activation"), given="elu(alpha=0.5)")
    assert "elu(alpha=0.5)" in said(name, "pt")
    assert "0.5" in said(_("unknown {what} '{given}'.").format(what="lr", given=0.5), "pt")


def test_json_does_not_change_with_the_language(capsys: pytest.CaptureFixture[str]) -> None:
    found = []
    for language in LANGUAGES:
        run_command(["show", "elu", "--json", "--lang", language])
        found.append(json.loads(capsys.readouterr().out))
    assert found[0] == found[1]


def test_help_and_errors_speak_both_in_one_process(capsys: pytest.CaptureFixture[str]) -> None:
    build("pt")(["compare", "--help"])
    portuguese = capsys.readouterr().out
    build("en")(["compare", "--help"])
    english = capsys.readouterr().out
    assert "Passos de treino" in portuguese
    assert "Training steps" in english
    assert run_command(["compare", "--seeds", "0", "--lang", "pt"]) == 2
    line = capsys.readouterr().err
    assert "não é válido" in line
    assert "--seeds 8" in line


def test_notes_of_the_catalogue_are_translated_when_shown(capsys: pytest.CaptureFixture[str]) -> None:
    noted = next(name for name, record in actlab.CATALOGUE.items() if isinstance(record.note, Text))
    shown = []
    for language in LANGUAGES:
        run_command(["show", noted, "--lang", language])
        shown.append(capsys.readouterr().out)
    assert said(actlab.CATALOGUE[noted].note, "pt")[:20] in " ".join(shown[1].split())
    assert shown[0] != shown[1]


def test_an_unknown_language_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    assert run_command(["show", "elu", "--lang", "xx"]) == 2
    assert "--lang" in capsys.readouterr().err
