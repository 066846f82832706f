"""The self-gated family."""

from actlab.functions.catalogue.references import ELFWING, HENDRYCKS
from actlab.functions.record import Activation
from actlab.functions.records import TINY, Kink, Parameter, Reference
from actlab.words import _

RECORDS = (
    Activation(
        "silu",
        "x * sigmoid(beta * x)",
        ELFWING,
        parameters=(Parameter("beta", 1.0),),
        family="self-gated",
        aliases=(
            "swish",
            "torch.nn.SiLU",
            "jax.nn.silu",
            "jax.nn.swish",
            "keras.activations.silu",
            "keras.activations.swish",
            "timm.silu",
            "timm.swish",
            "transformers.silu",
            "transformers.swish",
            "quick_gelu(beta=1.702)",
            "timm.quick_gelu(beta=1.702)",
            "transformers.quick_gelu(beta=1.702)",
            "aptx(beta=2)",
        ),
        note=_("learnt ('silu; beta=1 per layer'), it is Swish: Ramachandran, Zoph, Le (2017), arXiv:1710.05941"),
    ),
    Activation(
        "repsu",
        "where(x >= lambd, 2 * alpha * x + (1 - 2 * alpha) * (x - lambd) * sigmoid((x - mu) / sigma), 0)",
        Reference(
            "Atto, A. M., Galichet, S., Pastor, D., Méger, N.",
            2021,
            "Parametric rectified power sigmoid units: learning nonlinear neural transfer analytical forms",
            "arXiv:2101.09948",
        ),
        parameters=(
            Parameter("alpha", 1.0, low=0.0, high=1.0, learn="layer"),
            Parameter("lambd", 0.0, learn="layer"),
            Parameter("mu", 0.0, learn="layer"),
            Parameter("sigma", 1.0, low=TINY, learn="layer"),
        ),
        declared_kinks=(Kink("lambd", "0"),),
        family="self-gated",
        computed_as="where(x >= lambd, x * (2 * alpha + (1 - 2 * alpha) * sigmoid((x - mu) / sigma)) "
        "- (1 - 2 * alpha) * lambd * sigmoid((x - mu) / sigma), 0)",
        note=_(
            "all are learnt, one each for a layer; where they start is our choice; the paper's power beta is 1 here"
        ),
    ),
    Activation(
        "eswish",
        "beta * (x * sigmoid(x))",
        Reference(
            "Alcaide, E.", 2018, "E-swish: adjusting activations to different network depths", "arXiv:1801.07145"
        ),
        parameters=(Parameter("beta", 1.5, low=1.0, high=2.0),),
        family="self-gated",
    ),
    Activation(
        "gelu",
        "x * normal_cdf(x)",
        HENDRYCKS,
        family="self-gated",
        aliases=(
            "torch.nn.GELU",
            "keras.activations.gelu",
            "timm.gelu",
            "transformers.gelu",
            "transformers.gelu_python",
        ),
        note=_("jax.nn.gelu is this form only with approximate=False; else it is gelu_tanh"),
    ),
    Activation(
        "gelu_tanh",
        "0.5 * x * (1 + tanh(sqrt(2 / pi) * (x + 0.044715 * x ** 3)))",
        HENDRYCKS,
        family="self-gated",
        aliases=(
            "jax.nn.gelu",
            "timm.gelu_tanh",
            "transformers.gelu_new",
            "transformers.gelu_fast",
            "transformers.gelu_accurate",
            "transformers.gelu_pytorch_tanh",
        ),
        note=_("the default of jax.nn.gelu; in PyTorch and Keras it is approximate='tanh' or approximate=True"),
    ),
    Activation(
        "clipped_gelu",
        "clip(x * normal_cdf(x), -limit, limit)",
        Reference(
            "Wu, H., Judd, P., Zhang, X., Isaev, M., Micikevicius, P.",
            2020,
            "Integer quantization for deep learning inference: principles and empirical evaluation",
            "arXiv:2004.09602",
        ),
        parameters=(Parameter("limit", 10.0, low=10.0),),
        declared_kinks=(Kink("limit", "1"),),
        family="self-gated",
        aliases=("transformers.gelu_10",),
    ),
    Activation(
        "mish",
        "x * tanh(log(1 + exp(x)))",
        Reference("Misra, D.", 2019, "Mish: a self regularized non-monotonic activation function", "arXiv:1908.08681"),
        family="self-gated",
        aliases=("torch.nn.Mish", "jax.nn.mish", "keras.activations.mish", "timm.mish", "transformers.mish"),
    ),
    Activation(
        "phish",
        "x * tanh(x * normal_cdf(x))",
        Reference(
            "Naveen, P.",
            2022,
            "Phish: a novel hyper-optimizable activation function",
            "doi:10.36227/techrxiv.17283824",
        ),
        family="self-gated",
    ),
    Activation(
        "serf",
        "x * erf(log(1 + exp(x)))",
        Reference(
            "Nag, S., Bhattacharyya, M.",
            2021,
            "SERF: towards better training of deep neural networks using log-softplus error activation function",
            "arXiv:2108.09598",
        ),
        family="self-gated",
    ),
    Activation(
        "logish",
        "x * log(1 + sigmoid(x))",
        Reference(
            "Zhu, H., Zeng, H., Liu, J., Zhang, X.",
            2021,
            "Logish: a new nonlinear nonmonotonic activation function for convolutional neural network",
            "doi:10.1016/j.neucom.2021.06.067",
        ),
        family="self-gated",
    ),
    Activation(
        "smish",
        "x * tanh(log(1 + sigmoid(x)))",
        Reference(
            "Wang, X., Ren, H., Wang, A.",
            2022,
            "Smish: a novel activation function for deep learning methods",
            "doi:10.3390/electronics11040540",
        ),
        family="self-gated",
    ),
    Activation(
        "tanhexp",
        "x * tanh(exp(x))",
        Reference(
            "Liu, X., Di, X.",
            2020,
            "TanhExp: a smooth activation function with high convergence speed for lightweight neural networks",
            "arXiv:2003.09855",
        ),
        family="self-gated",
        aliases=("telu",),
        computed_as="x * tanh(exp(min(x, 5)))",  # tanh(exp(5)) is 1, and no framework meets 0 * inf
    ),
    Activation(
        "lisht",
        "x * tanh(x)",
        Reference(
            "Roy, S. K., Manna, S., Dubey, S. R., Chaudhuri, B. B.",
            2019,
            "LiSHT: non-parametric linearly scaled hyperbolic tangent activation function for neural networks",
            "arXiv:1901.05894",
        ),
        family="self-gated",
    ),
    Activation(
        "flatten_t_swish",
        "where(x > 0, x * sigmoid(x), 0) + t",
        Reference(
            "Chieng, H. H., Wahid, N., Ong, P., Perla, S. R. K.",
            2018,
            "Flatten-T Swish: a thresholded ReLU-Swish-like activation function for deep learning",
            "arXiv:1812.06247",
        ),
        parameters=(Parameter("t", -0.2),),
        declared_kinks=(Kink("0", "0"),),
        family="self-gated",
    ),
    Activation(
        "sinlu",
        "(x + a * sin(b * x)) * sigmoid(x)",
        Reference(
            "Paul, A., Bandyopadhyay, R., Yoon, J. H., Geem, Z. W., Sarkar, R.",
            2022,
            "SinLU: sinu-sigmoidal linear unit",
            "doi:10.3390/math10030337",
        ),
        parameters=(Parameter("a", 1.0, learn="layer"), Parameter("b", 1.0, learn="layer")),
        family="self-gated",
    ),
    Activation(
        "colu",
        "x / (1 - x * exp(-(x + exp(x))))",
        Reference("Vagerwal, A.", 2021, "Deeper learning with CoLU activation", "arXiv:2112.12078"),
        family="self-gated",
        computed_as="where(x > 0, x / (1 - x * exp(-(x + exp(min(x, 5))))), "
        "x * exp(x + exp(x)) / (exp(x + exp(x)) - x))",  # exp(-(5 + exp(5))) is nothing beside 1
    ),
    Activation(
        "srs",
        "x / (x / alpha + exp(-x / beta))",
        Reference(
            "Zhou, Y., Li, D., Huo, S., Kung, S.-Y.", 2020, "Soft-root-sign activation function", "arXiv:2003.00547"
        ),
        parameters=(
            Parameter("alpha", 2.0, low=TINY, learn="layer"),
            Parameter("beta", 3.0, low=TINY, learn="layer"),
        ),
        family="self-gated",
        # no exponential overflows; right of 1 the distance from alpha keeps digits that a quotient near 1 loses
        computed_as="where(x > 1, alpha - alpha * exp(-x / beta) / (x / alpha + exp(-x / beta)), where(x < 0, "
        "x * exp(x / beta) / (1 + x / alpha * exp(x / beta)), x / (x / alpha + exp(-x / beta))))",
    ),
)
