"""An activation with what people do with one: its profile, and how a notebook shows it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from actlab.analysis.profile import profile
from actlab.analysis.profile_record import Profile
from actlab.errors import ActlabError
from actlab.facade.language import language
from actlab.functions.catalogue import CATALOGUE as RECORDS
from actlab.functions.find import Spelling, find
from actlab.functions.record import Activation as Record
from actlab.report.notebook import card
from actlab.words import _

if TYPE_CHECKING:
    from actlab.functions.on_torch import Elementwise


class Activation(Record):
    """A named elementwise function with its derivative, kinks, parameters and reference.

    Call it on arrays of NumPy or JAX. Made by ``actlab.activation``; ``actlab.CATALOGUE`` has those with a name.

    >>> elu = activation("elu", alpha=0.5)
    >>> elu.derivative([-1.0, 2.0]).round(4).tolist(), elu.profile().monotone
    ([0.1839, 1.0], 'increasing')
    """

    def profile(self) -> Profile:
        """Return everything that can be said of it without training."""
        return profile(self)

    def torch(self, units: int | None = None) -> Elementwise:
        """Return it as a module of PyTorch, with our slope at kinks, and learnt parameters as the module's.

        ``units`` is the length of the last axis, where a parameter is learnt per unit. Raises ActlabError where PyTorch
        is not installed, InvalidInput for a function in Python and a gated unit, which are no formulas of x.
        """
        try:
            from actlab.functions.on_torch import module  # an extra
        except ModuleNotFoundError as error:
            if error.name != "torch":  # another fault, which is not to be taken for this one
                raise
            raise ActlabError(_("PyTorch is not installed. Type: pip install 'actlab[torch]'.")) from None
        return module(self, units)

    def keras(self) -> Callable[[Any], Any]:
        """Return it as what Keras takes for an activation: a function, or a new layer where it has learnt parameters.

        Raises ActlabError where Keras is not installed, InvalidInput for a function in Python and a gated unit, which
        are no formulas of x.
        """
        try:
            from actlab.keras import in_keras  # no dependency of ours
        except ModuleNotFoundError as error:
            if error.name != "keras":  # another fault, which is not to be taken for this one
                raise
            raise ActlabError(_("Keras is not installed. Type: pip install keras.")) from None
        return in_keras(self)

    def _repr_html_(self) -> str:
        """Show formula, curve and properties in a notebook."""
        return card(self, language())


def activation(spec: Spelling, *, name: str | None = None, **parameters: float) -> Activation:
    """Return the activation of a catalogue name, a formula or a function in Python.

    ``elu``, ``elu(alpha=0.5)``; ``x*sigmoid(1.702*x)``, ``x*sigmoid(beta*x); beta=1.702 per layer``;
    ``file.py:function``, or the function itself. A formula's parameters can be given as keywords. ``name`` is what it
    is called in tables, legends and files.

    Raises InvalidInput when it cannot be read, or a parameter or its value is not allowed.

    >>> str(activation("elu(alpha=0.5)"))
    'elu(alpha=0.5)'
    >>> str(activation("x*tanh(β*x)", beta=0.5))
    'x * tanh(beta * x); beta=0.5'
    """
    return shown(find(spec, name=name, **parameters))


def shown(record: Record) -> Activation:
    """Return a record with what people do with one."""
    return record if isinstance(record, Activation) else _of(record, record.name)


@cache
def _of(record: Record, name: str) -> Activation:
    """Return a record as an Activation, the same one for the same content and name: compiled once."""
    made = Activation.__new__(Activation)
    made.__dict__.update(record.__dict__)
    return made


CATALOGUE: Mapping[str, Activation] = MappingProxyType({name: _of(record, name) for name, record in RECORDS.items()})
