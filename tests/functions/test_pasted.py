"""Formulas as people paste them: each is read and means what it means where it comes from, or it is refused with the
whole corrected line, which is read and means what was meant. The oracle is NumPy, written by hand."""

import math
import re
import time
import warnings
from collections.abc import Callable
from contextlib import suppress
from statistics import NormalDist

import numpy as np
import pytest

from actlab.errors import ActlabWarning, InvalidInput
from actlab.functions.catalogue import ALIASES, CATALOGUE
from actlab.functions.find import find
from actlab.functions.record import Activation
from tests.functions.test_formula import BOMBS, CODE, HOMOGLYPHS, MALFORMED

Oracle = Callable[[np.ndarray], np.ndarray]
X = np.array([-7.3, -3.0, -1.2, -0.4, 0.0, 0.3, 1.0, 2.5, 8.0])
PI = np.pi

erf = np.vectorize(math.erf)
phi = np.vectorize(NormalDist().cdf)


def sigmoid(x: np.ndarray) -> np.ndarray:
    return 1 / (1 + np.exp(-x))


def softplus(x: np.ndarray) -> np.ndarray:
    return np.log1p(np.exp(x))


def relu(x: np.ndarray) -> np.ndarray:
    return np.maximum(x, 0)


def leaky(slope: float) -> Oracle:
    return lambda x: np.where(x > 0, x, slope * x)


def elu(alpha: float) -> Oracle:
    return lambda x: np.where(x > 0, x, alpha * (np.exp(x) - 1))


def silu(x: np.ndarray) -> np.ndarray:
    return x * sigmoid(x)


def mish(x: np.ndarray) -> np.ndarray:
    return x * np.tanh(softplus(x))


def gelu(x: np.ndarray) -> np.ndarray:
    return x * phi(x)


def gelu_tanh(x: np.ndarray) -> np.ndarray:
    return 0.5 * x * (1 + np.tanh(np.sqrt(2 / PI) * (x + 0.044715 * x**3)))


def between(low: float, high: float) -> Oracle:
    return lambda x: np.minimum(np.maximum(x, low), high)


def hard_swish(x: np.ndarray) -> np.ndarray:
    return x * np.minimum(np.maximum(x + 3, 0), 6) / 6


def selu(x: np.ndarray) -> np.ndarray:
    return 1.0507009873554805 * np.where(x > 0, x, 1.6732632423543772 * np.expm1(x))


def sqnl(x: np.ndarray) -> np.ndarray:
    return np.where(x > 2, 1, np.where(x >= 0, x - x**2 / 4, np.where(x >= -2, x + x**2 / 4, -1)))


def smooth_step(x: np.ndarray) -> np.ndarray:
    t = np.clip(x, 0, 1)
    return 3 * t**2 - 2 * t**3


