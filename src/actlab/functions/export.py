"""An activation as code for other frameworks, or as LaTeX; what the catalogue's records are there is kept."""

from __future__ import annotations

from actlab.errors import InvalidInput, unknown
from actlab.functions.exports.frameworks import FRAMEWORKS
from actlab.functions.latex_words import in_words
from actlab.functions.packed import packed
from actlab.functions.record import Activation
from actlab.words import _

LATEX = "latex"


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
    if to not in (*FRAMEWORKS, LATEX):
        raise unknown(_("framework"), to, (*FRAMEWORKS, LATEX))
    if activation.source:
        raise InvalidInput(_("{name} is a function in Python: there is no formula to export.").format(name=activation))
    kept = packed(activation.alone(), to)
    code = kept if isinstance(kept, str) else written(activation, to)
    return in_words(code) if to == LATEX else code


def written(activation: Activation, to: str) -> str:
    """Write the code of an activation, whatever is kept of it."""
    from actlab.functions.exporting import latex, source  # SymPy, which nobody waits for where the code is kept

    return latex(activation) if to == LATEX else source(activation, FRAMEWORKS[to])
