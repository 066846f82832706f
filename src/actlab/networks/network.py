"""The table of architectures: how a spec such as ``mlp(512,512)`` becomes a network."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache, partial
from typing import NamedTuple

from jax import Array

from actlab.calls import WordedCall, parse_worded
from actlab.data.dataset import Form
from actlab.errors import InvalidInput, unknown
from actlab.functions.files import FromFile
from actlab.functions.find import is_file
from actlab.networks import cnn, mlp, own, resnet, transformer
from actlab.networks.layers import Options
from actlab.networks.weight import Pass, Weights
from actlab.networks.weight import Weight as Weight
from actlab.words import Text, _

WIDEST = 100_000  # units of one layer; more is a slip of the keyboard
DEEPEST = 1000  # layers
NORMS = ("batch", "layer")


def _nowhere(form: Form) -> dict[str, int]:
    return {}


def _never(form: Form) -> bool:
    return False


def _always(form: Form) -> bool:
    return True


class Network(NamedTuple):
    """An architecture for one member, which declares and computes; it draws nothing.

    ``parameters(form)`` names its arrays in the order in which they are drawn, for data of that form; ``sites(form)``
    names the places where an activation stands, with the shape that one example has there; ``apply(form, weights, x,
    at)`` maps inputs [n, *shape] to outputs [n, k], and calls ``at.activate(site, z)`` at each. ``running(form)`` are
    the places where the statistics of batches are kept, with the number of channels. ``gated`` is the spec's network
    with gated units in place of plain ones, as many weights; None where it has none. ``images`` says that it takes
    nothing else, ``everywhere`` that it can give outputs at every place of a sequence, ``drawing`` that it draws while
    training, and ``convolves(form)`` that its steps are slow within a program's loop on processors (jax issue 12868).
    ``columns(form)`` names the weights whose rows multiply the columns of the inputs, each row one column, where
    nothing else looks at the inputs: then a column may be left out together with its row. ``roundable`` says that all
    its products with weights can be taken of rounded numbers.
    ``source`` is the function of a network that is the user's own, to be called under limits.
    """

    spec: str
    parameters: Callable[[Form], dict[str, Weight]]
    sites: Callable[[Form], dict[str, tuple[int, ...]]]
    apply: Callable[[Form, Weights, Array, Pass], Array]
    running: Callable[[Form], dict[str, int]] = _nowhere
    gated: Callable[[], Network] | None = None
    images: bool = False
    everywhere: bool = False
    drawing: bool = False
    convolves: Callable[[Form], bool] = _never
    columns: Callable[[Form], tuple[str, ...]] = lambda _form: ()
    roundable: bool = False
    source: FromFile | None = None

    def __reduce__(self) -> tuple[Callable[..., Network], tuple[str, ...]]:
        """Be the same object in another process whenever it is sent there: its compiled programs are known by it."""
        if self.source is not None:
            return _read_again, (self.place, self.spec)
        found = network(self.spec)
        return (network if found is self else _with_gates), (self.spec,)

    @property
    def place(self) -> str:
        """Where a network of the user's own stands, ``/home/me/mine.py:net``; empty for others."""
        return f"{self.source.path}:{self.source.name}" if self.source is not None else ""


def network(spec: str) -> Network:
    """Return the network of a spec; the same words give the same object, for ``file.py:net`` as long as it is the same.

    A plan writes such a one ``file.py:net#digest``, and knows it again once the file has been read in this process.

    Raises InvalidInput for an unknown architecture, for numbers and words that it does not take, or for a file that
    cannot be run, or has changed since the spec was written.

    >>> network("mlp( 512, 512 )").spec, network("mlp(64, residual=true, norm=batch)").spec
    ('mlp(512,512)', 'mlp(64,norm=batch,residual=true)')
    """
    if is_file(spec):
        return _of_file(spec)
    call = parse_worded(spec, _("network"), "mlp(512,512)")
    if call.name not in NETWORKS:
        raise unknown(_("network"), call.name, NETWORKS)
    return NETWORKS[call.name](call)


