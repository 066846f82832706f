"""The notation ``name(1, 2, key=3)``, in which activations and networks are written."""

import ast
from typing import NamedTuple

from actlab.errors import InvalidInput
from actlab.words import _

LONGEST = 2000  # characters; checked before the text is parsed


class NamedCall(NamedTuple):
    """A name with numbers: ``elu(alpha=0.5)`` is ``NamedCall("elu", (), {"alpha": 0.5})``."""

    name: str
    positional: tuple[float, ...]
    keywords: dict[str, float]


class WordedCall(NamedTuple):
    """A name with numbers and words: ``mlp(256, norm=batch)`` is ``WordedCall("mlp", (256,), {"norm": "batch"})``."""

    name: str
    positional: tuple[float | str, ...]
    keywords: dict[str, float | str]


def parse_worded(text: str, what: str, example: str) -> WordedCall:
    """Read a name, alone or with numbers and words in brackets; ``true`` and ``false`` are words.

    >>> parse_worded("mlp(256, norm=batch, residual=true)", "network", "mlp(512,512)").keywords
    {'norm': 'batch', 'residual': 'true'}
    """
    name, positional, keywords = _parts(text, what, example)
    refusal = _refusal(text, what, example)

    def value(node: ast.expr) -> float | str:
        return node.id if isinstance(node, ast.Name) else _number(node, refusal)

    return WordedCall(name, tuple(map(value, positional)), {key: value(node) for key, node in keywords.items()})


def parse_call(text: str, what: str, example: str) -> NamedCall:
    """Read a name, alone or with numbers in brackets; ``what`` and ``example`` serve the error message.

    >>> parse_call("elu(alpha=0.5)", "activation", "elu(alpha=0.5)")
    NamedCall(name='elu', positional=(), keywords={'alpha': 0.5})
    >>> parse_call("mlp(512, 512)", "network", "mlp(512,512)").positional
    (512, 512)
    """
    name, positional, keywords = _parts(text, what, example)
    refusal = _refusal(text, what, example)
    numbers = {key: _number(node, refusal) for key, node in keywords.items()}
    return NamedCall(name, tuple(_number(node, refusal) for node in positional), numbers)


def _refusal(text: str, what: str, example: str) -> InvalidInput:
    return InvalidInput(
        _("cannot read the {what} '{text}'. Write a name, or a name with numbers, such as {example}.").format(
            what=what, text=text if len(text) <= 60 else text[:57] + "...", example=example
        )
    )


def _parts(text: str, what: str, example: str) -> tuple[str, list[ast.expr], dict[str, ast.expr]]:
    """Return the name and what stands in the brackets.

    Raises InvalidInput for anything else.
    """
    if len(text) > LONGEST:
        raise _refusal(text, what, example)
    try:
        tree = ast.parse(text.strip(), mode="eval").body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        raise _refusal(text, what, example) from None
    if isinstance(tree, ast.Name):
        return tree.id, [], {}
    if not isinstance(tree, ast.Call) or not isinstance(tree.func, ast.Name):
        raise _refusal(text, what, example)
    if any(keyword.arg is None for keyword in tree.keywords):
        raise _refusal(text, what, example)
    return tree.func.id, tree.args, {str(keyword.arg): keyword.value for keyword in tree.keywords}


def _number(node: ast.expr, refusal: InvalidInput) -> float:
    sign = 1
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        sign, node = -1, node.operand
    # bool is an int to Python, but True is not a width
    if isinstance(node, ast.Constant) and type(node.value) in (int, float):
        return sign * node.value  # type: ignore[operator,return-value]
    raise refusal
