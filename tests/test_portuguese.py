"""Portuguese as a Brazilian student and a teacher read and type it: its wording, numbers, names, help and errors."""

import re
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import matplotlib.figure
import pytest
from babel.messages.pofile import read_po

import actlab
from actlab.analysis.selection import _IN_PORTUGUESE as PROPERTIES_IN_PORTUGUESE
from actlab.analysis.selection import _LISTED as PROPERTIES_LISTED
from actlab.analysis.selection import FAMILIES, PROPERTIES, chosen
from actlab.cli import run_command
from actlab.cli.commands import COMMANDS
from actlab.demos.names import IN_PORTUGUESE as DEMOS_IN_PORTUGUESE
from actlab.demos.names import LISTED as DEMOS_LISTED
from actlab.demos.names import in_english as demo_in_english
from actlab.demos.table import DEMOS
from actlab.errors import InvalidInput
from actlab.facade.language import asked_for
from actlab.facade.study import Study
from actlab.findings.findings import SEEDS
from actlab.functions.catalogue import ALIASES, CATALOGUE
from actlab.functions.catalogue.portuguese import NAMES, in_english, without_accents
from actlab.functions.expression import NAMES as PRIMITIVES
from actlab.functions.find import find, known
from actlab.report.document.activation import page, side_by_side
from actlab.report.document.activation_record import record
from actlab.report.document.parts import Facts
from actlab.report.document.sentences import _share
from actlab.report.render import nothing
from actlab.report.render.matplotlib import draw
from actlab.words import LANGUAGES, Text, _, decimal, listed, percent, said
from tests.report import made, samples
from tests.report.portuguese import WRONG, assert_numbers, wrong_numbers

CATALOGUE_OF_TEXTS = Path(actlab.__file__).parent / "locale/pt_BR/LC_MESSAGES/actlab.po"
# What was tried on readers, and found poor
POOR = (
    r"indecis|indefinida?\b.*contra|s[ãa]o precis|seriam precis|acham uma diferença|quatro vezes em cinco",
    r"tem apoio|braço|\bdetecta\b$|^precisa$|^exame$|normais padrão|mortas em valor|unidades sem gradiente",
    r"lado negativo|dLoss|dloss|∂loss|para a frente|para trás|^Escrito|não vale;|; fica entre|^Uma menor",
    r"por mais vezes que se olhe|feitos em outro lugar|noutro lugar|tem dono|f'\(|\|f'\||derivada\(s\)|\bperdas?\b",
    r"rede com identity|\(s\)",
    r"\bred(?:e|es) contra\b|acurácia % de|melhor em 0|normal padrão|^Legend|^Uso: .*\[OPTIONS|não precisa de rede",
)
# Points that are typed, or that belong to a name
TYPED = re.compile(
    r"[^\s;]*(?:alpha|digits|beta)=[\d.]+|arXiv:[\d.]+|chance 0\.1|como em 0\.1|um ponto, 0\.5|0\.[12]\*x|\+ 0\.5, 0"
    r"|\"accuracy\": 0\.93"
)


def translations() -> list[str]:
    entries = [entry for entry in read_po(BytesIO(CATALOGUE_OF_TEXTS.read_bytes())) if entry.id]
    found = [(entry.string,) if isinstance(entry.string, str) else entry.string or () for entry in entries]
    return [text for strings in found for text in strings]


def test_no_wording_that_was_found_poor_comes_back() -> None:
    found = [(text, rule) for text in translations() for rule in POOR if re.search(rule, text)]
    assert not found


def test_shares_of_seeds_are_words_where_it_is_none_or_all() -> None:
    one = Study.over(made.full()).verdicts[0]
    shown = {}
    for share in (0.0, 0.002, 0.5, 0.998, 1.0):
        of = _share(replace(one, probability_of_improvement=share, n=500), SEEDS)
        shown[share] = [said(of, language) for language in LANGUAGES]
    assert shown == {
        0.0: ["none of 500 seeds", "nenhuma das 500 sementes"],
        0.002: ["0.2 % of 500 seeds", "0,2% de 500 sementes"],
        0.5: ["50 % of 500 seeds", "50% de 500 sementes"],
        0.998: ["99.8 % of 500 seeds", "99,8% de 500 sementes"],
        1.0: ["all 500 seeds", "todas as 500 sementes"],
    }


