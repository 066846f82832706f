"""Words for people: English in the source, said in another language when they are shown, never before.

``_("...")`` makes a Text: it *is* its English, a string like any other, and remembers how it was put together, so
that whoever shows it can say it in any language. Nothing here, and nothing that makes a Text, knows of a chosen
language; only what renders does.
"""

from __future__ import annotations

import gettext
import re
from collections.abc import Iterable, Mapping, Sequence
from functools import cache, reduce
from itertools import pairwise
from pathlib import Path
from string import Formatter
from typing import Any, NamedTuple

ENGLISH = "en"
LANGUAGES = {ENGLISH: "en", "pt": "pt_BR"}
COMMA = ("pt",)  # languages with a decimal comma
THOUSANDS = "\u00a0"  # what stands between them in such languages: a point would be read as a decimal mark
_SPELT = {ENGLISH: "english", "pt": "portuguese"}  # as Windows calls them
_SHOWN = re.compile(r"[+,]?(\d{0,2})(\.\d{1,2})?[deEfgGnX%]?")  # how a place of a message may be shown
_VARIABLES = ("LC_ALL", "LC_MESSAGES", "LANG")  # as every program reads them, first come first served


class _Message(NamedTuple):
    """A text of the source: its plural and the number that chooses, where it has one."""

    one: str
    many: str = ""
    n: int = 1


class Text(str):
    """A text that can be said in every language of LANGUAGES; as a string it is the English one.

    ``format`` and ``+`` give Texts; other methods of strings give plain English.

    >>> text = _("unknown {what} '{given}'.").format(what=_("activation"), given="rellu")
    >>> text
    "unknown activation 'rellu'."
    >>> said(text, "pt")
    "ativação 'rellu' não existe."
    """

    __slots__ = ("_fields", "_parts")
    _parts: tuple[_Message | str, ...]
    _fields: Mapping[str, object] | None

    @classmethod
    def of(cls, parts: Sequence[_Message | str], fields: Mapping[str, object] | None = None) -> Text:
        """Put a Text together from messages of the source, other words, and what fills their places."""
        made = cls(_say(parts, fields, ENGLISH))
        made._parts, made._fields = tuple(parts), fields
        return made

    def format(self, *args: object, **fields: object) -> Text:
        """Fill the places in; what is filled in may be a Text, and is said in the same language."""
        if args or self._fields is not None:
            raise ValueError("a Text is filled in once, by names")
        return Text.of(self._parts, fields)

    def __add__(self, other: str) -> Text:
        return Text.of((self, other))

    def __radd__(self, other: str) -> Text:
        return Text.of((other, self))

    def __reduce__(self) -> tuple[Any, ...]:
        return Text.of, (self._parts, self._fields)


def _(message: str) -> Text:
    """Mark a text of the source for translation."""
    return Text.of((_Message(message),))


def plural(one: str, many: str, n: int, **fields: object) -> Text:
    """Return the text for n things, with n and what else there is filled in.

    >>> plural("{n} seed", "{n} seeds", 1)
    '1 seed'
    """
    return Text.of((_Message(one, many, n),), {"n": n, **fields})


def joined(parts: Iterable[str], between: str = " ") -> Text:
    """Return words with ``between`` between them; both may be Texts.

    >>> said(joined([_("better"), _("worse")], _(" and ")), "pt")
    'melhor e pior'
    """
    found: list[str] = []
    for part in parts:
        found += [between, part] if found else [part]
    return Text.of(found)


def decimal(number: str) -> str:
    """Return a number whose decimal point is a comma where a language writes it so.

    >>> said(decimal("0.002"), "pt"), decimal("1e-05")
    ('0,002', '1e-05')
    """
    whole, point, decimals = number.partition(".")
    return _("{whole}.{decimals}").format(whole=whole, decimals=decimals) if point else number


def percent(number: str) -> Text:
    """Return a number as a percentage, with or without a space before the sign as a language has it.

    >>> percent(decimal("93.1")), said(percent(decimal("93.1")), "pt")
    ('93.1 %', '93,1%')
    """
    return _("{number} %").format(number=number)


def bracketed(low: str, high: str) -> Text:
    """Return two numbers as an interval, parted by a semicolon where a comma is the mark of decimals.

    >>> interval = bracketed(decimal("-0.5"), decimal("1.25"))
    >>> interval, said(interval, "pt")
    ('[-0.5, 1.25]', '[-0,5; 1,25]')
    """
    return _("[{low}, {high}]").format(low=low, high=high)


def listed(numbers: Sequence[str]) -> str:
    """Return numbers one after another, parted by semicolons where a comma is the mark of decimals.

    >>> said(listed([decimal("0.5"), "1"]), "pt"), listed([])
    ('0,5; 1', '')
    """
    return reduce(lambda known, one: _("{numbers}, {number}").format(numbers=known, number=one), numbers or [""])


def said(words: str, language: str) -> str:
    """Return words in a language; what is no Text is the same in all of them."""
    if not isinstance(words, Text):
        return words
    return _say(words._parts, words._fields, language)