TENSORFLOW: dict[str, Oracle] = {
    "tf.nn.relu(x)": relu,
    "tf.maximum(0.0, x)": relu,
    "tf.where(x<0,x,0)": lambda x: np.where(x < 0, x, 0),
    "tf.where(x > 0, x, tf.zeros_like(x))": relu,
    "tf.where(tf.greater(x, 0), x, 0.1 * x)": leaky(0.1),
    "tf.where(tf.logical_and(x > 0, x < 1), x, 0)": lambda x: np.where((x > 0) & (x < 1), x, 0),
    "tf.cast(x > 0, tf.float32) * x": relu,
    "tf.nn.leaky_relu(x)": leaky(0.2),
    "tf.nn.leaky_relu(x, alpha=0.1)": leaky(0.1),
    "tf.nn.leaky_relu": leaky(0.2),
    "tf.nn.elu(x)": elu(1),
    "tf.nn.selu(x)": selu,
    "tf.nn.gelu(x)": gelu,
    "tf.nn.gelu(x, approximate=True)": gelu_tanh,
    "tf.nn.gelu(x, True)": gelu_tanh,
    "tf.nn.silu(x)": silu,
    "tf.nn.swish(x, beta=1.5)": lambda x: x * sigmoid(1.5 * x),
    "x * tf.nn.relu6(x + 3) / 6": hard_swish,
    "tf.clip_by_value(x, 0, 6)": between(0, 6),
    "tf.clip_by_value(x, clip_value_min=-1, clip_value_max=2)": between(-1, 2),
    "x * tf.math.tanh(tf.math.softplus(x))": mish,
    "tf.math.log(1 + tf.exp(x))": softplus,
    "tf.multiply(x, tf.sigmoid(x))": silu,
    "tf.math.divide(x, tf.add(1.0, tf.abs(x)))": lambda x: x / (1 + np.abs(x)),
    "x * tf.math.erf(tf.nn.softplus(x))": lambda x: x * erf(softplus(x)),
    "0.5 * x * (1.0 + tf.math.erf(x / tf.cast(1.4142135623730951, x.dtype)))": gelu,
    "tf.exp(-tf.square(x))": lambda x: np.exp(-(x**2)),
    "tf.sign(x) * tf.math.log1p(tf.abs(x))": lambda x: np.sign(x) * np.log1p(np.abs(x)),
    "tf.math.floormod(x, 2.0)": lambda x: np.mod(x, 2),
    "tf.math.truncatemod(x, 2.0)": lambda x: np.fmod(x, 2),
    "tf.math.rsqrt(1 + x**2, name='r') * x": lambda x: x / np.sqrt(1 + x**2),
    "tf.keras.layers.LeakyReLU(alpha=0.25)": leaky(0.25),
    "tf.keras.layers.LeakyReLU()": leaky(0.3),
    "tf.keras.layers.Activation('swish')": silu,
    "lambda x: x * tf.sigmoid(x)": silu,
    "lambda inputs: inputs * tf.math.tanh(tf.math.softplus(inputs))": mish,
}
PYTORCH: dict[str, Oracle] = {
    "torch.nn.LeakyReLU(0.1)": leaky(0.1),
    "nn.LeakyReLU(negative_slope=0.2, inplace=True)": leaky(0.2),
    "nn.LeakyReLU(negative_slope=0.2)(x)": leaky(0.2),
    "F.leaky_relu(x)": leaky(0.01),
    "F.leaky_relu(x, 0.2)": leaky(0.2),
    "F.elu(x, alpha=0.5)": elu(0.5),
    "nn.ELU(alpha=0.5, inplace=True)": elu(0.5),
    "torch.nn.functional.celu(x, alpha=2.0)": lambda x: np.where(x > 0, x, 2 * (np.exp(x / 2) - 1)),
    "torch.selu(x)": selu,
    "nn.GELU()": gelu,
    "nn.GELU(approximate='tanh')": gelu_tanh,
    "F.gelu(x, approximate='none')": gelu,
    "F.relu6(x)": between(0, 6),
    "nn.Hardtanh(min_val=-2, max_val=2)": between(-2, 2),
    "F.hardtanh(x, -1, 1)": between(-1, 1),
    "F.hardsigmoid(x)": lambda x: np.clip(x + 3, 0, 6) / 6,
    "F.hardswish(x)": hard_swish,
    "F.logsigmoid(x)": lambda x: -np.log1p(np.exp(-x)),
    "F.softshrink(x, 0.3)": lambda x: np.sign(x) * np.maximum(np.abs(x) - 0.3, 0),
    "F.hardshrink(x, lambd=0.35)": lambda x: np.where(np.abs(x) > 0.35, x, 0),
    "F.tanhshrink(x)": lambda x: x - np.tanh(x),
    "F.threshold(x, 0.5, 20)": lambda x: np.where(x > 0.5, x, 20),
    "F.softplus(x, beta=2)": lambda x: np.log1p(np.exp(2 * x)) / 2,
    "nn.PReLU(init=0.1)": leaky(0.1),
    "nn.PReLU(16)": leaky(0.25),  # which is how many slopes it has, and no slope
    "nn.PReLU(16, 0.1)(x)": leaky(0.1),
    "torch.nn.PReLU(num_parameters=3, init=0.1)": leaky(0.1),
    "F.prelu(x, torch.tensor(0.4))": leaky(0.4),
    "x * torch.tanh(F.softplus(x))": mish,
    "return x * torch.tanh(F.softplus(x))": mish,
    "def forward(self, x): return x * torch.sigmoid(x)": silu,
    "def swish(x, beta=1.5):\n    return x * torch.sigmoid(beta * x)": lambda x: x * sigmoid(1.5 * x),
    "x * x.sigmoid()": silu,
    "x.clamp(min=0)": relu,
    "x.clamp(-1, 2)": between(-1, 2),
    "torch.clamp(x, max=1)": lambda x: np.minimum(x, 1),
    "torch.clamp(x, min=-0.5, max=0.5)": between(-0.5, 0.5),
    "torch.clamp_min(x, 0)": relu,
    "(x > 0).float() * x": relu,
    "x * (x > 0).to(x.dtype)": relu,
    "torch.exp(-x.pow(2))": lambda x: np.exp(-(x**2)),
    "x.sub(1).mul(2).add(3)": lambda x: (x - 1) * 2 + 3,
    "torch.max(x, torch.zeros_like(x))": relu,
    "torch.where((x > -1) & (x < 1), x, torch.sign(x))": between(-1, 1),
    "torch.where(~(x > 0), 0.1 * x, x)": leaky(0.1),
    "torch.where((x < -1) | (x > 1), torch.sign(x), x)": between(-1, 1),
    "0.5 * x * (1 + torch.erf(x / math.sqrt(2)))": gelu,
    "0.5 * x * (1.0 + torch.tanh(math.sqrt(2.0 / math.pi) * (x + 0.044715 * torch.pow(x, 3))))": gelu_tanh,
    "x + torch.sin(x) ** 2": lambda x: x + np.sin(x) ** 2,
    "x / torch.sqrt(1 + x.pow(2))": lambda x: x / np.sqrt(1 + x**2),
    "torch.fmod(x, 1)": lambda x: np.fmod(x, 1),
    "torch.remainder(x, 1)": lambda x: np.mod(x, 1),
    "torch.frac(x)": lambda x: x - np.trunc(x),
    "torch.heaviside(x, torch.tensor(0.5))": lambda x: np.heaviside(x, 0.5),
    "F.relu(x).square()": lambda x: relu(x) ** 2,
    "torch.special.expit(x)": sigmoid,
    "torch.logaddexp(x, torch.zeros_like(x))": softplus,
}
NUMPY: dict[str, Oracle] = {
    "np.maximum(0, x)": relu,
    "np.maximum(0.1 * x, x)": leaky(0.1),
    "np.where(x > 0, x, 1.5 * (np.exp(x) - 1))": elu(1.5),
    "np.where(x >= 0, x, 0.2*x)": leaky(0.2),
    "1/(1+np.exp(-x))": sigmoid,
    "1.0 / (1.0 + np.exp(-1.702 * x)) * x": lambda x: x * sigmoid(1.702 * x),
    "(np.exp(x) - np.exp(-x)) / (np.exp(x) + np.exp(-x))": np.tanh,
    "x / (1 + np.abs(x))": lambda x: x / (1 + np.abs(x)),
    "np.clip(x, 0, None)": relu,
    "np.clip(x, a_min=-1, a_max=1)": between(-1, 1),
    "np.clip(0.2 * x + 0.5, 0, 1)": lambda x: np.clip(0.2 * x + 0.5, 0, 1),
    "(x > 0) * x + (x <= 0) * 0.01 * x": leaky(0.01),
    "x * (x > 0) + 0.5 * (np.exp(x) - 1) * (x <= 0)": elu(0.5),
    "np.heaviside(x, 0.5)": lambda x: np.heaviside(x, 0.5),
    "np.sinc(x)": np.sinc,
    "np.sign(x) * np.sqrt(np.abs(x))": lambda x: np.sign(x) * np.sqrt(np.abs(x)),
    "np.power(np.maximum(x, 0), 2)": lambda x: relu(x) ** 2,
    "np.cbrt(x)": np.cbrt,
    "np.log2(1 + np.exp2(x))": lambda x: np.log2(1 + 2**x),
    "np.log10(1 + x**2)": lambda x: np.log10(1 + x**2),
    "np.arctan(x) * 2 / np.pi": lambda x: np.arctan(x) * 2 / PI,
    "2 / np.pi * np.arctan(np.sinh(x))": lambda x: 2 / PI * np.arctan(np.sinh(x)),
    "np.tanh": np.tanh,
    "np.floor(x) + 0.5": lambda x: np.floor(x) + 0.5,
    "np.round(x * 2) / 2": lambda x: np.round(x * 2) / 2,
    "np.rint(x)": np.rint,
    "np.abs((x + 1) % 2 - 1)": lambda x: np.abs((x + 1) % 2 - 1),
    "x // 2": lambda x: x // 2,
    "np.trunc(x)": np.trunc,
    "np.select([x < -1, x < 1], [-1, x], default=1)": between(-1, 1),
    "np.piecewise(x, [x < 0, x >= 0], [lambda x: 0.1 * x, lambda x: x])": leaky(0.1),
    "np.where(np.abs(x) <= 1, np.exp(1 - 1 / (1 - np.square(0.9 * x))), 0)": lambda x: np.where(
        np.abs(x) <= 1, np.exp(1 - 1 / np.where(np.abs(x) <= 1, 1 - (0.9 * x) ** 2, 1)), 0
    ),
    "x * scipy.stats.norm.cdf(x)": gelu,
    "x * special.ndtr(x)": gelu,
    "x * norm.cdf(x)": gelu,
    "sp.special.expit(x)": sigmoid,
    "scipy.special.expit(2 * x) * x": lambda x: x * sigmoid(2 * x),
    "x if x > 0 else 0.3 * x": leaky(0.3),
    "math.exp(x) - 1 if x < 0 else x": elu(1),
    "6 if x > 6 else (x if x > 0 else 0)": between(0, 6),
    "np.where((x >= -2) & (x <= 2), x - np.sign(x) * x**2 / 4, np.sign(x))": sqnl,
    "x - np.log(1 + np.exp(x)) + np.log(2)": lambda x: x - softplus(x) + np.log(2),
    "y = (np.sqrt(x**2 + 1) - 1)/2 + x": lambda x: (np.sqrt(x**2 + 1) - 1) / 2 + x,
    "(x + np.sqrt(x**2 + 4)) / 2  # squareplus": lambda x: (x + np.sqrt(x**2 + 4)) / 2,
    "math.remainder(x, 2)": lambda x: np.array([math.remainder(v, 2) for v in x]),
}
KERAS: dict[str, Oracle] = {
    "K.relu(x, max_value=6)": between(0, 6),
    "K.relu(x, alpha=0.1)": leaky(0.1),
    "K.relu(x, 0.1, 4)": lambda x: np.where(x >= 4, 4, np.where(x >= 0, x, 0.1 * x)),
    "x * K.sigmoid(x)": silu,
    "K.sigmoid(1.702 * x) * x": lambda x: x * sigmoid(1.702 * x),
    "x * K.tanh(K.softplus(x))": mish,
    "K.hard_sigmoid(x)": lambda x: np.clip(0.2 * x + 0.5, 0, 1),
    "K.clip(x, -1, 1)": between(-1, 1),
    "K.switch(x > 0, x, 0.1 * x)": leaky(0.1),
    "K.maximum(K.minimum(x, 1.0), -1.0)": between(-1, 1),
    "keras.layers.ReLU(max_value=4)": between(0, 4),
    "keras.layers.ReLU(max_value=6)": between(0, 6),
    "keras.layers.ELU(alpha=1.0)": elu(1),
    "keras.layers.LeakyReLU(negative_slope=0.15)": leaky(0.15),
    "keras.activations.relu(x, negative_slope=0.1, max_value=4, threshold=1)": lambda x: np.where(
        x >= 4, 4, np.where(x >= 1, x, 0.1 * (x - 1))
    ),
    "keras.activations.leaky_relu": leaky(0.2),
    "keras.activations.gelu(x)": gelu,
    "keras.activations.soft_shrink(x, threshold=0.3)": lambda x: np.sign(x) * np.maximum(np.abs(x) - 0.3, 0),
    "keras.ops.gelu(x)": gelu_tanh,
    "ops.leaky_relu(x, negative_slope=0.3)": leaky(0.3),
    "ops.where(ops.abs(x) < 1, x, ops.sign(x))": between(-1, 1),
}
JAX: dict[str, Oracle] = {
    "jax.nn.gelu(x)": gelu_tanh,
    "jax.nn.gelu(x, approximate=False)": gelu,
    "jax.nn.leaky_relu(x, negative_slope=0.2)": leaky(0.2),
    "jax.nn.elu(x, 0.5)": elu(0.5),
    "jax.nn.silu(x)": silu,
    "x * jax.nn.sigmoid(x)": silu,
    "jnp.where(x > 0, x, jnp.expm1(x))": elu(1),
    "jnp.maximum(x, 0)": relu,
    "jnp.clip(x, min=0)": relu,
    "jnp.square(jax.nn.relu(x))": lambda x: relu(x) ** 2,
    "jax.lax.clamp(0., x, 1.)": between(0, 1),
    "lax.max(x, 0.)": relu,
    "lax.select(x > 0, x, 0.1 * x)": leaky(0.1),
    "jax.lax.rem(x, 2.0)": lambda x: np.fmod(x, 2),
    "jax.nn.squareplus(x, b=1)": lambda x: (x + np.sqrt(x**2 + 1)) / 2,
    "x * jax.scipy.stats.norm.cdf(x)": gelu,
    "nn.swish(x)": silu,
}
MATLAB: dict[str, Oracle] = {
    "x.*tanh(x);": lambda x: x * np.tanh(x),
    "(x>0).*x": relu,
    "max(0,x)": relu,
    "max(0, min(1, 0.2.*x + 0.5))": lambda x: np.clip(0.2 * x + 0.5, 0, 1),
    "1./(1+exp(-x))": sigmoid,
    "x./(1+exp(-x));": silu,
    "y = x.^2.*(x>0) - 0.5.*x.*(x<=0);": lambda x: np.where(x > 0, x**2, -0.5 * x),
    "f = @(x) 2./(1+exp(-2*x)) - 1;": np.tanh,
    "@(t) t.*(t>0) + 0.01.*t.*(t<=0)": leaky(0.01),
    "x.*(x>-1 && x<1) + sign(x).*(x<=-1 || x>=1)": between(-1, 1),
    "x .* normcdf(x)": gelu,
    "rem(x, 2)": lambda x: np.fmod(x, 2),
    "fix(x)": np.trunc,
}
PAPERS: dict[str, Oracle] = {
    "f(x) = x·tanh(ln(1 + e^x))": mish,
    "x · σ(x)": silu,
    "σ(z) = 1/(1 + e^(−z))": sigmoid,
    "max(0, 1 − |x|)": lambda x: np.maximum(0, 1 - np.abs(x)),
    "max(0, x)² − ½·x": lambda x: relu(x) ** 2 - 0.5 * x,
    "x/(1 + |x|)": lambda x: x / (1 + np.abs(x)),
    r"\frac{1}{1+e^{-x}}": sigmoid,
    r"\max(0, x)": relu,
    r"\max\{0, \min\{1, x\}\}": between(0, 1),
    r"f(x) = \frac{x}{\sqrt{1 + x^2}}": lambda x: x / np.sqrt(1 + x**2),
    r"$x \cdot \tanh(\ln(1 + e^{x}))$": mish,
    r"\mathrm{ReLU}(x)": relu,
    r"f(x) = x \cdot \Phi(x)": gelu,
    r"\ln\left(1 + e^{x}\right)": softplus,
    r"f(x) = \begin{cases} x & \text{if } x > 0 \\ 0.1 \cdot x & \text{otherwise} \end{cases}": leaky(0.1),
    r"\begin{cases} -1 & x < -1 \\ x & -1 \leq x \leq 1 \\ 1 & x > 1 \end{cases}": between(-1, 1),
    r"\operatorname{sgn}(x) \cdot \sqrt{|x|}": lambda x: np.sign(x) * np.sqrt(np.abs(x)),
    "x ↦ x·e^(−x²)": lambda x: x * np.exp(-(x**2)),
    "ReLU(x)": relu,
    "Swish": silu,
    "Swish(x)": silu,
    "LeakyReLU(0.1)": leaky(0.1),
    "ELU(alpha=0.5)": elu(0.5),
    "GELU(x)": gelu,
    "ReLU6(x + 3)/6": lambda x: np.clip(x + 3, 0, 6) / 6,
    "x*ReLU6(x+3)/6": hard_swish,
    "TanhExp": lambda x: x * np.tanh(np.exp(x)),
    "x * erf(ln(1 + e^x))": lambda x: x * erf(softplus(x)),
    "where(0 < x < 1, 3*x^2 - 2*x^3, x >= 1)": smooth_step,
    "x if x > 0 else exp(x) - 1": elu(1),
    "where(x == 0, 1, sin(x)/x)": lambda x: np.sinc(x / PI),
    "where(not x > 0, 0, x)": relu,
    "where(x < -1 or x > 1, sign(x), x)": between(-1, 1),
    "x != 0": lambda x: 1.0 * (x != 0),
    "logit(sigmoid(x))": lambda x: x,
    "-relu(-x)": lambda x: np.minimum(x, 0),
}
# What is refused, the line that is printed, its meaning, and what the error says
REFUSED: dict[str, tuple[str, Oracle, str]] = {
    "2x": ("2*x", lambda x: 2 * x, "a product needs its sign"),
    "2 x + 1": ("2*x + 1", lambda x: 2 * x + 1, "column 3: a product needs its sign"),
    "3x² − 2x³": ("3*x^2 - 2*x^3", lambda x: 3 * x**2 - 2 * x**3, "a product needs its sign"),
    "x tanh(x)": ("x*tanh(x)", lambda x: x * np.tanh(x), "a product needs its sign"),
    "x(1 - x)": ("x*(1 - x)", lambda x: x * (1 - x), "a product needs its sign"),
    "sigmoid(x)(1 - sigmoid(x))": (
        "sigmoid(x)*(1 - sigmoid(x))",
        lambda x: sigmoid(x) * (1 - sigmoid(x)),
        "a product needs its sign",
    ),
    "2 sigmoid(2x) - 1": ("2*sigmoid(2*x) - 1", np.tanh, "a product needs its sign"),
    r"x \tanh(x)": ("x*tanh(x)", lambda x: x * np.tanh(x), "a product needs its sign"),
    r"x \cdot \sigma(\beta x)": ("x * sigmoid(beta*x); beta=1.0", silu, "a product needs its sign"),
    r"\text{GELU}(x) = \frac{1}{2}x\left[1+\text{erf}(x/\sqrt{2})\right]": (
        "(1/2)*x*(1+erf(x/sqrt(2)))",
        gelu,
        "a product needs its sign",
    ),
    r"x_{i} \Phi(x_{i})": ("x*normal_cdf(x)", gelu, "a product needs its sign"),
    "[x - 1]_+": ("max(0, x - 1)", lambda x: relu(x - 1), "the positive part is max(0, x)"),
    "tfa.activations.mish(x)": ("mish(x)", mish, "nobody knows this name"),
    r"\frac{2}{\pi} \arctan x": ("(2/pi)*arctan(x)", lambda x: 2 / PI * np.arctan(x), "brackets"),
    r"\begin{cases} x & x > 0 \\ \alpha (e^x - 1) & x \leq 0 \end{cases}": (
        "where(x > 0, x, alpha*(e^x - 1)); alpha=1.0",
        elu(1),
        "a product needs its sign",
    ),
    "φ(x) = x·σ(βx)": ("x·σ(β*x); β=1.0", silu, "a product needs its sign"),
    "f(x; α) = max(αx, x)": ("max(α*x, x); α=1.0", lambda x: x, "a product needs its sign"),
    "sin^2(x)": ("sin(x)^2", lambda x: np.sin(x) ** 2, "a function's power stands after its argument"),
    "x + sin^2 x": ("x + sin(x)^2", lambda x: x + np.sin(x) ** 2, "a function's power stands after its argument"),
    "ReLU²(x)": ("ReLU(x)^2", lambda x: relu(x) ** 2, "a function's power stands after its argument"),
    "sinx": ("sin(x)", np.sin, "a function has its argument in brackets"),
    "x tanh x": ("x*tanh(x)", lambda x: x * np.tanh(x), "a function has its argument in brackets"),
    "exp^(-x^2)": ("e^(-x^2)", lambda x: np.exp(-(x**2)), "a power of e is written e^x or exp(x)"),
    "0,5*x": ("0.5*x", lambda x: 0.5 * x, "use a decimal point: 0.5 instead of 0,5"),
    "0,5*(x + |x|)": ("0.5*(x + |x|)", relu, "use a decimal point: 0.5 instead of 0,5"),
    "leaky_relu(alpha=0,2)": ("leaky_relu(alpha=0.2)", leaky(0.2), "use a decimal point: 0.2 instead of 0,2"),
    "x*sigmoid(b*x); b=1,5": (
        "x*sigmoid(b*x); b=1.5",
        lambda x: x * sigmoid(1.5 * x),
        "use a decimal point: 1.5 instead of 1,5",
    ),
    "np.clip(0,2 * x + 0,5, 0, 1)": (
        "np.clip(0.2 * x + 0.5, 0, 1)",
        lambda x: np.clip(0.2 * x + 0.5, 0, 1),
        "use a decimal point: 0.2 instead of 0,2",
    ),
    "np.maximum(0,1 * x, x)": ("np.maximum(0.1 * x, x)", leaky(0.1), "use a decimal point: 0.1 instead of 0,1"),
    "F.prelu(x, torch.tensor(0,4))": (
        "F.prelu(x, torch.tensor(0.4))",
        leaky(0.4),
        "use a decimal point: 0.4 instead of 0,4",
    ),
    "lambda x, a=0,5: a*x": ("lambda x, a=0.5: a*x", lambda x: 0.5 * x, "use a decimal point: 0.5 instead of 0,5"),
    "nn.ELU(alpha=0,5, inplace=True)": (
        "nn.ELU(alpha=0.5, inplace=True)",
        elu(0.5),
        "use a decimal point: 0.5 instead of 0,5",
    ),
    "x*sin(x": ("x*sin(x)", lambda x: x * np.sin(x), "column 6: this bracket is not closed"),
    "x*sin(x))": ("x*sin(x)", lambda x: x * np.sin(x), "column 9: this bracket closes nothing"),
    "tf.nn.relu(x": ("tf.nn.relu(x)", relu, "column 11: this bracket is not closed"),
    "2*[x + |x|]": ("2*(x + |x|)", lambda x: 2 * (x + np.abs(x)), "brackets are round"),
    "np.max(0, x)": ("np.maximum(0, x)", relu, "for two numbers it is maximum"),
    "np.max(x, 0) + 0.1*np.min(x, 0)": (
        "np.maximum(x, 0) + 0.1*np.minimum(x, 0)",
        leaky(0.1),
        "for two numbers it is maximum",
    ),
    "torch.max(x, 0)": ("torch.maximum(x, 0)", relu, "for two numbers it is maximum"),
    "X*tanh(X)": ("x*tanh(x)", lambda x: x * np.tanh(x), "the input is x"),
    "z / (1 + |z|)": ("x / (1 + |x|)", lambda x: x / (1 + np.abs(x)), "the input is x"),
    "inputs * K.sigmoid(inputs)": ("x * K.sigmoid(x)", silu, "the input is x"),
    "tnh(x)": ("tanh(x)", np.tanh, "did you mean tanh"),
    "x*sigm(x)": ("x*sigmoid(x)", silu, "did you mean sigmoid"),
    "softsing(x)": ("softsign(x)", lambda x: x / (1 + np.abs(x)), "did you mean softsign"),
    "x * sigmoid": ("x * sigmoid(x)", silu, "sigmoid needs its argument"),
    "x*alpha": ("x*alpha; alpha=1.0", lambda x: x, "alpha has no value"),
    "lambda x, a: a*x": ("a*x; a=1.0", lambda x: x, "a has no value"),
    "self.tanh(x)*x": ("tanh(x)*x", lambda x: x * np.tanh(x), "nobody knows this name"),
    "a|x|": ("a*|x|; a=1.0", np.abs, "a product needs its sign"),
    "where(x > 0 & x < 1, x, 0)": (
        "where(x > 0 and x < 1, x, 0)",
        lambda x: np.where((x > 0) & (x < 1), x, 0),
        "conditions are joined by and, or, not",
    ),
    "where(!(x > 0), 0, x)": ("where(not (x > 0), 0, x)", relu, "conditions are joined by and, or, not"),
    "where(x = 0, 1, sin(x)/x)": (
        "where(x == 0, 1, sin(x)/x)",
        lambda x: np.sinc(x / PI),
        "a comparison is written <, <=, >, >=, == or !=",
    ),
    "where(x => 0, x, 0)": ("where(x >= 0, x, 0)", relu, "a comparison is written"),
    "where(x,1,2)": ("where(x != 0,1,2)", lambda x: np.where(x, 1, 2), "a condition is a comparison"),
    "where((x > 0) * x, 1, x)": (
        "where((x > 0) * x != 0, 1, x)",
        lambda x: np.where((x > 0) * x, 1, x),
        "a condition is a comparison",
    ),
    "np.where(relu(x), x, np.where(x, 0.1*x, 0))": (
        "np.where(relu(x) != 0, x, np.where(x != 0, 0.1*x, 0))",
        leaky(0.1),
        "a condition is a comparison",
    ),
    "x if relu(x) else 0": ("x if relu(x) != 0 else 0", relu, "a condition is a comparison"),
    "x > 0 ? x : 0.1*x": ("where(x > 0, x, 0.1*x)", leaky(0.1), "a choice is written where(condition, a, b)"),
    "{x if x > 0, 0.1x otherwise}": ("where(x > 0, x, 0.1*x)", leaky(0.1), "a choice is written where"),
    "if x > 0: x else: 0.1*x": ("where(x > 0, x, 0.1*x)", leaky(0.1), "a choice is written where"),
    '"x*tanh(x)"': ("x*tanh(x)", lambda x: x * np.tanh(x), "a formula has no quotes"),
    "heaviside(x)": ("heaviside(x, 0.5)", lambda x: np.heaviside(x, 0.5), "heaviside takes 2"),
    "h-swish": ("h_swish", hard_swish, "a name is one word"),
    "Leaky ReLU": ("Leaky_ReLU", leaky(0.01), "a name is one word"),
    "tf.keras.layers.PReLU()": ("prelu; alpha=0 per unit", relu, "Keras starts the slope of PReLU at 0"),
}
READ = {**TENSORFLOW, **PYTORCH, **NUMPY, **KERAS, **JAX, **MATLAB, **PAPERS}


