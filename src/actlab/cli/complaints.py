"""What is wrong with words on the command line, in one line of ours that can be said in any language."""

from __future__ import annotations

from typing import get_args

from cyclopts import CoercionError, CycloptsError, MissingArgumentError, UnknownCommandError, UnknownOptionError
from cyclopts.exceptions import RepeatArgumentError, UnusedCliTokensError

from actlab.cli.help import place
from actlab.cli.options import Command
from actlab.errors import InvalidInput, decimal_comma, unknown
from actlab.words import Text, _, joined

_KINDS = {int: _("a whole number"), float: _("a number"), bool: _("nothing, as it is a switch")}


def complaint(error: CycloptsError, commands: tuple[Command, ...]) -> InvalidInput:
    """Return the parser's error as one of ours."""
    place = " ".join(["actlab", *(error.command_chain or ())])
    see = _("See {command} --help.").format(command=place)
    match error:
        case UnknownCommandError():
            return unknown(_("command"), (error.unused_tokens or [""])[0], [command.name for command in commands])
        case UnknownOptionError():
            known = [name for argument in error.argument_collection or () for name in argument.names if name[0] == "-"]
            shown = _("those that {command} --help shows").format(command=place)
            return unknown(_("option"), error.token.value, known, shown)
        case MissingArgumentError():
            text = _("{name} is missing its value.").format(name=_named(error))
        case CoercionError():
            given = error.token.value if error.token else ""
            message = _("{name}: {given} is not allowed; it must be {allowed}.")
            text = message.format(name=_named(error), given=given, allowed=_allowed(error))
            if comma := decimal_comma(given):
                text = _("{field}: {reason}.").format(field=_named(error), reason=comma)
        case RepeatArgumentError():
            text = _("{name} is given more than once.").format(name=error.token.keyword or error.token.value)
        case UnusedCliTokensError():
            text = _("too many words: {words}.").format(words=joined(error.unused_tokens or [], ", "))
        case _:
            return InvalidInput(" ".join(str(error).split()) + " " + see)
    return InvalidInput(text + " " + see)


def _named(error: CycloptsError) -> str:
    """Return what the user calls the argument."""
    names = error.argument.names if error.argument else ()
    name = names[0] if names else ""
    # cyclopts gives an argument that has a place an option's name as well
    positional = error.argument is not None and error.argument.index is not None
    return place(name.removeprefix("--").upper()) if positional else name


def _allowed(error: CoercionError) -> Text | str:
    hint = error.argument.hint if error.argument else error.target_type
    kinds = [kind for kind in (get_args(hint) or (hint,)) if kind is not type(None)]
    for kind in kinds:
        if kind in _KINDS:
            return _KINDS[kind]
    choices = [value for kind in kinds for value in (get_args(kind) or (kind,)) if isinstance(value, str)]
    return joined(choices, _(" or "))
