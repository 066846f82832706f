"""The polynomial family."""

from actlab.functions.catalogue.references import MOBILENET, OSCILLATING, PYTORCH
from actlab.functions.record import Activation
from actlab.functions.records import TINY, Kink, Parameter, Reference
from actlab.words import _

RECORDS = (
    Activation(
        "relu_squared",
        "max(x, 0) ** 2",
        Reference(
            "So, D. R., Mańke, W., Liu, H., Dai, Z., Shazeer, N., Le, Q. V.",
            2021,
            "Primer: searching for efficient transformers for language modeling",
            "arXiv:2109.08668",
        ),
        family="polynomial",
        aliases=("relu2", "transformers.relu2"),
    ),
    Activation(
        "relu_cubed",
        "max(x, 0) ** 3",
        Reference(
            "E, W., Yu, B.",
            2017,
            "The deep Ritz method: a deep learning-based numerical algorithm for solving variational problems",
            "arXiv:1710.00211",
        ),
        family="polynomial",
    ),
    Activation(
        "star_relu",
        "s * max(x, 0) ** 2 + b",
        Reference("Yu, W., Si, C., Zhou, P., et al.", 2022, "MetaFormer baselines for vision", "arXiv:2210.13452"),
        parameters=(Parameter("s", 0.8944, learn="layer"), Parameter("b", -0.4472, learn="layer")),
        family="polynomial",
    ),
    Activation(
        "square",
        "x ** 2",
        Reference(
            "Livni, R., Shalev-Shwartz, S., Shamir, O.",
            2014,
            "On the computational efficiency of training neural networks",
            "arXiv:1410.1141",
        ),
        family="polynomial",
    ),
    Activation(
        "cube",
        "x ** 3",
        Reference(
            "Chen, D., Manning, C. D.",
            2014,
            "A fast and accurate dependency parser using neural networks",
            "doi:10.3115/v1/D14-1082",
        ),
        family="polynomial",
    ),
    Activation(
        "hard_swish",
        "x * (clip(x + 3, 0, 6) / 6)",
        MOBILENET,
        declared_kinks=(Kink("-3", "0"), Kink("3", "1")),
        family="polynomial",
        aliases=(
            "hard_silu",
            "h_swish",
            "torch.nn.Hardswish",
            "jax.nn.hard_swish",
            "jax.nn.hard_silu",
            "keras.activations.hard_swish",
            "keras.activations.hard_silu",
            "timm.hard_swish",
        ),
    ),
    Activation(
        "hard_mish",
        "x / 2 * clip(x + 2, 0, 2)",
        Reference("Wightman, R.", 2019, "PyTorch image models", "doi:10.5281/zenodo.4414861"),
        declared_kinks=(Kink("-2", "0"), Kink("0", "1")),
        family="polynomial",
        aliases=("timm.hard_mish",),
        note=_("after H-Mish by D. Misra"),
    ),
    Activation(
        "shifted_quadratic",
        "x ** 2 + x",
        OSCILLATING,
        family="polynomial",
        computed_as="x * (x + 1)",
    ),
    Activation(
        "nonmonotonic_cubic",
        "x - x ** 3",
        OSCILLATING,
        family="polynomial",
        computed_as="x * (1 - x) * (1 + x)",
    ),
    Activation(
        "smelu",
        "where(x <= -beta, 0, where(x >= beta, x, (x + beta) ** 2 / (4 * beta)))",
        Reference(
            "Shamir, G. I., Lin, D., Coviello, L.",
            2020,
            "Smooth activations and reproducibility in deep networks",
            "arXiv:2010.09931",
        ),
        parameters=(Parameter("beta", 1.0, low=TINY),),
        family="polynomial",
        aliases=("sparse_plus", "jax.nn.sparse_plus", "keras.activations.sparse_plus"),
    ),
    Activation(
        "smooth_step",
        "where(x <= -gamma / 2, 0, where(x >= gamma / 2, 1, (x / gamma + 1 / 2) ** 2 * (2 - 2 * x / gamma)))",
        Reference(
            "Hazimeh, H., Ponomareva, N., Mol, P., Tan, Z., Mazumder, R.",
            2020,
            "The tree ensemble layer: differentiability meets conditional computation",
            "arXiv:2002.07772",
        ),
        parameters=(Parameter("gamma", 1.0, low=TINY),),
        family="polynomial",
    ),
    Activation(
        "sq_rbf",
        "where(abs(x) <= 1, 1 - x ** 2 / 2, where(abs(x) < 2, (2 - abs(x)) ** 2 / 2, 0))",
        Reference(
            "Wuraola, A., Patel, N.",
            2018,
            "Computationally efficient radial basis function",
            "doi:10.1007/978-3-030-04179-3_9",
        ),
        family="polynomial",
    ),
    Activation(
        "sqnl",
        "where(abs(x) > 2, sign(x), x - x * abs(x) / 4)",
        Reference(
            "Wuraola, A., Patel, N.",
            2018,
            "SQNL: a new computationally efficient activation function",
            "doi:10.1109/IJCNN.2018.8489043",
        ),
        family="polynomial",
    ),
)

LAST = (
    Activation(
        "tanhshrink",
        "x - tanh(x)",
        PYTORCH,
        family="polynomial",
        aliases=("torch.nn.Tanhshrink", "keras.activations.tanh_shrink"),
        # x cosh x - sinh x has the coefficients 2k / (2k + 1)!, all positive
        computed_as="where(abs(x) < 1, x ** 3 * (1 / 3 + x ** 2 * (1 / 30 + x ** 2 * (1 / 840 + x ** 2 * (1 / 45360 "
        "+ x ** 2 * (1 / 3991680 + x ** 2 * (1 / 518918400 + x ** 2 * (1 / 93405312000 + x ** 2 / 22230464256000"
        "))))))) / cosh(x), x - tanh(x))",
    ),
)
