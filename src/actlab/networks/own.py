"""The user's own network: two functions of a file, of which the second is called as the first with ``_parameters``.

``net(weights, x, activate)`` returns the outputs [n, k] of inputs x [n, *shape], of float32, and calls
``activate("site", z)`` where the activation stands. ``net_parameters(shape, outputs)`` returns the shapes of the
weights by name: ``{name: shape}``, or ``{name: (shape, fan_in, fan_out)}``. Arrays of one axis, or none, begin at zero;
others are drawn as the initialisation says, their fan-in the product of all axes but the last, their fan-out that of
all but the last but one. Images come as [n, height, width, channels], tokens as zeros and ones [n, places,
vocabulary]. What it draws or remembers is nobody's business but a network's of the house: it has neither dropout nor
batch normalisation.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from math import prod
from pathlib import Path
from typing import NamedTuple, TypeVar

import jax
import jax.numpy as jnp
import numpy as np
from jax import Array
from jax.extend.core import Jaxpr
from jaxtyping import Float, Num

from actlab.data.dataset import Form
from actlab.errors import InvalidInput
from actlab.functions.files import FromFile, open_file
from actlab.functions.limits import FunctionFault, limited
from actlab.networks import traced
from actlab.networks.weight import Pass, Weight, Weights
from actlab.words import Text, _

PATIENCE = 60.0  # seconds for each thing that is asked of the user's code
EXAMPLES = 7  # of a trial pass: a number that is no size of anything else
LARGEST = 2**28  # numbers of a trial pass that is carried out
MOST = 10**12  # numbers of an array; more is a slip of the keyboard
PARAMETERS = "_parameters"
SHOWN = 16  # digits of a digest
T = TypeVar("T")


class Own(NamedTuple):
    """The two functions, as they were when they were read."""

    net: FromFile
    parameters: FromFile

    @property
    def name(self) -> str:
        """What is said of it: ``/home/me/mine.py:net``."""
        return f"{self.net.path}:{self.net.name}"

    @property
    def spec(self) -> str:
        """How a plan writes it: by its file's own name, and by its content."""
        return f"{Path(self.net.path).name}:{self.net.name}#{self.digest}"

    def passed(self, weights: Mapping[str, Array], x: Array, activate: Callable[[str, Array], Array]) -> Array:
        """Return what ``net`` returns."""
        return self.net.__wrapped__(weights, x, activate)

    def declared(self, shape: tuple[int, ...], outputs: int) -> object:
        """Return what ``net_parameters`` returns."""
        return self.parameters.__wrapped__(shape, outputs)

    @property
    def digest(self) -> str:
        """Some digits of the digest of both functions, with all that they import and use."""
        return hashlib.sha256(f"{self.net.digest} {self.parameters.digest}".encode()).hexdigest()[:SHOWN]


def read(path: str, name: str) -> Own:
    """Return the network of a file, which is run unless it has been.

    Raises InvalidInput where there is no such file, where it cannot be run or has not both functions.
    """
    try:
        return Own(open_file(path, name, PATIENCE), open_file(path, name + PARAMETERS, PATIENCE))
    except FunctionFault as fault:
        text = _("network: {path} cannot be run: {error}.")
        raise InvalidInput(text.format(path=path, error=fault.text), "network", "mlp(256,256)") from None
    except InvalidInput as error:
        text = Text.of((_("network: "), error.text))
        raise InvalidInput(text, "network", "mlp(256,256)") from None


@lru_cache
def parameters(own: Own, form: Form) -> dict[str, Weight]:
    """Return the arrays, with what their products say of them: which site they follow, and which they lead to.

    Raises InvalidInput, in one line, for whatever is wrong with the network.
    """
    declared = _declared(own, form)
    program = _program(own, form)
    products = traced.products(program, sorted(declared), EXAMPLES)
    return {name: _with(weight, products.get(name)) for name, weight in declared.items()}


@lru_cache
def sites(own: Own, form: Form) -> dict[str, tuple[int, ...]]:
    """Return the sites in the order in which they are met, with the shape of one example there.

    Raises InvalidInput as ``parameters``.
    """
    return {site: tuple(shape[1:]) for site, shape in _looked(own, form)[1].items()}


