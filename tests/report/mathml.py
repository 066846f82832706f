"""MathML as its reader sees it: the layout alone is read back, as an expression of NumPy's, and computed."""

from __future__ import annotations

import re
import unicodedata
import xml.etree.ElementTree as xml
from collections.abc import Mapping

import numpy as np
from scipy import special

SIGNS = {"−": "-", "·": "*", "\u2062": "*", "\u2061": "", "≥": ">=", "≤": "<=", "≠": "!=", "=": "=="}
FENCES = {"||": "abs", "⌊⌋": "floor", "⌈⌉": "ceil"}
WORDS = {"if": 1, "se": 1, "otherwise, if": 2, "senão, se": 2, "otherwise": 3, "c.c.": 3}
FUNCTIONS = {
    **{name: getattr(np, name) for name in ("sin", "cos", "tan", "tanh", "sinh", "cosh", "where", "floor", "ceil")},
    **{name: getattr(np, name) for name in ("arcsin", "arccos", "arctan", "abs", "sqrt", "cbrt", "round", "mod")},
    "logaddexp": np.logaddexp,
    "max": np.maximum, "min": np.minimum, "ln": np.log, "log_2": np.log2, "log_10": np.log10, "sgn": np.sign,
    "arsinh": np.arcsinh, "arcosh": np.arccosh, "artanh": np.arctanh, "sech": lambda u: 1 / np.cosh(u),
    "Φ": special.ndtr, "sigmoid": special.expit, "softplus": lambda u: np.logaddexp(0, u), "erf": special.erf,
    "erfc": special.erfc, "ReLU": lambda u: np.maximum(u, 0), "heaviside": np.heaviside, "e": np.e, "π": np.pi,
}  # fmt: skip


def value(markup: str, x: np.ndarray, parameters: Mapping[str, float]) -> np.ndarray:
    """Return what an equation ``f(x) = ...`` in MathML means at points [n]."""
    root = xml.fromstring(markup)
    head, equals, body = root[0]
    assert (root.tag, text(head), equals.text) == ("math", "f(x)", "=")
    names = {shown(name): values for name, values in parameters.items()}
    with np.errstate(all="ignore"):
        found = eval(text(body), {"__builtins__": {}}, {**FUNCTIONS, **names, "x": x})
        return np.broadcast_to(np.asarray(found, float), x.shape)


def shown(name: str) -> str:
    """Return how a parameter's name looks."""
    greek = {unicodedata.name(letter).split()[-1].lower(): letter for letter in "αβγδεζηθικλμνξοπρστυφχψω"}
    greek |= {"lambda": "λ", "lambd": "λ"}
    return "_".join(greek.get(part, part) for part in name.split("_", 1)) if name.strip("_") == name else name


def text(node: xml.Element) -> str:
    """Return a node as an expression; nothing is put in brackets that has none on the paper."""
    match node.tag:
        case "mi":
            return str(node.text)
        case "mn":
            return str(node.text).replace(",", ".")
        case "mo":
            return "," if node.text in (",", ";") else SIGNS.get(str(node.text), str(node.text))
        case "mspace":
            return ""
        case "mfrac":
            return f"(({text(node[0])})/({text(node[1])}))"
        case "msqrt":
            return f"sqrt({inner(node)})"
        case "mroot":
            assert node[1].text == "3"
            return f"cbrt({text(node[0])})"
        case "msup":
            return f"{text(node[0])}**({text(node[1])})"
        case "msub":
            return f"{text(node[0])}_{text(node[1])}"
        case "mrow":
            return row(node)
    raise AssertionError(node.tag)


def inner(node: xml.Element) -> str:
    return "".join(map(text, node))


def row(node: xml.Element) -> str:
    ends = str(node[0].text) + str(node[-1].text) if node[0].tag == node[-1].tag == "mo" else ""
    if ends in FENCES:
        return f"{FENCES[ends]}({''.join(map(text, node[1:-1]))})"
    if node[0].tag == "mo" and node[0].text == "{":
        assert len(node) == 2, "nothing stands beside the cases"
        return cases(node[1])
    for part in node:  # a brace reaches to the end of the line
        if part.tag == "mrow" and len(part) and part[0].text == "{":
            assert all(one is part or one.attrib.get("fence") for one in node), "cases in brackets"
    return inner(node)


def cases(table: xml.Element) -> str:
    found = "nan"
    rows = [(text(line[0][0]), line[1]) for line in table]
    for place, (shown_value, asked) in reversed(list(enumerate(rows))):
        word = WORDS[re.sub("\u00a0", " ", str(asked[0].text)).strip()]
        assert word == (3 if place == len(rows) - 1 else 1 if place == 0 else 2)
        found = f"({shown_value})" if word == 3 else f"where({text(asked[1])}, {shown_value}, {found})"
    return found
