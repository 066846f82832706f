"""How source code for another framework is made: as a person would have written it, with a short check."""

from __future__ import annotations

from functools import lru_cache
from textwrap import fill

from actlab.functions.closed_form import derivative_latex, formula_latex
from actlab.functions.exports.autodiff import RULES
from actlab.functions.exports.check import check
from actlab.functions.exports.double import doubles
from actlab.functions.exports.explicit import explicit
from actlab.functions.exports.frameworks import Framework
from actlab.functions.exports.functions import function, with_slopes
from actlab.functions.exports.judge import Judge
from actlab.functions.exports.naming import function_name, renamed
from actlab.functions.exports.natives import native
from actlab.functions.exports.plain import as_defined, plain, with_errors_held, without_newer
from actlab.functions.record import Activation
from actlab.functions.wrappers import keras_layer, torch_module

_LEARNERS = {"torch": torch_module, "keras": keras_layer}


def latex(activation: Activation) -> str:
    """Return formula and derivative as LaTeX, in words that are SymPy's own."""
    slope = derivative_latex(activation.readable_expression)
    return f"f(x) = {formula_latex(activation.expression)}\n\nf'(x) = {slope}\n"


def source(activation: Activation, framework: Framework) -> str:
    """Return the source code of an activation, and of its check."""
    activation = renamed(activation)
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
