"""A formula as it stands in someone's code, in the words of the language: tree of Python to tree of Python.

``torch.clamp(x, min=0)`` becomes ``max(x, 0)``, ``(x > 0) * x`` becomes ``where(x > 0, 1, 0) * x``. What has another
meaning here than there is refused; what nobody knows is left for the reader, which says so.
"""

from __future__ import annotations

import ast
from collections.abc import Mapping, Sequence
from functools import cache

from actlab.functions import foreign
from actlab.functions.building import applied, chosen, compared, number, placed, with_arguments
from actlab.functions.expression import NAMES
from actlab.functions.grammar import Refuse
from actlab.functions.library import Definition, in_framework, same_letters
from actlab.words import Text, _


class Translator:
    """Rewrites one formula; ``notes`` are what a user should know of how it was read."""

    def __init__(self, symbols: frozenset[str], library: Mapping[str, Definition], refuse: Refuse) -> None:
        self.symbols, self.library, self.refuse = symbols, library, refuse
        self.notes: list[Text] = []

    def value(self, node: ast.expr) -> ast.expr:
        """Return a tree whose value is a number; a condition there is 1 or 0."""
        if is_condition(node):
            return chosen(node, self.condition(node), number(node, 1), number(node, 0))
        match node:
            case ast.BinOp(left=left, op=ast.Mod(), right=right):
                return applied(node, "mod", [self.value(left), self.value(right)])
            case ast.BinOp(left=left, op=ast.FloorDiv(), right=right):
                quotient = placed(node, ast.BinOp(self.value(left), ast.Div(), self.value(right)))
                return applied(node, "floor", [quotient])
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
            case ast.Call(func=func, args=[left, right]) if (name := _last(func)) in foreign.COMPARED:
                return compared(node, self.value(left), foreign.COMPARED[name], self.value(right))
            case ast.Call(func=func, args=[left, right]) if (name := _last(func)) in foreign.JOINED:
                op = ast.And() if foreign.JOINED[name] == "and" else ast.Or()
                return placed(node, ast.BoolOp(op, [self.condition(left), self.condition(right)]))
            case ast.Call(func=func, args=[inner]) if _last(func) == "logical_not":
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
        name = _last(node)
        if isinstance(node, ast.Name):
            return name not in self.symbols and (name in NAMES or bool(self.named("", name)))
        return bool(self.home(node)) and name not in foreign.CONSTANTS

    def is_constructor(self, node: ast.Call, func: ast.Name | ast.Attribute) -> bool:
        names = {part.id for part in ast.walk(node) if isinstance(part, ast.Name)}
        known = self.named(self.home(func), _last(func)) or _last(func) in ("Activation", "ReLU")
        return "x" not in names and bool(known)

    def home(self, node: ast.expr) -> str:
        """Return the framework in which a dotted name lives; nothing for a plain name, or one that nobody has."""
        dotted = _dotted(node)
        if len(dotted) < 2 or dotted[0] in self.symbols:
            return ""
        found = foreign.home(dotted[:-1])
        capital = dotted[-1][:1].isupper()
        return foreign.FLAX if found == foreign.TORCH and dotted[:-1] == ["nn"] and not capital else found

    def call(self, node: ast.Call) -> ast.expr:
        match node.func:
            case ast.Name(id=name) if name not in self.symbols:
                return self.function(node, "", name, node.args, node.keywords)
            case ast.Attribute(attr=name) if home := self.home(node.func):
                return self.function(node, home, name, node.args, node.keywords)
            case ast.Attribute(value=value, attr=name) if not name.startswith("__"):
                return self.function(node, foreign.TORCH, name, [value, *node.args], node.keywords)
            case ast.Call(func=ast.Name() | ast.Attribute() as func, args=args, keywords=keywords) if (
                len(node.args) == 1 and not node.keywords
            ):
                return self.function(node, self.home(func), _last(func), [*node.args, *args], keywords)
        return node

    def function(
        self, node: ast.Call, home: str, name: str, args: list[ast.expr], keywords: list[ast.keyword]
    ) -> ast.expr:
        """Return a function's value in the language's words."""
        keywords = [k for k in keywords if k.arg not in foreign.IGNORED]
        if home == foreign.TORCH:
            args = [a for a in args if not (isinstance(a, ast.Constant) and isinstance(a.value, bool))] or args
            name = name.rstrip("_")
        special = self.special(node, home, name, args, keywords)
        if special is not None:
            return special
        if (definition := self.named(home, name)) and (home or keywords or len(args) > 1 or name not in self.library):
            return self.activation(node, home, definition, args, keywords)
        if home and name in foreign.TOGETHER:
            message = _("{name} takes several numbers together; an activation takes one at a time")
            raise self.refuse(node, message.format(name=name))
        read = [self.value(argument) for argument in args]
        if not home and name in self.library and name not in NAMES:
            return applied(node, name, read, self.values(keywords))
        if name in foreign.WRITTEN and not keywords and len(args) == _arity(foreign.WRITTEN[name]):
            return with_arguments(node, foreign.WRITTEN[name], read)
        other = foreign.OTHER_NAMES.get(name, name)
        if other not in NAMES:
            other = same_letters(other, NAMES) or other
        return applied(node, other, read, self.values(keywords))

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

    def activation(
        self, node: ast.Call, home: str, definition: Definition, args: Sequence[ast.expr], keywords: list[ast.keyword]
    ) -> ast.expr:
        """Return an activation of the catalogue with that framework's parameters."""
        own = self.library.get(definition.name, definition)
        names = list(definition.values)
        given: dict[str, ast.expr] = {}
        for keyword in keywords:
            name = str(keyword.arg)
            given[name if name in names else foreign.PARAMETERS.get(name, name)] = self.value(keyword.value)
        if "threshold" in given and "threshold" not in names and definition.name == "softplus":
            del given["threshold"]
            self.notes.append(_("softplus is computed exactly here, without the straight line beyond a threshold"))
        if definition.name == "softplus" and len(args) == 3:
            args = args[:2]
            self.notes.append(_("softplus is computed exactly here, without the straight line beyond a threshold"))
        given.pop("num_parameters", None)
        for place, (parameter, value) in enumerate(definition.values.items(), start=1):
            if value != own.values[parameter] and place >= len(args):  # that framework's default is another
                given.setdefault(parameter, number(node, value))
        read = [self.value(argument) for argument in args]
        return applied(node, definition.name, read, [ast.keyword(n, v) for n, v in given.items()])

    def values(self, keywords: Sequence[ast.keyword]) -> list[ast.keyword]:
        return [ast.keyword(k.arg, self.value(k.value)) for k in keywords]

    # What needs more than another name follows.

    def special(
        self, node: ast.Call, home: str, name: str, args: list[ast.expr], keywords: list[ast.keyword]
    ) -> ast.expr | None:
        """Return what needs more than another name; None for all the rest."""
        if is_condition(node):
            return chosen(node, self.condition(node), number(node, 1), number(node, 0))
        if name in foreign.CHOICES and len(args) == 3 and not keywords:
            return chosen(node, self.condition(args[0]), self.value(args[1]), self.value(args[2]))
        if name in ("max", "min") and home not in ("", foreign.LAX):
            return self.largest(node, home, name, args)
        if name in (*foreign.CLIPS, "clamp_min", "clamp_max") and (home or keywords or name != "clip"):
            return self.clip(node, home, name, args, keywords)
        if name in foreign.LIKE and len(args) == 1:
            return number(node, foreign.LIKE[name])
        if name == "full_like" and len(args) == 2:
            return self.value(args[1])
        if name in foreign.CASTS and args and (home or name == "float"):
            return self.cast(node, args, keywords)
        if home and name in foreign.NUMBERS and args:
            return self.value(_only(args[0]))
        if name == "epsilon" and home == foreign.BACKEND and not args:
            return number(node, 1e-7)
        if name in ("Activation", "get") and home in (foreign.LAYERS, foreign.KERAS):
            match args:
                case [x, ast.Constant(value=str() as called)]:
                    return self.function(node, foreign.KERAS, called, [x], keywords)
        if foreign.folded(name) == "gelu":
            return self.gelu(node, home, args, keywords)
        if foreign.folded(name) == "relu" and (keywords or len(args) > 1):
            return self.relu(node, home, args, keywords)
        if foreign.folded(name) == "hardsigmoid" and home == foreign.BACKEND and len(args) == 1:
            return with_arguments(node, "clip(0.2 * a + 0.5, 0, 1)", [self.value(args[0])])
        return None

    def largest(self, node: ast.Call, home: str, name: str, args: list[ast.expr]) -> ast.expr:
        """Return torch.max of two tensors; with a number, or elsewhere, max takes the largest of an array."""
        if home == foreign.TORCH and len(args) == 2 and not isinstance(args[1], ast.Constant | ast.UnaryOp):
            return applied(node, name, [self.value(argument) for argument in args])
        message = _("{name} there takes the {name} of an array along an axis; the one of two numbers is {right}")
        raise self.refuse(node, message.format(name=name, right="maximum" if name == "max" else "minimum"))

    def clip(
        self, node: ast.Call, home: str, name: str, args: list[ast.expr], keywords: list[ast.keyword]
    ) -> ast.expr | None:
        if home == foreign.LAX and len(args) == 3:
            args = [args[1], args[0], args[2]]
        bounds: dict[str, ast.expr] = dict(zip(("x", "low", "high"), args, strict=False))
        if name == "clamp_max" and len(args) == 2:
            bounds = {"x": args[0], "high": args[1]}
        for keyword in keywords:
            side = "low" if keyword.arg in foreign.LOWER else "high" if keyword.arg in foreign.UPPER else ""
            if not side or side in bounds:
                return None
            bounds[side] = keyword.value
        read = {side: self.value(bound) for side, bound in bounds.items() if not _is_none(bound)}
        match read:
            case {"x": x, "low": low, "high": high}:
                return applied(node, "clip", [x, low, high])
            case {"x": x, "low": low}:
                return applied(node, "max", [x, low])
            case {"x": x, "high": high}:
                return applied(node, "min", [x, high])
        return None

    def cast(self, node: ast.Call, args: list[ast.expr], keywords: list[ast.keyword]) -> ast.expr:
        """Return what a change of the number type leaves, which is the value where no type of integers comes in."""
        kinds = [_last(kind) or str(getattr(kind, "value", "")) for kind in (*args[1:], *(k.value for k in keywords))]
        whole = [kind for kind in kinds if "int" in kind or "bool" in kind or "long" in kind]
        if whole and not is_condition(args[0]):
            message = _("a change to {kind} cuts the digits off; write floor, ceil, round or trunc")
            raise self.refuse(node, message.format(kind=whole[0]))
        return self.value(_only(args[0]))

    def gelu(self, node: ast.Call, home: str, args: list[ast.expr], keywords: list[ast.keyword]) -> ast.expr | None:
        how = [k.value for k in keywords if k.arg == "approximate"] or args[1:2]
        if not how:
            if home == foreign.FLAX:
                self.notes.append(_("nn.gelu is read as Flax has it, gelu_tanh; PyTorch's is nn.GELU()"))
            return None
        match how[0]:
            case ast.Constant(value=True | "tanh"):
                return applied(node, "gelu_tanh", [self.value(args[0])])
            case ast.Constant(value=False | "none"):
                return applied(node, "gelu", [self.value(args[0])])
        return None

    def relu(self, node: ast.Call, home: str, args: list[ast.expr], keywords: list[ast.keyword]) -> ast.expr | None:
        """Return Keras' relu with its three arguments."""
        order = ["max_value", "negative_slope", "threshold"]
        if home != foreign.LAYERS:
            order = ["negative_slope", "max_value", "threshold"]
        given = dict(zip(order, args[1:], strict=False))
        given |= {"negative_slope" if k.arg == "alpha" else str(k.arg): k.value for k in keywords}
        given = {n: v for n, v in given.items() if not _is_none(v) and not _is_zero(v)}
        if not given.keys() <= set(order):
            return None
        x, read = self.value(args[0]), {n: self.value(v) for n, v in given.items()}
        zero = number(node, 0)
        match read:
            case {"negative_slope": slope, **rest} if not rest:
                return applied(node, "leaky_relu", [x], [ast.keyword("alpha", slope)])
            case {"max_value": ast.Constant(value=6), **rest} if not rest:
                return applied(node, "relu6", [x])
            case {"max_value": most, **rest} if not rest:
                return applied(node, "clip", [x, zero, most])
        if not read:
            return applied(node, "relu", [x])
        start, slope = read.get("threshold", zero), read.get("negative_slope", zero)
        low = with_arguments(node, "where(a >= b, a, c * (a - b))", [x, start, slope])
        if "max_value" not in read:
            return low
        return with_arguments(node, "where(a >= b, b, c)", [x, read["max_value"], low])


