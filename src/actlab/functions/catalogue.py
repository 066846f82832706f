"""The table of activations: one record each, and nothing else to edit.

Aliases say under which other names, and in which framework, the same function goes, with the parameters that
it has there: Keras' leaky_relu has slope 0.2. Kinks are formulas in the parameters. ``computed_as`` stands where
the readable formula loses digits.
"""

from actlab.functions.activation import Activation
from actlab.functions.records import Kink, Parameter, Reference
from actlab.words import _

_TINY = 1e-6  # the least value of a parameter that divides
_PYTORCH = Reference(
    "Paszke, A., Gross, S., Massa, F., et al.",
    2019,
    "PyTorch: an imperative style, high-performance deep learning library",
    "arXiv:1912.01703",
)
_KERAS = Reference("Chollet, F., et al.", 2015, "Keras", "https://keras.io")
_MOBILENET = Reference(
    "Howard, A., Sandler, M., Chu, G., et al.", 2019, "Searching for MobileNetV3", "arXiv:1905.02244"
)
_GOLDEN = Reference(
    "Basirat, M., Roth, P. M.", 2018, "The quest for the golden activation function", "arXiv:1808.00783"
)
_ELFWING = Reference(
    "Elfwing, S., Uchibe, E., Doya, K.",
    2017,
    "Sigmoid-weighted linear units for neural network function approximation in reinforcement learning",
    "arXiv:1702.03118",
)
_HENDRYCKS = Reference("Hendrycks, D., Gimpel, K.", 2016, "Gaussian error linear units (GELUs)", "arXiv:1606.08415")
_CARLILE = Reference(
    "Carlile, B., Delamarter, G., Kinney, P., Marti, A., Whitney, B.",
    2017,
    "Improving deep learning by inverse square root linear units (ISRLUs)",
    "arXiv:1710.09967",
)
_DONOHO = Reference(
    "Donoho, D. L., Johnstone, I. M.",
    1994,
    "Ideal spatial adaptation by wavelet shrinkage",
    "doi:10.1093/biomet/81.3.425",
)
_GOLDBERG = Reference(
    "Goldberg, Y.", 2015, "A primer on neural network models for natural language processing", "arXiv:1510.00726"
)
_KUNC = Reference(
    "Kunc, V., Kléma, J.",
    2024,
    "Three decades of activations: a comprehensive survey of 400 activation functions for neural networks",
    "arXiv:2402.09092",
)
_OSCILLATING = Reference(
    "Noel, M. M., Bharadwaj, S., Muthiah-Nakarajan, V., Dutta, P., Amali, G. B.",
    2021,
    "Biologically inspired oscillating activation functions can bridge the performance gap between biological and "
    "artificial neurons",
    "arXiv:2111.04020",
)
_EFFICIENT_BACKPROP = Reference(
    "LeCun, Y., Bottou, L., Orr, G. B., Müller, K.-R.", 1998, "Efficient BackProp", "doi:10.1007/3-540-49430-8_2"
)

