"""The language of every text that a person reads: English in the source, other languages from catalogues."""

import gettext
from pathlib import Path

LANGUAGES = {"en": "en", "pt": "pt_BR"}
_catalogue: gettext.NullTranslations = gettext.NullTranslations()


def use(language: str) -> None:
    """Choose the language of all texts from here on: ``en`` or ``pt``."""
    global _catalogue
    folder = Path(__file__).parent / "locale"
    _catalogue = gettext.translation("actlab", folder, [LANGUAGES[language]], fallback=language == "en")


def _(message: str) -> str:
    """Return the text in the chosen language."""
    return _catalogue.gettext(message)


def plural(one: str, many: str, n: int) -> str:
    """Return the text for n things in the chosen language, with n filled in.

    >>> plural("{n} seed", "{n} seeds", 1)
    '1 seed'
    """
    return _catalogue.ngettext(one, many, n).format(n=n)
