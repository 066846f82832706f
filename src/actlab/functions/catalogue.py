"""The table of activations: one record each, and nothing else to edit."""

from actlab.functions.activation import Activation, Kink, Parameter, Reference

_RECORDS = (
    Activation(
        "identity",
        "x",
        Reference(
            "Rosenblatt, F.",
            1958,
            "The perceptron: a probabilistic model for information storage and organization in the brain",
            "doi:10.1037/h0042519",
        ),
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
    ),
    Activation(
        "tanh",
        "tanh(x)",
        Reference(
            "LeCun, Y., Bottou, L., Orr, G. B., Müller, K.-R.",
            1998,
            "Efficient BackProp",
            "doi:10.1007/3-540-49430-8_2",
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
    ),
)

CATALOGUE = {record.name: record for record in _RECORDS}