_RECORDS = (
    Activation(
        "identity",
        "x",
        _KERAS,
        family="piecewise linear",
        aliases=(
            "linear",
            "torch.nn.Identity",
            "jax.nn.identity",
            "keras.activations.linear",
            "timm.identity",
            "transformers.linear",
        ),
    ),
    Activation(
        "relu",
        "max(x, 0)",
        Reference(
            "Nair, V., Hinton, G. E.",
            2010,
            "Rectified linear units improve restricted Boltzmann machines",
            "ICML 2010, pages 807-814",
        ),
        declared_kinks=(Kink("0", "0"),),
        family="piecewise linear",
        aliases=("torch.nn.ReLU", "jax.nn.relu", "keras.activations.relu", "timm.relu", "transformers.relu"),
        note=_("the derivative used at 0 is 0, as in PyTorch, JAX and Keras; some texts take 1"),
    ),
    Activation(
        "leaky_relu",
        "where(x > 0, x, alpha * x)",
        Reference(
            "Maas, A. L., Hannun, A. Y., Ng, A. Y.",
            2013,
            "Rectifier nonlinearities improve neural network acoustic models",
            "ICML 2013 Workshop on Deep Learning for Audio, Speech and Language Processing",
        ),
        parameters=(Parameter("alpha", 0.01, low=0.0, high=1.0),),
        declared_kinks=(Kink("0", "alpha"),),
        family="piecewise linear",
        aliases=(
            "torch.nn.LeakyReLU",
            "jax.nn.leaky_relu",
            "keras.activations.leaky_relu(alpha=0.2)",
            "timm.leaky_relu",
            "transformers.leaky_relu",
        ),
        note=_("Keras takes the slope 0.2, the others 0.01"),
    ),
    Activation(
        "prelu",
        "where(x > 0, x, alpha * x)",
        Reference(
            "He, K., Zhang, X., Ren, S., Sun, J.",
            2015,
            "Delving deep into rectifiers: surpassing human-level performance on ImageNet classification",
            "arXiv:1502.01852",
        ),
        parameters=(Parameter("alpha", 0.25, learn="layer"),),
        declared_kinks=(Kink("0", "alpha"),),
        family="piecewise linear",
        aliases=("torch.nn.PReLU", "timm.prelu", "transformers.prelu"),
        note=_("the slope is learnt, one for each layer"),
    ),
    Activation(
        "rrelu",
        "where(x > 0, x, (lower + upper) / 2 * x)",
        Reference(
            "Xu, B., Wang, N., Chen, T., Li, M.",
            2015,
            "Empirical evaluation of rectified activations in convolutional network",
            "arXiv:1505.00853",
        ),
        parameters=(Parameter("lower", 1 / 8, low=0.0, high=1.0), Parameter("upper", 1 / 3, low=0.0, high=1.0)),
        declared_kinks=(Kink("0", "(lower + upper) / 2"),),
        family="piecewise linear",
        aliases=("torch.nn.RReLU",),
        note=_("as in evaluation; while training PyTorch draws the slope between lower and upper"),
    ),
    Activation(
        "relu6",
        "clip(x, 0, 6)",
        Reference("Krizhevsky, A.", 2010, "Convolutional deep belief networks on CIFAR-10", "University of Toronto"),
        declared_kinks=(Kink("0", "0"), Kink("6", "0")),
        family="piecewise linear",
        aliases=("torch.nn.ReLU6", "jax.nn.relu6", "keras.activations.relu6", "timm.relu6", "transformers.relu6"),
    ),
    Activation(
        "hard_tanh",
        "clip(x, low, high)",
        _GOLDBERG,
        parameters=(Parameter("low", -1.0), Parameter("high", 1.0)),
        declared_kinks=(Kink("low", "0"), Kink("high", "0")),
        family="piecewise linear",
        aliases=("torch.nn.Hardtanh", "jax.nn.hard_tanh", "keras.activations.hard_tanh"),
    ),
    Activation(
        "hard_sigmoid",
        "clip(x + 3, 0, 6) / 6",
        _MOBILENET,
        declared_kinks=(Kink("-3", "0"), Kink("3", "0")),
        family="piecewise linear",
        aliases=("torch.nn.Hardsigmoid", "jax.nn.hard_sigmoid", "keras.activations.hard_sigmoid", "timm.hard_sigmoid"),
    ),
    Activation(
        "sparse_sigmoid",
        "clip((x + 1) / 2, 0, 1)",
        Reference(
            "Blondel, M., Martins, A. F. T., Niculae, V.",
            2019,
            "Learning with Fenchel-Young losses",
            "arXiv:1901.02324",
        ),
        declared_kinks=(Kink("-1", "0"), Kink("1", "0")),
        family="piecewise linear",
        aliases=("jax.nn.sparse_sigmoid", "keras.activations.sparse_sigmoid"),
    ),
    Activation(
        "plu",
        "where(x > c, c + alpha * (x - c), where(x < -c, alpha * (x + c) - c, x))",
        Reference("Nicolae, A.", 2018, "PLU: the piecewise linear unit activation function", "arXiv:1809.09534"),
        parameters=(Parameter("alpha", 0.1, low=0.0, high=1.0), Parameter("c", 1.0, low=0.0)),
        declared_kinks=(Kink("-c", "alpha"), Kink("c", "1")),
        family="piecewise linear",
    ),
    Activation(
        "srelu",
        "where(x <= left, left + alpha * (x - left), where(x >= right, right + beta * (x - right), x))",
        Reference(
            "Jin, X., Xu, C., Feng, J., Wei, Y., Xiong, J., Yan, S.",
            2015,
            "Deep learning with S-shaped rectified linear activation units",
            "arXiv:1512.07030",
        ),
        parameters=(
            Parameter("left", 0.0, learn="layer"),
            Parameter("alpha", 0.2, learn="layer"),
            Parameter("right", 1.0, learn="layer"),
            Parameter("beta", 0.5, learn="layer"),
        ),
        declared_kinks=(Kink("left", "alpha"), Kink("right", "1")),
        family="piecewise linear",
        note=_("all four are learnt, one each for a layer; where they start is our choice"),
    ),
    Activation(
        "threshold",
        "where(x > threshold, x, value)",
        Reference(
            "Konda, K., Memisevic, R., Krueger, D.",
            2014,
            "Zero-bias autoencoders and the benefits of co-adapting features",
            "arXiv:1402.3337",
        ),
        parameters=(Parameter("threshold", 1.0), Parameter("value", 0.0)),
        declared_kinks=(Kink("threshold", "0"),),
        family="piecewise linear",
        aliases=("torch.nn.Threshold", "keras.activations.threshold", "thresholded_relu"),
        note=_("PyTorch and Keras have no default threshold or value"),
    ),
    Activation(
        "softshrink",
        "where(x > lambd, x - lambd, where(x < -lambd, x + lambd, 0))",
        _DONOHO,
        parameters=(Parameter("lambd", 0.5, low=0.0),),
        declared_kinks=(Kink("-lambd", "0"), Kink("lambd", "0")),
        family="piecewise linear",
        aliases=("torch.nn.Softshrink", "keras.activations.soft_shrink"),
    ),
    Activation(
        "hardshrink",
        "where(abs(x) > lambd, x, 0)",
        _DONOHO,
        parameters=(Parameter("lambd", 0.5, low=0.0),),
        declared_kinks=(Kink("-lambd", "0"), Kink("lambd", "0")),
        family="piecewise linear",
        aliases=("torch.nn.Hardshrink", "keras.activations.hard_shrink"),
    ),
    Activation(
        "absolute",
        "abs(x)",
        Reference(
            "Jarrett, K., Kavukcuoglu, K., Ranzato, M., LeCun, Y.",
            2009,
            "What is the best multi-stage architecture for object recognition?",
            "doi:10.1109/ICCV.2009.5459469",
        ),
        declared_kinks=(Kink("0", "0"),),
        family="piecewise linear",
    ),
    Activation(
        "step",
        "where(x >= 0, 1, 0)",
        Reference(
            "McCulloch, W. S., Pitts, W.",
            1943,
            "A logical calculus of the ideas immanent in nervous activity",
            "doi:10.1007/BF02478259",
        ),
        declared_kinks=(Kink("0", "0"),),
        family="piecewise linear",
        aliases=("heaviside", "binary_step"),
        note=_("its derivative is 0 wherever it has one: nothing below it learns"),
    ),
    Activation(
        "signum",
        "sign(x)",
        Reference(
            "Hubara, I., Courbariaux, M., Soudry, D., El-Yaniv, R., Bengio, Y.",
            2016,
            "Binarized neural networks",
            "Advances in Neural Information Processing Systems 29, pages 4107-4115",
        ),
        declared_kinks=(Kink("0", "0"),),
        family="piecewise linear",
        note=_("its derivative is 0 wherever it has one; binarised networks put another in its place"),
    ),
    Activation(
        "frelu",
        "max(x, 0) + b",
        Reference(
            "Qiu, S., Xu, X., Cai, B.",
            2017,
            "FReLU: flexible rectified linear units for improving convolutional neural networks",
            "arXiv:1706.08098",
        ),
        parameters=(Parameter("b", -1.0, learn="layer"),),
        declared_kinks=(Kink("0", "0"),),
        family="piecewise linear",
        note=_("the bias starts where the authors' code does"),
    ),
    Activation(
        "arelu",
        "where(x > 0, (1 + sigmoid(beta)) * x, clip(alpha, 0.01, 0.99) * x)",
        Reference("Chen, D., Li, J., Xu, K.", 2020, "AReLU: attention-based rectified linear unit", "arXiv:2006.13858"),
        parameters=(Parameter("alpha", 0.9, learn="layer"), Parameter("beta", 2.0, learn="layer")),
        declared_kinks=(Kink("0", "clip(alpha, 0.01, 0.99)"),),
        family="piecewise linear",
    ),
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
        _MOBILENET,
        declared_kinks=(Kink("-3", "0"), Kink("3", "1")),
        family="polynomial",
        aliases=(
            "hard_silu",
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
        _OSCILLATING,
        family="polynomial",
        computed_as="x * (x + 1)",
    ),
    Activation(
        "nonmonotonic_cubic",
        "x - x ** 3",
        _OSCILLATING,
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
        parameters=(Parameter("beta", 1.0, low=_TINY),),
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
        parameters=(Parameter("gamma", 1.0, low=_TINY),),
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
        parameters=(Parameter("alpha", 1.0, low=_TINY, also=2.0),),
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
            Parameter("a", 1.0, low=_TINY, learn="layer"),
            Parameter("b", 1.0, low=_TINY, learn="layer", also=2.0),
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
        _GOLDEN,
        family="exponential",
    ),
    Activation(
        "hard_elish",
        "where(x > 0, x, exp(x) - 1) * clip((x + 1) / 2, 0, 1)",
        _GOLDEN,
        declared_kinks=(Kink("-1", "0"), Kink("1", "3 / 2")),
        family="exponential",
    ),
    Activation(
        "exponential",
        "exp(x)",
        _KERAS,
        family="exponential",
        aliases=("keras.activations.exponential",),
    ),
    Activation(
        "softplus",
        "log(1 + exp(beta * x)) / beta",
        Reference(
            "Dugas, C., Bengio, Y., Bélisle, F., Nadeau, C., Garcia, R.",
            2000,
            "Incorporating second-order functional knowledge for better option pricing",
            "Advances in Neural Information Processing Systems 13",
        ),
        parameters=(Parameter("beta", 1.0, low=_TINY),),
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
        parameters=(Parameter("b", 4.0, low=_TINY),),
        family="softplus-like",
        aliases=("jax.nn.squareplus", "keras.activations.squareplus"),
        computed_as="where(x > 0, x / 2 + hypot(x, sqrt(b)) / 2, b / 2 / (hypot(x, sqrt(b)) - x))",
    ),
    Activation(
        "bent_identity",
        "(sqrt(x ** 2 + 1) - 1) / 2 + x",
        _KUNC,
        family="softplus-like",
        computed_as="x * (1 + x / (hypot(x, 1) + 1) / 2)",
    ),
    Activation(
        "log_sigmoid",
        "-log(1 + exp(-x))",
        _PYTORCH,
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
        _CARLILE,
        parameters=(Parameter("alpha", 1.0, low=0.0),),
        family="softplus-like",
        computed_as="where(x < 0, x / hypot(1, sqrt(alpha) * x), x)",
    ),
    Activation(
        "silu",
        "x * sigmoid(beta * x)",
        _ELFWING,
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
            Parameter("sigma", 1.0, low=_TINY, learn="layer"),
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
        _HENDRYCKS,
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
        _HENDRYCKS,
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
            Parameter("alpha", 2.0, low=_TINY, learn="layer"),
            Parameter("beta", 3.0, low=_TINY, learn="layer"),
        ),
        family="self-gated",
    ),
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
        _EFFICIENT_BACKPROP,
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
            Parameter("a", 1.0, low=_TINY, also=0.5),
            Parameter("b", 1.0, low=_TINY),
            Parameter("c", 1.0, low=_TINY),
            Parameter("d", 1.0, low=_TINY),
        ),
        family="sigmoidal",
        computed_as="where(x > 0, -exp((a - c) * x) * expm1(-(a + b) * x) / (1 + exp(-(c + d) * x)), "
        "exp((d - b) * x) * expm1((a + b) * x) / (1 + exp((c + d) * x)))",
        note=_("Soboleva's modified hyperbolic tangent, bounded where a <= c and b <= d; at 1 it is tanh"),
    ),
    Activation(
        "lecun_tanh",
        "1.7159 * tanh(2 / 3 * x)",
        _EFFICIENT_BACKPROP,
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
        _CARLILE,
        parameters=(Parameter("alpha", 1.0, low=0.0),),
        family="sigmoidal",
        computed_as="x / hypot(1, sqrt(alpha) * x)",
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
        parameters=(Parameter("mu", 0.707107), Parameter("sigma", 0.282095, low=_TINY)),
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
        parameters=(Parameter("alpha", 1.0, low=_TINY, high=80.0),),
        family="sigmoidal",
        computed_as="log1p(expm1(alpha) * sigmoid(alpha * (x - 1))) / alpha",
    ),
    Activation(
        "dsilu",
        "sigmoid(x) * (1 + x * (1 - sigmoid(x)))",
        _ELFWING,
        family="sigmoidal",
    ),
    Activation(
        "tanhshrink",
        "x - tanh(x)",
        _PYTORCH,
        family="polynomial",
        aliases=("torch.nn.Tanhshrink", "keras.activations.tanh_shrink"),
        # x cosh x - sinh x has the coefficients 2k / (2k + 1)!, all positive
        computed_as="where(abs(x) < 1, x ** 3 * (1 / 3 + x ** 2 * (1 / 30 + x ** 2 * (1 / 840 + x ** 2 * (1 / 45360 "
        "+ x ** 2 * (1 / 3991680 + x ** 2 * (1 / 518918400 + x ** 2 * (1 / 93405312000 + x ** 2 / 22230464256000"
        "))))))) / cosh(x), x - tanh(x))",
    ),
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
        parameters=(Parameter("alpha", 1.0, low=_TINY, learn="layer"),),
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

CATALOGUE = {record.name: record for record in _RECORDS}


def _aliases() -> dict[str, Activation]:
    """Return the other names, each with the record at the parameters that it has there."""
    found = {}
    for record in _RECORDS:
        for alias in record.aliases:
            name, bracket, parameters = alias.rstrip(")").partition("(")
            pairs = [pair.split("=") for pair in parameters.split(",")] if bracket else []
            found[name] = record.with_parameters(**{key.strip(): float(value) for key, value in pairs})
    return found


ALIASES = _aliases()
