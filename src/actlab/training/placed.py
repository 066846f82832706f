"""Which activation stands where in a network: checked where the two meet."""

from __future__ import annotations

from actlab.errors import InvalidInput
from actlab.functions.layered import Arrangement, Layered
from actlab.functions.names import true_name
from actlab.functions.record import Activation
from actlab.networks.layers import OUTPUT
from actlab.training.recipe import Recipe
from actlab.words import Text, _, plural

SHOWN = 6  # activations at most of an example


def placed(recipe: Recipe, found: Arrangement) -> dict[str, Activation]:
    """Return the activation of each site of a recipe's network, in order, then that of ``output`` if there is one.

    Raises InvalidInput where several are named, but not one for each site; for an activation at the output of a task
    that makes its prediction of the outputs, and does not take them for it; and where there are no gated units.
    """
    sites = list(recipe.network_of(found).sites(recipe.data.form))
    if isinstance(found, Activation):
        return dict.fromkeys(sites, found)
    if len(found.hidden) not in (1, len(sites)):
        raise InvalidInput(_wrong_count(recipe, found, len(sites)), "activations")
    hidden = found.hidden * len(sites) if len(found.hidden) == 1 else found.hidden
    if found.output is None:
        return dict(zip(sites, hidden, strict=True))
    if not recipe.data.task.outputs_predict:
        raise InvalidInput(_no_output(recipe, found), "activations")
    if OUTPUT in sites:
        text = _("{arm}: {network} has a site of its own that is called output; give that another name.")
        raise InvalidInput(text.format(arm=str(found), network=recipe.network.spec), "network")
    return dict(zip(sites, hidden, strict=True)) | {OUTPUT: found.output}


def _wrong_count(recipe: Recipe, found: Layered, n: int) -> Text:
    named = plural("{n} activation", "{n} activations", len(found.hidden))
    there = plural("{n} place for one", "{n} places for one", n)
    text = _("{arm} names {named} for hidden layers, and {network} has {there}; write {example}, or one for all.")
    example = _example(found, n)
    return text.format(arm=str(found), named=named, network=recipe.network.spec, there=there, example=example)


def _example(found: Layered, n: int) -> Text:
    """Return what is typed for n hidden layers; of many the first few."""
    names = [*map(true_name, found.hidden), *[true_name(found.hidden[-1])] * n][:n]
    last = f", output={true_name(found.output)}" if found.output else ""
    if n <= SHOWN:
        return Text.of((f"layers({', '.join(names)}{last})",))
    text = _("layers({names}, ...{last}) with {n} activations")
    return text.format(names=", ".join(names[:2]), last=last, n=n)


def _no_output(recipe: Recipe, found: Layered) -> Text:
    text = _(
        "{arm}: an activation at the output is for regression, where the output is the prediction; the outputs for "
        "{data} go through a function of the loss, such as softmax. Write {example}."
    )
    hidden = list(map(true_name, found.hidden))
    example = hidden[0] if len(hidden) == 1 else f"layers({', '.join(hidden)})"
    return text.format(arm=str(found), data=recipe.data.name, example=example)
