"""What demonstrations are called, also in Portuguese; light, so that help needs nothing else."""

from actlab.words import _

# In English, which files and records use, and as a Brazilian types them
IN_PORTUGUESE = {
    "colapso-linear": "linear-collapse",
    "gradiente-desvanecendo": "vanishing-gradient",
    "unidades-mortas": "dead-units",
    "vazamento": "leak",
    "custo-da-elu": "elu-cost",
    "camada-de-saida": "output-layer",
    "superficie-de-custo": "cost-surface",
    "mesmo-inicio": "same-start",
}
LISTED = _("linear-collapse, vanishing-gradient, dead-units, leak, elu-cost, output-layer, cost-surface or same-start")


def in_english(name: str) -> str:
    """Return a demonstration's name in English; words that nobody knows stay.

    >>> in_english("unidades-mortas"), in_english("camada-de-saída"), in_english("leak"), in_english("leek")
    ('dead-units', 'output-layer', 'leak', 'leek')
    """
    return IN_PORTUGUESE.get(name.replace("í", "i"), name)
