"""The sigmoidal family."""

from actlab.functions.catalogue.references import CARLILE, EFFICIENT_BACKPROP, ELFWING
from actlab.functions.record import Activation
from actlab.functions.records import TINY, Kink, Parameter, Reference
from actlab.words import _

RECORDS = (
    Activation(
        "sigmoid",
        "1 / (1 + exp(-x))",
        Reference(
            "Rumelhart, D. E., Hinton, G. E., Williams, R. J.",
            1986,
            "Learning representations by back-propagating errors",
            "doi:10.1038/323533a0",
        ),
        family="sigmoidal",
        aliases=(
            "logistic",
            "torch.nn.Sigmoid",
            "jax.nn.sigmoid",
            "keras.activations.sigmoid",
            "timm.sigmoid",
            "transformers.sigmoid",
        ),
    ),
    Activation(
        "tanh",
        "tanh(x)",
        EFFICIENT_BACKPROP,
        family="sigmoidal",
        aliases=("torch.nn.Tanh", "jax.nn.tanh", "keras.activations.tanh", "timm.tanh", "transformers.tanh"),
    ),
    Activation(
        "smht",
        "(exp(a * x) - exp(-b * x)) / (exp(c * x) + exp(-d * x))",
        Reference(
            "Soboleva, E. V., Beskorovainyi, V. V.",
            2008,
            "The utility function in problems of structural optimization of distributed objects (in Russian)",
            "Fourth scientific conference of the Ivan Kozhedub Kharkiv University of Air Forces",
        ),
        parameters=(
            Parameter("a", 1.0, low=TINY, also=0.5),
            Parameter("b", 1.0, low=TINY),
            Parameter("c", 1.0, low=TINY),
            Parameter("d", 1.0, low=TINY),
        ),
        family="sigmoidal",
        computed_as="where(x > 0, -exp((a - c) * x) * expm1(-(a + b) * x) / (1 + exp(-(c + d) * x)), "
        "exp((d - b) * x) * expm1((a + b) * x) / (1 + exp((c + d) * x)))",
        note=_("Soboleva's modified hyperbolic tangent, bounded where a <= c and b <= d; at 1 it is tanh"),
    ),
    Activation(
        "lecun_tanh",
        "1.7159 * tanh(2 / 3 * x)",
        EFFICIENT_BACKPROP,
        family="sigmoidal",
    ),
    Activation(
        "dynamic_tanh",
        "tanh(alpha * x)",
        Reference(
            "Zhu, J., Chen, X., He, K., LeCun, Y., Liu, Z.",
            2025,
            "Transformers without normalization",
            "arXiv:2503.10622",
        ),
        parameters=(Parameter("alpha", 0.5, learn="layer"),),
        family="sigmoidal",
    ),
    Activation(
        "penalized_tanh",
        "where(x > 0, tanh(x), alpha * tanh(x))",
        Reference("Xu, B., Huang, R., Li, M.", 2016, "Revise saturated activation functions", "arXiv:1602.05980"),
        parameters=(Parameter("alpha", 0.25, low=0.0, high=1.0),),
        declared_kinks=(Kink("0", "alpha"),),
        family="sigmoidal",
    ),
    Activation(
        "stan",
        "tanh(x) + beta * x * tanh(x)",
        Reference(
            "Gnanasambandam, R., Shen, B., Chung, J., Yue, X., Kong, Z.",
            2023,
            "Self-scalable tanh (Stan): multi-scale solutions for physics-informed neural networks",
            "doi:10.1109/TPAMI.2023.3307688",
        ),
        parameters=(Parameter("beta", 1.0, learn="unit"),),
        family="sigmoidal",
    ),
    Activation(
        "softsign",
        "x / (1 + abs(x))",
        Reference(
            "Bergstra, J., Desjardins, G., Lamblin, P., Bengio, Y.",
            2009,
            "Quadratic polynomials learn better image features",
            "Technical report 1337, Université de Montréal",
        ),
        family="sigmoidal",
        aliases=("torch.nn.Softsign", "jax.nn.soft_sign", "keras.activations.softsign"),
    ),
    Activation(
        "inverse_tangent",
        "arctan(x)",
        Reference(
            "Pervan Akman, N., Tümer Sivri, T., Berkol, A.",
            2025,
            "The impact of irrationals on the range of arctan activation function for deep learning models",
            "doi:10.19072/ijet.1394093",
        ),
        family="sigmoidal",
        aliases=("arctan", "atan"),
    ),
    Activation(
        "isru",
        "x / sqrt(1 + alpha * x ** 2)",
        CARLILE,
        parameters=(Parameter("alpha", 1.0, low=0.0),),
        family="sigmoidal",
        computed_as="inverse_root(x, sqrt(alpha))",
    ),
    Activation(
        "error_function",
        "erf(x)",
        Reference(
            "Williams, C. K. I.",
            1997,
            "Computing with infinite networks",
            "Advances in Neural Information Processing Systems 9",
        ),
        family="sigmoidal",
        aliases=("erf",),
    ),
    Activation(
        "laplace",
        "(1 + erf((x - mu) / (sigma * sqrt(2)))) / 2",
        Reference(
            "Ma, X., Zhou, C., Kong, X., et al.",
            2022,
            "Mega: moving average equipped gated attention",
            "arXiv:2209.10655",
        ),
        parameters=(Parameter("mu", 0.707107), Parameter("sigma", 0.282095, low=TINY)),
        family="sigmoidal",
        aliases=("transformers.laplace",),
        bound=16,  # rounding x - mu counts where f is small, though x is smaller still
    ),
    Activation(
        "soft_clipping",
        "log((1 + exp(alpha * x)) / (1 + exp(alpha * (x - 1)))) / alpha",
        Reference(
            "Klimek, M. D., Perelstein, M.",
            2018,
            "Neural network-based approach to phase space integration",
            "arXiv:1810.11509",
        ),
        parameters=(Parameter("alpha", 1.0, low=TINY, high=80.0),),
        family="sigmoidal",
        computed_as="log1p(expm1(alpha) * sigmoid(alpha * (x - 1))) / alpha",
    ),
    Activation(
        "dsilu",
        "sigmoid(x) * (1 + x * (1 - sigmoid(x)))",
        ELFWING,
        family="sigmoidal",
    ),
)
