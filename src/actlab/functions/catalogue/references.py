"""The works that more than one record of the catalogue refers to."""

from actlab.functions.records import Reference

PYTORCH = Reference(
    "Paszke, A., Gross, S., Massa, F., et al.",
    2019,
    "PyTorch: an imperative style, high-performance deep learning library",
    "arXiv:1912.01703",
)
KERAS = Reference("Chollet, F., et al.", 2015, "Keras", "https://keras.io")
MOBILENET = Reference("Howard, A., Sandler, M., Chu, G., et al.", 2019, "Searching for MobileNetV3", "arXiv:1905.02244")
GOLDEN = Reference("Basirat, M., Roth, P. M.", 2018, "The quest for the golden activation function", "arXiv:1808.00783")
ELFWING = Reference(
    "Elfwing, S., Uchibe, E., Doya, K.",
    2017,
    "Sigmoid-weighted linear units for neural network function approximation in reinforcement learning",
    "arXiv:1702.03118",
)
HENDRYCKS = Reference("Hendrycks, D., Gimpel, K.", 2016, "Gaussian error linear units (GELUs)", "arXiv:1606.08415")
CARLILE = Reference(
    "Carlile, B., Delamarter, G., Kinney, P., Marti, A., Whitney, B.",
    2017,
    "Improving deep learning by inverse square root linear units (ISRLUs)",
    "arXiv:1710.09967",
)
DONOHO = Reference(
    "Donoho, D. L., Johnstone, I. M.",
    1994,
    "Ideal spatial adaptation by wavelet shrinkage",
    "doi:10.1093/biomet/81.3.425",
)
GOLDBERG = Reference(
    "Goldberg, Y.", 2015, "A primer on neural network models for natural language processing", "arXiv:1510.00726"
)
KUNC = Reference(
    "Kunc, V., Kléma, J.",
    2024,
    "Three decades of activations: a comprehensive survey of 400 activation functions for neural networks",
    "arXiv:2402.09092",
)
OSCILLATING = Reference(
    "Noel, M. M., Bharadwaj, S., Muthiah-Nakarajan, V., Dutta, P., Amali, G. B.",
    2021,
    "Biologically inspired oscillating activation functions can bridge the performance gap between biological and "
    "artificial neurons",
    "arXiv:2111.04020",
)
EFFICIENT_BACKPROP = Reference(
    "LeCun, Y., Bottou, L., Orr, G. B., Müller, K.-R.", 1998, "Efficient BackProp", "doi:10.1007/3-540-49430-8_2"
)
