"""Activations that other installed packages bring, by entry points of the group ``actlab.activations``."""

import warnings
from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from importlib.metadata import EntryPoint
from types import MappingProxyType

from actlab.errors import ActlabError, ActlabWarning
from actlab.functions.catalogue import ALIASES, CATALOGUE, with_defaults
from actlab.functions.catalogue.portuguese import NAMES
from actlab.functions.limits import limited
from actlab.functions.record import Activation
from actlab.installed import entry_points
from actlab.words import _

GROUP = "actlab.activations"
PATIENCE = 60.0  # seconds for a package to be loaded


@cache
def plugged() -> Mapping[str, Activation]:
    """Return what installed packages bring, by the names of their entry points: records or functions in Python.

    What cannot be used is left out with an ActlabWarning that names it.
    """
    found = {}
    for point in entry_points(group=GROUP):
        try:
            found[point.name] = _loaded(point)
        except ActlabError as error:
            message = _("the activation {name} of the package {package} is left out: {reason}")
            package = point.dist.name if point.dist else point.value
            text = message.format(name=point.name, package=package, reason=error.text)
            warnings.warn(text, ActlabWarning, stacklevel=2)
    return MappingProxyType(found)


def _loaded(point: EntryPoint) -> Activation:
    if point.name in CATALOGUE or point.name in ALIASES or point.name in NAMES:
        raise ActlabError(_("the catalogue has this name already."))
    given: object = limited(point.load, PATIENCE)
    if isinstance(given, Activation):
        return replace(with_defaults(given), name=point.name)
    if callable(given):
        from actlab.functions.callables import from_python  # JAX, which a record does without

        return from_python(given, point.name)
    raise ActlabError(_("it is neither an Activation nor a function."))
