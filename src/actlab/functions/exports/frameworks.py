"""How code for each framework looks: its imports, the names of primitives, how numbers become its arrays."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from actlab.functions.exports.double import keeping_double
from actlab.functions.expression import ABSORBING, PRIMITIVES

_TIES = ("max", "min", "clip")  # which take no numbers in PyTorch, and differ in their slopes at ties
NEWER = {"erfc"}  # functions that Keras has from 3.15 on; before, only what they are short for
WIDE = {  # what stands for a missing function where its definition would overflow on the way
    "hypot": "where(abs(u) == abs(v), abs(u) * sqrt(2), where(abs(u) > abs(v), abs(u) * sqrt(1 + (v / u)**2), "
    "abs(v) * sqrt(1 + (u / v)**2)))"
}
_ABSORBED = "({u} == 0) | ({v} == 0)"


@dataclass(frozen=True)
class Framework:
    """A framework's words.

    ``templates`` are calls that are more than a name, in u and v. ``array`` turns a parameter into an array of the
    dtype of x; empty where numbers do as well.
    """

    name: str
    imports: tuple[str, ...]
    module: str
    array: str = ""
    templates: Mapping[str, str] = field(default_factory=dict)

    def call(self, primitive: str) -> str:
        """Return the name of a primitive; empty where it has none."""
        row = PRIMITIVES[primitive]
        if primitive == "normal_cdf" and self.name == "torch":  # its ndtr is 0 below -8
            return ""
        if primitive == "hypot" and self.name == "torch":  # which takes no numbers
            return "torch.hypot"
        if self.name == "keras":
            return keeping_double(row.keras)
        if self.name != "jax":
            return str(getattr(row, self.name))
        if primitive == "relu":
            return "jax.nn.relu"
        return row.jax.replace("numpy.", "jnp.") if row.jax.startswith("numpy.") else f"jax.{row.jax}" * bool(row.jax)

    def knows(self, primitive: str) -> bool:
        """Return whether a primitive can be written, be it as an operator."""
        if primitive in _TIES and self.name != "numpy":
            return False
        return bool(PRIMITIVES[primitive].operator or primitive in self.templates or self.call(primitive))


def _templates(module: str, **others: str) -> dict[str, str]:
    return {ABSORBING: f"{module}.where({_ABSORBED}, 0.0, {{u}} * {{v}})", **others}


FRAMEWORKS = {
    framework.name: framework
    for framework in (
        Framework(
            "torch",
            ("import torch", "import torch.nn.functional as F"),
            "torch",
            "torch.as_tensor({}, dtype=x.dtype, device=x.device)",
            # beyond its threshold, 20, PyTorch takes x itself: off by 2e-9
            _templates("torch", softplus="F.softplus({u}, threshold=40)"),
        ),
        Framework(
            "keras",
            ("import keras", "import numpy as np", "from keras import ops"),
            "ops",
            "ops.convert_to_tensor({}, x.dtype)",
            _templates("ops", softplus="-ops.log_sigmoid(-{u})"),  # whose softplus is PyTorch's, where that is below
        ),
        Framework(
            "jax",
            ("import jax", "import jax.numpy as jnp", "import numpy as np"),
            "jnp",
            templates=_templates("jnp"),
        ),
        Framework(
            "numpy",
            ("import numpy as np", "from scipy import special"),
            "np",
            "np.asarray({}, x.dtype)",
            _templates("np", softplus="np.logaddexp(0, {u})"),
        ),
    )
}
