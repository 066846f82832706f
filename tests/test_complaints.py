"""What the parser refuses: each of its errors is one line of ours, in the language, and says what to type."""

import re
from collections.abc import Iterator

import cyclopts
import cyclopts.exceptions
import pytest
from cyclopts import CycloptsError
from cyclopts.token import Token

from actlab.cli import BAD_INPUT, run_command
from actlab.cli.commands import COMMANDS, build
from actlab.cli.complaints import complaint
from actlab.cli.options import as_option, command_first
from actlab.facade.version import __version__
from actlab.words import LANGUAGES, said

# Every kind of error that the parser has: what a user types that gives it, and what is answered in both languages
TYPED = {
    "UnknownCommandError": [
        ("shw relu", "unknown command 'shw'. Did you mean show?", "comando 'shw' não existe. Você quis dizer show?"),
        ("-x", "unknown option '-x'", "opção '-x' não existe. Opções: as que actlab --help mostra."),
        ("--vrsion", "Did you mean --version?", "opção '--vrsion' não existe. Você quis dizer --version?"),
        ("--help nada", "unknown command 'nada'", "comando 'nada' não existe"),
    ],
    "UnknownOptionError": [
        (
            "list --foo",
            "unknown option '--foo'. Allowed: those",
            "opção '--foo' não existe. Opções: as que actlab list",
        ),
        ("compare --foo=3", "unknown option '--foo'.", "opção '--foo' não existe."),
        ("compare -abc", "unknown option '-abc'", "opção '-abc' não existe"),
        ("compare -s 8", "unknown option '-s'", "opção '-s' não existe"),
        ("compare --no-quick", "Did you mean --quick?", "Você quis dizer --quick?"),
        ("compare --seeds.a 3", "unknown option '--seeds.a'", "opção '--seeds.a' não existe"),
        ("show -hx", "unknown option '-hx'", "opção '-hx' não existe"),
    ],
    "MissingArgumentError": [
        ("export relu --to", "--to is missing its value.", "falta o valor de --to. Veja actlab export --help."),
        ("export relu", "--to is missing its value.", "falta o valor de --to."),
        ("demo", "NAME is missing its value.", "falta o valor de NOME."),
        ("compare --lr --json", "--lr is missing its value.", "falta o valor de --lr."),
    ],
    "CoercionError": [
        ("show elu --derivatives 9", "it must be 1 or 2 or 3", "--derivatives: 9 não é válido; use 1 ou 2 ou 3."),
        ("show elu --derivatives 1.5", "it must be 1 or 2 or 3", "use 1 ou 2 ou 3."),
        ("show elu --derivatives=", "--derivatives is missing its value", "falta o valor de --derivatives."),
        (
            "explain relu --depth 3.7",
            "--depth: 3.7 is not allowed; it must be a whole number",
            "use um número inteiro.",
        ),
        (
            "explain relu --depth 3,7",
            "--depth: 3,7 is not allowed; it must be a whole number",
            "use um número inteiro.",
        ),
        ("explain relu --width 0x10", "it must be a whole number", "use um número inteiro."),
        ("compare --devices 1.5", "it must be a whole number", "--devices: 1.5 não é válido; use um número inteiro."),
        ("judge a.csv --margin a", "it must be a number", "--margin: a não é válido; use um número."),
        ("judge a.csv --margin 0,5", "use a decimal point: 0.5", "use ponto decimal: 0.5 em vez de 0,5."),
        ("judge a.csv --at x", "it must be last or best-validation", "use last ou best-validation."),
        ("judge a.csv --methods x", "it must be en or pt", "use en ou pt."),
        ("list --json=sim", "nothing, as it is a switch", "use sem valor"),
    ],
    "RepeatArgumentError": [
        ("compare --seeds 8 --seeds 9", "--seeds is given more than once.", "--seeds foi dado mais de uma vez."),
        ("list --json --json", "--json is given more than once.", "--json foi dado mais de uma vez."),
        (
            "judge a.csv --higher-is-better --lower-is-better",
            "--higher-is-better and --lower-is-better exclude each other: give one of them.",
            "--higher-is-better e --lower-is-better se excluem: dê só uma das duas.",
        ),
    ],
    "UnusedCliTokensError": [
        ("list foo bar", "too many words: foo, bar.", "palavras demais: foo, bar. Veja actlab list --help."),
        ("export relu elu --to torch", "too many words: elu.", "palavras demais: elu."),
    ],
}
# These need options that no command has: with one letter, of several values, joined by =, or with a check of their own
NEVER = {
    "ArgumentOrderError",
    "CombinedShortOptionError",
    "ConsumeMultipleError",
    "MixedArgumentError",
    "RequiresEqualsError",
    "TokenizationError",
    "ValidationError",
}
ENGLISH = re.compile(
    r"\b(the|not|must|such|missing|unknown|invalid|value|parameter|command|tokens?|unable|each)\b", re.I
)