def convolves(own: Own, form: Form) -> bool:
    """Return whether there is a convolution in it."""
    return traced.convolves(_program(own, form))


def apply(own: Own, form: Form, weights: Weights, x: Num[Array, n * shape], at: Pass) -> Float[Array, n * k]:
    """Return the outputs of inputs."""
    return own.passed({name: weights[name] for name in _declared(own, form)}, _given(form, x), at.activate)


def _shape(form: Form) -> tuple[int, ...]:
    """Return the shape of an input as the user's functions see it."""
    if form.vocabulary:
        return (*form.shape, form.vocabulary)
    return form.image or form.shape


def _given(form: Form, x: Array) -> Array:
    return jax.nn.one_hot(x, form.vocabulary) if form.vocabulary else x.reshape(len(x), *_shape(form))


@lru_cache
def _declared(own: Own, form: Form) -> dict[str, Weight]:
    found: object = _asked(own, lambda: own.declared(_shape(form), form.outputs))
    wrong = _("{name} must return the shapes of the weights by name, such as {example}")
    wrong = wrong.format(name=own.parameters.name, example='{"1/weight": (784, 64), "1/bias": (64,)}')
    if not isinstance(found, Mapping) or not found or not all(isinstance(name, str) for name in found):
        raise _refusal(own, wrong)
    weights = {name: _weight(shape) for name, shape in found.items()}
    if any(weight is None for weight in weights.values()):
        raise _refusal(own, wrong)
    return {name: weight for name, weight in weights.items() if weight}


