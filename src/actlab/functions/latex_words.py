"""The words in LaTeX: those beside the cases of a piecewise function, which SymPy writes in English."""

from __future__ import annotations

import re

from actlab.words import _, joined

_WORDS = {"for": _("for"), "otherwise": _("otherwise")}  # SymPy's own


def in_words(latex: str) -> str:
    r"""Return LaTeX whose words, those beside the cases of a piecewise function, can be said in any language.

    >>> from actlab.words import said
    >>> said(in_words(r"\begin{cases} x & \text{for}\: x > 0 \\0 & \text{otherwise} \end{cases}"), "pt")
    '\\begin{cases} x & \\text{se}\\: x > 0 \\\\0 & \\text{c.c.} \\end{cases}'
    """
    parts = re.split(r"(?<=\\text\{)(for|otherwise)(?=\})", latex)
    return joined([_WORDS.get(part, part) for part in parts], "") if len(parts) > 1 else latex