@pytest.fixture(autouse=True)
def _no_look_at_digits(monkeypatch: pytest.MonkeyPatch) -> None:
    """Read only: whether single precision keeps the digits is not asked here, for it takes most of the time."""
    monkeypatch.setattr("actlab.functions.find._warn_of_lost_digits", lambda found: None)


def quiet(spec: str) -> Activation:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ActlabWarning)
        return find(spec)


def assert_means(spec: str, meant: Oracle) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ActlabWarning)
        found = find(spec)
        again = find(str(found))
    assert (again, str(again)) == (found, str(found))  # what is shown can be typed
    with np.errstate(all="ignore"):
        np.testing.assert_allclose(found.on_host(X), np.broadcast_to(meant(X), X.shape), rtol=1e-9, atol=1e-12)


@pytest.mark.parametrize("spec", ["nn.PReLU(16)", "nn.PReLU(16, 0.1)(x)", "PReLU(num_parameters=16)"])
def test_that_a_layer_has_many_slopes_is_said(spec: str) -> None:
    with pytest.warns(ActlabWarning, match="one slope for all"):
        find(spec)


def test_there_are_many() -> None:
    assert len(READ) + len(REFUSED) >= 250


@pytest.mark.parametrize("spec", READ)
def test_it_is_read_and_means_the_same(spec: str) -> None:
    assert_means(spec, READ[spec])


