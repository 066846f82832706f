"""Writes the tables of the formula language for the page, from those that the package itself uses.

``python web/tables.py`` writes ``web/src/language/tables.json``; with a folder, the same file there. A test builds it
again and compares it byte for byte, so that the page never reads a formula by other tables than the program.
"""

from __future__ import annotations

import json
import math
import re
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import mpmath

from actlab.functions.catalogue import CATALOGUE
from actlab.functions.catalogue.portuguese import NAMES as NAMES_IN_PORTUGUESE
from actlab.functions.expression import _ROWS, ABSORBING, NAMES, PRIMITIVES
from actlab.functions.formula import EXPANDED
from actlab.functions.language import foreign, grammar, latex, spelling
from actlab.functions.record import Activation
from actlab.functions.records import Reference
from actlab.functions.stable import _DIGITS, _READABLE
from actlab.words import _, said, translation

HERE = Path(__file__).parent / "src"
NAME = "tables.json"
OWN = HERE / "portuguese.json"
LANGUAGE = "pt"
NODES, KEPT = 60, 29  # of the Chebyshev series: where it is read, how many terms are kept
_TEXT = r'"((?:[^"\\]|\\.)*)"'
_SINGLE = re.compile(rf"\b_\(\s*{_TEXT}")
_PLURAL = re.compile(rf"\bplural\(\s*{_TEXT},\s*{_TEXT}")

Plain = str | float | int | None | list["Plain"] | dict[str, "Plain"]


def primitives() -> Plain:
    """Return name -> [arity, definition, slopes ...], the operators among them, in the order of the table."""
    rows: dict[str, Plain] = {}
    for row in _ROWS:
        rows[row.name] = [row.arity, row.definition, *row.slopes]
    return rows


def activation(record: Activation) -> dict[str, Plain]:
    """Return a record of the catalogue; what is empty is left out."""
    kinks = record.declared_kinks
    found: dict[str, Plain] = {
        "formula": record.formula,
        "computed": record.computed_as,
        "family": record.family,
        "parameters": [
            [p.name, p.value, *(None if math.isinf(end) else end for end in (p.low, p.high)), p.learn]
            for p in record.parameters
        ],
        "kinks": [[kink.at, kink.derivative] for kink in kinks or ()],
        "aliases": list(record.aliases),
        "note": record.note,
        "reference": record.reference.identifier if record.reference else "",
    }
    return {key: value for key, value in found.items() if value}


def references() -> Plain:
    """Return identifier -> [authors, year], each once, of three or more authors the first.

    Whole, they would be a tenth of all that the page computes with.
    """
    known: dict[str, Reference] = {r.reference.identifier: r.reference for r in CATALOGUE.values() if r.reference}
    return {name: [_short(one.authors), one.year] for name, one in known.items()}


def _short(authors: str) -> str:
    first, *others = re.split(r"(?<=\.), ", authors)
    return f"{first} et al." if len(others) > 1 else authors


def messages() -> Iterator[tuple[str, ...]]:
    """Yield what the page's scripts say: one text, or that for one thing and that for more."""
    for path in sorted(HERE.rglob("*.ts*")):
        text = path.read_text(encoding="utf-8")
        for pattern in (_SINGLE, _PLURAL):
            for match in pattern.finditer(text):
                yield tuple(json.loads(f'"{form}"') for form in match.groups())


def portuguese() -> Plain:
    """Return English -> Portuguese of what the page says, and of the notes and families of the catalogue.

    What the program says as well has its translation from there; what only the page says is in ``portuguese.json``.
    """
    own, known = json.loads(OWN.read_text(encoding="utf-8")), translation(LANGUAGE)
    found: dict[str, Plain] = {}
    for one, *many in messages():
        found[one] = own.get(one, known.ngettext(one, many[0], 1) if many else known.gettext(one))
        for form in many:
            found[form] = own.get(form, known.ngettext(one, form, 2))
    for record in CATALOGUE.values():
        for words in (record.note, _(record.family)):
            found[str(words)] = said(words, LANGUAGE)
    return {english: other for english, other in sorted(found.items()) if other not in ("", english)}


def elsewhere() -> Plain:
    """Return what functions are called in other frameworks."""
    return {
        "homes": dict(foreign._HOMES),
        "family": dict(foreign.FAMILY),
        "other": dict(foreign.OTHER_NAMES),
        "written": dict(foreign.WRITTEN),
        "compared": dict(foreign.COMPARED),
        "joined": dict(foreign.JOINED),
        "parameters": {name: list(others) for name, others in foreign.PARAMETERS.items()},
        "like": dict(foreign.LIKE),
        "constants": dict(foreign.CONSTANTS),
        **dict(_lists()),
    }


def _lists() -> Iterator[tuple[str, Plain]]:
    for name in ("CHOICES", "CLIPS", "OF_TWO", "LOWER", "UPPER", "CASTS", "NUMBERS", "IGNORED", "TOGETHER"):
        yield name.lower(), list(getattr(foreign, name))


def spellings() -> Plain:
    """Return how other characters and LaTeX's commands are spelt in the language."""
    return {
        "characters": dict(spelling._SPELLINGS),
        "latex": dict(latex._SYMBOLS),
        "nothing": list(latex._NOTHING),
        "fractions": list(latex._FRACTIONS),
        "upright": list(latex._UPRIGHT),
    }


def erfc() -> list[float]:
    """Return the Chebyshev coefficients of exp(x^2) erfc(x), x >= 0, in t = (x - 2) / (x + 2): absolute error 1e-16.

    The idea is Schonfelder's (1978), Chebyshev expansions for the error and related functions.
    """
    with mpmath.workdps(40):
        return [float(one) for one in _chebyshev(_scaled_erfc, NODES)[:KEPT]]


def _scaled_erfc(t: mpmath.mpf) -> mpmath.mpf:
    x = 2 * (1 + t) / (1 - t)
    if x < 1000:
        return mpmath.exp(x * x) * mpmath.erfc(x)
    return mpmath.hyp2f0(0.5, 1, -1 / (x * x)) / (x * mpmath.sqrt(mpmath.pi))  # the same, far out


def _chebyshev(f: Callable[[mpmath.mpf], mpmath.mpf], n: int) -> list[mpmath.mpf]:
    angles = [mpmath.pi * (k + mpmath.mpf(1) / 2) / n for k in range(n)]
    values = [f(mpmath.cos(angle)) for angle in angles]
    rows = range(n)
    found = [2 * mpmath.fsum(v * mpmath.cos(j * a) for a, v in zip(angles, values, strict=True)) / n for j in rows]
    return [found[0] / 2, *found[1:]]


def tables() -> dict[str, Plain]:
    """Return all tables."""
    return {
        "primitives": primitives(),
        "absorbing": ABSORBING,
        "functions": list(NAMES),
        "rules": [list(rule) for rule in (*_DIGITS, *_READABLE)],
        "erfc": [*erfc()],
        "limits": {
            "longest": grammar.LONGEST,
            "largest": grammar.LARGEST,
            "deepest": grammar.DEEPEST,
            "expanded": EXPANDED,
        },
        "spellings": spellings(),
        "elsewhere": elsewhere(),
        "catalogue": {name: activation(record) for name, record in CATALOGUE.items()},
        "references": references(),
        "names": {"pt": dict(NAMES_IN_PORTUGUESE)},
        "portuguese": portuguese(),
    }


def main() -> None:
    """Write the tables into a folder."""
    assert set(PRIMITIVES) == {row.name for row in _ROWS}
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else HERE / "language"
    text = json.dumps(tables(), ensure_ascii=False, indent=1) + "\n"
    (folder / NAME).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
