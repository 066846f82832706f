"""Expression to source code for other frameworks, as a person would have written it, with a short check."""

from __future__ import annotations

from functools import lru_cache
from textwrap import fill

from actlab.errors import InvalidInput, unknown
from actlab.functions.closed_form import derivative_latex, formula_latex
from actlab.functions.exports.autodiff import RULES
from actlab.functions.exports.check import check
from actlab.functions.exports.double import doubles
from actlab.functions.exports.explicit import explicit
from actlab.functions.exports.frameworks import FRAMEWORKS, Framework
from actlab.functions.exports.functions import function, with_slopes
from actlab.functions.exports.judge import Judge
from actlab.functions.exports.naming import function_name, renamed
from actlab.functions.exports.natives import native
from actlab.functions.exports.plain import as_defined, plain, with_errors_held, without_newer
from actlab.functions.record import Activation
from actlab.functions.wrappers import keras_layer, torch_module
from actlab.words import _, joined

_LEARNERS = {"torch": torch_module, "keras": keras_layer}


def export(activation: Activation, to: str) -> str:
    """Return the source code of an activation for torch, keras, jax, numpy or latex.

    The code has the activation's values, its slope at every point, kinks included, and its second derivative. It is
    the framework's own function where that has them; else the formula, where automatic differentiation gives them;
    else the formula with its slopes written out. NumPy, which has no gradients, gets the derivative as a function.

    The words in LaTeX are a Text. Raises InvalidInput for another framework, or where there is no formula.

    >>> from actlab.functions.find import find
    >>> print(export(find("elu"), "torch").splitlines()[10])
        return F.elu(x, alpha)
    """
    if to not in (*FRAMEWORKS, "latex"):
        raise unknown(_("framework"), to, (*FRAMEWORKS, "latex"))
    if activation.source:
        raise InvalidInput(_("{name} is a function in Python: there is no formula to export.").format(name=activation))
    if to == "latex":
        slope = derivative_latex(activation.readable_expression)
        return joined(["f(x) = ", formula_latex(activation.expression), "\n\nf'(x) = ", slope, "\n"], "")
    return _source(renamed(activation), FRAMEWORKS[to])


def _source(activation: Activation, framework: Framework) -> str:
    name = function_name(activation)
    learner = _LEARNERS.get(framework.name) if activation.learnt else None
    parts = [_functions(activation, name, framework), *([learner(activation, name)] if learner else [])]
    functions = "\n\n".join(parts)
    before = doubles(functions) if framework.name == "keras" else ""
    code = before + functions + "\n\n" + check(activation, framework.name, name)
    used = [line for line in ("import math", *framework.imports) if f"{line.split()[-1]}." in code]
    return "\n".join(used) + ("\n\n" if before else "\n\n\n") + code


def _functions(activation: Activation, name: str, framework: Framework) -> str:
    text = _docstring(activation)
    own = native(activation, framework.name)
    if own:
        named = {key: value for key, value in activation.values.items() if key not in own.at}
        return function(name, named, text, own.call, framework)
    judge = _judge(activation)
    tree = plain(activation, judge, framework.name) if framework.name != "numpy" else None
    if tree is not None:
        older = without_newer(tree)
        if framework.name == "keras" and judge.differentiated(older, RULES["keras"]):
            tree = older
        return function(name, activation.values, text, tree, framework)
    trees = explicit(activation, judge)
    if framework.name == "keras":
        trees = trees.changed(lambda tree: without_newer(tree) if judge.same(without_newer(tree), tree) else tree)
        trees = trees.where_right(as_defined, judge).changed(lambda tree: with_errors_held(tree, judge.infinite))
    return with_slopes(name, activation.values, text, trees, framework)


@lru_cache(maxsize=8)
def _judge(activation: Activation) -> Judge:
    """Return what says whether code is right, which the frameworks share."""
    return Judge(activation)


def _docstring(activation: Activation) -> str:
    parts = [activation.formula, *([str(activation.reference)] if activation.reference else [])]
    text = "\n\n".join(wrapped for part in parts if (wrapped := fill(part, 110, subsequent_indent="    ")))
    return text.replace("\n\n", "\n\n    ") + ("\n    " if "\n" in text else "")
