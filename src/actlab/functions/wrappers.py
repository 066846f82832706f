"""The module or layer that holds an exported activation's learnt parameters."""

from actlab.functions.exports.naming import camel
from actlab.functions.record import Activation


def torch_module(activation: Activation, name: str) -> str:
    """Return a torch module around the function ``name``."""
    lines = [f"        self.{p.name} = torch.nn.Parameter({_torch_start(p.learn, p.value)})" for p in activation.learnt]
    return (
        f"class {camel(name)}(torch.nn.Module):\n"
        f'    """{name}, its {_names(activation)} learnt."""\n\n'
        f"    def __init__(self{_units(activation)}):\n"
        "        super().__init__()\n" + "\n".join(lines) + "\n\n"
        "    def forward(self, x):\n"
        f"        return {name}(x, {_passed(activation)})\n"
    )


def keras_layer(activation: Activation, name: str) -> str:
    """Return a Keras layer around the function ``name``."""
    lines = []
    for p in activation.learnt:
        shape = "(shape[-1],)" if p.learn == "unit" else "()"
        start = f"keras.initializers.Constant({p.value!r})"
        lines.append(f'        self.{p.name} = self.add_weight(name="{p.name}", shape={shape}, initializer={start})')
    return (
        f"class {camel(name)}(keras.layers.Layer):\n"
        f'    """{name}, its {_names(activation)} learnt."""\n\n'
        "    def build(self, shape):\n" + "\n".join(lines) + "\n\n"
        "    def call(self, x):\n"
        f"        return {name}(x, {_passed(activation)})\n"
    )


def _torch_start(learn: str, value: float) -> str:
    return f"torch.full((units,), {value!r})" if learn == "unit" else f"torch.tensor({value!r})"


def _units(activation: Activation) -> str:
    return ", units" if any(parameter.learn == "unit" for parameter in activation.learnt) else ""


def _names(activation: Activation) -> str:
    return ", ".join(parameter.name for parameter in activation.learnt)


def _passed(activation: Activation) -> str:
    return ", ".join(f"{p.name}=self.{p.name}" if p.learn else f"{p.name}={p.value!r}" for p in activation.parameters)
