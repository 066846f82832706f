"""The oscillating or localised family."""

from actlab.functions.record import Activation
from actlab.functions.records import TINY, Parameter, Reference
from actlab.words import _

RECORDS = (
    Activation(
        "sine",
        "sin(omega * x)",
        Reference(
            "Sitzmann, V., Martel, J. N. P., Bergman, A. W., Lindell, D. B., Wetzstein, G.",
            2020,
            "Implicit neural representations with periodic activation functions",
            "arXiv:2006.09661",
        ),
        parameters=(Parameter("omega", 1.0),),
        family="oscillating or localised",
        note=_("the paper takes omega = 30 with an initialisation of its own"),
    ),
    Activation(
        "snake",
        "x + sin(alpha * x) ** 2 / alpha",
        Reference(
            "Ziyin, L., Hartwig, T., Ueda, M.",
            2020,
            "Neural networks fail to learn periodic functions and how to fix it",
            "arXiv:2006.08195",
        ),
        parameters=(Parameter("alpha", 1.0, low=TINY, learn="layer"),),
        family="oscillating or localised",
    ),
    Activation(
        "growing_cosine",
        "x * cos(x)",
        Reference(
            "Noel, M. M., Arunkumar, L., Trivedi, A., Dutta, P.",
            2021,
            "Growing cosine unit: a novel oscillatory activation function that can speedup training and reduce "
            "parameters in convolutional neural networks",
            "arXiv:2108.12943",
        ),
        family="oscillating or localised",
        aliases=("gcu",),
    ),
    Activation(
        "gaussian",
        "exp(-x ** 2)",
        Reference(
            "Hartman, E. J., Keeler, J. D., Kowalski, J. M.",
            1990,
            "Layered neural networks with Gaussian hidden units as universal approximations",
            "Neural Computation 2(2), pages 210-215",
        ),
        family="oscillating or localised",
    ),
)
