"""Looks for a function in the catalogue: exactly, at other parameters, stretched and shifted; else what is nearest."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from functools import cache

import numpy as np
from scipy.optimize import least_squares

from actlab.analysis.numeric import Numeric
from actlab.analysis.relatives_record import EXACT, Nearest, Relatives, Rescaled
from actlab.functions.catalogue import CATALOGUE
from actlab.functions.host import on_host
from actlab.functions.record import Activation

NEARLY = 0.05  # a rough fit that is farther off will not become exact
FAR = (30.0, 100.0, 1000.0)
WIDE = np.array([*np.linspace(-20, 20, 3001), *FAR, *(-x for x in FAR)])  # where matches are held
ENDS = np.array([-FAR[2], -FAR[1], FAR[1], FAR[2]])
ENDS_OF_WIDE = [-1, -2, 3002, 3003]  # where these stand in it
FITTED = slice(None, 3001, 20)  # the points of it to which parameters are fitted
NEAR = np.linspace(-6, 6, 241)  # where stretched ones are looked for
FARTHEST = 1e3  # nothing that is farther off is near
COMPARED = np.linspace(-5, 5, 1001)  # where distances are read
WIDEST = 10.0  # stretch, and its inverse
SHIFTED = 1e3  # further out any function is a line, and which place is found is rounding's matter
STRETCHES = tuple(sign * b for b in np.geomspace(1 / WIDEST, WIDEST, 17) for sign in (1, -1))
SHIFTS = (0.0, -2.0, -1.0, -0.5, 0.5, 1.0, 2.0)
CLOSE = 0.999  # the correlation on the coarse lattice from which a refinement is tried,
TRIED = 2  # from so many places for each record,
RECORDS = 20  # of the closest records
MOST = 2  # more parameters fit too many functions
REACH = 10.0  # parameters are looked for within this times max(1, |default|)


Bounds = tuple[list[float], list[float]] | tuple[float, float]  # least and greatest, of each or of all
FREE = (-np.inf, np.inf)


def computed(activation: Activation) -> Relatives:
    """Compare an activation with the whole catalogue, itself left out, whatever is kept of it."""
    with np.errstate(all="ignore"):  # where either has no value they differ
        return _relatives(activation)


def _relatives(activation: Activation) -> Relatives:
    f = Numeric(activation).f
    others = [record for record in CATALOGUE.values() if record.name != activation.name]
    bent = bool(activation.points.kinks)  # and no smooth function is, whatever its parameters, however it is stretched
    wide, able = f(WIDE), [record for record in others if record.declared_kinks or not bent]
    alike = [str(same) for record in able if (same := identical(wide, record))]
    known = {name.partition("(")[0] for name in alike}
    mirrored = [found for record in others if record.name not in known for found in _mirrored(wide, record)]
    found_already = known | {found.name for found in mirrored}
    names = [record.name for record in able if record.name not in found_already]
    rescaled = [*mirrored, *_rescaled(f(NEAR), wide, names)]
    distances = {record.name: _distance(f(COMPARED), record) for record in others if record.name not in alike}
    name = min(distances, key=lambda n: distances[n])
    return Relatives(alike, rescaled, Nearest(name, distances[name]) if np.isfinite(distances[name]) else None)


def _distance(values: np.ndarray, record: Activation) -> float:
    """Return the largest difference where f has a value; infinite where it has none, or goes to infinity."""
    there = ~np.isnan(values)
    if not there.any():
        return np.inf
    apart = float(np.max(np.abs(values - on_host(record.stable_expression, COMPARED, record.values))[there]))
    return apart if apart <= FARTHEST else np.inf


def identical(values: np.ndarray, record: Activation) -> Activation | None:
    """Return the record, at the parameters at which it is the function; None where there are none such."""
    if _is(values, record):
        return record
    if not 0 < len(record.parameters) <= MOST or not np.isfinite(values[FITTED]).all():
        return None
    names = list(record.values)

    def residual(parameters: np.ndarray) -> np.ndarray:
        got = on_host(record.stable_expression, WIDE[FITTED], dict(zip(names, parameters.tolist(), strict=True)))
        return np.asarray(np.clip(np.nan_to_num(got - values[FITTED], nan=1e6), -1e6, 1e6))

    reach = [REACH * max(1, abs(p.value)) for p in record.parameters]
    bounds = (
        [max(p.low, -most) for p, most in zip(record.parameters, reach, strict=True)],
        [min(p.high, most) for p, most in zip(record.parameters, reach, strict=True)],
    )
    start = np.clip(list(record.values.values()), np.nextafter(bounds[0], np.inf), np.nextafter(bounds[1], -np.inf))
    if np.median(np.abs(residual(start))) > 10:  # exponentially far: nothing to fit
        return None
    fit = _fit(residual, start, bounds)
    if fit is None:
        return None
    fitted = record.with_parameters(**{name: _round(value) for name, value in zip(names, fit, strict=True)})
    # a parameter that makes no difference at the others' values, like the frequency of a wave of height 0, stays put
    simpler = [fitted.with_parameters(**{name: record.values[name]}) for name in names] if len(names) > 1 else []
    return next((found for found in (*simpler, fitted) if _is(values, found)), None)


def _is(values: np.ndarray, record: Activation) -> bool:
    return _apart(values, on_host(record.stable_expression, WIDE, record.values)) <= EXACT


def _mirrored(values: np.ndarray, record: Activation) -> list[Rescaled]:
    """Return the record with its sides swapped, turned upside down, or both, where that is the function."""
    for a, b in ((-1.0, 1.0), (1.0, -1.0), (-1.0, -1.0)):
        if _apart(values, a * on_host(record.stable_expression, b * WIDE, record.values)) <= EXACT:
            return [Rescaled(record.name, a, b, 0.0, 0.0)]
    return []


def _fit(residual: Callable[[np.ndarray], np.ndarray], start: np.ndarray, bounds: Bounds) -> np.ndarray | None:
    """Return the parameters of an exact fit; None as soon as none is in sight."""
    free = bounds == FREE
    # the quicker method knows no bounds, and counts what it asks for a slope
    method, each = ("lm", len(start) + 1) if free else ("trf", 1)
    rough = least_squares(residual, start, bounds=bounds, method=method, ftol=1e-3, max_nfev=20 * each)
    if not np.max(np.abs(rough.fun)) <= (NEARLY / 10 if free else NEARLY) or (free and abs(rough.x[0]) > WIDEST):
        return None
    fine = least_squares(
        residual, rough.x, bounds=bounds, method=method, xtol=1e-15, ftol=1e-15, gtol=1e-15, max_nfev=60 * each
    )
    return np.asarray(fine.x)


def _apart(values: np.ndarray, others: np.ndarray) -> float:
    with np.errstate(invalid="ignore"):
        difference = np.where(values == others, 0, np.abs(values - others) / (1 + np.abs(values)))
    return float(np.max(np.where(np.isnan(difference), np.inf, difference)))


_B, _C = (np.ravel(part) for part in np.meshgrid(STRETCHES, SHIFTS, indexing="ij"))  # the coarse lattice


@cache
def _stretched(name: str) -> np.ndarray:
    """Return a record at every place of the lattice, centred and of length 1: [places, points]; 0 where it has none."""
    record = CATALOGUE[name]
    curves = on_host(record.stable_expression, _B[:, None] * NEAR + _C[:, None], record.values)
    with np.errstate(invalid="ignore", over="ignore"):
        centred = curves - curves.mean(axis=1, keepdims=True)
        length = np.linalg.norm(centred, axis=1)
        usable = np.isfinite(curves).all(axis=1) & (length > 1e-6 * (1 + np.abs(curves).max(axis=1)))
        return np.asarray(np.where(usable[:, None], centred / length[:, None], 0.0))


@cache
def _moving(name: str) -> np.ndarray:
    """Return on which sides a record moves far out, at every place of the lattice: [places, 2]."""
    record = CATALOGUE[name]
    return _moves(on_host(record.stable_expression, _B[:, None] * ENDS + _C[:, None], record.values))


def _moves(ends: np.ndarray) -> np.ndarray:
    """Return on which sides, [..., 2], a function still moves far out, from its values at ENDS [..., 4]."""
    with np.errstate(invalid="ignore"):
        steps = np.abs(ends[..., [0, 3]] - ends[..., [1, 2]])
        return np.asarray(~(steps <= EXACT * (1 + np.abs(ends[..., [1, 2]]))))


def _rescaled(values: np.ndarray, wide: np.ndarray, names: Sequence[str]) -> Iterator[Rescaled]:
    """Yield the records that the function is when stretched and shifted, input and output."""
    centred = values - values.mean()
    if not np.isfinite(values).all() or np.linalg.norm(centred) < 1e-9:
        return
    shape, moves = centred / np.linalg.norm(centred), _moves(wide[ENDS_OF_WIDE])
    places: list[tuple[float, str, int]] = []
    for name in names:
        alike = np.flatnonzero((_moving(name) == moves).all(axis=1))
        if len(alike):
            closeness = np.abs(_stretched(name)[alike] @ shape)
            places += [(-float(closeness[i]), name, int(alike[i])) for i in np.flatnonzero(closeness > CLOSE)]
    seen: dict[str, int] = {}
    done: set[str] = set()
    for _farness, name, place in sorted(places, key=lambda one: one[0]):
        if name in done or seen.get(name, 0) == TRIED or (name not in seen and len(seen) == RECORDS):
            continue
        seen[name] = seen.get(name, 0) + 1
        if found := _refined(values, wide, CATALOGUE[name], float(_B[place]), float(_C[place])):
            done.add(name)
            yield found


def _refined(values: np.ndarray, wide: np.ndarray, record: Activation, b: float, c: float) -> Rescaled | None:
    def curve(b: float, c: float) -> np.ndarray:
        return on_host(record.stable_expression, b * NEAR + c, record.values)

    def outer(curve: np.ndarray) -> tuple[float, float]:
        """Return the best a and d."""
        centred = curve - curve.mean()
        a = float(centred @ values / max(float(centred @ centred), 1e-300))
        return a, float(values.mean() - a * curve.mean())

    def residual(inner: np.ndarray) -> np.ndarray:
        got = np.nan_to_num(curve(*inner), posinf=1e6, neginf=-1e6)
        a, d = outer(got)
        return np.asarray(a * got + d - values)

    def exactly(b: float, c: float) -> Rescaled | None:
        a, d = (_round(value) for value in outer(curve(b, c)))
        exact = _apart(wide, a * on_host(record.stable_expression, b * WIDE + c, record.values) + d) <= EXACT
        near = 1 / WIDEST <= abs(b) <= WIDEST and max(abs(c), abs(d)) <= SHIFTED
        return Rescaled(record.name, a, b, c, d) if exact and near else None

    # relu and its like are the same at every stretch, so that a fit finds any: the plain one is meant
    if found := exactly(math.copysign(1, b), _round(c / abs(b))):
        return found
    fit = _fit(residual, np.array([b, c]), FREE)
    if fit is None or not fit[0]:
        return None
    plain = (math.copysign(1, fit[0]), _round(fit[1] / abs(fit[0])))
    return exactly(*plain) or exactly(*(_round(value) for value in fit))


def _round(value: float) -> float:
    """Return the number of few digits that a fit means."""
    return float(f"{value:.7g}") + 0.0 if abs(value) > 1e-9 else 0.0
