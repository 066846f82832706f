"""The language in which the façade and the command line show things; nothing below them knows of one."""

from __future__ import annotations

from contextvars import ContextVar

from actlab.errors import unknown
from actlab.words import ENGLISH, LANGUAGES, _


def known(name: str) -> str:
    """Return the name of a language.

    Raises InvalidInput for another.
    """
    if not isinstance(name, str) or name not in LANGUAGES:
        raise unknown(_("language"), name, LANGUAGES)
    return name


_chosen = ContextVar("language", default=ENGLISH)


def language(name: str | None = None) -> str:
    """Choose the language of tables, figures and pages, ``en`` or ``pt``, and return the one in force.

    Raises InvalidInput for another language.

    >>> language("pt"), language(), language("en")
    ('pt', 'pt', 'en')
    """
    if name is not None:
        _chosen.set(known(name))
    return _chosen.get()
