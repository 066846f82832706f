"""Text to Python's own tree of it, which is never evaluated; with limits, before and after."""

from __future__ import annotations

import ast
import re
import warnings
from collections.abc import Callable

from actlab.errors import InvalidInput
from actlab.functions.language.spelling import Respelled, refusal, respell
from actlab.words import Text, _

LONGEST = 2000  # characters
LARGEST = 200  # nodes of the tree as written
DEEPEST = 40  # levels of the tree
_PAIRS = {")": "(", "]": "[", "}": "{"}

Refuse = Callable[[ast.expr, str], InvalidInput]  # the error that shows a place of the user's text


def python_tree(text: str) -> tuple[ast.expr, Refuse]:
    """Return Python's tree of a text, and how to refuse a node of it.

    Raises InvalidInput, with the place marked, for what is no expression of Python, too long or too deep.
    """
    if len(text) > LONGEST:
        message = _("the formula has {n} characters; at most {most} are read.")
        raise InvalidInput(message.format(n=len(text), most=LONGEST))
    respelled = respell(text)
    _check_brackets(text, respelled)
    leading = len(respelled.text) - len(respelled.text.lstrip())
    code, origin = respelled.text[leading:], respelled.origin[leading:]

    def refuse(node: ast.expr, reason: str) -> InvalidInput:
        return refusal(text, origin[min(node.col_offset, len(origin) - 1)], reason)

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # Python warns of 1(x); the refusal says it better
            tree = ast.parse(code, mode="eval").body
    except SyntaxError as error:
        place = min(max((error.offset or 1) - 1, 0), len(origin) - 1)
        raise refusal(text, origin[place] if origin else 0, _syntax_reason(code)) from None
    except (ValueError, RecursionError, MemoryError):
        raise InvalidInput(_("the formula cannot be read: it is nested too deeply.")) from None
    _check_size(tree, refuse)
    return tree, refuse


def too_large() -> Text:
    return _("the formula is too large here (at most {n} nodes, {d} levels)").format(n=LARGEST, d=DEEPEST)


def _check_brackets(text: str, respelled: Respelled) -> None:
    """Refuse what is deep before Python's parser sees it, and brackets without a partner by name."""
    waiting: list[int] = []
    for place, character in enumerate(respelled.text):
        if character in "([{":
            waiting.append(place)
        elif character in ")]}":
            if not waiting or respelled.text[waiting[-1]] != _PAIRS[character]:
                raise refusal(text, respelled.origin[place], _("this bracket closes nothing"))
            waiting.pop()
        if len(waiting) > DEEPEST:
            raise refusal(text, respelled.origin[place], _("brackets lie more than {d} deep").format(d=DEEPEST))
    if waiting:
        raise refusal(text, respelled.origin[waiting[-1]], _("this bracket is not closed, as it is in x*tanh(x)"))


def _check_size(tree: ast.expr, refuse: Refuse) -> None:
    waiting: list[tuple[ast.expr, int]] = [(tree, 1)]
    found = 0
    while waiting:
        node, depth = waiting.pop()
        found += 1
        if found > LARGEST or depth > DEEPEST:
            raise refuse(node, too_large())
        waiting += [(child, depth + 1) for child in ast.iter_child_nodes(node) if isinstance(child, ast.expr)]


def _syntax_reason(code: str) -> str:
    if not code.strip():
        return _("there is nothing to read; write, for example, x*tanh(x)")
    if re.match(r"\s*(?:def|class|import|from|for|while|with|@)\b", code):
        return _("only one formula is read, not a whole program; write file.py:function for a function in a file")
    if re.search(r"\|\s*$|^\s*\|", code):
        return _("a bar | has no partner; write |x| or abs(x)")
    if re.search(r"\d\s*[A-Za-z(]|\)\s*\w|\w\s+\w", code):
        return _("write a product with its sign, 2*x")
    return _("this is not a formula; write, for example, x*tanh(softplus(x)) or where(x > 0, x, 0.1*x)")
