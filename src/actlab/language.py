"""The language of every text that a person reads: English in the source, other languages from catalogues."""

import gettext
from collections.abc import Mapping, Sequence
from itertools import pairwise
from pathlib import Path

LANGUAGES = {"en": "en", "pt": "pt_BR"}
_VARIABLES = ("LC_ALL", "LC_MESSAGES", "LANG")  # as every program reads them, first come first served
_catalogue: gettext.NullTranslations = gettext.NullTranslations()


def requested(arguments: Sequence[str], environment: Mapping[str, str]) -> str:
    """Return the language of a command line: that of ``--lang``, else that of the environment's locale.

    >>> requested(["compare", "--lang", "pt"], {"LANG": "C"})
    'pt'
    >>> requested([], {"LC_ALL": "", "LANG": "pt_BR.UTF-8"}), requested([], {})
    ('pt', 'en')
    """
    words = [word for argument in arguments for word in argument.split("=", 1)]
    for option, value in pairwise(words):
        if option == "--lang" and value in LANGUAGES:
            return value
    locale = next((environment[name] for name in _VARIABLES if environment.get(name)), "")
    return next((language for language in LANGUAGES if locale.startswith(language)), "en")


def use(language: str) -> None:
    """Choose the language of all texts from here on: ``en`` or ``pt``."""
    global _catalogue
    folder = Path(__file__).parent / "locale"
    _catalogue = gettext.translation("actlab", folder, [LANGUAGES[language]], fallback=language == "en")


def _(message: str) -> str:
    """Return the text in the chosen language."""
    return _catalogue.gettext(message)


def marked(message: str) -> str:
    """Return the text as it is, marked for translation: in a table, where the place that shows it translates."""
    return message


def plural(one: str, many: str, n: int) -> str:
    """Return the text for n things in the chosen language, with n filled in.

    >>> plural("{n} seed", "{n} seeds", 1)
    '1 seed'
    """
    return _catalogue.ngettext(one, many, n).format(n=n)
