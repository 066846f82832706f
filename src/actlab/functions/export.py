"""Expression to source code for other frameworks, as a person would have written it, with a short check."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import jax
import jax.numpy as jnp
import numpy as np

from actlab.errors import InvalidInput, unknown
from actlab.functions.closed_form import derivative_latex, formula_latex
from actlab.functions.evaluate import evaluate
from actlab.functions.expression import ARGUMENTS, PRIMITIVES, Call, Expression, Number, Symbol, nodes, substitute
from actlab.functions.formula import parse
from actlab.functions.record import Activation
from actlab.functions.records import shortest
from actlab.functions.sources import jax_function
from actlab.functions.wrappers import keras_layer, torch_module
from actlab.words import _

CHECKED = (-3.0, -1.25, -0.4, 0.3, 0.8, 2.5)  # where the written code compares itself
FAR = np.array([-100.0, -20.0, 20.0, 100.0], np.float32)  # where the readable formula is tried
_LEVELS = {">": 0, ">=": 0, "<": 0, "<=": 0, "+": 1, "-": 1, "*": 2, "/": 2, "neg": 3, "**": 4}
_ATOM = 5
_JAX_OTHERS = {"max": "jnp.maximum", "min": "jnp.minimum", "clip": "jnp.clip", "relu": "jax.nn.relu"}
_STEEP = {"exp", "expm1", "sinh", "cosh", "log", "log1p", "sqrt", "/", "**"}  # may poison a branch not taken


@dataclass(frozen=True)
class Framework:
    """How code for one framework looks: its imports, the names of primitives, its arrays, its comparison."""

    imports: tuple[str, ...]
    name: Callable[[str], str]
    array: str
    check: str
    limited: bool = False  # clamp(x, max=0) instead of minimum(x, 0), which takes no numbers
    learner: Callable[[Activation, str], str] | None = None


def _jax_name(primitive: str) -> str:
    if primitive in _JAX_OTHERS:
        return _JAX_OTHERS[primitive]
    name = PRIMITIVES[primitive].jax
    return name.replace("numpy.", "jnp.") if name.startswith("numpy.") else f"jax.{name}" if name else ""


FRAMEWORKS = {
    "torch": Framework(
        ("import torch", "import torch.nn.functional as F"),
        lambda primitive: PRIMITIVES[primitive].torch,
        "torch.tensor",
        "torch.testing.assert_close({got}, {expected}, rtol=1e-5, atol=1e-6)",
        limited=True,
        learner=torch_module,
    ),
    "keras": Framework(
        ("import keras", "import numpy as np", "from keras import ops"),
        lambda primitive: PRIMITIVES[primitive].keras,
        "ops.convert_to_tensor",
        "np.testing.assert_allclose(ops.convert_to_numpy({got}), {expected}, rtol=1e-5, atol=1e-6)",
        learner=keras_layer,
    ),
    "jax": Framework(
        ("import jax", "import jax.numpy as jnp", "import numpy as np"),
        _jax_name,
        "jnp.array",
        "np.testing.assert_allclose({got}, {expected}, rtol=1e-5, atol=1e-6)",
    ),
    "numpy": Framework(
        ("import numpy as np", "from scipy import special"),
        lambda primitive: PRIMITIVES[primitive].numpy.partition("(")[0],
        "np.array",
        "np.testing.assert_allclose({got}, {expected}, rtol=1e-5, atol=1e-6)",
    ),
}


def export(activation: Activation, to: str) -> str:
    """Return the source code of an activation for torch, keras, jax, numpy or latex.

    Raises InvalidInput for another framework, or where there is no formula.

    >>> from actlab.functions.find import find
    >>> print(export(find("elu"), "numpy").splitlines()[8])
        return np.where(x > 0, x, alpha * np.expm1(np.minimum(x, 0)))
    """
    if to not in (*FRAMEWORKS, "latex"):
        raise unknown(_("framework"), to, (*FRAMEWORKS, "latex"))
    if activation.source:
        raise InvalidInput(_("{name} is a function in Python: there is no formula to export.").format(name=activation))
    if to == "latex":
        slope = derivative_latex(activation.readable_expression)
        return f"f(x) = {formula_latex(activation.expression)}\n\nf'(x) = {slope}\n"
    return _source(activation, FRAMEWORKS[to])


def _source(activation: Activation, framework: Framework) -> str:
    body = _Writer(framework).write(_spelling(activation, framework))
    name = function_name(activation)
    learnt = framework.learner(activation, name) if framework.learner and activation.learnt else ""
    code = f"{_definition(activation, name, body)}{learnt}\n\n{_check(activation, framework, name)}"
    used = [line for line in ("import math", *framework.imports) if f"{line.split()[-1]}." in code]
    return "\n".join(used) + "\n\n\n" + code


def function_name(activation: Activation) -> str:
    """Return the name of the function that is written."""
    return activation.name if activation.name.isidentifier() else "activation"


def _definition(activation: Activation, name: str, body: str) -> str:
    parameters = "".join(f", {key}={float(value)!r}" for key, value in activation.values.items())
    text = activation.formula + (f"\n\n    {activation.reference}\n    " if activation.reference else "")
    return f'def {name}(x{parameters}):\n    """{text}"""\n    return {body}\n'


def _check(activation: Activation, framework: Framework, name: str) -> str:
    values = ", ".join(repr(float(f"{value:.9g}")) for value in activation(np.array(CHECKED)))
    points = ", ".join(repr(x) for x in CHECKED)
    check = framework.check.format(got=f"{name}(x)", expected="expected")
    return (
        'if __name__ == "__main__":\n'
        f"    x = {framework.array}([{points}])\n"
        f"    expected = {framework.array}([{values}])\n"
        f"    {check}\n"
    )


def _spelling(activation: Activation, framework: Framework) -> Expression:
    """Return the formula as people write it, unless frameworks would meet infinity or NaN in it far out."""
    readable = _guarded(activation.readable_expression)

    def written(x: jax.Array) -> jax.Array:
        return jnp.asarray(evaluate(readable, {"x": x, **activation.values}, jax_function), jnp.float32)

    met, meant = [written(jnp.asarray(FAR))], [activation(FAR)]
    if framework is not FRAMEWORKS["numpy"]:  # which has no gradients
        met.append(jax.vmap(jax.grad(written))(jnp.asarray(FAR)))
        meant.append(activation.derivative(FAR))
    spoilt = any((~np.isfinite(a) & np.isfinite(b)).any() for a, b in zip(met, meant, strict=True))
    return _guarded(activation.stable_expression) if spoilt else readable


def _guarded(expression: Expression) -> Expression:
    """Keep x in its own half inside where(x > k, a, b): a branch not taken then cannot overflow."""
    if not isinstance(expression, Call):
        return expression
    arguments = tuple(_guarded(argument) for argument in expression.arguments)
    if expression.primitive == "where":
        condition, first, second = arguments
        match condition:
            case Call(">" | ">=", (Symbol("x"), border)) if Symbol("x") not in nodes(border):
                return Call("where", (condition, _held(first, "max", border), _held(second, "min", border)))
            case Call("<" | "<=", (Symbol("x"), border)) if Symbol("x") not in nodes(border):
                return Call("where", (condition, _held(first, "min", border), _held(second, "max", border)))
    return Call(expression.primitive, arguments)


def _held(branch: Expression, side: str, border: Expression) -> Expression:
    steep = any(
        isinstance(node, Call) and node.primitive in _STEEP and Symbol("x") in nodes(node) for node in nodes(branch)
    )
    return substitute(branch, {"x": Call(side, (Symbol("x"), border))}) if steep else branch


class _Writer:
    """Writes an expression in the words of a framework."""

    def __init__(self, framework: Framework) -> None:
        self.framework = framework

    def write(self, expression: Expression, level: int = 0) -> str:
        """Return the text, in brackets where it binds less than the level that its place needs."""
        match expression:
            case Number(value):
                return f"({shortest(value)})" if value < 0 and level > 1 else shortest(value)
            case Symbol(name):
                return name
            case Call(primitive, arguments) if primitive in _LEVELS:
                text = self.operation(primitive, arguments)
                return f"({text})" if _LEVELS[primitive] < level else text
            case Call(primitive, arguments):
                return self.call(primitive, arguments, level)

    def operation(self, primitive: str, arguments: tuple[Expression, ...]) -> str:
        own = _LEVELS[primitive]
        if primitive == "neg":
            return f"-{self.write(arguments[0], own)}"
        left, right = arguments
        if primitive == "**":
            return f"{self.write(left, _ATOM)} ** {self.write(right, own)}"
        return f"{self.write(left, own)} {primitive} {self.write(right, own + (primitive in '-/' or own == 0))}"

    def call(self, primitive: str, arguments: tuple[Expression, ...], level: int) -> str:
        if all(isinstance(node, Number) for argument in arguments for node in _leaves(argument)):
            return f"math.{primitive}({', '.join(self.write(a) for a in arguments)})"
        if self.framework.limited and Symbol("x") not in nodes(Call(primitive, arguments)):
            arguments = tuple(_as_tensors(argument) for argument in arguments)  # torch's functions take no numbers
        if primitive == "max" and Number(0.0) in arguments and self.framework.name("relu"):
            primitive, arguments = "relu", tuple(a for a in arguments if a != Number(0.0))
        if primitive in ("max", "min") and self.framework.limited:
            return self.clamped(primitive, *arguments)
        name = self.framework.name(primitive)
        if name:
            texts = [self.write(argument) for argument in arguments]
            if primitive == "where":  # numbers with a point, lest the result is an array of integers
                texts[1:] = [
                    repr(a.value) if isinstance(a, Number) else t for a, t in zip(arguments[1:], texts[1:], strict=True)
                ]
            if name == "np.logaddexp":
                texts.insert(0, "0")
            return f"{name}({', '.join(texts)})"
        return self.write(self.defined(primitive, arguments), level)

    def clamped(self, primitive: str, left: Expression, right: Expression) -> str:
        if isinstance(left, Number):
            left, right = right, left
        if Symbol("x") in nodes(right):
            return f"{self.framework.name(primitive)}({self.write(left)}, {self.write(right)})"
        return f"torch.clamp({self.write(left)}, {'min' if primitive == 'max' else 'max'}={self.write(right)})"

    def defined(self, primitive: str, arguments: tuple[Expression, ...]) -> Expression:
        tree = parse(PRIMITIVES[primitive].definition, ARGUMENTS)
        return substitute(tree, dict(zip(ARGUMENTS, arguments, strict=False)))


def _as_tensors(expression: Expression) -> Expression:
    leaves = {node.name for node in nodes(expression) if isinstance(node, Symbol)}
    return substitute(expression, {name: Symbol(f"torch.as_tensor({name})") for name in leaves})


def _leaves(expression: Expression) -> list[Expression]:
    return [node for node in nodes(expression) if not isinstance(node, Call)]
