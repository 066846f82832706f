"""What functions are called elsewhere: TensorFlow, PyTorch, NumPy, SciPy, Keras, JAX, MATLAB, Python's math.

Activations say themselves what they are called elsewhere (``Activation.aliases``); here stand the rest: where names
live, other names of the language's functions, functions that are short for a formula, other names of parameters.
"""

from collections.abc import Sequence

TORCH, TENSORFLOW, JAX, LAX, NUMPY, MATH = "torch", "tensorflow", "jax", "lax", "numpy", "math"
KERAS, LAYERS, BACKEND, OPS = "keras", "keras.layers", "keras.backend", "keras.ops"
KERAS_HOMES = (KERAS, LAYERS, BACKEND, OPS)
FLAX = "flax"  # what nn. stands for before a small letter; PyTorch's nn has capitals

# The longest that fits comes first; whatever follows it, such as functional, math or special, changes nothing.
_HOMES = {
    "keras.layers": LAYERS,
    "tf.keras.layers": LAYERS,
    "tensorflow.keras.layers": LAYERS,
    "layers": LAYERS,
    "keras.backend": BACKEND,
    "tf.keras.backend": BACKEND,
    "tensorflow.keras.backend": BACKEND,
    "K": BACKEND,
    "tf.keras": KERAS,
    "tensorflow.keras": KERAS,
    "keras": KERAS,
    "activations": KERAS,
    "keras.ops": OPS,
    "ops": OPS,
    "jax.lax": LAX,
    "lax": LAX,
    "flax": FLAX,
    "linen": FLAX,
    "jax": JAX,
    "jnp": JAX,
    "torch": TORCH,
    "F": TORCH,
    "functional": TORCH,
    "nn": TORCH,
    "tf": TENSORFLOW,
    "tensorflow": TENSORFLOW,
    "np": NUMPY,
    "numpy": NUMPY,
    "math": MATH,
    "scipy": NUMPY,
    "special": NUMPY,
    "sp.special": NUMPY,  # sp alone may be SymPy, whose sinc is another
    "sp.stats": NUMPY,
    "sc": NUMPY,
    "stats": NUMPY,
    "norm": NUMPY,
    "cp": NUMPY,
    "cupy": NUMPY,
    "timm": "timm",
    "transformers": "transformers",
}
# In which framework's names an activation is looked up
FAMILY = {LAYERS: KERAS, OPS: KERAS, BACKEND: KERAS, TENSORFLOW: KERAS, LAX: JAX, FLAX: JAX}

OTHER_NAMES = {
    "maximum": "max", "fmax": "max", "minimum": "min", "fmin": "min",
    "absolute": "abs", "fabs": "abs", "ln": "log", "sgn": "sign", "sqr": "square", "inv": "reciprocal",
    "asin": "arcsin", "acos": "arccos", "atan": "arctan", "arctg": "arctan", "tg": "tan", "sh": "sinh", "ch": "cosh",
    "th": "tanh", "arcsinh": "asinh", "arsinh": "asinh", "arccosh": "acosh", "arcosh": "acosh", "arctanh": "atanh",
    "artanh": "atanh", "expit": "sigmoid", "ndtr": "normal_cdf", "normcdf": "normal_cdf", "cdf": "normal_cdf",
    "rint": "round", "floormod": "mod", "floor_mod": "mod", "remainder": "mod", "ceiling": "ceil",
}  # fmt: skip

