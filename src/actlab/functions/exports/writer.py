"""Trees to text in the words of a framework: an expression, and lines before it for what it needs more than once."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable
from typing import NamedTuple

import numpy as np

from actlab.functions.exports.frameworks import WIDE, Framework
from actlab.functions.exports.judge import varies
from actlab.functions.exports.plain import rebuilt
from actlab.functions.expression import (
    ABSORBING,
    ARGUMENTS,
    PRIMITIVES,
    Call,
    Expression,
    Number,
    Symbol,
    ordered,
    substitute,
)
from actlab.functions.formula import parse
from actlab.functions.host import on_host
from actlab.functions.records import shortest

LONGEST = 90  # characters of an expression before a part of it gets a name
SMALL = 4  # nodes that may be written twice rather than named
_LEVELS = {">": 0, ">=": 0, "<": 0, "<=": 0, "==": 0, "!=": 0, "+": 1, "-": 1, "*": 2, "/": 2, "neg": 3, "**": 4}
_ATOM = 5
_LETTERS = {
    "exp": "e",
    "expm1": "e",
    "sigmoid": "s",
    "tanh": "t",
    "softplus": "p",
    "where": "w",
    "log": "l",
    "sqrt": "r",
}
_NUMBERS = {math.pi: "math.pi", math.e: "math.e", math.inf: "math.inf", -math.inf: "-math.inf"}
_IN_MATH = {"arctan": "atan", "arcsin": "asin", "arccos": "acos"}


class Text(NamedTuple):
    """An expression as text: how strongly it binds, and whether it is an array of the dtype of x."""

    text: str
    level: int = _ATOM
    typed: bool = False

    def at(self, level: int) -> str:
        """Return it in brackets where it binds less than its place needs."""
        return f"({self.text})" if self.level < level else self.text


class Body(NamedTuple):
    """The lines of a function's body."""

    lines: tuple[str, ...]
    result: str

    def __str__(self) -> str:
        return "".join(f"    {line}\n" for line in (*self.lines, f"return {self.result}"))


def body(tree: Expression, framework: Framework, parameters: Iterable[str]) -> Body:
    """Return the body of a function of x and the parameters.

    >>> from actlab.functions.exports.frameworks import FRAMEWORKS
    >>> body(parse("where(x > 0, x, 0.2 * x)"), FRAMEWORKS["torch"], ()).result
    'torch.where(x > 0, x, 0.2 * x)'
    """
    return _Writer(framework, tuple(parameters)).body(_in_words_of(framework, tree))


def _in_words_of(framework: Framework, tree: Expression) -> Expression:
    """Write out what a framework has no name for; equal branches become one."""

    def known(node: Call) -> Expression:
        if framework.knows(node.primitive):
            return node
        definition = parse(WIDE.get(node.primitive) or PRIMITIVES[node.primitive].definition, ARGUMENTS)
        return _in_words_of(framework, substitute(definition, dict(zip(ARGUMENTS, node.arguments, strict=False))))

    return _shared(_folded(rebuilt(tree, known)))


def _shared(tree: Expression) -> Expression:
    """Make equal branches the same object."""
    made: dict[object, Expression] = {}
    now: dict[int, Expression] = {}
    for node in ordered(tree):
        arguments = tuple(now[id(u)] for u in node.arguments) if isinstance(node, Call) else ()
        key = (node.primitive, *map(id, arguments)) if isinstance(node, Call) else repr(node)
        if key not in made:
            made[key] = Call(node.primitive, arguments) if isinstance(node, Call) else node
        now[id(node)] = made[key]
    return now[id(tree)]


def _folded(tree: Expression) -> Expression:
    """Compute what is made of numbers alone where Python's own arithmetic would raise, or has no such function."""

    def number(node: Call) -> Expression:
        if node.primitive == "where" and _constant(node.arguments[0]):
            return node.arguments[1 if on_host(node.arguments[0], np.zeros(()), {}) else 2]
        if not _constant(node) or node.primitive in _COMPARISONS:
            return node
        value = float(on_host(node, np.zeros(()), {}))
        short = node.primitive in ("/", "sqrt", "*", "neg", "**") and math.isfinite(value) and value
        return node if short and node.primitive in ("/", "sqrt") else Number(value)

    return rebuilt(tree, number)


_OF_ARRAYS = {("hypot", "torch"), ("clip", "numpy")}  # take no numbers
_COMPARISONS = {">", ">=", "<", "<=", "==", "!="}