def fitting(found: Network, form: Form, name: str) -> Form:
    """Return the form of data that a network suits; ``name`` is that of the data.

    Raises InvalidInput, with networks that do suit them, where it does not.
    """
    if found.images and not form.image:
        text = _("network: {network} takes images, and {data} has none. Write, for example, mlp(256,256).")
        raise InvalidInput(text.format(network=found.spec, data=name), "network", "mlp(256,256)")
    if form.everywhere and not found.everywhere:
        text = _("network: {data} asks for an output at every place; write, for example, transformer(layers=2).")
        raise InvalidInput(text.format(data=name), "network", "transformer(layers=2)")
    if form.differentiated and found.running(form):
        text = _("network: {data} asks for derivatives of each output, which batch normalisation mixes; take another.")
        raise InvalidInput(text.format(data=name), "network", "mlp(64,64)")
    found.sites(form)  # which looks at a network of the user's own
    return form


def _options(call: WordedCall, allowed: tuple[str, ...], refusal: InvalidInput) -> Options:
    """Read what is added to layers."""
    words = call.keywords
    if not set(words) <= set(allowed) or words.get("residual", "false") not in ("true", "false"):
        raise refusal
    norm, rate = words.get("norm", ""), words.get("dropout", 0.0)
    if norm not in ("", *NORMS) or isinstance(rate, str) or not 0 <= rate < 1:
        raise refusal
    return Options(norm, float(rate), words.get("residual") == "true")  # type: ignore[arg-type]  # one of NORMS


def _written(name: str, numbers: tuple[int, ...], options: Options) -> str:
    words = [str(number) for number in numbers]
    words += [f"norm={options.norm}"] if options.norm else []
    words += [f"dropout={options.dropout:g}"] if options.dropout else []
    words += ["residual=true"] if options.residual else []
    return f"{name}({','.join(words)})"


def _widths(call: WordedCall, refusal: InvalidInput) -> tuple[int, ...]:
    widths = call.positional
    if not widths or not all(isinstance(w, int) and 1 <= w <= WIDEST for w in widths):
        raise refusal
    return tuple(int(width) for width in widths)


def _refusal(text: Text, example: str) -> InvalidInput:
    return InvalidInput(text.format(most=WIDEST, example=example, rate="0.1"), "network", example)


def _mlp(call: WordedCall) -> Network:
    text = _(
        "network: mlp takes the widths of its hidden layers, at least one, whole numbers from 1 to {most}, and "
        "norm=batch or norm=layer, dropout={rate}, residual=true; write, for example, {example}."
    )
    refusal = _refusal(text, "mlp(512,512)")
    return _perceptron(_widths(call, refusal), _options(call, ("norm", "dropout", "residual"), refusal))


@cache
def _perceptron(hidden: tuple[int, ...], options: Options) -> Network:
    return Network(
        _written("mlp", hidden, options),
        lambda form: mlp.parameters(hidden, form, options),
        lambda form: mlp.sites(hidden, options),
        partial(mlp.apply, hidden, options),
        running=lambda form: mlp.running(hidden, options),
        gated=None if options.gated else partial(_perceptron, hidden, options._replace(gated=True)),
        drawing=options.dropout > 0,
        columns=lambda form: mlp.columns(hidden, form, options),
        roundable=True,
    )


def _cnn(call: WordedCall) -> Network:
    text = _(
        "network: cnn takes the channels of its layers, at least one, whole numbers from 1 to {most}, and norm=batch "
        "or norm=layer, dropout={rate}; write, for example, {example}."
    )
    refusal = _refusal(text, "cnn(32,64)")
    return _convolutional(_widths(call, refusal), _options(call, ("norm", "dropout"), refusal))