def _weight(given: object) -> Weight | None:
    """Return an array of a shape, or of (shape, fan_in, fan_out); None for what is neither."""
    fans: Sequence[object] = ()
    if isinstance(given, tuple | list) and len(given) == 3 and isinstance(given[0], tuple | list):
        given, *fans = given
    if not isinstance(given, tuple | list) or not all(type(one) is int and one >= 1 for one in (*given, *fans)):
        return None
    shape = tuple(given)
    if prod(shape) > MOST:
        return None
    fan_in, fan_out = fans or (prod(shape[:-1]), prod(shape) // shape[-2] if len(shape) > 1 else prod(shape))
    return Weight(shape, int(str(fan_in)), int(str(fan_out)), "hidden" if len(shape) > 1 else "bias")


def _with(weight: Weight, product: traced.Product | None) -> Weight:
    """Return an array with what its product says; the probes look at none that begins at zero."""
    if product is None:
        return weight
    feeds = product.feeds if weight.role == "hidden" else ""
    return weight._replace(follows=product.follows, feeds=feeds, uses=product.uses)


def _program(own: Own, form: Form) -> Jaxpr:
    return _looked(own, form)[0]


@lru_cache
def _looked(own: Own, form: Form) -> tuple[Jaxpr, dict[str, tuple[int, ...]]]:
    """Return the program of a pass, and the sites with the shapes that enter the activation there."""
    declared, shapes = _declared(own, form), dict[str, tuple[int, ...]]()

    def passed(weights: Weights, x: Array) -> tuple[object, list[Array]]:
        entered: list[Array] = []

        def activate(site: object, z: object) -> Array:
            name, values = _at_a_site(site, z, shapes)
            shapes[name] = values.shape
            entered.append(values)  # which is a stranger here, where JAX transforms what is around it
            return traced.marked(name, values)

        return own.passed(weights, x, activate), entered

    structs = {name: jax.ShapeDtypeStruct(weight.shape, jnp.float32) for name, weight in declared.items()}  # type: ignore[no-untyped-call]
    inputs = jax.ShapeDtypeStruct((EXAMPLES, *_shape(form)), jnp.float32)  # type: ignore[no-untyped-call]
    made, out = _asked(own, lambda: jax.make_jaxpr(passed, return_shape=True)(structs, inputs))
    if any(isinstance(one, jax.core.Tracer) for one in made.consts):
        text = _("it calls activate within jax.jit, vmap, grad or a loop of JAX's, where nobody could look at it")
        raise _refusal(own, text)
    _check_outputs(own, form, out[0], shapes)
    _try(own, form, declared, made.jaxpr)
    return made.jaxpr, shapes


def _at_a_site(site: object, z: object, shapes: Mapping[str, object]) -> tuple[str, Array]:
    """Return what activate was called with.

    Raises FunctionFault where it is not a new site and numbers of single precision, example by example.
    """
    if not isinstance(site, str) or not site or "." in site:
        raise FunctionFault(_("the name of a site must be words without a point, such as '1'"))
    if site in shapes:
        raise FunctionFault(_("it calls activate at the site {site} twice").format(site=site))
    if not isinstance(z, Array) or z.ndim < 2 or len(z) != EXAMPLES or z.dtype != jnp.float32:
        text = _("what enters activate at the site {site} must have the shape [n, ...] and be of float32")
        raise FunctionFault(text.format(site=site))
    return site, z


def _check_outputs(own: Own, form: Form, out: object, shapes: Mapping[str, object]) -> None:
    """Raise InvalidInput for outputs of another shape, and for a network without any site."""
    wanted = (EXAMPLES, *(form.shape[:1] if form.everywhere else ()), form.outputs)
    shape = tuple(getattr(out, "shape", ()))
    if shape != wanted or getattr(out, "dtype", None) != jnp.float32:
        text = _("it must return outputs of float32 and the shape {wanted}, and returns {shape}")
        named = [
            str(("n", *one[1:])).replace("'", "") if one[:1] == (EXAMPLES,) else str(one) for one in (wanted, shape)
        ]
        raise _refusal(own, text.format(wanted=named[0], shape=named[1]))
    if not shapes:
        raise _refusal(own, _("it never calls activate, so that no activation would stand in it"))


def _try(own: Own, form: Form, declared: Mapping[str, Weight], program: Jaxpr) -> None:
    """Compute a pass and its gradient on random numbers: raise InvalidInput where they are not what they should be."""
    if traced.numbers(program) > LARGEST:
        return
    draw = np.random.Generator(np.random.PCG64(0))
    weights = {name: _drawn(draw, weight) for name, weight in declared.items()}
    x = jnp.asarray(draw.random((EXAMPLES, *_shape(form))), jnp.float32)

    def outputs(weights: Weights, x: Array) -> Array:
        return own.passed(weights, x, lambda site, z: jnp.tanh(z))

    def computed() -> Text | None:
        whole, again, part = outputs(weights, x), outputs(weights, x), outputs(weights, x[:2])
        slopes = jax.grad(lambda weights: jnp.sum(outputs(weights, x)))(weights)
        if not all(bool(jnp.isfinite(one).all()) for one in (whole, *jax.tree.leaves(slopes))):
            return _("its outputs or their slopes are not finite, with tanh, small weights and inputs from 0 to 1")
        if not bool(jnp.array_equal(whole, again)):
            return _("it gives other outputs each time")
        if not np.allclose(np.asarray(whole[:2]), np.asarray(part), rtol=1e-3, atol=1e-4):
            return _("the outputs of an example depend on the others of its batch")
        return None

    if fault := _asked(own, computed):
        raise _refusal(own, fault)


def _drawn(draw: np.random.Generator, weight: Weight) -> Array:
    if weight.role == "bias":
        return jnp.zeros(weight.shape, jnp.float32)
    return jnp.asarray(draw.normal(size=weight.shape) / weight.fan_in**0.5, jnp.float32)


def _asked(own: Own, call: Callable[[], T]) -> T:
    """Make a call of the user's code, under limits; what goes wrong is one line."""
    try:
        return limited(call, PATIENCE)
    except FunctionFault as fault:
        raise _refusal(own, fault.text) from None


def _refusal(own: Own, reason: Text | str) -> InvalidInput:
    text = _("network: {name} cannot be used: {reason}.")
    return InvalidInput(text.format(name=own.name, reason=reason), "network", "mlp(256,256)")
