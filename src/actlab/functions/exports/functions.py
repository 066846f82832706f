"""Functions in source code: with the framework's own gradient, or with slopes that are written out."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from actlab.functions.exports.explicit import Explicit
from actlab.functions.exports.frameworks import Framework
from actlab.functions.exports.plain import keeping_nan, ties_by_where
from actlab.functions.exports.writer import body
from actlab.functions.expression import Expression

_TORCH = '''class _Explicit(torch.autograd.Function):
    """A function with the slopes that are given: function, slope in each input, inputs."""

    generate_vmap_rule = True

    @staticmethod
    def forward(function, *rest):
        return function(*rest[len(rest) // 2 :])

    @staticmethod
    def setup_context(ctx, inputs, output):
        half = len(inputs) // 2
        ctx.slopes, inputs = inputs[1 : half + 1], inputs[half + 1 :]
        ctx.save_for_backward(*inputs)
        ctx.save_for_forward(*inputs)

    @staticmethod
    def backward(ctx, gradient):
        inputs = ctx.saved_tensors
        slopes = (gradient * slope(*inputs) for slope in ctx.slopes)
        return None, *(None for _ in inputs), *(slope.sum_to_size(u.shape) for slope, u in zip(slopes, inputs))

    @staticmethod
    def jvp(ctx, _function, *tangents):
        inputs = ctx.saved_tensors
        along = zip(ctx.slopes, tangents[len(inputs) :])
        return sum(slope(*inputs) * tangent for slope, tangent in along if tangent is not None)
'''
_KERAS = '''def _explicit(function, *slopes):
    """Return a function with the slopes that are given, one for each of its inputs."""

    @ops.custom_gradient
    def explicit(*inputs):
        def gradient(*arguments, upstream=None):  # PyTorch gives it by name, JAX and TensorFlow do not
            upstream = arguments[-1] if upstream is None else upstream
            return tuple(_summed(upstream * slope(*inputs), u) for slope, u in zip(slopes, inputs))

        return function(*inputs), gradient

    return explicit


def _summed(gradient, u):
    """Sum what one parameter gets from many inputs."""
    more = len(gradient.shape) - len(u.shape)
    return ops.sum(gradient, axis=tuple(range(more))) if more else gradient
'''


def function(name: str, parameters: dict[str, float], text: str, result: str | Expression, framework: Framework) -> str:
    """Return the source of a function of x with default values of its parameters; its result is a call or a tree."""
    lines = f"    return {result}\n" if isinstance(result, str) else str(body(result, framework, parameters))
    return _signature(name, parameters, text) + lines


def _signature(name: str, parameters: dict[str, float], text: str) -> str:
    defaults = "".join(f", {key}={float(value)!r}" for key, value in parameters.items())
    return f'def {name}(x{defaults}):\n    """{text}"""\n'


def with_slopes(name: str, parameters: dict[str, float], text: str, trees: Explicit, framework: Framework) -> str:
    """Return the source of a function, and of its derivative, whose gradients are those given."""
    if framework.name != "numpy":
        trees = trees.changed(ties_by_where)  # max, min and clip take no numbers in PyTorch
    trees = replace(trees, value=keeping_nan(trees.value, parameters))
    if framework.name == "numpy":
        parts = [
            function(name, parameters, text, trees.value, framework),
            function(f"{name}_derivative", parameters, _slope_of(name), trees.slope, framework),
        ]
        return "\n\n".join(parts)
    if framework.name == "jax":
        return _in_jax(name, parameters, text, trees, framework)
    private = {"_value": trees.value, "_slope": trees.slope, "_bend": trees.bend}
    for key, (of_value, of_slope) in trees.in_parameters.items():
        private |= {f"_in_{key}": of_value, f"_slope_in_{key}": of_slope}
    parts = [_private(key, parameters, tree, framework) for key, tree in private.items()]
    parts.append(_TORCH if framework.name == "torch" else _KERAS)
    derivative = f"{name}_derivative"
    for own, what, used, slopes in (
        (name, text, "_value", [derivative, *(f"_in_{key}" for key in parameters)]),
        (derivative, _slope_of(name), "_slope", ["_bend", *(f"_slope_in_{key}" for key in parameters)]),
    ):
        arrays = "".join(f"    {key} = {framework.array.format(key)}\n" for key in parameters)
        inputs, listed = ", ".join(["x", *parameters]), ", ".join(slopes)
        call = (
            f"_Explicit.apply({used}, {listed}, {inputs})"
            if framework.name == "torch"
            else f"_explicit({used}, {listed})({inputs})"
        )
        parts.append(_signature(own, parameters, what) + arrays + f"    return {call}\n")
    return "\n\n".join(parts)


def _in_jax(name: str, parameters: dict[str, float], text: str, trees: Explicit, framework: Framework) -> str:
    derivative = f"{name}_derivative"
    private = {"_bend": trees.bend}
    for key, (of_value, of_slope) in trees.in_parameters.items():
        private |= {f"_in_{key}": of_value, f"_slope_in_{key}": of_slope}
    parts = [_private(key, parameters, tree, framework) for key, tree in private.items()]
    for own, what, tree, slopes in (
        (derivative, _slope_of(name), trees.slope, ["_bend", *(f"_slope_in_{key}" for key in parameters)]),
        (name, text, trees.value, [derivative, *(f"_in_{key}" for key in parameters)]),
    ):
        lines = "".join(f"    lambda t, y, *inputs: {slope}(*inputs) * t,\n" for slope in slopes)
        rules = f"{own}.defjvps(\n{lines})\n"
        parts.append(f"@jax.custom_jvp\n{function(own, parameters, what, tree, framework)}\n\n{rules}")
    return "\n\n".join(parts)


def _private(name: str, parameters: Iterable[str], tree: Expression, framework: Framework) -> str:
    return f"def {name}({', '.join(['x', *parameters])}):\n{body(tree, framework, parameters)}"


def _slope_of(name: str) -> str:
    return f"The derivative of {name} in x."