@pytest.mark.parametrize("spec", REFUSED)
def test_it_is_refused_with_the_whole_line_which_is_read(spec: str) -> None:
    line, meant, reason = REFUSED[spec]
    with pytest.raises(InvalidInput) as refusal:
        find(spec)
    said, _newline, written = str(refusal.value).rpartition("\nWrite: ")
    assert written == line
    assert reason in said
    assert_means(written, meant)


@pytest.mark.parametrize("spec", ["F.relu6(x)", "ReLU6", "nn.Hardtanh()", "tf.nn.relu6", "K.relu(x, max_value=6)"])
def test_a_name_of_another_framework_has_the_catalogue_s_slopes(spec: str) -> None:
    """At its kinks as well: relu6 has slope 0 at 6, as in every framework."""
    assert find(spec).derivative(np.array([6.0, 1.0]))[0] == 0.0
    assert any(find(spec) == record for record in CATALOGUE.values())


@pytest.mark.parametrize("alias", sorted(ALIASES))
def test_every_alias_is_read_bare_applied_and_called(alias: str) -> None:
    """As ``F.elu``, ``F.elu(x)`` and ``nn.ELU()``: the same function with that framework's parameters."""
    meant = ALIASES[alias]
    for spec in (alias, f"{alias}(x)", f"{alias}()"):
        if spec == "heaviside(x)":  # its value at 0 is not the same everywhere
            continue
        np.testing.assert_allclose(quiet(spec).on_host(X), meant.on_host(X), rtol=1e-12)