def kinds(base: type[CycloptsError] = CycloptsError) -> Iterator[type[CycloptsError]]:
    for kind in base.__subclasses__():
        yield kind
        yield from kinds(kind)


def test_every_kind_of_error_that_the_parser_has_is_known() -> None:
    known = {kind.__name__ for kind in kinds() if kind.__module__ == cyclopts.exceptions.__name__}
    assert known == {*TYPED, *NEVER}


@pytest.mark.parametrize(
    ("kind", "typed", "english", "portuguese"), [(kind, *case) for kind, cases in TYPED.items() for case in cases]
)
def test_what_is_typed_wrongly_is_answered_in_both_languages(
    kind: str, typed: str, english: str, portuguese: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(CycloptsError) as raised:
        build("en")(typed.split())
    assert type(raised.value).__name__ == kind
    capsys.readouterr()
    for language, words in (("en", english), ("pt", portuguese)):
        assert run_command(["--lang", language, *typed.split()]) == BAD_INPUT
        line = capsys.readouterr().err
        assert line.startswith("actlab: ")
        assert line.count("\n") == 1
        assert words in line
        assert re.search(r"actlab( \w+)? --help|(Allowed|Opções): compare, cost", line), line
    assert not ENGLISH.search(line.replace("best-validation", "").replace("--", "")), line


@pytest.mark.parametrize("name", sorted(NEVER))
def test_errors_that_no_command_gives_have_a_line_of_ours_too(name: str) -> None:
    kind = getattr(cyclopts.exceptions, name)
    more = {"token": "x", "prior_positional_or_keyword_supplied_as_keyword_arguments": []}
    error = kind(
        msg="The parser's own English.",
        root_input_tokens=["show", "-ab"],
        **(more if name == "ArgumentOrderError" else {}),
    )
    error.command_chain = ("show",)
    english, portuguese = (complaint(error, COMMANDS).said(language, as_option) for language in LANGUAGES)
    assert "parser" not in english + portuguese
    assert english.endswith("See actlab show --help.")
    assert portuguese.endswith("Veja actlab show --help.")


def test_an_error_knows_what_was_typed_where_it_is_no_option_of_a_command() -> None:
    error = cyclopts.UnknownOptionError(token=Token(value="--foo"), argument_collection=None)  # type: ignore[arg-type]
    assert "'--foo'" in said(complaint(error, COMMANDS).text, "en")


def test_the_language_may_stand_before_the_command(capsys: pytest.CaptureFixture[str]) -> None:
    for words in (["--lang", "pt"], ["--lang=pt"]):
        assert run_command([*words, "export", "relu", "--to", "latex"]) == 0
        assert r"\text{se}" in capsys.readouterr().out
        assert run_command(words) == 0
        assert capsys.readouterr().out.startswith("Uso: actlab")
    for words in (["--lang", "xx"], ["--lang"], ["--lang=xx"]):
        assert run_command(words) == BAD_INPUT
        assert capsys.readouterr().err == "actlab: --lang is en or pt. See actlab --help.\n"
    assert command_first(["show", "--lang", "pt"]) == ["show", "--lang", "pt"]


@pytest.mark.parametrize("command", ["", *(command.name for command in COMMANDS)])
def test_every_command_says_the_version_of_actlab(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run_command([*command.split(), "--version"]) == 0
    assert capsys.readouterr().out.strip() == __version__


@pytest.mark.parametrize("path", ["", ".", "/"])
def test_a_figure_needs_a_name(path: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run_command(["show", "relu", f"--png={path}"]) == BAD_INPUT
    assert "a figure needs the name of a file" in capsys.readouterr().err
