"""HTML and SVG as text in which nothing that was said is taken for markup, in every language at once."""

from __future__ import annotations

import html
import json
import re
from base64 import b64encode
from collections.abc import Iterable
from hashlib import sha256
from typing import NewType, TypeAlias

from actlab.words import LANGUAGES, said

Attribute: TypeAlias = str | float | None
Markup = NewType("Markup", str)  # may stand in a page as it is; whatever else a page shows is escaped first

# what turns the direction of the text around it, half characters, and what has no place in a page
_HARMFUL = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]"
)


def escaped(words: str) -> Markup:
    """Return words so that a page shows them, in an attribute as well; what would disturb it is shown by its number.

    >>> escaped("<b>\\u202e & 'x'")
    '&lt;b&gt;[U+202E] &amp; &#x27;x&#x27;'
    """
    return Markup(html.escape(visible(words)))


def visible(words: str) -> str:
    """Return words with the numbers of the signs that would disturb a page in their places.

    >>> visible("a\\u202eb")
    'a[U+202E]b'
    """
    return _HARMFUL.sub(lambda found: f"[U+{ord(found[0]):04X}]", words)


def spoken(words: str, tag: str = "span") -> Markup:
    """Return words in every language, each in an element of its own, of which the page shows one; once if all agree.

    >>> from actlab.words import _
    >>> spoken(_("better"))
    '<span lang="en">better</span><span lang="pt">melhor</span>'
    >>> spoken("relu")
    'relu'
    """
    texts = {language: escaped(said(words, language)) for language in LANGUAGES}
    if len(set(texts.values())) == 1:
        return next(iter(texts.values()))
    return together(element(tag, text, lang=language) for language, text in texts.items())


def together(parts: Iterable[Markup], between: str = "") -> Markup:
    """Return pieces of markup one after another."""
    return Markup(between.join(parts))


def element(tag: str, content: Markup | None = None, /, **attributes: Attribute) -> Markup:
    """Return an element; an attribute that is None is left out, ``class_`` is class and ``stroke_width`` stroke-width.

    >>> element("line", x1=1.25, class_='"')
    '<line x1="1.25" class="&quot;"/>'
    """
    written = "".join(
        f' {name.rstrip("_").replace("_", "-")}="{value if isinstance(value, float) else escaped(str(value))}"'
        for name, value in attributes.items()
        if value is not None
    )
    return Markup(f"<{tag}{written}/>" if content is None else f"<{tag}{written}>{content}</{tag}>")


def data(content: object, name: str) -> Markup:
    """Return plain data as an element that is no script and that nothing in it can end.

    >>> data({"a": "</script>"}, "x")
    '<script type="application/json" id="x">{"a":"\\\\u003c/script\\\\u003e"}</script>'
    """
    text = json.dumps(content, allow_nan=False, separators=(",", ":"))
    for sign in "<>&":
        text = text.replace(sign, f"\\u{ord(sign):04x}")
    return Markup(f'<script type="application/json" id="{escaped(name)}">{text}</script>')


def digest(text: str) -> str:
    """Return how a content policy names a script or a style sheet that may stand in a page.

    >>> digest("")
    "'sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU='"
    """
    return f"'sha256-{b64encode(sha256(text.encode()).digest()).decode()}'"
