"""The table of probes, and how a user's choice becomes names."""

from collections.abc import Sequence

from actlab.errors import unknown
from actlab.training.probes.dead import DEAD
from actlab.training.probes.gradient import GRADIENT
from actlab.training.probes.gradient_dead import GRADIENT_DEAD
from actlab.training.probes.mean import MEAN
from actlab.training.probes.saturated import SATURATED
from actlab.training.probes.spread import SPREAD
from actlab.training.probes.update import UPDATE
from actlab.words import _

PROBES = {probe.name: probe for probe in (DEAD, GRADIENT_DEAD, SATURATED, MEAN, SPREAD, GRADIENT, UPDATE)}
ALL, NONE = "all", "none"


def chosen(words: str | Sequence[str]) -> tuple[str, ...]:
    """Return the names in the table's order: of a list, of words with commas, or of ``all`` or ``none``.

    Raises InvalidInput for a name that is not in the table.

    >>> chosen("gradient,dead")
    ('dead', 'gradient')
    """
    names = [word.strip() for word in words.split(",")] if isinstance(words, str) else list(words)
    if names in ([ALL], [NONE]):
        return tuple(PROBES) if names == [ALL] else ()
    for name in names:
        if name not in PROBES:
            raise unknown(_("probe"), name, [*PROBES, ALL, NONE])
    return tuple(name for name in PROBES if name in names)
