"""What goes wrong, in one line that says what was wrong, what is allowed and what to type instead.

ActlabError
└── InvalidInput    something the user typed; the command line exits with status 2

ActlabWarning        something the user should know, though it stops nothing
"""

import ast
import difflib
import errno
import re
from collections.abc import Callable, Iterable

from actlab.words import ENGLISH, _, joined, said


def as_argument(field: str, value: str) -> str:
    """Return how a choice is written in Python.

    >>> as_argument("seeds", "8"), as_argument("data", "digits")
    ('seeds=8', "data='digits'")
    """
    try:
        ast.literal_eval(value)
    except (ValueError, SyntaxError):
        value = repr(value)
    return f"{field}={value}"


class ActlabError(Exception):
    """Base class of every error that actlab raises on purpose. Its text is one line, meant for people.

    ``field`` names the choice that is wrong, as a plan calls it, and ``example`` is a value that would be right:
    whoever shows the error adds its own spelling of them, ``seeds=8`` in Python, ``--seeds 8`` on the command line.

    >>> print(InvalidInput("seeds: 0 is not allowed.", "seeds", "8"))
    seeds: 0 is not allowed. Try seeds=8.
    """

    def __init__(self, text: str, field: str = "", example: str = "") -> None:
        super().__init__(text, field, example)
        self.text, self.field, self.example = text, field, example

    def __str__(self) -> str:
        return self.said(ENGLISH, as_argument)

    def said(self, language: str, spelling: Callable[[str, str], str]) -> str:
        """Return the line in a language, with the field and its example as ``spelling`` writes them."""
        hint = " " + _("Try {example}.").format(example=spelling(self.field, self.example)) if self.example else ""
        return said(self.text, language) + said(hint, language)


_REASONS = {
    errno.ENOENT: _("there is no such file or folder"),
    errno.EACCES: _("permission denied"),
    errno.EPERM: _("permission denied"),
    errno.EEXIST: _("it is there already"),
    errno.EISDIR: _("it is a folder"),
    errno.ENOTDIR: _("a part of the path is no folder"),
    errno.ENOSPC: _("no space is left"),
    errno.EDQUOT: _("no space is left"),
    errno.EROFS: _("the disk is read-only"),
    errno.ENAMETOOLONG: _("the name is too long"),
    errno.EIO: _("the disk does not answer"),
}


def reason_of(error: OSError) -> str:
    """Return why a file could not be used: a Text for what is common, else what the system says.

    >>> from actlab.words import said
    >>> said(reason_of(FileNotFoundError(errno.ENOENT, "No such file or directory")), "pt")
    'esse arquivo ou pasta não existe'
    """
    return _REASONS.get(error.errno or 0) or error.strerror or str(error)


def decimal_comma(typed: str) -> str:
    """Return what to type for a number with a decimal comma; empty for anything else.

    >>> decimal_comma("0,2"), decimal_comma("1,2,3")
    ('use a decimal point: 0.2 instead of 0,2', '')
    """
    if not re.fullmatch(r"[+-]?\d*,\d+", typed.strip()):
        return ""
    message = _("use a decimal point: {right} instead of {given}")
    return message.format(right=typed.strip().replace(",", "."), given=typed.strip())


class InvalidInput(ActlabError):
    """The user's input cannot be used. Nothing has been trained or written."""


class ActlabWarning(UserWarning):
    """Something that the user should know. Its text is one line, meant for people."""


def unknown(what: str, given: object, allowed: Iterable[str], shown: str = "") -> InvalidInput:
    """Return the error for a name that is not in a table, with the nearest names as a suggestion.

    ``shown`` says in words what is allowed, where the names are too many.

    >>> print(unknown("activation", "rellu", ["elu", "relu", "tanh"]))
    unknown activation 'rellu'. Did you mean relu or elu? Allowed: elu, relu, tanh.
    """
    names = sorted(allowed)
    near = difflib.get_close_matches(str(given).lower(), names, n=2, cutoff=0.6)
    message = _("unknown {what} '{given}'.").format(what=what, given=given)
    if near:
        message += " " + _("Did you mean {names}?").format(names=joined(near, _(" or ")))
    return InvalidInput(message + " " + _("Allowed: {names}.").format(names=shown or ", ".join(names)))
