"""Names that exported code can have: none that hides a module, or what a layer has already."""

from __future__ import annotations

import keyword
import re
from dataclasses import replace

from actlab.functions.expression import Symbol, substitute
from actlab.functions.record import Activation
from actlab.functions.records import Kink, Parameter

_MODULES = {"F", "jax", "jnp", "keras", "math", "np", "ops", "special", "torch", "x"}
_LAYERS_OWN = """
    activity_regularizer add_weight apply autocast bfloat16 buffers build built call children compile compute_dtype
    cpu cuda double dtype dtype_policy eval extra_repr float forward get_config half input input_dtype input_spec
    ipu losses metrics modules name named_buffers named_parameters output parameters path quantize register_buffer
    requires_grad_ save_own_variables self shape share_memory stateless_call state_dict supports_jit
    supports_masking to train trainable trainable_variables trainable_weights training type units variable_dtype
    variables weights xpu zero_grad
"""
_TAKEN = {*_MODULES, *_LAYERS_OWN.split()}


def function_name(activation: Activation) -> str:
    """Return the name of the function that is written.

    >>> function_name(Activation("elu", "x")), function_name(Activation("np", "x"))
    ('elu', 'activation')
    """
    name = activation.name
    fits = name.isidentifier() and not keyword.iskeyword(name) and not name.startswith("_")
    return name if fits and not {name, camel(name)} & _MODULES else "activation"


def camel(name: str) -> str:
    """Return the name of a class.

    >>> camel("hard_tanh")
    'HardTanh'
    """
    return "".join(part.capitalize() for part in name.split("_"))


def renamed(activation: Activation) -> Activation:
    """Return the same activation, an underscore after each parameter's name that the code needs for something else.

    >>> from actlab.functions.find import find
    >>> renamed(find("x * sigmoid(np * x); np=2")).formula
    'x * sigmoid(np_ * x)'
    """
    for parameter in activation.parameters:
        if parameter.name in _TAKEN or parameter.name.startswith("_"):
            activation = _with_name(activation, parameter)
    return activation


def _with_name(activation: Activation, parameter: Parameter) -> Activation:
    old, new = parameter.name, f"{parameter.name.lstrip('_')}_"
    while new in activation.values:
        new += "_"

    def text(formula: str) -> str:
        return re.sub(rf"\b{re.escape(old)}\b", new, formula)

    kinks, parsed = activation.declared_kinks, activation.parsed
    return replace(
        activation,
        formula=text(activation.formula),
        computed_as=text(activation.computed_as),
        parameters=tuple(replace(p, name=new) if p.name == old else p for p in activation.parameters),
        declared_kinks=None if kinks is None else tuple(Kink(*map(text, (kink.at, kink.derivative))) for kink in kinks),
        parsed=parsed
        and parsed._replace(formula=text(parsed.formula), tree=substitute(parsed.tree, {old: Symbol(new)})),
    )
