"""THE table of precisions: what the factors of a step's products with weights are rounded to.

Weights, sums, activations, the optimiser and every evaluation keep single precision. Whoever only wants to know what a
precision is called need not load JAX.
"""

SINGLE = "single"

PRECISIONS: dict[str, str | None] = {  # name -> a floating-point type by NumPy's name; None: nothing is rounded
    SINGLE: None,
    "mixed": "bfloat16",
}