def test_what_is_compared_is_an_activation_or_a_variant_in_both_languages() -> None:
    entries = [entry.id for entry in read_po(BytesIO(CATALOGUE_OF_TEXTS.read_bytes())) if entry.id]
    english = [text for one in entries for text in ((one,) if isinstance(one, str) else one)]
    typed = re.compile(r"\{arms?\}|\(arm( \{arm\})?\)")
    assert not [text for text in english if re.search(r"\barms?\b", typed.sub("", text))]
    study = Study.over(made.full())
    for language, word in (("en", "variant"), ("pt", "variante")):
        assert not re.search(rf"\b(arms?|{word})\b", nothing.render(study.document, language))


def test_numbers_in_texts_have_commas_and_percentages_no_blank() -> None:
    assert len(translations()) > 900
    found = [text for text in translations() if WRONG.search(TYPED.sub("", text))]
    assert not found


def test_percentages_and_lists_of_numbers_follow_the_language() -> None:
    share = percent(decimal("93.1"))
    assert [said(share, language) for language in LANGUAGES] == ["93.1 %", "93,1%"]
    numbers = listed([decimal("0.5"), decimal("1.25"), "3"])
    assert [said(numbers, language) for language in LANGUAGES] == ["0.5, 1.25, 3", "0,5; 1,25; 3"]


def test_thousands_are_never_parted_by_points_in_portuguese() -> None:
    text = _("{sheet}: a sheet of a workbook has at most {most:,} rows; take Parquet or CSV.")
    shown = text.format(sheet="a", most=1_048_576)
    assert "1,048,576" in said(shown, "en")
    assert "1\u00a0048\u00a0576" in said(shown, "pt")
    assert not [words for words in translations() if re.search(r"\d\.\d{3}\b", TYPED.sub("", words))]


@pytest.mark.parametrize(
    "spec", ["relu", "leaky_relu", "elu", "sigmoid", "tanh", "gelu", "srelu", "arelu", "1/(x - 0.5)", "log(x)"]
)
@pytest.mark.filterwarnings("ignore::actlab.errors.ActlabWarning")
def test_the_page_of_an_activation_has_commas(spec: str) -> None:
    activation = find(spec)
    found, shown = record(activation, derivatives=3), page(activation, derivatives=3)
    (facts, *_rest) = shown.parts
    assert isinstance(facts, Facts)
    formulas = [str(words) for name, words in facts.rows if re.match(r"f[′″‴]?\(x\)", name)]
    relatives = [*found.relatives.identical, *(str(one.text) for one in found.relatives.rescaled)]
    assert_numbers(shown, [str(activation), *formulas, *relatives])


def test_documents_have_commas() -> None:
    assert_numbers(Study.over(made.full()).document)
    assert_numbers(samples.DOCUMENT, ["1.10"])  # which it has as a word
    assert_numbers(side_by_side({name: find(name) for name in ("sigmoid", "tanh", "elu")}), [find("elu").formula])


def test_the_rule_finds_what_is_wrong() -> None:
    texts = ["0.5", percent("3"), _("95 % interval"), "relu(alpha=0.5)", "doi:10.1007/3-540", "(%)", "a 95 % b"]
    assert wrong_numbers(texts, ["relu(alpha=0.5)"]) == ["0.5", "a 95 % b"]


def ticks(figure: matplotlib.figure.Figure) -> list[str]:
    figure.canvas.draw()
    rulers = [ruler for axes in figure.axes for ruler in (axes.xaxis, axes.yaxis)]
    return [tick.get_text() for ruler in rulers for tick in ruler.get_ticklabels()]


