"""The live page as one file: its engine, its script, its style, the digits and the lesson, with nothing that is loaded.

The engine's script is also what the page makes its workers of. A content policy allows the two scripts and the one
style by their digests, workers from the page's own memory, and no network.
"""

from __future__ import annotations

import json
import zlib
from base64 import b64encode
from importlib.resources import files

import numpy as np

from actlab.data.sources.idx import read_digits
from actlab.report.render.markup import Markup, data, digest, element, together

_HERE = "actlab.play"
_WITHOUT = (
    ("en", "This page needs JavaScript; it loads nothing and sends nothing."),
    ("pt", "Esta página precisa de JavaScript; não carrega nem envia nada."),
)


def page(language: str | None = None) -> str:
    """Return the whole page as HTML; it shows a language first, by itself the browser's.

    >>> text = page()
    >>> text.splitlines()[0], text.count("<script"), " src=" in text
    ('<!DOCTYPE html>', 4, False)
    """
    style, engine, script = (_asset(name) for name in ("style.css", "engine.js", "play.js"))
    head = [
        Markup('<meta charset="utf-8">'),
        Markup(f'<meta http-equiv="Content-Security-Policy" content="{_policy(style, engine, script)}">'),
        Markup('<meta name="viewport" content="width=device-width, initial-scale=1">'),
        Markup('<meta name="color-scheme" content="light dark">'),
        Markup("<title>actlab</title>"),
        Markup(f"<style>{style}</style>"),
    ]
    body = [
        element("div", element("noscript", _without()), id="root"),
        data(_digits(), "digits"),
        data(json.loads(_asset("lesson.json")), "lesson"),
        Markup(f'<script id="engine">{engine}</script>'),
        Markup(f"<script>{script}</script>"),
    ]
    parts = [element("head", together(head, "\n")), element("body", together(body, "\n"))]
    chosen = {"data_language": language} if language else {}
    return f"<!DOCTYPE html>\n{element('html', together(parts), lang='en', data_theme='auto', **chosen)}\n"


def _asset(name: str) -> str:
    """Return what web/build.mjs has built, which holds nothing that would end its element."""
    return files(_HERE).joinpath("page", name).read_text(encoding="utf-8")


def _policy(style: str, *scripts: str) -> str:
    own = " ".join(digest(script) for script in scripts)
    return (
        f"default-src 'none'; style-src {digest(style)}; script-src {own}; worker-src blob:; "
        "base-uri 'none'; form-action 'none'"
    )


def _without() -> Markup:
    return together(element("p", Markup(words), lang=language) for language, words in _WITHOUT)


def _digits() -> dict[str, object]:
    """Return the digits' pixels, 0 to 16, and classes: training rows, then those for the test, as deflated bytes."""
    splits = read_digits()
    parts = (splits.train, splits.validation, splits.test)
    pixels = np.concatenate([np.asarray(part.inputs, np.uint8) for part in parts])
    classes = np.concatenate([np.asarray(part.targets, np.uint8) for part in parts])
    packed = zlib.compress(pixels.tobytes() + classes.tobytes(), 9)
    return {"rows": len(pixels), "test": len(splits.test), "packed": b64encode(packed).decode()}
