"""Why a network diverged, in one line: the first thing in its steps that was not finite any more."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from actlab.networks.layers import OUTPUT
from actlab.training.replay import Kind, Look, Place
from actlab.words import Text, _

Seen = Mapping[Place, Look]  # of one step


def cause(seen: Seen) -> Text | None:
    """Return what was not finite first in a step; None where nothing that decides was.

    What is computed on the way is to blame only for what it leads to: the forward pass for a loss that is not finite,
    slopes for a gradient.
    """
    for decides, *ways in _ORDER:
        if _first(seen, [decides]):
            place = _first(seen, [*ways, decides])
            assert place
            return _SENTENCES[place.kind](place, seen)
    return None


def not_finite(step: int, found: tuple[int, Text] | None = None) -> Text:
    """Return the reason of a network whose loss was not finite at a step, and what broke it at which step.

    >>> not_finite(2, (1, _("the loss overflowed")))
    'its loss was not finite at step 2: at step 1, the loss overflowed'
    """
    if found is None:
        return _("its loss was not finite at step {n}").format(n=step)
    if found[0] == step:
        return _("its loss was not finite at step {n}: {cause}").format(n=step, cause=found[1])
    text = _("its loss was not finite at step {n}: at step {k}, {cause}")
    return text.format(n=step, k=found[0], cause=found[1])


_ORDER = (
    (Kind.LOSS, Kind.BEFORE, Kind.ENTERS, Kind.VALUE, Kind.OUTPUTS),
    (Kind.GRADIENT, Kind.SLOPE, Kind.PARAMETER_SLOPE),
    (Kind.DIRECTION,),
    (Kind.AFTER,),
)


def _first(seen: Seen, kinds: Sequence[Kind]) -> Place | None:
    return next((place for place, look in seen.items() if place.kind in kinds and look.broken), None)


def _weight(place: Place, seen: Seen) -> Text:
    return _("not finite: {what}").format(what=_named(place.name))


def _enters(place: Place, seen: Seen) -> Text:
    text = _("the sums that enter layer {layer} overflowed (weights up to {largest:.1e})")
    return text.format(layer=_layer(place.name), largest=_largest(seen, Kind.BEFORE))


def _value(place: Place, seen: Seen) -> Text:
    look = seen[place]
    if look.nan:
        text = _("the activation is NaN in layer {layer} {where}")
    else:
        text = _("the activation is infinite in layer {layer} {where}")
    return text.format(layer=_layer(place.name), where=_where(look))


def _outputs(place: Place, seen: Seen) -> Text:
    text = _("the outputs overflowed (weights up to {largest:.1e})")
    return text.format(largest=_largest(seen, Kind.BEFORE))


def _loss(place: Place, seen: Seen) -> Text:
    return _("the loss overflowed (outputs up to {largest:.1e})").format(largest=_largest(seen, Kind.OUTPUTS))


def _slope(place: Place, seen: Seen) -> Text:
    look = seen[place]
    if look.nan:
        text = _("the slope of the activation is NaN in layer {layer} {where}")
    else:
        text = _("the slope of the activation is infinite in layer {layer} {where}")
    return text.format(layer=_layer(place.name), where=_where(look))


def _parameter_slope(place: Place, seen: Seen) -> Text:
    look = seen[place]
    fields = {"what": _learnt(place.name, place.parameter), "where": _where(look)}
    if look.nan:
        text = _("the gradient of {what} is NaN: the activation has no slope in it {where}")
    else:
        text = _("the gradient of {what} is infinite: so is the slope of the activation in it {where}")
    return text.format(**fields)


def _gradient(place: Place, seen: Seen) -> Text:
    text = _("the gradient of {what} overflowed (outputs up to {largest:.1e})")
    return text.format(what=_named(place.name), largest=_largest(seen, Kind.OUTPUTS))


def _direction(place: Place, seen: Seen) -> Text:
    text = _("the optimiser's step for {what} overflowed (gradients up to {largest:.1e})")
    return text.format(what=_named(place.name), largest=_largest(seen, Kind.GRADIENT))


def _after(place: Place, seen: Seen) -> Text:
    text = _("the step overflowed in {what} (gradients up to {largest:.1e})")
    return text.format(what=_named(place.name), largest=_largest(seen, Kind.GRADIENT))


_SENTENCES: dict[Kind, Callable[[Place, Seen], Text]] = {
    Kind.BEFORE: _weight,
    Kind.ENTERS: _enters,
    Kind.VALUE: _value,
    Kind.OUTPUTS: _outputs,
    Kind.LOSS: _loss,
    Kind.SLOPE: _slope,
    Kind.PARAMETER_SLOPE: _parameter_slope,
    Kind.GRADIENT: _gradient,
    Kind.DIRECTION: _direction,
    Kind.AFTER: _after,
}


def _largest(seen: Seen, kind: Kind) -> float:
    return max(look.largest for place, look in seen.items() if place.kind == kind)


def _where(look: Look) -> Text:
    """Return at which inputs of an activation."""
    if look.low == look.high:
        text = _("at x = {low:.3g} ({n} of {all} inputs)")
    else:
        text = _("for x from {low:.3g} to {high:.3g} ({n} of {all} inputs)")
    return text.format(low=look.low, high=look.high, n=look.broken, all=look.size)


def _layer(site: str) -> Text | str:
    """Return what a layer is called in a sentence."""
    return _("output") if site == OUTPUT else site


def _named(name: str) -> Text:
    """Return what a weight is called; only networks of this house name theirs layer/weight and layer/bias."""
    layer, _slash, what = name.rpartition("/")
    if not layer:
        return _learnt(*name.split(".", 1))
    if layer == OUTPUT:
        return _("the biases of the output layer") if what == "bias" else _("the weights of the output layer")
    text = _("the biases of layer {layer}") if what == "bias" else _("the weights of layer {layer}")
    return text.format(layer=layer)


def _learnt(site: str, parameter: str) -> Text:
    return _("the learnt parameter {parameter} of layer {layer}").format(parameter=parameter, layer=_layer(site))