def test_figures_write_their_numbers_in_the_language() -> None:
    english, portuguese = (ticks(draw(samples.CURVES, language)) for language in LANGUAGES)
    assert "0.25" in english
    assert "0,25" in portuguese
    assert portuguese == [tick.replace(".", ",") for tick in english]
    powers = ticks(draw(samples.GRID, "pt"))
    assert r"$\mathdefault{10^{-1}}$" in powers
    names = ticks(draw(samples.FOREST, "pt"))
    assert {"gelu", "tanh", "média"} <= set(names)


# Names


def test_portuguese_names_mean_one_activation_each_and_none_of_the_others() -> None:
    for name, english in NAMES.items():
        assert name == without_accents(name)
        assert name not in CATALOGUE
        assert name not in ALIASES
        assert name not in PRIMITIVES
        assert known(name) is CATALOGUE[english] is find(name) is find(name.replace("_", "-"))
    assert find("tangente hiperbólica") is CATALOGUE["tanh"]
    assert str(find("relu-com-vazamento(alpha=0.2)")) == "leaky_relu(alpha=0.2)"
    assert find("x*sigmoide(x)") == find("x*sigmoid(x)")


def test_words_in_english_and_formulas_are_left_as_they_are() -> None:
    every = [*CATALOGUE, *ALIASES, *PRIMITIVES, *(one.formula for one in CATALOGUE.values()), "x - sigmoide(x)", "-x"]
    assert [in_english(word) for word in every] == every
    with pytest.raises(InvalidInput, match="sigmoide is taken"):
        find("x*tanh(x)", name="sigmoide")


def test_demonstrations_have_portuguese_names() -> None:
    assert set(DEMOS_IN_PORTUGUESE.values()) == set(DEMOS)
    assert not set(DEMOS_IN_PORTUGUESE) & set(DEMOS)
    assert [demo_in_english(name) for name in (*DEMOS, *DEMOS_IN_PORTUGUESE)] == [*DEMOS, *DEMOS_IN_PORTUGUESE.values()]
    assert re.split(", | ou ", said(DEMOS_LISTED, "pt")) == list(DEMOS_IN_PORTUGUESE)
    assert re.split(", | or ", said(DEMOS_LISTED, "en")) == list(DEMOS)


def test_filters_are_read_in_portuguese() -> None:
    words = {name: english for name, english in PROPERTIES_IN_PORTUGUESE.items() if english in PROPERTIES}
    assert sorted(words.values()) == sorted(PROPERTIES)
    assert not set(PROPERTIES_IN_PORTUGUESE) & {*PROPERTIES, "and", "or", "not"}
    listed_ = [[without_accents(word) for word in said(PROPERTIES_LISTED, name).split(", ")] for name in LANGUAGES]
    assert listed_[0] == sorted(PROPERTIES)
    assert [words[word] for word in listed_[1]] == listed_[0]
    assert chosen("polynomial", "suave and not monótona") == chosen("polynomial", "smooth and not monotone") != []
    assert (
        chosen("sigmoidal", "(par ou ímpar) e não quinas") == chosen("sigmoidal", "(even or odd) and not kinks") != []
    )


def test_families_are_known_by_both_names() -> None:
    assert {one.family for one in CATALOGUE.values()} == set(FAMILIES)
    for english, words in FAMILIES.items():
        assert isinstance(words, Text)
        assert chosen(said(words, "pt")) == chosen(english) != []


# The command line