@cache
def _convolutional(channels: tuple[int, ...], options: Options) -> Network:
    return Network(
        _written("cnn", channels, options),
        lambda form: cnn.parameters(channels, form, options),
        lambda form: cnn.sites(channels, form),
        partial(cnn.apply, channels, options),
        running=lambda form: cnn.running(channels, options),
        images=True,
        drawing=options.dropout > 0,
        convolves=_always,
    )


def _resnet(call: WordedCall) -> Network:
    text = _("network: resnet takes its depth, 8, 14, 20, ... (6n + 2) up to {most}; write, for example, {example}.")
    refusal = InvalidInput(text.format(most=DEEPEST, example="resnet(20)"), "network", "resnet(20)")
    depth = call.positional[0] if len(call.positional) == 1 else 0
    if call.keywords or not isinstance(depth, int) or depth % 6 != 2 or not 8 <= depth <= DEEPEST:
        raise refusal
    return _residual(depth)


@cache
def _residual(depth: int) -> Network:
    return Network(
        f"resnet({depth})",
        partial(resnet.parameters, depth),
        partial(resnet.sites, depth),
        partial(resnet.apply, depth),
        running=partial(resnet.running, depth),
        images=True,
        convolves=_always,
    )


def _transformer(call: WordedCall) -> Network:
    text = _(
        "network: transformer takes layers, width and heads, whole numbers from 1 to {most} of which the heads divide "
        "the width, and dropout={rate}; write, for example, {example}."
    )
    refusal = _refusal(text, "transformer(layers=2,width=64,heads=4)")
    words = {"layers": 2, "width": 64, "heads": 4} | call.keywords
    rate = words.pop("dropout", 0.0)
    numbers = [words[name] for name in ("layers", "width", "heads")]
    if call.positional or len(words) > len(numbers) or not all(isinstance(n, int) and n >= 1 for n in numbers):
        raise refusal
    layers, width, heads = (int(number) for number in numbers)
    if layers > DEEPEST or width > WIDEST or width % heads or isinstance(rate, str) or not 0 <= rate < 1:
        raise refusal
    return _attending(transformer.Sizes(layers, width, heads, float(rate)))


@cache
def _attending(sizes: transformer.Sizes) -> Network:
    dropping = f",dropout={sizes.dropout:g}" if sizes.dropout else ""
    return Network(
        f"transformer(layers={sizes.layers},width={sizes.width},heads={sizes.heads}{dropping})",
        partial(transformer.parameters, sizes),
        partial(transformer.sites, sizes),
        partial(transformer.apply, sizes),
        gated=None if sizes.gated else partial(_attending, sizes._replace(gated=True)),
        everywhere=True,
        drawing=sizes.dropout > 0,
    )


_read: dict[str, own.Own] = {}  # by spec: all networks of users that have been read in this process


def _of_file(spec: str) -> Network:
    place, _mark, digest = spec.strip().partition("#")
    if digest:
        if spec.strip() not in _read:
            text = _(
                "network: {name} is not the network any more that was trained: it has changed, or what it imports."
            )
            raise InvalidInput(text.format(name=place), "network", place)
        return _users(_read[spec.strip()])
    path, _colon, name = place.rpartition(":")
    found = own.read(path, name)
    _read[found.spec] = found
    return _users(found)


def _read_again(place: str, spec: str) -> Network:
    """Read a network of the user's in another process; one that has changed is not that network."""
    _of_file(place)
    return _of_file(spec)


@cache
def _users(found: own.Own) -> Network:
    return Network(
        found.spec,
        partial(own.parameters, found),
        partial(own.sites, found),
        partial(own.apply, found),
        everywhere=True,
        convolves=partial(own.convolves, found),
        source=found.net,
    )


def _with_gates(spec: str) -> Network:
    found = network(spec).gated
    assert found  # or there would be nothing to come back to
    return found()


NETWORKS: dict[str, Callable[[WordedCall], Network]] = {
    "mlp": _mlp,
    "cnn": _cnn,
    "resnet": _resnet,
    "transformer": _transformer,
}
