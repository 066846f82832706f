"""The softplus-like family."""

from actlab.functions.catalogue.references import CARLILE, KUNC, PYTORCH
from actlab.functions.record import Activation
from actlab.functions.records import TINY, Kink, Parameter, Reference

RECORDS = (
    Activation(
        "softplus",
        "log(1 + exp(beta * x)) / beta",
        Reference(
            "Dugas, C., Bengio, Y., Bélisle, F., Nadeau, C., Garcia, R.",
            2000,
            "Incorporating second-order functional knowledge for better option pricing",
            "Advances in Neural Information Processing Systems 13",
        ),
        parameters=(Parameter("beta", 1.0, low=TINY),),
        family="softplus-like",
        aliases=("torch.nn.Softplus", "jax.nn.softplus", "keras.activations.softplus"),
    ),
    Activation(
        "shifted_softplus",
        "log(1 + exp(x)) - log(2)",
        Reference(
            "Schütt, K. T., Kindermans, P.-J., Sauceda, H. E., et al.",
            2017,
            "SchNet: a continuous-filter convolutional neural network for modeling quantum interactions",
            "arXiv:1706.08566",
        ),
        family="softplus-like",
        computed_as="where(x > 0, x + log1p(expm1(-x) / 2), log1p(expm1(x) / 2))",
    ),
    Activation(
        "squareplus",
        "(x + sqrt(x ** 2 + b)) / 2",
        Reference("Barron, J. T.", 2021, "Squareplus: a softplus-like algebraic rectifier", "arXiv:2112.11687"),
        parameters=(Parameter("b", 4.0, low=TINY),),
        family="softplus-like",
        aliases=("jax.nn.squareplus", "keras.activations.squareplus"),
        computed_as="where(x > 0, x / 2 + hypot(x, sqrt(b)) / 2, b / 2 / (hypot(x, sqrt(b)) - x))",
    ),
    Activation(
        "bent_identity",
        "(sqrt(x ** 2 + 1) - 1) / 2 + x",
        KUNC,
        family="softplus-like",
        computed_as="x * (1 + x / (hypot(x, 1) + 1) / 2)",
    ),
    Activation(
        "log_sigmoid",
        "-log(1 + exp(-x))",
        PYTORCH,
        family="softplus-like",
        aliases=("torch.nn.LogSigmoid", "jax.nn.log_sigmoid", "keras.activations.log_sigmoid"),
    ),
    Activation(
        "nlrelu",
        "log(1 + beta * max(x, 0))",
        Reference(
            "Liu, Y., Zhang, J., Gao, C., Qu, J., Ji, L.",
            2019,
            "Natural-logarithm-rectified activation function in convolutional neural networks",
            "arXiv:1908.03682",
        ),
        parameters=(Parameter("beta", 1.0, low=0.0),),
        declared_kinks=(Kink("0", "0"),),
        family="softplus-like",
    ),
    Activation(
        "isrlu",
        "where(x < 0, x / sqrt(1 + alpha * x ** 2), x)",
        CARLILE,
        parameters=(Parameter("alpha", 1.0, low=0.0),),
        family="softplus-like",
        computed_as="where(x < 0, inverse_root(x, sqrt(alpha)), x)",
    ),
)
