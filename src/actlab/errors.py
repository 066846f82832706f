"""What goes wrong, in one line that says what was wrong, what is allowed and what to type instead.

ActlabError
└── InvalidInput    something the user typed; the command line exits with status 2

ActlabWarning        something the user should know, though it stops nothing
"""

import difflib
from collections.abc import Iterable

from actlab.language import _


class ActlabError(Exception):
    """Base class of every error that actlab raises on purpose. Its text is one line, meant for people."""


class InvalidInput(ActlabError):
    """The user's input cannot be used. Nothing has been trained or written."""


class ActlabWarning(UserWarning):
    """Something that the user should know. Its text is one line, meant for people."""


def unknown(what: str, given: str, allowed: Iterable[str], shown: str = "") -> InvalidInput:
    """Return the error for a name that is not in a table, with the nearest names as a suggestion.

    ``shown`` says in words what is allowed, where the names are too many.

    >>> print(unknown("activation", "rellu", ["elu", "relu", "tanh"]))
    unknown activation 'rellu'. Did you mean relu or elu? Allowed: elu, relu, tanh.
    """
    names = sorted(allowed)
    near = difflib.get_close_matches(given.lower(), names, n=2, cutoff=0.6)
    message = _("unknown {what} '{given}'.").format(what=what, given=given)
    if near:
        message += " " + _("Did you mean {names}?").format(names=_(" or ").join(near))
    return InvalidInput(message + " " + _("Allowed: {names}.").format(names=shown or ", ".join(names)))