def _say(parts: Sequence[_Message | str], fields: Mapping[str, object] | None, language: str) -> str:
    """Put a text together; places are filled in messages only, never in what has been filled in before."""
    filled = fields and {key: said(v, language) if isinstance(v, str) else v for key, v in fields.items()}
    return "".join(_part(part, filled, language) for part in parts)


def _part(part: _Message | str, filled: Mapping[str, object] | None, language: str) -> str:
    if isinstance(part, _Message):
        text = _translated(part, language)
        return text if filled is None else _filled(text, filled, language)
    if isinstance(part, Text) and part._fields is None and filled is not None:
        return _say(part._parts, filled, language)
    return said(part, language)


def _filled(text: str, fields: Mapping[str, object], language: str) -> str:
    """Fill the places in; numbers that are written here, and only those, have the language's mark of decimals."""
    return (_COMMAS if language in COMMA else _POINTS).vformat(text, (), fields)


class _Commas(Formatter):
    """Writes decimal commas, and spaces between thousands; what is given back as it was typed has no format."""

    def format_field(self, value: object, format_spec: str) -> str:
        shown = str(super().format_field(value, format_spec))
        if not format_spec or not isinstance(value, int | float):
            return shown
        return shown.replace(",", THOUSANDS).replace(".", ",")


_POINTS, _COMMAS = Formatter(), _Commas()


def _translated(message: _Message, language: str) -> str:
    catalogue = translation(language)
    return catalogue.ngettext(*message) if message.many else catalogue.gettext(message.one)


@cache
def translation(language: str) -> gettext.NullTranslations:
    """Return the catalogue of a language, read once."""
    folder = Path(__file__).parent / "locale"
    return gettext.translation("actlab", folder, [LANGUAGES[language]], fallback=language == ENGLISH)


def requested(arguments: Sequence[str], environment: Mapping[str, str], system: str = "") -> str:
    """Return the language of a command line: that of ``--lang``, else that of the environment's locale.

    Where the environment says nothing, as in Windows, that of the ``system``, such as ``Portuguese_Brazil``.

    >>> requested(["compare", "--lang", "pt"], {"LANG": "C"})
    'pt'
    >>> requested([], {"LC_ALL": "", "LANG": "pt_BR.UTF-8"}), requested([], {})
    ('pt', 'en')
    >>> requested([], {}, "Portuguese_Brazil"), requested([], {"LANG": "C"}, "Portuguese_Brazil")
    ('pt', 'en')
    """
    words = [word for argument in arguments for word in argument.split("=", 1)]
    for option, value in pairwise(words):
        if option == "--lang" and value in LANGUAGES:
            return value
    name = next((environment[name] for name in _VARIABLES if environment.get(name)), system)
    return next((language for language in LANGUAGES if _means(name.lower(), language)), ENGLISH)


def _means(name: str, language: str) -> bool:
    """Return whether the name of a locale, ``pt_br.utf-8`` or ``portuguese_brazil``, is that of a language."""
    return name == language or name.startswith((f"{language}_", f"{language}-", f"{language}.", _SPELT[language]))


def packed(words: str) -> object:
    """Return words as JSON knows them; ``unpacked`` gives them back, to be said in every language.

    >>> text = _("unknown {what} '{given}'.").format(what=_("activation"), given="rellu")
    >>> said(unpacked(packed(text)), "pt")
    "ativação 'rellu' não existe."
    """
    if not isinstance(words, Text):
        return str(words)
    parts = [list(part) if isinstance(part, _Message) else packed(part) for part in words._parts]
    if words._fields is None:
        return {"parts": parts}
    return {"parts": parts, "fields": {name: _packed_field(value) for name, value in words._fields.items()}}


def unpacked(content: object) -> str:
    """Return the words that ``packed`` gave.

    Raises ValueError for anything else, and for places that would do more than show a number or a word.
    """
    if isinstance(content, str):
        return content
    if not isinstance(content, dict) or not isinstance(content.get("parts"), list):
        raise ValueError("no words")
    given = content.get("fields")
    fields = None if given is None else {name: _unpacked_field(value) for name, value in dict(given).items()}
    return Text.of([_unpacked_part(part, fields) for part in content["parts"]], fields)


def _packed_field(value: object) -> object:
    if isinstance(value, str):
        return packed(value)
    return value if value is None or isinstance(value, bool | int | float) else str(value)


def _unpacked_field(value: object) -> object:
    return unpacked(value) if isinstance(value, str | dict) else value


def _unpacked_part(part: object, fields: Mapping[str, object] | None) -> _Message | str:
    if not isinstance(part, list):
        return unpacked(part)
    one, many, n = part
    if not (isinstance(one, str) and one and isinstance(many, str) and isinstance(n, int)):
        raise ValueError("no message")
    if fields is not None and not all(_harmless(text, fields) for text in (one, many)):
        raise ValueError("no message of ours")
    return _Message(one, many, n)


def _harmless(message: str, fields: Mapping[str, object]) -> bool:
    """Return whether the places of a message are plain names of what there is, shown in a few characters."""
    places = [
        (name, spec, conversion) for _text, name, spec, conversion in Formatter().parse(message) if name is not None
    ]
    return all(name in fields and _SHOWN.fullmatch(spec or "") and not conversion for name, spec, conversion in places)
