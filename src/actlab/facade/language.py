"""The language in which the façade and the command line show things; nothing below them knows of one."""

from __future__ import annotations

import locale
import os
from collections.abc import Sequence
from contextvars import ContextVar

from actlab.errors import ActlabError, as_argument, unknown
from actlab.words import LANGUAGES, _, requested


def known(name: str) -> str:
    """Return the name of a language.

    Raises InvalidInput for another.
    """
    if not isinstance(name, str) or name not in LANGUAGES:
        raise unknown(_("language"), name, LANGUAGES)
    return name


_chosen: ContextVar[str | None] = ContextVar("language", default=None)


def language(name: str | None = None) -> str:
    """Choose the language of tables, figures and pages, ``en`` or ``pt``, and return the one in force.

    Before one has been chosen it is that of the system's locale, else English.

    Raises InvalidInput for another language.

    >>> language("pt"), language(), language("en")
    ('pt', 'pt', 'en')
    """
    if name is not None:
        _chosen.set(known(name))
    return _chosen.get() or asked_for(())


def asked_for(arguments: Sequence[str]) -> str:
    """Return the language that the words of a command line, the environment or the system ask for."""
    return requested(arguments, os.environ, locale.getlocale()[0] or "")


def _render_traceback(error: ActlabError) -> list[str]:
    """Return what IPython shows of an error of ours: what is said of it, without the way that led to it."""
    return [f"{type(error).__name__}: {error.said(language(), as_argument)}"]


ActlabError._render_traceback_ = _render_traceback  # type: ignore[attr-defined]  # errors know of no language