class _Writer:
    """Writes each node once, arguments first."""

    def __init__(self, framework: Framework, parameters: tuple[str, ...]) -> None:
        self.framework, self.parameters = framework, parameters
        self.texts: dict[int, Text] = {}
        self.lines: list[str] = []
        self.taken = Counter({"x": 1, **dict.fromkeys(parameters, 1)})

    def body(self, tree: Expression) -> Body:
        order = ordered(tree)
        uses = Counter(id(u) for node in order if isinstance(node, Call) for u in node.arguments)
        self.lines = self.arrays(order)
        for node in order:
            text = self.text(node)
            while len(text.text) > LONGEST and (longest := self.longest(node)):
                self.texts[id(longest)] = self.named(longest, self.texts[id(longest)])
                text = self.text(node)
            if uses[id(node)] > 1 and _worth_a_name(node):
                text = self.named(node, text)
            self.texts[id(node)] = text
        result = self.texts[id(tree)]
        return Body(tuple(self.lines), result.text if result.typed and varies(tree) else self.like_x(tree, result))

    def arrays(self, order: list[Expression]) -> list[str]:
        """Return lines that make arrays of the parameters that a function is applied to without x."""
        if not self.framework.array:
            return []
        calls = [node for node in order if isinstance(node, Call) and not PRIMITIVES[node.primitive].operator]
        alone = {leaf for call in calls if not varies(call) for leaf in ordered(call)}
        found = [name for name in self.parameters if Symbol(name) in alone]
        for leaf in order:
            if isinstance(leaf, Symbol) and leaf.name in found:
                self.texts[id(leaf)] = Text(leaf.name, typed=True)
        return [f"{name} = {self.framework.array.format(name)}" for name in found]

    def longest(self, node: Expression) -> Expression | None:
        """Return the argument with the longest text; None where no name would be shorter."""
        arguments = node.arguments if isinstance(node, Call) else ()
        found = max(arguments, key=lambda u: len(self.texts[id(u)].text), default=None)
        return found if found and len(self.texts[id(found)].text) > LONGEST // 4 else None

    def named(self, node: Expression, text: Text) -> Text:
        letter = _LETTERS.get(node.primitive, "u") if isinstance(node, Call) else "u"
        name, number = letter, 1
        while self.taken[name]:
            number += 1
            name = f"{letter}{number}"
        self.taken[name] += 1
        self.lines.append(f"{name} = {text.text}")
        return Text(name, typed=text.typed)

    def text(self, node: Expression) -> Text:
        match node:
            case Number(value):
                text = _NUMBERS.get(value) or ("math.nan" if math.isnan(value) else shortest(value))
                return Text(text, 3 if text.startswith("-") else _ATOM)
            case Symbol(name):
                return self.texts.get(id(node)) or Text(name, typed=name == "x")
            case Call(primitive, arguments):
                texts = [self.texts[id(u)] for u in arguments]
                if primitive in ("!=", "==") and arguments[0] is arguments[1]:
                    own = f"{self.framework.module}.isnan({texts[0].text})"
                    return Text(own if primitive == "!=" else f"~{own}", _ATOM if primitive == "!=" else 3)
                if primitive in _LEVELS:
                    return self.operation(primitive, texts)
                return self.call(node, texts)

    def operation(self, primitive: str, texts: list[Text]) -> Text:
        own, typed = _LEVELS[primitive], any(text.typed for text in texts)
        if primitive == "neg":
            return Text(f"-{texts[0].at(own)}", own, typed)
        left, right = texts
        if primitive == "**":
            return Text(f"{left.at(_ATOM)} ** {right.at(own)}", own, typed)
        return Text(f"{left.at(own + (own == 0))} {primitive} {right.at(own + 1)}", own, typed)

    def call(self, node: Call, texts: list[Text]) -> Text:
        if _constant(node):
            return Text(f"math.{_IN_MATH.get(node.primitive, node.primitive)}({', '.join(t.text for t in texts)})")
        if node.primitive == "where":
            texts = self.branches(node, texts)
        if (node.primitive, self.framework.name) in _OF_ARRAYS:
            count = 1 if node.primitive == "clip" else 2  # arguments that may not be numbers
            pairs = list(zip(node.arguments, texts, strict=True))
            texts = [t if t.typed or i >= count else Text(self.like_x(u, t)) for i, (u, t) in enumerate(pairs)]
        if node.primitive == ABSORBING:
            texts = [self.short(u, t) for u, t in zip(node.arguments, texts, strict=True)]
        template = self.framework.templates.get(node.primitive)
        if template:
            inside = _LEVELS["neg"] if template[0] == "-" or node.primitive == ABSORBING else 0
            names = {name: text.at(inside) for name, text in zip(ARGUMENTS, texts, strict=False)}
            return Text(template.format(**names), 3 if template[0] == "-" else _ATOM, True)
        return Text(f"{self.framework.call(node.primitive)}({', '.join(t.text for t in texts)})", typed=True)

    def short(self, node: Expression, text: Text) -> Text:
        """Return a text that may stand in several places."""
        if text.level < _ATOM or len(text.text) > 8:
            self.texts[id(node)] = text = self.named(node, text)
        return text

    def branches(self, node: Call, texts: list[Text]) -> list[Text]:
        """Give one of two numbers the dtype of x, lest the result has another; numbers get a point."""
        condition, *both = texts
        values = [
            repr(u.value) if isinstance(u, Number) and math.isfinite(u.value) else t.text
            for u, t in zip(node.arguments[1:], both, strict=True)
        ]
        if self.framework.name == "keras":  # which makes float32 of them
            values = [
                shown if t.typed or _is_single(u) else self.like_x(u, t)
                for u, t, shown in zip(node.arguments[1:], both, values, strict=True)
            ]
        if not any(text.typed for text in both):
            values[0] = self.like_x(node.arguments[1], both[0])
        return [condition, *map(Text, values)]

    def like_x(self, tree: Expression, text: Text) -> str:
        module = self.framework.module
        if isinstance(tree, Number):
            name = {0.0: "zeros_like", 1.0: "ones_like"}.get(tree.value)
            return f"{module}.{name}(x)" if name else f"{module}.full_like(x, {text.text})"
        return f"{text.at(1)} + {module}.zeros_like(x)"


def _is_single(node: Expression) -> bool:
    """Return whether a branch is a number that single precision holds exactly."""
    return isinstance(node, Number) and float(np.float32(node.value)) == node.value


def _worth_a_name(node: Expression) -> bool:
    """Return whether a branch that is used again is long, or takes time."""
    if not isinstance(node, Call) or _constant(node):
        return False
    return node.size > SMALL or not (PRIMITIVES[node.primitive].operator or node.primitive == "sign")


def _constant(node: Expression) -> bool:
    return all(isinstance(leaf, Number) for leaf in ordered(node) if not isinstance(leaf, Call))
