"""Names of activations in Portuguese, which are accepted wherever those of the catalogue are, and never shown."""

import unicodedata
from collections.abc import Mapping
from types import MappingProxyType

NAMES: Mapping[str, str] = MappingProxyType(
    {
        "sigmoide": "sigmoid",
        "tangente_hiperbolica": "tanh",
        "relu_com_vazamento": "leaky_relu",
        "identidade": "identity",
        "degrau": "step",
        "valor_absoluto": "absolute",
        "gaussiana": "gaussian",
        "exponencial": "exponential",
    }
)


def without_accents(words: str) -> str:
    """Return words in small letters, without accents, as one name.

    >>> without_accents("Tangente hiperbólica"), without_accents("relu-com-vazamento")
    ('tangente_hiperbolica', 'relu_com_vazamento')
    """
    plain = unicodedata.normalize("NFKD", words.strip().lower()).encode("ascii", "ignore").decode()
    return plain.replace("-", "_").replace(" ", "_")


def in_english(head: str) -> str:
    """Return what the catalogue calls an activation, with the numbers that it was given; other words as they are.

    A formula is never changed: the whole name stands before the brackets, and none of these names has an x.

    >>> in_english("relu-com-vazamento(alpha=0.2)"), in_english("tanh(x)"), in_english("x - sigmoide(x)")
    ('leaky_relu(alpha=0.2)', 'tanh(x)', 'x - sigmoide(x)')
    """
    name, bracket, rest = head.partition("(")
    return NAMES.get(without_accents(name), name) + bracket + rest
