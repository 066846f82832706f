"""The price of the exponential: ELU against ReLU alone, and inside the tutorial's network."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from actlab.demos.outcome import Outcome, outcome
from actlab.functions.find import find
from actlab.measure.cost import Reading, measure
from actlab.measure.step_cost import step_costs, tutorial
from actlab.report.document.charts import Axis, Bars, Chart, Panel, Rule, Tick, numbers, single
from actlab.report.document.palette import styles
from actlab.words import Text, _

ROUNDS, QUICK_ROUNDS = (60, 20), (20, 5)  # alone, and in the network


@dataclass(frozen=True)
class EluCost:
    """ELU's time over ReLU's: alone in both passes, and a whole training step."""

    forward: Reading
    backward: Reading
    training_step: Reading


def run(*, quick: bool) -> Outcome[EluCost]:
    """Time ELU and ReLU in turns."""
    both = {name: find(name) for name in ("relu", "elu")}
    alone_rounds, network_rounds = QUICK_ROUNDS if quick else ROUNDS
    forward, backward = (
        cost.ratio for cost in measure(both, "relu", ["float32"], alone_rounds) if cost.activation == "elu"
    )
    step = step_costs(tutorial(), both, "relu", network_rounds)["elu"][1]
    ratios = {_("alone, forward"): forward, _("alone, backward"): backward, _("training step"): step}
    text = _("elu against relu, {where}: {median:.2f} times the time [{low:.2f}, {high:.2f}]")
    return outcome(
        "elu-cost",
        _("Computing the exponential is inefficient, so that networks with ELU are a little slower."),
        [*(text.format(where=where, **ratio._asdict()) for where, ratio in ratios.items()), _closing(forward, step)],
        _chart(ratios),
        EluCost(forward, backward, step),
    )


def _closing(alone: Reading, step: Reading) -> Text:
    """Return what was seen of the sentence: whether a whole step is slower."""
    if step.low > 1:
        text = _(
            "So a training step takes {median:.2f} times as long with ELU here: a little slower, as the tutorial says."
        )
        return text.format(median=step.median)
    if alone.low > 1:
        return _(
            "So the exponential alone is slower, but a training step is mostly products of matrices: in it the rounds "
            "show no difference."
        )
    return _("So the rounds show no difference that is larger than their own spread on this machine.")


def _chart(ratios: Mapping[Text, Reading]) -> Chart:
    places = numbers(range(len(ratios)))
    bars = Bars(
        places,
        tuple(ratio.median for ratio in ratios.values()),
        colour=styles(["elu"])["elu"].colour,
        low=tuple(ratio.low for ratio in ratios.values()),
        high=tuple(ratio.high for ratio in ratios.values()),
    )
    panel = Panel(
        (bars, Rule(1, label="relu", dash="--", width=1)),
        x=Axis(ticks=tuple(Tick(place, where) for place, where in zip(places, ratios, strict=True))),
        y=Axis(_("time of elu / time of relu")),
        legend="best",
        grid="none",
        frame="box",
    )
    title = _("The price of the exponential (bars: 5th to 95th percentile of the rounds)")
    return single(title, panel, (6.5, 3.6))
