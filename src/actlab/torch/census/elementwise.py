"""Which functions of PyTorch act on every number of a tensor by itself, and which kernels hold an activation.

Names are those that PyTorch gives a call, without underscores around them: ``relu_`` and ``__radd__`` are ``relu`` and
``radd``. What stands in no table is no elementwise function; the kernels that it starts tell what is inside it.
"""

from __future__ import annotations


def names(words: str) -> frozenset[str]:
    """Return names that are written one after another.

    >>> sorted(names("relu gelu"))
    ['gelu', 'relu']
    """
    return frozenset(words.split())


SAME = names("to float double half bfloat16 type type_as contiguous clone positive")  # in exact arithmetic
ARITHMETIC = names(
    "add radd iadd sub rsub isub subtract mul rmul imul multiply div rdiv idiv divide true_divide truediv rtruediv "
    "itruediv neg negative pow rpow ipow float_power square sqrt rsqrt exp exp2 expm1 log log2 log10 log1p abs "
    "absolute reciprocal sign sgn cos cosh sinh tan gt lt ge le eq ne greater less greater_equal less_equal zeros_like "
    "ones_like full_like addcmul addcdiv lerp logical_not logical_and logical_or floor ceil round trunc isnan isinf "
    "isfinite nan_to_num frac remainder fmod"
)
BENDS = names(
    "relu relu6 leaky_relu elu celu selu gelu silu mish sigmoid tanh hardtanh hardswish hardsigmoid softplus softsign "
    "tanhshrink logsigmoid threshold softshrink hardshrink rrelu prelu logaddexp special_expit special_log_ndtr "
    "special_ndtr erf special_erf erfc asinh arcsinh atan arctan sin sinc clamp clamp_min clamp_max clip maximum "
    "minimum max min fmax fmin where masked_fill heaviside swish"
)  # what activations are made of: one of these by itself is one, what is only arithmetic may be a norm or a statistic
ELEMENTWISE = SAME | ARITHMETIC | BENDS

KERNELS = names(
    "relu gelu silu mish sigmoid tanh elu leaky_relu hardtanh hardswish hardsigmoid softplus threshold softshrink "
    "hardshrink log_sigmoid_forward rrelu_with_noise prelu _prelu_kernel glu erf"
)  # of ATen, each of which is an activation wherever it runs
NAMED = ("relu", "gelu", "silu", "elu", "mish", "swish", "sigmoid", "tanh", "softplus", "activation")  # of kernels
FUSED = names(
    "_transformer_encoder_layer_fwd lstm gru rnn_tanh rnn_relu mkldnn_rnn_layer _thnn_fused_lstm_cell "
    "_thnn_fused_gru_cell _cudnn_rnn miopen_rnn lstm_cell gru_cell rnn_tanh_cell rnn_relu_cell"
)  # kernels that do more than an activation, and hold one
CHANNELS = ("conv", "batch_norm", "instance_norm", "group_norm", "max_pool", "avg_pool")  # on the second axis
LEAVES = names("numpy array tolist")  # what takes numbers out of PyTorch
PAIRS = names("maximum minimum fmax fmin max min")  # which bend two values, as maxout does
LOSSES = ("loss", "cross_entropy", "kl_div")


def bends(kernel: str) -> bool:
    """Return whether a kernel holds an activation, by its name.

    >>> bends("gelu"), bends("linear_relu"), bends("relu_backward"), bends("mm")
    (True, True, False, False)
    """
    if kernel in KERNELS | FUSED:
        return True
    return any(word in kernel for word in NAMED) and not kernel.endswith(("backward", "_loss"))


def plain(name: str) -> str:
    """Return the name of a call or kernel without the underscores around it.

    >>> plain("__radd__"), plain("relu_"), plain("relu.default"), plain("_prelu_kernel")
    ('radd', 'relu', 'relu', '_prelu_kernel')
    """
    name = name.partition(".")[0]
    return name.strip("_") if name.startswith("__") else name.rstrip("_")


def in_place(name: str, inplace: bool) -> bool:
    """Return whether a call writes into its input: by its name, or because it was asked to.

    >>> in_place("relu_", False), in_place("__imul__", False), in_place("__mul__", False), in_place("relu", True)
    (True, True, False, True)
    """
    return inplace or (not name.startswith("__") and name.endswith("_")) or plain(name) in _IN_PLACE


_IN_PLACE = names("iadd isub imul idiv itruediv ipow setitem")
