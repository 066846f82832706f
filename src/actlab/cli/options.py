"""What commands share: how options are declared, and how a command speaks a language."""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import wraps
from pathlib import Path
from typing import Annotated, Literal, get_args, get_origin, get_type_hints

from cyclopts import Parameter, Token

from actlab.errors import InvalidInput
from actlab.words import LANGUAGES, Text, _, joined, said

OK, INTERRUPTED = 0, 130
_MINUS = re.compile(r"[-\u2212][^-]")
_OPTION = re.compile(r"-(?:[A-Za-z][\w-]*(?:=.*)?|\d*\.?\d+(?:[eE][+-]?\d+)?)")  # or a number, the value of one


@dataclass(frozen=True)
class Command:
    """A command: its name, the function that carries it out and returns an exit status, its help.

    ``usage`` is how it is typed, in the parser's words, where the parser does not find that by itself.
    """

    name: str
    run: Callable[..., int]
    help: Text
    usage: str | None = None


def option(text: str, default: object = None, name: str | None = None) -> Parameter:
    """Return an option with its help; ``default`` is told to people, whoever is called applies it."""
    shown = (
        text
        if default is None
        else joined([text, " [", default if isinstance(default, str) else f"{default}", "]"], "")
    )
    return Parameter(name=name, help=shown, show_default=False)


def several(text: Text, *, at_once: bool = False) -> Parameter:
    """Return an option that may be given several times, or several values at once."""
    return Parameter(consume_multiple=at_once, negative="", help=text, show_default=False)


def switch(text: str, name: str | None = None) -> Parameter:
    """Return an option without a value."""
    return Parameter(name=name, help=text, negative="", show_default=False)


Lang = Annotated[Literal["en", "pt"] | None, option(_("Language of the texts."), _("the system's"))]
AsJson = Annotated[bool, switch(_("Print JSON on standard output."), name="--json")]
Form = Annotated[
    str,
    option(
        _("How it is shown: terminal, markdown, json, ... or a renderer of another package."),
        "terminal",
        name="--format",
    ),
]
Png = Annotated[Path | None, option(_("Write the figure as PNG."))]
Svg = Annotated[Path | None, option(_("Write the figure as SVG."))]
Methods = Annotated[
    Literal["en", "pt"] | None, option(_("Print a methods paragraph for a paper, in English or Portuguese."))
]
LowerIsBetter = Annotated[
    bool | None,
    Parameter(negative="--higher-is-better", help=_("Which way is better. [by the metric's name]"), show_default=False),
]
Shard = Annotated[
    str | None,
    option(_("Train only this part of the networks, as in 3/16, or auto in a job array; then actlab merge.")),
]


def figure_paths(png: Path | None, svg: Path | None) -> list[Path]:
    """Return where a figure was asked for, with the endings that were left out.

    >>> figure_paths(Path("elu"), None)
    [PosixPath('elu.png')]
    """
    wanted = ((png, ".png"), (svg, ".svg"))
    paths = [(path, ending) for path, ending in wanted if path]
    if any(not path.name for path, _ending in paths):
        raise InvalidInput(_("a figure needs the name of a file."), "png", "elu.png")
    return [path if path.suffix else path.with_suffix(ending) for path, ending in paths]


def as_option(field: str, value: str) -> str:
    """Return how a choice is typed on the command line.

    >>> as_option("seeds", "8"), as_option("until_decided", "True"), as_option("activations", "relu")
    ('--seeds 8', '--until-decided', 'relu')
    >>> as_option("with_", "monday")  # which is a word of Python's without the line
    '--with monday'
    >>> as_option("lower_is_better", "False")
    '--higher-is-better / --lower-is-better'
    """
    if field == "activations":
        return value
    if (field, value) == ("lower_is_better", "False"):
        return "--higher-is-better / --lower-is-better"  # neither is guessed
    typed = "--" + field.rstrip("_").replace("_", "-")
    return typed if value == "True" else f"{typed} {value}"


def as_word(argument: str) -> str:
    """Return a formula that starts with a minus so that it is no option: with a space before it.

    >>> as_word("-relu(-x)"), as_word("-0.5*x"), as_word("-x"), as_word("--json"), as_word("-1"), as_word("-h")
    (' -relu(-x)', ' -0.5*x', ' -x', '--json', '-1', '-h')
    """
    formula = _MINUS.match(argument) and not _OPTION.fullmatch(argument)
    return f" {argument}" if formula or argument == "-x" else argument


