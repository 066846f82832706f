"""Input columns that are zero in every training example, left out of the steps: exactly, but for the order of sums.

Of MNIST's 784 pixels 715 are ever set in its 55,000 training examples. The gradient in the weights of the others is
zero at every step, so that they stay as they were drawn; networks are read and stored with all their weights.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import TypeVar

import jax
import jax.numpy as jnp
import numpy as np
from jax import Array
from jaxtyping import Int32

from actlab.training.optimizers import MOVES_AT_REST
from actlab.training.recipe import Recipe

T = TypeVar("T")

Columns = Int32[np.ndarray, " columns"]


def kept(recipe: Recipe) -> Columns | None:
    """Return the input columns that steps need; None where they need all, or who leaves some out would change a step.

    That is so where the network reads inputs otherwise than by a product with weights, where zeros are moved before
    they get there, where derivatives in the inputs are wanted, and where the optimiser moves weights whose gradient is
    zero.
    """
    data = recipe.data
    moved = recipe.augment or data.centre or data.task.view
    if moved or not recipe.network.columns(data.form) or recipe.optimizer in MOVES_AT_REST:
        return None
    inputs = np.asarray(data.splits.train.inputs)
    ever = np.flatnonzero(inputs.reshape(len(inputs), -1).any(axis=0)).astype(np.int32)
    return ever if 0 < len(ever) < inputs[0].size else None


def narrowed(tree: T, names: Collection[str], columns: Array | Columns | None) -> T:
    """Return a tree of arrays of which those of some names have the rows of some columns only.

    >>> full = {"1/weight": jnp.eye(3), "1/bias": jnp.zeros(3)}
    >>> narrowed(full, ["1/weight"], np.array([0, 2], np.int32))["1/weight"].shape
    (2, 3)
    """
    if columns is None:
        return tree
    return _mapped(lambda full, _part: full[columns], names, tree, tree)


def widened(tree: T, full: T, names: Collection[str], columns: Array | Columns | None) -> T:
    """Return a tree such as ``narrowed`` returns with the rows in their places again, the others as in ``full``."""
    if columns is None:
        return tree
    return _mapped(lambda full, part: jnp.asarray(full).at[columns].set(part), names, full, tree)


def _mapped(change: Callable[[Array, Array], Array], names: Collection[str], full: T, part: T) -> T:
    """Change the arrays of some names in two trees of the same make; the others are those of ``part``."""

    def changed(path: tuple[object, ...], whole: Array, one: Array) -> Array:
        last = path[-1] if path else None
        named = isinstance(last, jax.tree_util.DictKey) and last.key in names
        return change(whole, one) if named else one

    found: T = jax.tree_util.tree_map_with_path(changed, full, part)
    return found
