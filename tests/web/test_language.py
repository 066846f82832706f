"""The page's formula language against the program's: the same texts are read, and mean the same numbers."""

import functools
from collections.abc import Iterator

import numpy as np
import pytest

from actlab.errors import InvalidInput
from actlab.functions.catalogue import ALIASES, CATALOGUE
from actlab.functions.catalogue.portuguese import NAMES
from actlab.functions.find import _GATED, _read, find
from actlab.functions.points import MENDED
from actlab.functions.record import Activation
from tests.functions.random_formulas import random_formula
from tests.functions.test_formula import BOMBS, CODE, HOMOGLYPHS, MALFORMED
from tests.functions.test_pasted import READ, REFUSED
from tests.web.engine import answers

FORMULAS, WITH_KINKS = 5000, 1500
X = np.concatenate([np.linspace(-6, 6, 33) + 0.0123, [0.0, 1000.0, -1000.0, 0.5, -1.0, 30.0, -30.0, 100.0]])
ENDS = np.array([-np.inf, np.inf, np.nan])
ORDERS = (0, 1, 2)
RELATIVE = 1e-9
LOST, FAR = 10, 1e-3  # so few may be off by that, where both have lost all digits: arccos of 1 less a rounding
CHARACTERS = list("x()+-*/^,.0123456789abe |<>=&!~%_;:'[]{}\\$#αβσ²√")
SPECS = [
    "elu(alpha=0.5)", "elu(0.5)", "elu(1, 2)", "elu(beta=1)", "relu(1)", "silu; beta=1 per unit",
    "elu; alpha=1 fixed", "x*tanh(a*x); a=0.5", "x*tanh(a*x)", "x*a; a=1_0", "x*a; a=0x1", "x*a; a=inf", "x; x=1",
    "x*a; a=1, a=2", "x*a; a=1,", "x; tanh=1", "glu(silu)", "glu()", "glu(x*)", "file.py:f", "relu-com-vazamento",
    "Tangente hiperbólica", "prelu", "x*α; α=2 per layer", "gelu(x)", "sin", "1", "pi", "", " ", "x" * 2001,
    "-" * 1900 + "x", "x+" * 199 + "x", "(" * 41, "f(t) = t*tanh(t) # mine", "1_000*x", "1__0*x", "0x1F*x", "01*x",
    "1.5e3*x", "x*1e999", "1/0*x", "x**(1/0)", "0**-1", "(-8)**(1/3)*x", "2if x>0else 3", "x if x", "lambda x: x",
    "x.tanh()", "x[0]", "x @ x", "x << 2", "x is 1", "x in x", "max(x, 0, 1, 2)",
    "where(x > 1 and x > 2 and x < 3 or not x, 1, x)",
    "where(x > 1 or (x > 2 and x != 4), 1, x)",
    "max(x)", "min(*x)", "tanh(x=x)",
    "tanh(x, x)", "where(x, 1, 2)", "where(x>0, 1)", "not x", "x>0", "where(0 < x <= 1 and not x == 0.5, x, 2)",
    "(x > 0) * (x < 1) * x", "~(x>0)*x", "-(x>0)", "x,", "(x,)", "x;", "e^x", "elu(x, 0.5)", "elu(x, alpha=x)",
    "elu(alpha=x)", "elu(x, a=1)", "relu6(x)", "Relu(x)", "'x'", "tanh('x')", "x # )",
]  # fmt: skip


def asked(text: str, x: np.ndarray, orders: tuple[int, ...], kinks: bool = False) -> dict[str, object]:
    places = [str(one).replace("inf", "Infinity") for one in x]
    return {"text": text, "x": places, "orders": list(orders), "kinks": kinks}


def meant(text: str) -> Activation | InvalidInput:
    """Return what the program makes of a text."""
    try:
        return find(text) if _GATED.fullmatch(text.strip()) else _read(text.strip(), {})[0]
    except InvalidInput as error:
        return error


def random_texts() -> list[str]:
    rng = np.random.default_rng(16)
    return [random_formula(rng, int(rng.integers(1, 4))) for _formula in range(FORMULAS)]


