"""Units of ReLU that are born dead, and units that die while training: gradient-dead, no gradient passes."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from actlab.demos.outcome import Outcome, outcome
from actlab.functions.find import find
from actlab.report.document.charts import Axis, Chart, Line, Mark, Panel, Words, numbers
from actlab.report.document.palette import styles
from actlab.statistics.paired import Estimate, estimate
from actlab.studies.compare import compare
from actlab.training.probes import NOTHING
from actlab.words import Text, _, bracketed, decimal, joined, percent, plural

NAMES = ("relu", "leaky_relu", "elu")
WIDTHS, DEPTH = (4, 16, 64), 20
INPUTS = 200
RATES = (0.01, 0.1, 0.3, 1.0)


# Percentages: by activation and width, one for each layer; by learning rate and activation, None where all diverged
Born = Mapping[str, Mapping[int, Sequence[Estimate]]]
Died = Mapping[float, Mapping[str, Estimate | None]]


class Share(NamedTuple):
    """A mean percentage and the ends of its 95 % interval."""

    mean: float
    low: float | None
    high: float | None


@dataclass(frozen=True)
class DeadUnits:
    """Percentages of dead units: by activation and width at birth, by learning rate and activation after training."""

    born_dead_percent: Mapping[str, Mapping[str, tuple[Share, ...]]]
    died_percent: Mapping[str, Mapping[str, Share | None]]


def run(*, quick: bool) -> Outcome[DeadUnits]:
    """Count dead units at birth by depth and width, and after training by learning rate."""
    born = {name: {width: _born_dead(name, width, draws=20 if quick else 200) for width in WIDTHS} for name in NAMES}
    rates = RATES[1::2] if quick else RATES
    setting = _Setting("digits", 200, 3) if quick else _Setting("mnist", 1000, 4)
    died = {rate: _died(rate, setting) for rate in rates}
    found = DeadUnits(
        {
            name: {str(width): tuple(Share(e.mean, e.low, e.high) for e in row) for width, row in by.items()}
            for name, by in born.items()
        },
        {
            str(rate): {name: Share(e.mean, e.low, e.high) if e else None for name, e in shares.items()}
            for rate, shares in died.items()
        },
    )
    return outcome(
        "dead-units",
        _("A drawback of ReLU is that units tend to 'die' while training: they come to produce only zeros."),
        _findings(born, died, setting.seeds),
        Chart("", ((_birth(born), _training(died)),), (10.5, 4.4)),
        found,
    )


def _findings(born: Born, died: Died, seeds: int) -> list[Text]:
    at_birth = _("{name}, width {width}: in layer {depth}, {share} of units are born dead.")
    in_training = _(
        "{name}, lr {rate:g}: {share} of units of the last hidden layer are dead after training ({finished})."
    )
    return [
        *(
            at_birth.format(name=name, width=width, depth=DEPTH, share=_share(row[-1]))
            for name, widths in born.items()
            for width, row in widths.items()
        ),
        *(
            in_training.format(name=name, rate=rate, share=_share(e), finished=_finished(e.n if e else 0, seeds))
            for rate, shares in died.items()
            for name, e in shares.items()
        ),
        *_closing(died, seeds),
    ]


def _closing(died: Died, seeds: int) -> Iterator[Text]:
    """Yield what was seen of the sentence, and what of the cures that the tutorial names."""
    low, high = min(died), max(died)
    few, many = died[low]["relu"], died[high]["relu"]
    if few and many and many.mean > few.mean:
        text = _(
            "So with ReLU the larger learning rate kills more units, {many} at {high:g} and {few} at {low:g}: a large "
            "step moves a bias so low that no input gets through, and without a gradient nothing moves it back."
        )
        shares = {name: percent(decimal(f"{e.mean:.1f}")) for name, e in (("few", few), ("many", many))}
        yield text.format(low=low, high=high, **shares)
    if all(by["leaky_relu"] is None or by["leaky_relu"].mean == 0 for by in died.values()):
        yield _("Units of leaky ReLU do not die: its slope is nowhere 0.")
    yield from _of_elu({rate: by["elu"] for rate, by in died.items()}, seeds)


def _of_elu(died: Mapping[float, Estimate | None], seeds: int) -> Iterator[Text]:
    """Yield what was seen of ELU, by learning rate, and why it differs from the tutorial where it does."""
    known = {rate: e for rate, e in died.items() if e}
    dying = {rate: e for rate, e in known.items() if e.mean > 0}
    if not dying:
        if known:
            yield _("Units of ELU did not die here: where sums are moderate, its slope is far from 0.")
        return
    rate, e = min(dying.items(), key=lambda one: one[0])
    text = _(
        "Units of ELU die too at a learning rate of {rate:g}, unlike in the tutorial: {share} of them, of the networks "
        "that did not diverge ({n} of {seeds})."
    )
    yield text.format(rate=rate, share=percent(decimal(f"{e.mean:.1f}")), n=e.n, seeds=seeds)
    yield _(
        "Its slope is nowhere 0, but below x = {x:.1f} it is less than a millionth, which counts as none: so large a "
        "step throws the sums that far, and no gradient brings them back."
    ).format(x=math.log(NOTHING))


def _finished(n: int, seeds: int) -> Text:
    return plural("{n} of {seeds} networks finished", "{n} of {seeds} networks finished", n, seeds=seeds)


def _born_dead(name: str, width: int, draws: int) -> list[Estimate]:
    """Return the percentage of gradient-dead units of each layer, over random networks with He's weights and no bias.

    Source of the question: Lu, Shin, Su, Karniadakis (2020), Dying ReLU and initialization.
    """
    function = find(name)
    shares = np.empty((draws, DEPTH))
    for draw in range(draws):
        generator = np.random.Generator(np.random.PCG64(draw))
        x = generator.standard_normal((INPUTS, width), dtype=np.float32)
        for layer in range(DEPTH):
            weights = generator.standard_normal((width, width), dtype=np.float32) * np.float32((2 / width) ** 0.5)
            z = x @ weights
            shares[draw, layer] = 100 * np.mean(np.abs(function.derivative(z)).max(axis=0) <= NOTHING)
            x = function(z)
    return [estimate(layer.tolist()) for layer in shares.T]


class _Setting(NamedTuple):
    """What is trained, for how long and how often."""

    data: str
    steps: int
    seeds: int


def _died(rate: float, setting: _Setting) -> dict[str, Estimate | None]:
    """Return the percentage of gradient-dead units of the last hidden layer; None where every network diverged."""
    study = compare(
        NAMES,
        choices={
            "network": "mlp(64,64,64)",
            "init": "he",
            "lr": rate,
            "probes": "gradient_dead",
            "data": setting.data,
            "steps": setting.steps,
            "seeds": setting.seeds,
        },
    )
    shares: dict[str, Estimate | None] = {}
    for name in NAMES:
        ends = [trial.curve[-1].probes for trial in study.of(name) if trial.test]
        shares[name] = estimate([100 * seen["gradient_dead"][-1] for seen in ends if seen]) if ends else None
    return shares


def _share(e: Estimate | None) -> Words:
    """Return a percentage with the part of its interval that a percentage can take."""
    if e is None:
        return percent("-")
    mean = percent(decimal(f"{e.mean:.1f}"))
    if e.low is None or e.high is None:
        return mean
    return joined([mean, bracketed(decimal(f"{max(e.low, 0.0):.1f}"), decimal(f"{min(e.high, 100.0):.1f}"))])


def _birth(born: Born) -> Panel:
    look = styles(NAMES)
    label = _("{name}, width {width}")
    marks: list[Mark] = []
    for name, widths in born.items():
        for (width, row), dash in zip(widths.items(), (":", "--", "-"), strict=True):
            words = label.format(name=name, width=width)
            marks.append(_line(range(1, DEPTH + 1), row, words, look[name].colour, dash=dash))
    title = _("Dead at birth (He initialisation, biases 0)")
    return _panel(marks, Axis(_("layer"), whole=True), title)


def _training(died: Died) -> Panel:
    look = styles(NAMES)
    marks: list[Mark] = []
    for name in NAMES:
        known = {rate: e for rate, shares in died.items() if (e := shares[name])}
        marks.append(_line(list(known), list(known.values()), name, look[name].colour, marker="o"))
    return _panel(marks, Axis(_("learning rate"), scale="log"), _("Dead after training, last hidden layer"))


def _panel(marks: Sequence[Mark], x: Axis, title: Text) -> Panel:
    label = _("gradient-dead units (%)\nbands: 95 % intervals")
    return Panel(tuple(marks), x, Axis(label), title=title, legend="best", legend_size=7, frame="box")


def _line(
    x: Sequence[float], row: Sequence[Estimate], label: str, colour: str, *, dash: str = "-", marker: str = ""
) -> Line:
    low = tuple(e.mean if e.low is None else max(e.low, 0.0) for e in row)
    high = tuple(e.mean if e.high is None else min(e.high, 100.0) for e in row)
    mean = tuple(e.mean for e in row)
    return Line(numbers(x), mean, label, colour, dash, width=1.5, marker=marker, low=low, high=high)