@pytest.mark.parametrize(
    ("spec", "note"),
    [
        ("nn.Softplus(beta=2, threshold=20)", "straight line beyond a threshold"),
        ("F.softplus(x, 2, 20)", "straight line beyond a threshold"),
        ("nn.gelu(x)", "Flax"),
        ("LeakyReLU()", "Keras has 0.3"),
        ("max(0,5*x, x)", "0,5 is read as two numbers"),
        ("sinc(x)*x", "sin(pi*x)/(pi*x)"),
        ("keras.activations.hard_sigmoid(x)", "Keras 3"),
    ],
)
def test_what_could_be_meant_otherwise_is_noted(spec: str, note: str) -> None:
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        find(spec, name="a_name_that_nothing_else_here_has")
        find.__globals__["_from_words"].cache_clear()
        find(spec)
    assert any(note in str(warning.message) for warning in caught)


@pytest.mark.parametrize(
    ("spec", "reason"),
    [
        ("nn.Softmax(dim=1)", "Softmax takes several numbers together"),
        ("x - x.mean()", "mean takes several numbers together"),
        ("F.softmax(x, dim=-1)", "softmax takes several numbers together"),
        ("x.astype(int)", "cuts the digits off; write floor"),
        ("tf.cast(x, tf.int32)", "cuts the digits off; write floor"),
        ("np.piecewise(x, [x < 0], [0, 1, 2])", "not known"),
        ("def f(x):\n    y = 2 * x\n    return y", "not a whole program; write file.py:function"),
        ("import numpy as np", "not a whole program"),
        ("torch.foo(x)", "foo is not known"),
        ("scipy.stats.logistic.cdf(x)", "nobody knows this name"),
        ("stats.cauchy.pdf(x)", "nobody knows this name"),
        ("relu(x, 0,1)", "relu is written relu(x) here"),
        ("x and x", "where needs a comparison"),
        ("x is 1", "where needs a comparison"),
        ("tanh.tanh(x).foo()", "not known"),
        ("F.elu(x, 0.5, 1, 2)", "elu is written elu(x, alpha=1) here"),
        ("torch.nn.GELU(approximate='magic')", "gelu is written gelu(x) here"),
        ("max(0,5*x", "this bracket is not closed"),
    ],
)
def test_what_has_no_such_line_says_why(spec: str, reason: str) -> None:
    with pytest.raises(InvalidInput) as refusal:
        find(spec)
    assert reason in str(refusal.value)


