"""A formula as it stands in someone's code, in the words of the language: tree of Python to tree of Python.

``torch.clamp(x, min=0)`` becomes ``max(x, 0)``, ``(x > 0) * x`` becomes ``where(x > 0, 1, 0) * x``. What has another
meaning here than there is refused; what nobody knows is left for the reader, which says so.
"""

from __future__ import annotations

import ast
from collections.abc import Mapping

from actlab.functions.expression import NAMES, PRIMITIVES
from actlab.functions.language import foreign
from actlab.functions.language.advice import together
from actlab.functions.language.building import (
    applied,
    arity,
    chosen,
    compared,
    dotted_name,
    is_condition,
    last_name,
    number,
    placed,
    with_arguments,
)
from actlab.functions.language.grammar import Refuse
from actlab.functions.language.special import Asked, special
from actlab.functions.library import Definition, in_framework, same_letters
from actlab.words import Text, _


class Translator:
    """Rewrites one formula; ``notes`` are what a user should know of how it was read."""

    def __init__(self, symbols: frozenset[str], library: Mapping[str, Definition], refuse: Refuse) -> None:
        self.symbols, self.library, self.refuse = symbols, library, refuse
        self.notes: list[Text] = []
        self.gates: dict[int, tuple[ast.expr, ast.expr, ast.expr]] = {}

    def value(self, node: ast.expr) -> ast.expr:
        """Return a tree whose value is a number; a condition there is 1 or 0."""
        if is_condition(node):
            return self.gate(node, self.condition(node), number(node, 1))
        match node:
            case ast.BinOp(left=left, op=ast.Mod(), right=right):
                return applied(node, "mod", [self.value(left), self.value(right)])
            case ast.BinOp(left=left, op=ast.FloorDiv(), right=right):
                quotient = placed(node, ast.BinOp(self.value(left), ast.Div(), self.value(right)))
                return applied(node, "floor", [quotient])
            case ast.BinOp(left=left, op=ast.Mult(), right=right):
                return self.product(node, self.value(left), self.value(right))
            case ast.BinOp(left=left, op=op, right=right):
                return placed(node, ast.BinOp(self.value(left), op, self.value(right)))
            case ast.UnaryOp(op=op, operand=operand):
                return placed(node, ast.UnaryOp(op, self.value(operand)))
            case ast.IfExp(test=test, body=body, orelse=otherwise):
                return chosen(node, self.condition(test), self.value(body), self.value(otherwise))
            case ast.Attribute(attr=attr) if attr in foreign.CONSTANTS and self.home(node):
                return placed(node, ast.Name(foreign.CONSTANTS[attr], ast.Load()))
            case ast.Call():
                return self.call(node)
        return node

    def gate(self, node: ast.expr, test: ast.expr, yes: ast.expr) -> ast.expr:
        """Return a value where a condition holds, else 0, and remember that it came from a condition's 1 or 0."""
        made = chosen(node, test, yes, number(node, 0))
        self.gates[id(made)] = (test, yes, made)
        return made

    def product(self, node: ast.expr, left: ast.expr, right: ast.expr) -> ast.expr:
        """Return a product; one with a condition chooses, for 0 times an overflow is meant to be 0."""
        for side, other in ((left, right), (right, left)):
            if id(side) in self.gates:
                test, yes, _made = self.gates[id(side)]
                if id(other) in self.gates:
                    also, other, _made = self.gates[id(other)]
                    test = placed(node, ast.BoolOp(ast.And(), [test, also] if side is left else [also, test]))
                first, second = (yes, other) if side is left else (other, yes)
                product = placed(node, ast.BinOp(first, ast.Mult(), second))
                return self.gate(node, test, other if _is_one(yes) else product)
        return placed(node, ast.BinOp(left, ast.Mult(), right))

    def condition(self, node: ast.expr) -> ast.expr:
        """Return a tree of comparisons joined by and, or, not."""
        match node:
            case ast.Compare(left=left, ops=ops, comparators=others):
                return placed(node, ast.Compare(self.value(left), ops, [self.value(other) for other in others]))
            case ast.BoolOp(op=op, values=values):
                return placed(node, ast.BoolOp(op, [self.condition(value) for value in values]))
            case ast.UnaryOp(op=ast.Not() | ast.Invert(), operand=operand):
                return placed(node, ast.UnaryOp(ast.Not(), self.condition(operand)))
            case ast.BinOp(left=left, op=ast.BitAnd() | ast.Mult(), right=right) if is_condition(left):
                return placed(node, ast.BoolOp(ast.And(), [self.condition(left), self.condition(right)]))
            case ast.BinOp(left=left, op=ast.BitOr(), right=right) if is_condition(left):
                return placed(node, ast.BoolOp(ast.Or(), [self.condition(left), self.condition(right)]))
            case ast.Call(func=func, args=[left, right]) if (name := last_name(func)) in foreign.COMPARED:
                return compared(node, self.value(left), foreign.COMPARED[name], self.value(right))
            case ast.Call(func=func, args=[left, right]) if (name := last_name(func)) in foreign.JOINED:
                op = ast.And() if foreign.JOINED[name] == "and" else ast.Or()
                return placed(node, ast.BoolOp(op, [self.condition(left), self.condition(right)]))
            case ast.Call(func=func, args=[inner]) if last_name(func) == "logical_not":
                return placed(node, ast.UnaryOp(ast.Not(), self.condition(inner)))
        return node

    def whole(self, node: ast.expr) -> ast.expr:
        """Return what a function alone means, ``torch.nn.LeakyReLU(0.1)`` or ``np.tanh``: that function of x."""
        x = placed(node, ast.Name("x", ast.Load()))
        match node:
            case ast.Name() | ast.Attribute() if self.is_function(node):
                return placed(node, ast.Call(node, [x], []))
            case ast.Call(func=ast.Name() | ast.Attribute() as func) if self.is_constructor(node, func):
                return placed(node, ast.Call(placed(node, ast.Call(func, node.args, node.keywords)), [x], []))
        return node

    def is_function(self, node: ast.Name | ast.Attribute) -> bool:
        name = last_name(node)
        if isinstance(node, ast.Name):
            return name not in self.symbols and (name in NAMES or bool(self.named("", name)))
        return bool(self.home(node)) and name not in foreign.CONSTANTS

    def is_constructor(self, node: ast.Call, func: ast.Name | ast.Attribute) -> bool:
        names = {part.id for part in ast.walk(node) if isinstance(part, ast.Name)}
        home, name = self.home(func), last_name(func)
        known = self.named(home, name) or name in ("Activation", "ReLU", "get")
        return "x" not in names and bool(known) and (bool(home) or isinstance(func, ast.Name))

    def home(self, node: ast.expr) -> str:
        """Return the framework in which a dotted name lives; nothing for a plain name, or one that nobody has."""
        dotted = dotted_name(node)
        if len(dotted) < 2 or dotted[0] in self.symbols:
            return ""
        if dotted[-1] in ("cdf", "pdf") and dotted[-2] != "norm":  # of another distribution
            return ""
        found = foreign.home(dotted[:-1])
        capital = dotted[-1][:1].isupper()
        return foreign.FLAX if found == foreign.TORCH and dotted[:-1] == ["nn"] and not capital else found

    def call(self, node: ast.Call) -> ast.expr:
        """Return a call in the language's words: of a name, a method, a module's object."""
        match node.func:
            case ast.Name(id=name) if name not in self.symbols:
                return self.function(Asked(node, "", name, node.args, node.keywords))
            case ast.Attribute(attr=name) if home := self.home(node.func):
                return self.function(Asked(node, home, name, node.args, node.keywords))
            case ast.Attribute() if (dotted := dotted_name(node.func)) and dotted[0] not in self.symbols:
                return node  # a module, or an object, of nobody that we know
            case ast.Attribute(value=value, attr=name) if not name.startswith("__"):
                return self.function(Asked(node, foreign.TORCH, name, [value, *node.args], node.keywords))
            case ast.Call(func=ast.Name() | ast.Attribute() as func, args=args, keywords=keywords) if (
                len(node.args) == 1 and not node.keywords
            ):
                return self.function(Asked(node, self.home(func), last_name(func), [*node.args, *args], keywords))
        return node

    def function(self, asked: Asked) -> ast.expr:
        """Return a function's value in the language's words; a name that nobody knows stays."""
        node, home, name, args, _keywords = asked = _without_what_changes_nothing(asked)
        found = special(self, asked)
        if found is not None:
            return found
        definition = None if self.is_primitive(asked) else self.named(home, name)
        if definition and (home or asked.keywords or len(args) > 1 or name not in self.library):
            return self.activation(asked, definition)
        if home and foreign.folded(name) in foreign.TOGETHER:
            raise self.refuse(node, together(name))
        read = [self.value(argument) for argument in args]
        keywords = [ast.keyword(k.arg, self.value(k.value)) for k in asked.keywords]
        if not home and name in self.library and name not in NAMES:
            return applied(node, name, read, keywords)
        if name in foreign.WRITTEN and not keywords and len(args) == arity(foreign.WRITTEN[name]):
            return with_arguments(node, foreign.WRITTEN[name], read)
        other = foreign.OTHER_NAMES.get(name, name)
        return applied(node, other if other in NAMES else same_letters(other, NAMES) or other, read, keywords)

    def is_primitive(self, asked: Asked) -> bool:
        """Return whether a call without a framework is one of the language's own functions."""
        row = PRIMITIVES.get(asked.name)
        return row is not None and not asked.home and not asked.keywords and len(asked.args) == row.arity

    def named(self, home: str, name: str) -> Definition | None:
        """Return the activation that a framework, or whoever writes no framework, calls by a name."""
        if home and (found := in_framework(self.library, home, name)):
            return found
        if name in self.library and (not home or name not in NAMES):
            return self.library[name]
        if name in NAMES or name in foreign.OTHER_NAMES or name in foreign.WRITTEN:
            return None
        plain = same_letters(name, self.library)
        return self.library[plain] if plain else None

    def activation(self, asked: Asked, definition: Definition) -> ast.expr:
        """Return an activation of the catalogue with that framework's parameters."""
        own, args = self.library.get(definition.name, definition), asked.args
        given = {_parameter(str(k.arg), definition): self.value(k.value) for k in asked.keywords}
        if definition.name == "prelu" and not asked.name.islower():  # PyTorch's layer, whose first is no slope
            args = self._one_slope(asked, given)
        if definition.name == "softplus" and ("threshold" in given or len(args) == 3):
            args, _threshold = args[:2], given.pop("threshold", None)
            self.notes.append(_("softplus is computed exactly here, without the straight line beyond a threshold"))
        for place, (parameter, value) in enumerate(definition.values.items(), start=1):
            if place >= len(args) and parameter not in given:
                self.default(asked, definition.name, parameter, value)
                if value != own.values[parameter]:  # that framework's default is another
                    given[parameter] = number(asked.node, value)
        read = [self.value(argument) for argument in args]
        return applied(asked.node, definition.name, read, [ast.keyword(n, v) for n, v in given.items()])

    def _one_slope(self, asked: Asked, given: dict[str, ast.expr]) -> list[ast.expr]:
        """Return the arguments of PReLU without the number of slopes, and note where that is another than one."""
        number_of = given.pop("num_parameters", asked.args[1] if len(asked.args) > 1 else None)
        if number_of is not None and not _is_one(number_of):
            self.notes.append(_("{name}: one slope for all").format(name=asked.name))
        return [*asked.args[:1], *asked.args[2:]]

    def default(self, asked: Asked, name: str, parameter: str, value: float) -> None:
        """Note where a name without a framework has a default that differs between frameworks."""
        layer = None if asked.home or asked.name.islower() else in_framework(self.library, foreign.LAYERS, asked.name)
        if layer and layer.name == name and layer.values[parameter] != value:
            message = _("{name} is read with {parameter}={value:g}, as in PyTorch; the layer of Keras has {other:g}")
            self.notes.append(
                message.format(name=asked.name, parameter=parameter, value=value, other=layer.values[parameter])
            )


def _is_one(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and node.value == 1


def _without_what_changes_nothing(asked: Asked) -> Asked:
    """Leave out inplace=True, and the name that TensorFlow gives an operation."""
    keywords = [k for k in asked.keywords if k.arg not in foreign.IGNORED]
    if asked.home != foreign.TORCH:
        return asked._replace(keywords=keywords)
    kept = [a for a in asked.args if not (isinstance(a, ast.Constant) and isinstance(a.value, bool))]
    return asked._replace(name=asked.name.rstrip("_"), args=kept, keywords=keywords)


def _parameter(name: str, definition: Definition) -> str:
    """Return what the catalogue calls a parameter that has another name elsewhere."""
    if name in definition.values:
        return name
    return next((own for own in foreign.PARAMETERS.get(name, ()) if own in definition.values), name)