# Short for a formula in a, b
WRITTEN = {
    "pow": "a ** b", "power": "a ** b", "float_power": "a ** b", "integer_pow": "a ** b",
    "add": "a + b", "plus": "a + b", "sub": "a - b", "subtract": "a - b", "minus": "a - b",
    "mul": "a * b", "multiply": "a * b", "times": "a * b",
    "div": "a / b", "divide": "a / b", "true_divide": "a / b", "truediv": "a / b", "rdivide": "a / b",
    "neg": "-a", "negative": "-a", "positive": "+a",
    "floor_divide": "floor(a / b)", "floordiv": "floor(a / b)",
    "fmod": "sign(a) * mod(abs(a), abs(b))", "rem": "sign(a) * mod(abs(a), abs(b))",
    "truncatemod": "sign(a) * mod(abs(a), abs(b))",
    "trunc": "sign(a) * floor(abs(a))", "fix": "sign(a) * floor(abs(a))",
    "frac": "a - sign(a) * floor(abs(a))",
    "logit": "log(a / (1 - a))", "log_ndtr": "log(normal_cdf(a))", "squared_difference": "(a - b) ** 2",
    "normpdf": "exp(-a ** 2 / 2) / sqrt(2 * pi)", "pdf": "exp(-a ** 2 / 2) / sqrt(2 * pi)",
    "cot": "1 / tan(a)", "sec": "1 / cos(a)", "csc": "1 / sin(a)", "coth": "1 / tanh(a)", "csch": "1 / sinh(a)",
}  # fmt: skip

COMPARED = {
    "greater": ">", "gt": ">", "greater_equal": ">=", "ge": ">=", "less": "<", "lt": "<", "less_equal": "<=",
    "le": "<=", "equal": "==", "eq": "==", "not_equal": "!=", "ne": "!=",
}  # fmt: skip
JOINED = {"logical_and": "and", "logical_or": "or"}
CHOICES = ("where", "switch", "select", "ifelse", "iif")
CLIPS = ("clip", "clamp", "clip_by_value")
OF_TWO = ("maximum", "minimum", "fmax", "fmin")  # max and min of the language take more
LOWER = ("min", "a_min", "x_min", "min_value", "clip_value_min", "min_val")
UPPER = ("max", "a_max", "x_max", "max_value", "clip_value_max", "max_val")
CASTS = ("cast", "astype", "to", "type", "type_as", "double", "float", "half", "bfloat16", "cast_to_floatx")
NUMBERS = (
    "tensor", "constant", "array", "asarray", "convert_to_tensor", "float", "float16", "float32", "float64", "scalar",
    "bfloat16", "double", "variable", "as_tensor",
)  # fmt: skip
LIKE = {"zeros_like": 0.0, "ones_like": 1.0}
CONSTANTS = {"pi": "pi", "e": "e"}
IGNORED = ("inplace", "name")  # arguments that change no value

# Other names of an activation's parameters
PARAMETERS = {
    "negative_slope": ("alpha",), "init": ("alpha",), "weight": ("alpha",), "slope": ("alpha",), "a": ("alpha",),
    "lambda_": ("lambd",), "threshold": ("lambd",), "theta": ("threshold",), "default_value": ("value",),
    "min_val": ("low",), "max_val": ("high",),
}  # fmt: skip

# What takes several numbers together, as ``folded`` writes it
TOGETHER = (
    "mean", "sum", "prod", "std", "var", "norm", "softmax", "logsoftmax", "softmin", "sparsemax", "logsumexp",
    "cumsum", "cumprod", "reducemax", "reducemin", "reducemean", "reducesum", "amax", "amin", "argmax", "argmin",
    "maxout", "crelu", "glu", "geglu", "swiglu", "l2normalize", "normalize", "layernorm", "batchnorm", "dropout",
    "standardize", "sort",
)  # fmt: skip


def home(dotted: Sequence[str]) -> str:
    """Return the framework of a dotted name without its last part; nothing where nobody has such a name.

    >>> home(["tf", "keras", "activations"]), home(["nn", "functional"]), home(["my", "own"])
    ('keras', 'torch', '')
    """
    for length in range(len(dotted), 0, -1):
        if found := _HOMES.get(".".join(dotted[:length])):
            return found
    return ""


def folded(name: str) -> str:
    """Return a name as everybody would write it: LeakyReLU, leaky_relu and leakyrelu are one.

    >>> folded("Hard_Swish")
    'hardswish'
    """
    return name.replace("_", "").lower()