def is_condition(node: ast.expr) -> bool:
    """Return whether a tree is true or false, and no number.

    >>> [is_condition(ast.parse(text, mode="eval").body) for text in ("x > 0", "~(x > 0)", "-x")]
    [True, True, False]
    """
    match node:
        case ast.Compare() | ast.BoolOp() | ast.UnaryOp(op=ast.Not()):
            return True
        case ast.UnaryOp(op=ast.Invert(), operand=operand):
            return is_condition(operand)
        case ast.BinOp(left=left, op=ast.BitAnd() | ast.BitOr(), right=right):
            return is_condition(left) and is_condition(right)
        case ast.Call(func=func):
            return _last(func) in (*foreign.COMPARED, *foreign.JOINED, "logical_not")
    return False


@cache
def _arity(template: str) -> int:
    names = {node.id for node in ast.walk(ast.parse(template)) if isinstance(node, ast.Name)}
    return len(names & {"a", "b", "c"})


def _dotted(node: ast.expr) -> list[str]:
    """Return the parts of ``a.b.c``; nothing for any other tree."""
    parts: list[str] = []
    while isinstance(node, ast.Attribute):
        parts.append(node.attr)
        node = node.value
    return [node.id, *reversed(parts)] if isinstance(node, ast.Name) else []


def _last(node: ast.expr) -> str:
    match node:
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return name
    return ""


def _only(node: ast.expr) -> ast.expr:
    """Return the number in ``[0.0]``, anything else as it is."""
    match node:
        case ast.List(elts=[one]):
            return one
    return node


def _is_none(node: ast.expr) -> bool:
    """Return whether a bound is none at all: None, inf, -np.inf, float('inf')."""
    match node:
        case ast.Constant(value=None) | ast.Call(args=[ast.Constant(value="inf" | "-inf")]):
            return True
        case ast.UnaryOp(op=ast.USub(), operand=operand):
            return _is_none(operand)
    return _last(node) in ("inf", "infty", "Inf")


def _is_zero(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and node.value in (0, False)