def shown(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> str:
    run_command([*arguments, "--lang", "pt"])
    printed = capsys.readouterr()
    return " ".join((printed.out + printed.err).replace("│", " ").split())


@pytest.mark.parametrize("command", ["", *(command.name for command in COMMANDS)])
def test_help_is_in_portuguese(
    command: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "200")
    monkeypatch.setenv("LC_ALL", "pt_BR.UTF-8")
    run_command([*([command] if command else []), "--help"])
    text = capsys.readouterr().out
    assert text.startswith("Uso: actlab ")
    assert not re.search(r"Usage|Display|required|choices|default:", text), text
    assert not re.search(r"\b(STR|INT|PATH|CHOICE|COMMAND|OPTIONS|ARGS|ACTIVATIONS?|OTHERS|STUDY)\b", text), text
    assert not re.search(r"\b(the|with|and|which|such)\b", text.replace("--with", "")), text
    assert (command not in ("show", "export", "demo", "report", "resume", "results")) or "[obrigatório]" in text


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["show"], "falta o valor de ATIVAÇÃO"),
        (["compare", "--lr"], "falta o valor de --lr"),
        (["compare", "--foo"], "opção '--foo' não existe"),
        (["compare", "--seeds", "a"], "seeds: a não é válido; use um número inteiro de 1 a 1 bilhão. Tente --seeds 8."),
        (["compare", "--lr", "0,01"], "lr: use ponto decimal: 0.01 em vez de 0,01."),
        (["judge", "x.csv", "--margin", "0,5"], "use ponto decimal: 0.5 em vez de 0,5."),
        (["compare", "--json=sim"], "--json: sim não é válido; use sem valor"),
        (["show", "leaky_relu(alpha=0,2)"], "use ponto decimal: 0.2 em vez de 0,2. leaky_relu(alpha=0,2)"),
        (["show", "x*sin(x"], "falta fechar um parêntese"),
        (["show", "elu(alpha=-1)"], "não é válido; use um valor entre 0 e"),
        (["list", "--where", "lisa"], "Opções: limitada, par, plana, quinas, monótona"),
        (["list", "--family", "lisa"], "Opções: linear por partes, polinomial"),
        (["demo", "fuga"], "Opções: colapso-linear, gradiente-desvanecendo, unidades-mortas, vazamento"),
        (["judge", "nada.csv"], "este arquivo não existe"),
        (["nada"], "comando 'nada' não existe"),
    ],
)
def test_errors_are_in_portuguese(arguments: list[str], words: str, capsys: pytest.CaptureFixture[str]) -> None:
    text = shown(arguments, capsys)
    assert words in text
    assert not re.search(r"\b(the|not|must|such|file|missing|unknown)\b", text), text


def test_the_system_s_reasons_are_in_portuguese(tmp_path: Path) -> None:
    from actlab.errors import reason_of

    for error, words in ((FileNotFoundError(2, "No such file"), "não existe"), (PermissionError(13, "x"), "permissão")):
        assert words in said(reason_of(error), "pt")
    assert said(reason_of(OSError(9999, "what the system says")), "pt") == "what the system says"


def test_latex_has_its_words_in_the_language(capsys: pytest.CaptureFixture[str]) -> None:
    run_command(["export", "leaky_relu", "--to", "latex", "--lang", "pt"])
    portuguese = capsys.readouterr().out
    run_command(["export", "leaky_relu", "--to", "latex", "--lang", "en"])
    english = capsys.readouterr().out
    assert r"\text{se}\: x > 0" in portuguese
    assert r"\text{c.c.}" in portuguese
    assert english == portuguese.replace("{se}", "{for}").replace("{c.c.}", "{otherwise}")


@pytest.mark.parametrize(
    ("environment", "system", "language"),
    [
        ({"LC_ALL": "pt_BR.UTF-8", "LANG": "en_US.UTF-8"}, "", "pt"),
        ({"LC_MESSAGES": "pt_PT"}, "", "pt"),
        ({"LANG": "pt"}, "", "pt"),
        ({"LC_ALL": "C.UTF-8", "LANG": "pt_BR.UTF-8"}, "Portuguese_Brazil", "en"),
        ({"LANG": "C"}, "pt_BR", "en"),
        ({"LANG": "POSIX"}, "pt_BR", "en"),
        ({}, "Portuguese_Brazil", "pt"),
        ({}, "pt_BR", "pt"),
        ({}, "English_United States", "en"),
        ({}, "", "en"),
    ],
)
def test_the_system_s_language(
    environment: dict[str, str], system: str, language: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr("locale.getlocale", lambda: (system or None, None))
    assert asked_for(()) == language
    assert asked_for(("--lang", "pt")) == "pt"
