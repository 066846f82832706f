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


def parse_call(text: str, what: str, example: str) -> NamedCall:
    """Read a name, alone or with numbers in brackets; ``what`` and ``example`` serve the error message.

    >>> parse_call("elu(alpha=0.5)", "activation", "elu(alpha=0.5)")
    NamedCall(name='elu', positional=(), keywords={'alpha': 0.5})
    >>> parse_call("mlp(512, 512)", "network", "mlp(512,512)").positional
    (512, 512)
    """
    refusal = InvalidInput(
        _("cannot read the {what} '{text}'. Write a name, or a name with numbers, such as {example}.").format(
            what=what, text=text if len(text) <= 60 else text[:57] + "...", example=example
        )
    )
    if len(text) > LONGEST:
        raise refusal
    try:
        tree = ast.parse(text.strip(), mode="eval").body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        raise refusal from None
    if isinstance(tree, ast.Name):
        return NamedCall(tree.id, (), {})
    if not isinstance(tree, ast.Call) or not isinstance(tree.func, ast.Name):
        raise refusal
    if any(keyword.arg is None for keyword in tree.keywords):
        raise refusal
    positional = tuple(_number(node, refusal) for node in tree.args)
    keywords = {str(keyword.arg): _number(keyword.value, refusal) for keyword in tree.keywords}
    return NamedCall(tree.func.id, positional, keywords)


def _number(node: ast.expr, refusal: InvalidInput) -> float:
    sign = 1
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        sign, node = -1, node.operand
    # bool is an int to Python, but True is not a width
    if isinstance(node, ast.Constant) and type(node.value) in (int, float):
        return sign * node.value  # type: ignore[operator,return-value]
    raise refusal