def test_an_unknown_function_is_told_the_nearest_or_all() -> None:
    with pytest.raises(InvalidInput) as refusal:
        find("qqq(x) + 1")
    for name in ("relu", "sigmoid", "sin", "sqrt", "tanh", "where"):
        assert f" {name}" in str(refusal.value)


def test_zero_times_an_overflow_is_zero() -> None:
    """(x <= 0)*(exp(x) - 1) chooses; as a product of floats it would be NaN."""
    found = find("(x > 0)*x + (x <= 0)*(np.exp(x) - 1)")
    assert found(np.array([1000.0])).tolist() == [1000.0]
    assert found.derivative(np.array([1000.0, -1000.0])).tolist() == [1.0, 0.0]


@pytest.mark.parametrize(
    "text", ["2x" * 250, "sin^2" * 99, "if " * 160, "x if " * 90, "\\frac{" * 80, "lambda x, a=1" * 30]
)
def test_a_corrected_line_is_looked_for_but_not_for_long(text: str) -> None:
    begin = time.perf_counter()
    with pytest.raises(InvalidInput):
        find(text)
    assert time.perf_counter() - begin < 2


@pytest.mark.parametrize("text", [*CODE, *MALFORMED, *HOMOGLYPHS, *BOMBS])
def test_whatever_is_typed_is_read_or_refused(text: str) -> None:
    """Nothing else is raised, nor does it take long."""
    begin = time.perf_counter()
    with suppress(InvalidInput):
        quiet(text)
    assert time.perf_counter() - begin < 2


def damaged(spec: str) -> list[str]:
    """Return a formula with one or more of the usual mistakes."""
    found = [spec.replace("*", ""), spec.replace("*", " "), re.sub(r"(\d)\.(\d)", r"\1,\2", spec)]
    found += [re.sub(r"(\d)\s*\*\s*(?=[\w(])", r"\1 ", spec), re.sub(r"(?<![A-Za-z_])x(?![A-Za-z0-9_])", "X", spec)]
    if spec.endswith(")"):
        found += [spec[:-1], spec + ")"]
    return [text for text in found if text != spec]


def test_a_corrected_line_of_a_damaged_formula_means_what_the_formula_meant() -> None:
    """No part is lost, and none is added: a wrong line would be worse than none."""
    lines = 0
    for spec, meant in READ.items():
        for text in damaged(spec) if "**" not in spec else []:
            try:
                quiet(text)
            except InvalidInput as error:
                line = str(error).partition("\nWrite: ")[2]
                if line:
                    lines += 1
                    assert_means(line, meant)
    assert lines > 80