def apart(arguments: Sequence[str]) -> tuple[list[str], list[str]]:
    """Return the words that are for us, and those from ``--`` on, which are for somebody else's program.

    >>> apart(["run", "--seeds", "4", "--", "train", "--lang", "R"])
    (['run', '--seeds', '4'], ['--', 'train', '--lang', 'R'])
    """
    place = arguments.index("--") if "--" in arguments else len(arguments)
    return list(arguments[:place]), list(arguments[place:])


def command_first(arguments: Sequence[str]) -> list[str]:
    """Return what was typed with the language after the command, where it may stand before it as well.

    >>> command_first(["--lang", "pt", "show", "elu"]), command_first(["--lang=pt"]), command_first(["list"])
    (['show', '--lang', 'pt', 'elu'], [], ['list'])
    >>> command_first(["--lang", "xx"])  # which is an error wherever it stands
    ['--lang', 'xx']
    """
    words = list(arguments)
    if not words or words[0].partition("=")[0] != "--lang":
        return words
    length = 1 if "=" in words[0] else 2
    language, rest = words[:length], words[length:]
    if rest and rest[0][:1] != "-":
        return [rest[0], *language, *rest[1:]]
    return rest if language[-1].removeprefix("--lang=") in LANGUAGES else words


def speaking(run: Callable[..., int], language: str) -> Callable[..., int]:
    """Return a command whose options have their help in a language."""

    @wraps(run)
    def command(*positional: object, **named: object) -> int:
        return run(*positional, **named)

    hints = get_type_hints(run, include_extras=True)
    signature = inspect.signature(run)
    parameters = [
        parameter.replace(
            annotation=_said(hints.get(name, parameter.annotation), language, required=_needed(parameter))
        )
        for name, parameter in signature.parameters.items()
    ]
    command.__signature__ = signature.replace(parameters=parameters, return_annotation=int)  # type: ignore[attr-defined]
    command.__annotations__ = {parameter.name: parameter.annotation for parameter in parameters}
    return command


def _needed(parameter: inspect.Parameter) -> bool:
    """Return whether a command cannot do without a parameter."""
    return parameter.default is parameter.empty and parameter.kind is not parameter.VAR_POSITIONAL


def _said(annotation: object, language: str, *, required: bool) -> object:
    """Return an annotation whose options' help is said in a language, with the values that are allowed."""
    if get_origin(annotation) is not Annotated:
        return annotation
    kind, *words = get_args(annotation)
    if int in _kinds(kind):
        words.append(Parameter(converter=_whole))
    more = [_("[required]")] if required else []
    spoken = [
        Parameter.combine(word, Parameter(help=said(joined([_with_choices(word.help, kind), *more]), language)))
        if isinstance(word, Parameter) and word.help
        else word
        for word in words
    ]
    return Annotated[kind, *spoken, Parameter(show_choices=False)]


def _with_choices(text: str, kind: object) -> str:
    """Return an option's help with the values that are allowed, unless it names them."""
    found = choices_of(kind)
    if all(one in text for one in found):
        return text
    return joined([text, joined(["[", joined(found, _(" or ")), "]"], "")])


def _whole(kind: object, tokens: Sequence[Token]) -> int:
    """Read a whole number, which the parser would round: 3.7 is none."""
    typed = tokens[0].value
    allowed = choices_of(kind)
    if not re.fullmatch(r"[+-]?\d{1,18}", typed) or (allowed and typed not in allowed):
        raise ValueError(typed)
    return int(typed)


def _kinds(kind: object) -> set[type]:
    """Return the plain types of an annotation.

    >>> _kinds(Literal[1, 2]), _kinds(float | None) == {float, type(None)}
    ({<class 'int'>}, True)
    """
    if get_origin(kind) is Literal:
        return {type(value) for value in get_args(kind)}
    return {one for part in get_args(kind) for one in _kinds(part)} or {kind}  # type: ignore[arg-type]  # a class


def choices_of(kind: object) -> list[str]:
    """Return the values of a Literal, or of one that may be left out, as they are typed.

    >>> choices_of(Literal["en", "pt"] | None), choices_of(str), choices_of(Literal[1, 2])
    (['en', 'pt'], [], ['1', '2'])
    """
    kinds = (
        [one for one in (get_args(kind) or (kind,)) if one is not type(None)]
        if get_origin(kind) is not Literal
        else [kind]
    )
    return [str(value) for one in kinds if get_origin(one) is Literal for value in get_args(one)]
