"""An activation in Keras 3, whatever its backend: the exported code, carried out."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import keras

from actlab.functions.export import export
from actlab.functions.exports.carried import carried_out
from actlab.functions.exports.naming import function_name, renamed
from actlab.functions.record import Activation

InKeras = Callable[[Any], Any]  # tensors of whatever backend


def in_keras(activation: Activation) -> InKeras:
    """Return an activation as what Keras takes for one: a function, or a new layer where it has learnt parameters.

    Raises InvalidInput for a function in Python and a gated unit, which are no formulas of x.
    """
    made = carried_out(export(activation, "keras"))
    found: InKeras = getattr(made, function_name(renamed(activation)))
    if not activation.learnt:
        return found
    (layer,) = (one for one in vars(made).values() if isinstance(one, type) and issubclass(one, keras.layers.Layer))
    new: InKeras = layer()
    return new