def damaged(texts: list[str], seed: int) -> Iterator[str]:
    """Yield texts in which one or two letters are left out, put in, or changed places."""
    rng = np.random.default_rng(seed)
    for text in texts:
        letters = list(text)
        for _time in range(int(rng.integers(1, 3))):
            place = int(rng.integers(len(letters) + 1))
            kind = rng.integers(3)
            if kind == 1 or place == len(letters):
                letters.insert(place, str(rng.choice(CHARACTERS)))
            elif kind == 0:
                del letters[place]
            else:
                other = int(rng.integers(len(letters)))
                letters[place], letters[other] = letters[other], letters[place]
        yield "".join(letters)


def numbers(found: Activation, x: np.ndarray, order: int) -> np.ndarray:
    """Return the program's numbers in double precision, with the slopes used at kinks."""
    y = np.array(found.on_host(x, order))
    for at, slope in found.points.mended if order == 1 else ():
        y[x == at] = slope
    return y


def rounding(found: Activation, x: np.ndarray, order: int) -> np.ndarray:
    """Return how far NumPy's own numbers move when x moves in its last digits."""
    with np.errstate(all="ignore"):
        near = np.stack([found.on_host(x * (1 + step * 2.0**-52), order) for step in (-3, -2, -1, 0, 1, 2, 3)])
        spread = np.ptp(near, axis=0)
    return np.where(np.isfinite(spread), spread, np.inf)


def apart(found: Activation, x: np.ndarray, order: int, theirs: list[float | str]) -> np.ndarray:
    """Return how far numbers are apart, relative to 1 + |y|; 0 where only rounding lies between them."""
    ours, other = numbers(found, x, order), np.array([float(one) for one in theirs])
    with np.errstate(all="ignore"):
        same = (ours == other) | (np.isnan(ours) & np.isnan(other))
        near = np.abs(ours - other) <= RELATIVE * np.abs(ours) + 16 * rounding(found, x, order) + 1e-300
        gap = np.abs(ours - other) / (1 + np.abs(ours))
    return np.where(same | near, 0.0, np.where(np.isnan(gap), np.inf, gap))


def agree(found: Activation, x: np.ndarray, order: int, theirs: list[float | str]) -> bool:
    """Return whether numbers are the same, or as near as double precision makes them."""
    return not apart(found, x, order, theirs).any()


def test_random_formulas_mean_the_same() -> None:
    texts = random_texts()
    said = answers("language", [asked(text, X, ORDERS, place < WITH_KINKS) for place, text in enumerate(texts)])
    differing, kinked = [], 0
    for place, (text, theirs) in enumerate(zip(texts, said, strict=True)):
        found = meant(text)
        assert isinstance(found, InvalidInput) == ("refused" in theirs), text
        if isinstance(found, InvalidInput):
            continue
        assert theirs["text"] == found.name
        # where there are more, each is as its formula has it; which of a remainder's are found is a matter of rounding
        if place < WITH_KINKS and len(found.kinks) <= MENDED and "mod" not in text:
            x = same_kinks(found, theirs)
            kinked += len(x) > len(X)
        else:
            x = X
        for order in ORDERS:
            gap = apart(found, x, order, theirs["numbers"][order][: len(x)])
            differing += [(text, order, float(at), float(off)) for at, off in zip(x, gap, strict=True) if off]
    assert kinked > 100
    assert len(differing) <= LOST, (len(differing), differing)
    assert all(off < FAR for *_where, off in differing), differing


def same_kinks(found: Activation, theirs: dict) -> np.ndarray:
    """Return X with the kinks, which the page has found as well."""
    kinks = np.array(found.kinks).reshape(-1, 2)
    other = np.array([[float(one) for one in kink] for kink in theirs["kinks"]]).reshape(-1, 2)
    assert kinks.shape == other.shape, (found.name, kinks, other)
    np.testing.assert_allclose(other, kinks, rtol=1e-6, atol=1e-9, err_msg=found.name)
    same = kinks[(kinks == other).all(axis=1)]
    return np.concatenate([X, same[:, 0]]) if len(same) == len(kinks) else X


