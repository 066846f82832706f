"""Formulas at random, from all that a formula may call."""

import numpy as np

from actlab import Activation, InvalidInput
from actlab.functions.expression import NAMES, PRIMITIVES

NUMBERS = ("0.5", "1", "2", "3", "0.044715", "1.702", "0.1", "10")
OPERATORS = ("+", "-", "*", "/")
COMPARISONS = (">", ">=", "<", "<=", "==", "!=")


def random_formula(rng: np.random.Generator, depth: int = 3) -> str:
    """Return a formula of x, at most ``depth`` calls deep."""
    if depth == 0 or rng.random() < 0.15:
        return "x" if rng.random() < 0.75 else str(rng.choice(NUMBERS))
    kind = rng.random()
    if kind < 0.4:
        left, right = random_formula(rng, depth - 1), random_formula(rng, depth - 1)
        return f"({left} {rng.choice(OPERATORS)} {right})"
    if kind < 0.48:
        return f"({random_formula(rng, depth - 1)})**{rng.choice(['2', '3', '0.5', '-1'])}"
    name = str(rng.choice(NAMES))
    arguments = [random_formula(rng, depth - 1) for _argument in range(PRIMITIVES[name].arity)]
    if name == "where":
        arguments[0] = f"{random_formula(rng, 1)} {rng.choice(COMPARISONS)} {rng.choice(NUMBERS)}"
    return f"{name}({', '.join(arguments)})"


def random_activations(count: int, seed: int = 0) -> list[Activation]:
    """Return activations that are no constant and have a value at half of [-3, 3] or more."""
    rng = np.random.default_rng(seed)
    found: list[Activation] = []
    while len(found) < count:
        formula = random_formula(rng)
        made = Activation(formula, formula, declared_kinks=None)  # without a look at its digits, which takes longer
        try:
            values = made.on_host(np.linspace(-3, 3, 101) + 0.007)
        except InvalidInput:
            continue
        if np.isfinite(values).mean() >= 0.5 and np.nanmax(values) > np.nanmin(values) and formula.count("(") > 1:
            found.append(made)
    return found
