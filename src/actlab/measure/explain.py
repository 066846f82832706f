"""Why deep networks of an activation can or cannot be trained: prediction beside measurement, before any training."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from actlab.analysis.depth import Critical, Depths, critical, depths, path
from actlab.analysis.gaussian import second_moment
from actlab.analysis.propagation import Propagation, Verdict, verdict
from actlab.errors import InvalidInput, unknown
from actlab.functions import engine
from actlab.functions.record import Activation
from actlab.measure.random_networks import Measured, bytes_of, measure, weight_scale
from actlab.networks.initialise import INITIALISATIONS
from actlab.training.memory import free_bytes, in_words
from actlab.words import _

GRID = 200  # points at which a map is computed between the smallest and the largest measured variance


class _Size(NamedTuple):
    """The least and the most that can be asked for, and what is usual."""

    least: int
    most: int
    usual: int


SIZES = {"width": _Size(2, 4000, 500), "depth": _Size(2, 200, 30), "draws": _Size(2, 1000, 8)}


@dataclass(frozen=True)
class Explanation:
    """One activation at one initialisation: scalars, predicted paths [layers] and measured ones.

    ``chi``, ``stability`` and ``recommended`` belong to the matched initialisation's fixed point, variance 1.
    """

    activation: str
    initialisation: str
    recommended: float
    chi: float
    stability: float
    critical: Critical | None
    depths: Depths
    signal: np.ndarray
    gradient: np.ndarray
    measured: Measured
    maps: Propagation

    @property
    def verdict(self) -> Verdict:
        """What becomes of a deviation from variance 1 with depth."""
        return verdict(self.stability)

    @property
    def next_layer_errors(self) -> tuple[float, float]:
        """How far prediction is from measurement, layer by layer: for signal and gradient, the mean over layers.

        Each layer's variance and gradient factor is predicted from the measured variance of the layer before it (of
        that network and input), and the ratio of measured to predicted is averaged over networks and inputs.
        """
        q, g = self.measured
        signal, factor = self._followed(self.maps.variance, q), self._followed(self.maps.gradient, q)
        with np.errstate(invalid="ignore", divide="ignore"):
            ratios = q[..., 1:] / _finite(signal[..., :-1]), g[..., :-1] / g[..., 1:] / _finite(factor[..., :-1])
            return _error(ratios[0]), _error(ratios[1])

    @property
    def end_to_end(self) -> tuple[Estimate, Estimate]:
        """Measured over predicted at the far end, for signal and gradient: mean and standard error over networks."""
        with np.errstate(invalid="ignore", divide="ignore", over="ignore"):
            signal = self.measured.signal[..., -1].mean(axis=1) / _finite(self.signal[-1])
            gradient = self.measured.gradient[..., 0].mean(axis=1) / _finite(self.gradient[0])
            return _estimate(signal), _estimate(gradient)

    def _followed(self, curve: Callable[[float], float], q: np.ndarray) -> np.ndarray:
        """Return a map at every measured variance, read between points close together on a logarithmic axis."""
        known = q[np.isfinite(q) & (q > 0)]
        if not known.size:
            return np.full_like(q, np.nan)
        grid = np.geomspace(known.min(), known.max() * (1 + 1e-9), GRID)
        values = np.array([curve(float(value)) for value in grid])
        with np.errstate(divide="ignore", invalid="ignore"):
            return np.asarray(np.interp(np.log(q), np.log(grid), values, left=np.nan, right=np.nan))


class Estimate(NamedTuple):
    """A mean and its standard error."""

    mean: float
    error: float


def explain(
    activations: Mapping[str, Activation],
    initialisations: Sequence[str],
    *,
    width: int = 500,
    depth: int = 30,
    draws: int = 8,
) -> list[Explanation]:
    """Explain every activation, by its name, at every initialisation, all measured in the same random draws.

    Raises InvalidInput for an unknown initialisation, or a width, depth or number of draws that cannot be used.
    """
    engine.require()
    for name in initialisations:
        if name not in INITIALISATIONS:
            raise unknown(_("initialisation"), name, INITIALISATIONS)
    for size, given in (("width", width), ("depth", depth), ("draws", draws)):
        _check(size, given)
    _check_memory(width, depth)
    cases = [(activations[name], name, start) for start in initialisations for name in activations]
    found = measure([(one, start) for one, _name, start in cases], width=width, depth=depth, draws=draws)
    return [_one(*case, measured, width, depth) for case, measured in zip(cases, found, strict=True)]


def _check(size: str, given: int) -> None:
    allowed = SIZES[size]
    if not allowed.least <= given <= allowed.most:
        message = _("{option}: {given} is not allowed; it lies between {least} and {most}.")
        text = message.format(option=size, given=given, least=allowed.least, most=allowed.most)
        raise InvalidInput(text, size, str(allowed.usual))


def _check_memory(width: int, depth: int) -> None:
    """Refuse networks whose weights this machine has no room for."""
    need, have = bytes_of(width, depth), free_bytes()
    if have is not None and need > have:
        message = _("width: a network of {depth} layers of {width} units needs {need}; this machine has {have} free.")
        text = message.format(depth=depth, width=width, need=in_words(need), have=in_words(have))
        raise InvalidInput(text, "width", str(SIZES["width"].usual))


def _one(
    activation: Activation, name: str, initialisation: str, measured: Measured, width: int, depth: int
) -> Explanation:
    maps = Propagation(activation, weight_scale(initialisation, width, activation))
    first = weight_scale(initialisation, width, activation, first=True) ** 2
    signal, factors = path(maps, first, depth)
    second = second_moment(activation)
    matched = Propagation(activation, second**-0.5 if 0 < second < np.inf else np.nan)
    return Explanation(
        activation=name,
        initialisation=initialisation,
        recommended=matched.scale,
        chi=matched.gradient(1.0),
        stability=matched.stability(1.0),
        critical=critical(activation),
        depths=depths(maps, first),
        signal=signal,
        # the last layer's gradient is 1; a layer before it is multiplied by its own factor
        gradient=np.append(np.cumprod(factors[:-1][::-1])[::-1], 1.0),
        measured=measured,
        maps=maps,
    )


def _finite(predicted: np.ndarray | float) -> np.ndarray:
    """Return a prediction, NaN where it is infinite: nothing can be held against that."""
    return np.asarray(np.where(np.isfinite(predicted), predicted, np.nan))


def _error(ratios: np.ndarray) -> float:
    """Return the mean over layers of |mean ratio - 1|; NaN where nothing finite was measured."""
    means = [row[np.isfinite(row)].mean() for row in ratios.reshape(-1, ratios.shape[-1]).T if np.isfinite(row).any()]
    return float(np.mean(np.abs(np.array(means) - 1))) if means else np.nan


def _estimate(values: np.ndarray) -> Estimate:
    error = values.std(ddof=1) / len(values) ** 0.5 if len(values) > 1 else np.nan
    return Estimate(float(values.mean()), float(error))
