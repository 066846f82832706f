"""The exponential family."""

from actlab.functions.catalogue.references import GOLDEN, KERAS
from actlab.functions.record import Activation
from actlab.functions.records import TINY, Kink, Parameter, Reference
from actlab.words import _

RECORDS = (
    Activation(
        "elu",
        "where(x > 0, x, alpha * (exp(x) - 1))",
        Reference(
            "Clevert, D.-A., Unterthiner, T., Hochreiter, S.",
            2015,
            "Fast and accurate deep network learning by exponential linear units (ELUs)",
            "arXiv:1511.07289",
        ),
        parameters=(Parameter("alpha", 1.0, low=0.0),),
        declared_kinks=(Kink("0", "alpha"),),
        family="exponential",
        aliases=("torch.nn.ELU", "jax.nn.elu", "keras.activations.elu", "timm.elu"),
    ),
    Activation(
        "celu",
        "where(x > 0, x, alpha * (exp(x / alpha) - 1))",
        Reference("Barron, J. T.", 2017, "Continuously differentiable exponential linear units", "arXiv:1704.07483"),
        parameters=(Parameter("alpha", 1.0, low=TINY, also=2.0),),
        family="exponential",
        aliases=(
            "torch.nn.CELU",
            "jax.nn.celu",
            "keras.activations.celu",
            "timm.celu",
        ),
        note=_("at alpha = 1, the default everywhere, it is elu"),
    ),
    Activation(
        "selu",
        "1.0507009873554805 * where(x > 0, x, 1.6732632423543772 * (exp(x) - 1))",
        Reference(
            "Klambauer, G., Unterthiner, T., Mayr, A., Hochreiter, S.",
            2017,
            "Self-normalizing neural networks",
            "arXiv:1706.02515",
        ),
        declared_kinks=(Kink("0", "1.0507009873554805 * 1.6732632423543772"),),
        family="exponential",
        aliases=("torch.nn.SELU", "jax.nn.selu", "keras.activations.selu", "timm.selu"),
    ),
    Activation(
        "pelu",
        "where(x >= 0, a / b * x, a * (exp(x / b) - 1))",
        Reference(
            "Trottier, L., Giguère, P., Chaib-draa, B.",
            2016,
            "Parametric exponential linear unit for deep convolutional neural networks",
            "arXiv:1605.09332",
        ),
        parameters=(
            Parameter("a", 1.0, low=TINY, learn="layer"),
            Parameter("b", 1.0, low=TINY, learn="layer", also=2.0),
        ),
        family="exponential",
        note=_("a and b are learnt, one each for a layer; at 1 it is elu"),
    ),
    Activation(
        "xielu",
        "where(x > 0, alpha_p * x ** 2 + beta * x, alpha_n * (exp(x) - 1 - x) + beta * x)",
        Reference(
            "Huang, A. H., Schlag, I.", 2024, "Deriving activation functions using integration", "arXiv:2411.13010"
        ),
        parameters=(
            Parameter("alpha_p", 0.8, learn="layer"),
            Parameter("alpha_n", 0.8, learn="layer"),
            Parameter("beta", 0.5),
        ),
        family="exponential",
        aliases=("transformers.xielu",),
    ),
    Activation(
        "elish",
        "where(x > 0, x, exp(x) - 1) / (1 + exp(-x))",
        GOLDEN,
        family="exponential",
    ),
    Activation(
        "hard_elish",
        "where(x > 0, x, exp(x) - 1) * clip((x + 1) / 2, 0, 1)",
        GOLDEN,
        declared_kinks=(Kink("-1", "0"), Kink("1", "3 / 2")),
        family="exponential",
    ),
    Activation(
        "exponential",
        "exp(x)",
        KERAS,
        family="exponential",
        aliases=("keras.activations.exponential",),
    ),
)
