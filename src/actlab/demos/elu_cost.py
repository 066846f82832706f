"""The price of the exponential: ELU against ReLU alone, and inside the tutorial's network."""

from __future__ import annotations

from matplotlib.figure import Figure

from actlab.analysis.cost import Reading, measure
from actlab.demos.outcome import Outcome
from actlab.functions.find import find as activation
from actlab.report.palette import styles
from actlab.studies.plan import make_plan
from actlab.studies.run import prepare
from actlab.training.step_cost import step_costs
from actlab.words import _

ROUNDS, QUICK_ROUNDS = (60, 20), (20, 5)  # alone, and in the network
STEPS = 25


def run(*, quick: bool) -> Outcome:
    """Time ELU and ReLU in turns."""
    elu, relu = activation("elu"), activation("relu")
    alone_rounds, network_rounds = QUICK_ROUNDS if quick else ROUNDS
    alone = measure([elu], relu, ["float32"], alone_rounds)
    recipe = prepare(make_plan("tutorial", {"steps": STEPS}))
    inside = step_costs(recipe, [elu], relu, network_rounds)["elu"][1]
    ratios = {_("alone, forward"): alone[0].ratio, _("alone, backward"): alone[1].ratio, _("training step"): inside}
    text = _("elu against relu, {where}: {median:.2f} times the time [{low:.2f}, {high:.2f}]")
    return Outcome(
        _("Computing the exponential is inefficient, so that networks with ELU are a little slower."),
        [text.format(where=where, **ratio._asdict()) for where, ratio in ratios.items()],
        {
            "forward": alone[0].ratio._asdict(),
            "backward": alone[1].ratio._asdict(),
            "training_step": inside._asdict(),
        },
        _draw(ratios),
    )


def _draw(ratios: dict[str, Reading]) -> Figure:
    figure = Figure(figsize=(6.5, 3.6), layout="constrained")
    axes = figure.add_subplot()
    places = range(len(ratios))
    medians = [ratio.median for ratio in ratios.values()]
    reach = [
        [max(ratio.median - ratio.low, 0) for ratio in ratios.values()],
        [max(ratio.high - ratio.median, 0) for ratio in ratios.values()],
    ]
    axes.bar(places, medians, yerr=reach, capsize=4, color=styles(["elu"])["elu"].colour)
    axes.axhline(1, color="black", linewidth=1, linestyle="--", label="relu")
    axes.set_xticks(list(places), list(ratios))
    axes.set_ylabel(_("time of elu / time of relu"))
    axes.set_title(_("The price of the exponential (bars: 5th to 95th percentile of the rounds)"), fontsize=10)
    axes.legend()
    return figure