def test_damaged_and_pasted_texts_are_read_or_refused_alike() -> None:
    texts = [*damaged(random_texts(), 1), *damaged(list(READ) * 8, 2), *READ, *REFUSED]
    texts += [*BOMBS, *CODE, *HOMOGLYPHS, *MALFORMED, *SPECS, *CATALOGUE, *ALIASES, *NAMES]
    said = answers("language", [asked(text, np.array([-0.3, 0.4, 2.1]), ORDERS) for text in texts])
    refused = 0
    for text, theirs in zip(texts, said, strict=True):
        found = meant(text)
        assert isinstance(found, InvalidInput) == ("refused" in theirs), (text[:200], theirs)
        if isinstance(found, InvalidInput):
            refused += 1
            continue
        assert theirs["text"] == found.name
        assert theirs["gate"] == found.gate
        assert theirs["parameters"] == [[p.name, p.value, p.learn] for p in found.parameters]
    assert 3000 < refused < len(texts) - 1000


@functools.cache
def of_catalogue() -> dict[str, dict]:
    said = answers("language", [asked(name, np.concatenate([X, ENDS]), ORDERS, kinks=True) for name in CATALOGUE])
    return dict(zip(CATALOGUE, said, strict=True))


@pytest.mark.parametrize("name", CATALOGUE)
def test_the_catalogue_means_the_same(name: str) -> None:
    found, theirs = CATALOGUE[name], of_catalogue()[name]
    x = np.concatenate([X, [at for at, _slope in found.kinks]])
    assert [[float(one) for one in kink] for kink in theirs["kinks"]] == [list(kink) for kink in found.kinks]
    for order in ORDERS:
        here = theirs["numbers"][order]
        assert agree(found, x, order, here[: len(X)] + here[len(X) + len(ENDS) :])
        ends = found(ENDS) if order == 0 else found.derivative(ENDS, order)
        np.testing.assert_allclose([float(one) for one in here[len(X) : len(X) + len(ENDS)]], ends, rtol=1e-9)


def test_high_derivatives_are_the_same() -> None:
    names = ["tanh", "gelu", "softplus", "mish", "silu", "gaussian", "inverse_tangent"]
    orders = (3, 4, 5)
    for name, theirs in zip(names, answers("language", [asked(name, X, orders) for name in names]), strict=True):
        for place, order in enumerate(orders):
            assert agree(CATALOGUE[name], X, order, theirs["numbers"][place]), (name, order)


def test_numbers_in_errors_are_written_as_the_program_writes_them() -> None:
    for text in ("eswish(beta=3.25)", "elu(x, 1, 2)", "srs(alpha=1e-9)", "dynamic_tanh(x, 1, 2, 3, 4)"):
        theirs, found = answers("language", [{"text": text}])[0], meant(text)
        assert isinstance(found, InvalidInput)
        assert theirs["refused"] == found.text
        assert theirs["portuguese"] == found.said("pt", lambda field, value: "")


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("x*tnh(x)", "column 3: tnh is not known; did you mean tanh or atanh?\n  x*tnh(x)\n    ^"),
        (
            "σ(х)",
            "column 3: the character \\u0445 (U+0445) has no place in a formula; write the input as x.\n  σ(х)\n    ^",
        ),
        ("max(x", "column 4: this bracket is not closed, as it is in x*tanh(x).\n  max(x\n     ^"),
        ("1/0*x", "column 1: this has no finite value.\n  1/0*x\n  ^"),
        (
            "x*a*2",
            "column 3: a has no value; the input is x, and a parameter is declared after the formula: '...; a=1.0'."
            "\n  x*a*2\n    ^",
        ),
    ],
)
def test_errors_point_into_the_text(text: str, shown: str) -> None:
    theirs = answers("language", [{"text": text}])[0]
    assert theirs["refused"] == f"cannot read the formula at {shown}"
    found = meant(text)
    assert isinstance(found, InvalidInput)
    assert theirs["refused"] == found.text
    assert theirs["portuguese"] == found.said("pt", lambda field, value: "")
