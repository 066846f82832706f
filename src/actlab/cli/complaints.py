"""What is wrong with words on the command line, in one line of ours that can be said in any language."""

from __future__ import annotations

from typing import get_args

from cyclopts import CoercionError, CycloptsError, MissingArgumentError, UnknownCommandError, UnknownOptionError
from cyclopts.exceptions import RepeatArgumentError, UnusedCliTokensError

from actlab.cli.help import place
from actlab.cli.options import Command, choices_of
from actlab.errors import InvalidInput, decimal_comma, unknown
from actlab.words import LANGUAGES, Text, _, joined

_KINDS = {int: _("a whole number"), float: _("a number"), bool: _("nothing, as it is a switch")}


def complaint(error: CycloptsError, commands: tuple[Command, ...]) -> InvalidInput:
    """Return the parser's error as one of ours.

    An error of a kind that no command can give has a line of ours as well: the parser's own is English.
    """
    command = " ".join(["actlab", *(error.command_chain or ())])
    match error:
        case UnknownCommandError():
            typed = (error.unused_tokens or [""])[0].strip()
            if typed.partition("=")[0] == "--lang":
                text = _("{name} is {allowed}.").format(name="--lang", allowed=joined(LANGUAGES, _(" or ")))
            elif typed.startswith("-"):  # such as an option of a command that was forgotten
                return _unknown_option(typed, ["--help", "--version", "--lang"], command)
            else:
                return unknown(_("command"), typed, [command.name for command in commands])
        case UnknownOptionError():
            known = [name for argument in error.argument_collection or () for name in argument.names if name[0] == "-"]
            return _unknown_option(error.token.keyword or error.token.value, known, command)
        case MissingArgumentError():
            text = _("{name} is missing its value.").format(name=_named(error))
        case CoercionError():
            text = _not_allowed(error)
        case RepeatArgumentError():
            text = _repeated(error)
        case UnusedCliTokensError():
            text = _("too many words: {words}.").format(words=joined(error.unused_tokens or [], ", "))
        case _:
            text = _("these words make no command: {words}.").format(words=joined(error.root_input_tokens or []))
    return InvalidInput(text + " " + _("See {command} --help.").format(command=command))


def _unknown_option(typed: str, known: list[str], command: str) -> InvalidInput:
    shown = _("those that {command} --help shows").format(command=command)
    return unknown(_("option"), typed.partition("=")[0], known, shown)


def _not_allowed(error: CoercionError) -> Text:
    given = error.token.value if error.token else ""
    if not given:
        return _("{name} is missing its value.").format(name=_named(error))
    allowed, comma = _allowed(error), decimal_comma(given)
    if comma and allowed == _KINDS[float]:
        return _("{field}: {reason}.").format(field=_named(error), reason=comma)
    message = _("{name}: {given} is not allowed; it must be {allowed}.")
    return message.format(name=_named(error), given=given, allowed=allowed)


def _repeated(error: RepeatArgumentError) -> Text:
    """Return that an option is given twice, or that two exclude each other, such as the names of yes and no."""
    name = error.token.keyword or error.token.value
    arguments = error.app.assemble_argument_collection() if error.app else ()
    names = next((argument.names for argument in arguments if name in argument.names), (name,))
    typed = [word.partition("=")[0] for word in error.root_input_tokens or ()]
    others = [word for word in typed if word in names and word != name]
    if others:
        return _("{one} and {other} exclude each other: give one of them.").format(one=others[0], other=name)
    return _("{name} is given more than once.").format(name=name)


def _named(error: CycloptsError) -> str:
    """Return what the user calls the argument."""
    names = error.argument.names if error.argument else ()
    name = names[0] if names else ""
    # cyclopts gives an argument that has a place an option's name as well
    positional = error.argument is not None and error.argument.index is not None
    return place(name.removeprefix("--").upper()) if positional else name


def _allowed(error: CoercionError) -> Text | str:
    hint = error.argument.hint if error.argument else error.target_type
    if choices := choices_of(hint):
        return joined(choices, _(" or "))
    kinds = [kind for kind in (get_args(hint) or (hint,)) if kind in _KINDS]
    return _KINDS[kinds[0]] if kinds else _("something else")
