"""Units of ReLU that are born dead, and units that die while training: gradient-dead, no gradient passes."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from actlab.demos.outcome import Outcome
from actlab.functions.find import find as activation
from actlab.report.palette import styles
from actlab.statistics.paired import Estimate, estimate
from actlab.studies.compare import compare
from actlab.training.probes.dead import NOTHING
from actlab.words import _

NAMES = ("relu", "leaky_relu", "elu")
WIDTHS, DEPTH = (4, 16, 64), 20
INPUTS = 200
RATES = (0.01, 0.1, 0.3, 1.0)


def run(*, quick: bool) -> Outcome:
    """Count dead units at birth by depth and width, and after training by learning rate."""
    born = {name: {width: _born_dead(name, width, draws=20 if quick else 200) for width in WIDTHS} for name in NAMES}
    rates = RATES[1::2] if quick else RATES
    changes = {"data": "digits", "steps": 200, "seeds": 3} if quick else {"data": "mnist", "steps": 1000, "seeds": 4}
    died = {rate: _died(rate, changes) for rate in rates}
    at_birth = _("{name}, width {width}: in layer {depth}, {share} of units are born dead.")
    in_training = _(
        "{name}, lr {rate:g}: {share} of units of the last hidden layer are dead after training ({n} of {seeds} "
        "networks finished)."
    )
    findings = [
        at_birth.format(name=name, width=width, depth=DEPTH, share=_share(row[-1]))
        for name, widths in born.items()
        for width, row in widths.items()
    ]
    findings += [
        in_training.format(name=name, rate=rate, share=_share(e), n=e.n if e else 0, seeds=changes["seeds"])
        for rate, shares in died.items()
        for name, e in shares.items()
    ]
    numbers = {
        "born_dead_percent": {n: {str(w): [_plain(e) for e in row] for w, row in by.items()} for n, by in born.items()},
        "died_percent": {str(rate): {n: _plain(e) for n, e in shares.items()} for rate, shares in died.items()},
    }
    sentence = _("A drawback of ReLU is that units tend to 'die' while training: they come to produce only zeros.")
    return Outcome(sentence, findings, numbers, _draw(born, died))


def _born_dead(name: str, width: int, draws: int) -> list[Estimate]:
    """Return the percentage of gradient-dead units of each layer, over random networks with He's weights and no bias.

    Source of the question: Lu, Shin, Su, Karniadakis (2020), Dying ReLU and initialization.
    """
    function = activation(name)
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


def _died(rate: float, changes: dict[str, object]) -> dict[str, Estimate | None]:
    """Return the percentage of gradient-dead units of the last hidden layer; None where every network diverged."""
    study = compare(
        NAMES,
        network="mlp(64,64,64)",
        init="he",
        lr=rate,
        probes="gradient_dead",
        progress=False,
        **changes,  # type: ignore[arg-type]
    )
    shares: dict[str, Estimate | None] = {}
    for name in NAMES:
        ends = [result.curve[-1].probes for result in study.of(name) if result.test]
        shares[name] = estimate([100 * seen["gradient_dead"][-1] for seen in ends if seen]) if ends else None
    return shares


def _share(e: Estimate | None) -> str:
    """Return a percentage with the part of its interval that a percentage can take."""
    if e is None:
        return "- %"
    if e.low is None or e.high is None:
        return f"{e.mean:.1f} %"
    return f"{e.mean:.1f} % [{max(e.low, 0.0):.1f}, {min(e.high, 100.0):.1f}]"


def _plain(e: Estimate | None) -> dict[str, float | None] | None:
    return {"mean": e.mean, "low": e.low, "high": e.high} if e else None


def _draw(born: dict[str, dict[int, list[Estimate]]], died: dict[float, dict[str, Estimate | None]]) -> Figure:
    figure = Figure(figsize=(10.5, 4.4), layout="constrained")
    left, right = figure.subplots(1, 2)
    look = styles(NAMES)
    layers = np.arange(1, DEPTH + 1)
    for name, widths in born.items():
        for (width, row), dash in zip(widths.items(), (":", "--", "-"), strict=True):
            label = _("{name}, width {width}").format(name=name, width=width)
            _line(left, layers, row, look[name].colour, dash, label)
    left.xaxis.set_major_locator(MaxNLocator(integer=True))
    left.set_xlabel(_("layer"))
    left.set_title(_("Dead at birth (He initialisation, biases 0)"), fontsize=10)
    for name in NAMES:
        known = {rate: e for rate, shares in died.items() if (e := shares[name])}
        _line(right, list(known), list(known.values()), look[name].colour, "o-", name)
    right.set_xscale("log")
    right.set_xlabel(_("learning rate"))
    right.set_title(_("Dead after training, last hidden layer"), fontsize=10)
    for axes in (left, right):
        axes.set_ylabel(_("gradient-dead units (%)\nbands: 95 % intervals"))
        axes.grid(alpha=0.3)
        axes.legend(fontsize=7)
    return figure


def _line(axes: Axes, x: Sequence[float] | np.ndarray, row: list[Estimate], colour: str, dash: str, label: str) -> None:
    axes.plot(x, [e.mean for e in row], dash, color=colour, label=label)
    low = [e.mean if e.low is None else max(e.low, 0.0) for e in row]
    high = [e.mean if e.high is None else min(e.high, 100.0) for e in row]
    axes.fill_between(x, low, high, color=colour, alpha=0.15, linewidth=0)
